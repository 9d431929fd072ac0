// The chat: keeps what the server said, draws it, and turns what the person does into calls.

import * as api from "./api.js";
import { Composer } from "./composer.js";
import { day, element, messageNode, settleQuotes } from "./render.js";

const $ = (id) => document.getElementById(id);
const TYPING_MS = 5000; // Telegram shows a chat action for five seconds or until a message comes

const messages = new Map(); // id -> message as it stands now
let reactions = {}; // message id -> emoji of the bot
const busy = new Set(); // "message/row/column" of buttons that wait for their answer
let who = localStorage.getItem("who") === "admin" ? "admin" : "user";
let chat = { bot: { username: "" }, user: {}, commands: [], keyboard: [], blocked: false };
let stopListening = () => {};
let typingTimer = 0;
let waiting = null; // events that came while the state was being fetched

const actions = {
  say: (text) => attempt(() => api.call(who, "send", { text })),
  start: (payload) => actions.say(`/start ${payload}`.trim()),
  startPayload,
  copy: (text) => attempt(async () => {
    await navigator.clipboard.writeText(text);
    toast("Copied");
  }),
  jump,
  press,
  reaction: (id) => reactions[id] || "",
  isBusy: (id, row, column) => busy.has(`${id}/${row}/${column}`),
  menu: messageMenu,
};

const composer = new Composer({
  attempt,
  toast,
  who: () => who,
  chat: () => chat,
  lastOwn: () => [...messages.values()].reverse().find((m) => isMine(m) && m.text && !m.via_bot),
});

async function attempt(act) {
  try {
    return await act();
  } catch (error) {
    toast(error.message);
    return null;
  }
}

// State and events

function connect() {
  stopListening();
  waiting = [];
  stopListening = api.listen(who, {
    onOpen: () => refresh(true),
    onEvent: (event) => (waiting ? waiting.push(event) : apply(event)),
    onLost: () => { $("status").textContent = "connecting…"; },
  });
}

async function refresh(everything) {
  if (everything) waiting = [];
  const asked = who;
  const fresh = await attempt(() => api.state(asked));
  if (!fresh || asked !== who) return;
  chat = fresh;
  drawHeader();
  composer.update();
  reactions = fresh.reactions;
  if (!everything) return;
  const unchanged = fresh.messages.length === messages.size
    && fresh.messages.every((m) => JSON.stringify(m) === JSON.stringify(messages.get(m.message_id)));
  if (!unchanged || !messages.size) drawAll(fresh.messages);
  const queued = waiting || [];
  waiting = null;
  queued.forEach(apply);
}

function apply(event) {
  switch (event.kind) {
    case "message":
      if (event.message.from.is_bot) stopTyping();
      upsert(event.message);
      break;
    case "edit": upsert(event.message); break;
    case "delete": remove(event.message.message_id); break;
    case "action": showTyping(event.detail.action); break;
    case "reaction":
      reactions[event.message.message_id] = event.detail.emoji;
      if (messages.has(event.message.message_id)) upsert(event.message);
      break;
    case "force_reply": composer.reply(event.message, event.detail.input_field_placeholder); break;
    case "commands":
    case "profile":
    case "keyboard":
    case "membership": refresh(false); break;
  }
}

const isMine = (message) => message.from.id === chat.user.id;

function drawAll(list) {
  messages.clear();
  $("messages").setAttribute("aria-live", "off"); // history is not news
  $("messages").replaceChildren();
  list.forEach((message) => upsert(message, true));
  sticky = true;
  toEnd();
  requestAnimationFrame(() => $("messages").setAttribute("aria-live", "polite"));
  drawEmpty();
}

function upsert(message, quiet = false) {
  const old = $("messages").querySelector(`[data-id="${message.message_id}"]`);
  if (!old && isMine(message)) sticky = true;
  messages.set(message.message_id, message);
  const node = messageNode(message, isMine(message), actions);
  if (old) {
    old.replaceWith(node);
  } else {
    addDay(message);
    if (!quiet) node.classList.add("new");
    $("messages").append(node);
  }
  settleQuotes(node);
  group(node);
  if (node.nextElementSibling) group(node.nextElementSibling);
  if (!old && !quiet) drawEmpty();
}

/** Consecutive messages of one side belong together: only the last has a tail. */
function group(node) {
  const before = node.previousElementSibling;
  const same = before && ["in", "out"].some((side) => before.classList.contains(side) && node.classList.contains(side));
  node.classList.toggle("follows", Boolean(same));
  if (before) before.classList.toggle("followed", Boolean(same));
}

function addDay(message) {
  const label = day(message.date);
  const last = [...$("messages").querySelectorAll(".day")].pop();
  if (last?.textContent !== label) $("messages").append(element("li", { className: "day" }, element("span", {}, label)));
}

function remove(id) {
  messages.delete(id);
  const node = $("messages").querySelector(`[data-id="${id}"]`);
  const next = node?.nextElementSibling;
  node?.remove();
  if (next) group(next);
  if (!messages.size) drawAll([]);
}

// Header, welcome, typing

function drawHeader() {
  document.title = chat.bot.name;
  $("bot-name").textContent = chat.bot.name;
  $("avatar").textContent = chat.bot.name.split(/\s+/).map((word) => word[0]).slice(0, 2).join("").toUpperCase();
  if (!typingTimer) $("status").textContent = "bot";
  for (const button of document.querySelectorAll("[data-who]")) {
    const chosen = button.dataset.who === who;
    button.setAttribute("aria-checked", chosen);
    button.tabIndex = chosen ? 0 : -1;
  }
  drawEmpty();
}

function drawEmpty() {
  $("welcome").hidden = messages.size > 0;
  $("description").textContent = chat.bot.description || "Press START, or write a message.";
  composer.showStart(messages.size === 0 || chat.blocked);
}

function showTyping(action) {
  const words = { typing: "typing", upload_document: "sending a file", upload_photo: "sending a photo" };
  $("status").textContent = words[action] || action.replace(/_/g, " ");
  $("status").classList.add("typing");
  clearTimeout(typingTimer);
  typingTimer = setTimeout(stopTyping, TYPING_MS);
}

function stopTyping() {
  clearTimeout(typingTimer);
  typingTimer = 0;
  $("status").classList.remove("typing");
  $("status").textContent = "bot";
}

// What the person does with messages

async function press(message, button, row, column, node) {
  if (button.callback_data !== undefined) return pressCallback(message, row, column, node);
  if (button.copy_text) return actions.copy(button.copy_text.text);
  const inline = button.switch_inline_query_current_chat ?? button.switch_inline_query;
  if (inline !== undefined) return composer.write(`@${chat.bot.username} ${inline}`);
  const payload = startPayload(button.url);
  if (payload !== null) return actions.start(payload);
  const target = new URL(button.url.includes(":") ? button.url : `http://${button.url}`);
  if (["http:", "https:", "mailto:", "tel:", "tg:"].includes(target.protocol)) window.open(target.href, "_blank", "noopener,noreferrer");
  return null;
}

async function pressCallback(message, row, column, node) {
  const place = `${message.message_id}/${row}/${column}`;
  if (busy.has(place)) return;
  busy.add(place);
  node.setAttribute("aria-busy", "true");
  const answer = await attempt(() => api.call(who, "press", { message_id: message.message_id, row, column }));
  busy.delete(place);
  for (const key of document.querySelectorAll(".key[aria-busy]")) key.removeAttribute("aria-busy");
  if (!answer) return;
  if (!answer.answered) toast("The bot did not answer the button.");
  else if (answer.show_alert && answer.text) alertBox(answer.text);
  else if (answer.text) toast(answer.text);
}

/** What a t.me link to this bot hands to /start; null for any other link. */
function startPayload(url) {
  let target;
  try {
    target = new URL(/^[a-z]+:/i.test(url) ? url : `https://${url}`);
  } catch {
    return null;
  }
  const ours = ["t.me", "telegram.me"].includes(target.hostname) && target.pathname.slice(1).toLowerCase() === chat.bot.username.toLowerCase();
  return ours ? target.searchParams.get("start") || "" : null;
}

function jump(id) {
  const node = $("messages").querySelector(`[data-id="${id}"]`);
  node?.scrollIntoView({ block: "center", behavior: "smooth" });
  node?.classList.remove("flash");
  requestAnimationFrame(() => node?.classList.add("flash"));
}

function messageMenu(message, anchor) {
  const text = message.text || message.caption || "";
  const items = [["Reply", () => composer.reply(message)]];
  if (isMine(message) && message.text && !message.via_bot) items.push(["Edit", () => composer.edit(message)]);
  if (text) items.push(["Copy text", () => actions.copy(text)]);
  popup(anchor, items);
}

// Small things on top

function popup(anchor, items) {
  const box = $("popup");
  const phone = $("phone").getBoundingClientRect();
  const at = anchor.getBoundingClientRect();
  box.replaceChildren(...items.map(([label, act]) => {
    const item = element("button", { type: "button", role: "menuitem" }, label);
    item.addEventListener("click", () => { closePopup(); act(); });
    return item;
  }));
  box.hidden = false;
  const left = Math.min(at.left - phone.left, phone.width - box.offsetWidth - 8);
  const below = at.bottom - phone.top + 4;
  box.style.left = `${Math.max(8, left)}px`;
  box.style.top = `${below + box.offsetHeight > phone.height ? at.top - phone.top - box.offsetHeight - 4 : below}px`;
  box.firstElementChild.focus();
  box.returnTo = anchor;
  anchor.setAttribute("aria-expanded", "true");
}

function closePopup() {
  const box = $("popup");
  if (box.hidden) return;
  box.hidden = true;
  box.returnTo?.setAttribute("aria-expanded", "false");
  box.returnTo?.focus();
}

let toastTimer = 0;
function toast(text) {
  $("toast").textContent = text;
  $("toast").hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => { $("toast").hidden = true; }, 3500);
}

function alertBox(text) {
  $("alert-text").textContent = text;
  $("alert").showModal();
}

// The list sticks to its end, whatever grows there, until the person scrolls up.
let sticky = true;
let lastTop = 0;
function onScroll() {
  const { scrollTop } = $("scroll");
  if (nearEnd()) sticky = true;
  else if (scrollTop < lastTop) sticky = false;
  lastTop = scrollTop;
  $("to-end").hidden = sticky || nearEnd();
}

const nearEnd = () => $("scroll").scrollHeight - $("scroll").scrollTop - $("scroll").clientHeight < 40;
function toEnd(smooth = false) {
  $("scroll").scrollTo({ top: $("scroll").scrollHeight, behavior: smooth && !reducedMotion() ? "smooth" : "auto" });
}
const reducedMotion = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

function switchTo(next) {
  if (next === who) return;
  who = next;
  localStorage.setItem("who", who);
  stopTyping();
  composer.reset();
  connect();
}

function applyTheme(theme) {
  if (theme) document.documentElement.dataset.theme = theme;
}

function toggleTheme() {
  const dark = document.documentElement.dataset.theme
    ? document.documentElement.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  localStorage.setItem("theme", dark ? "light" : "dark");
  applyTheme(dark ? "light" : "dark");
}

function wire() {
  for (const button of document.querySelectorAll("[data-who]")) {
    button.addEventListener("click", () => switchTo(button.dataset.who));
    button.addEventListener("keydown", (event) => {
      if (!["ArrowLeft", "ArrowRight"].includes(event.key)) return;
      switchTo(who === "user" ? "admin" : "user");
      document.querySelector(`[data-who=${who}]`).focus();
    });
  }
  $("theme").addEventListener("click", toggleTheme);
  $("more").addEventListener("click", () => popup($("more"), [
    [chat.blocked ? "Unblock the bot" : "Block the bot", () => attempt(() => api.call(who, "block", { blocked: !chat.blocked }))],
  ]));
  $("to-end").addEventListener("click", () => { sticky = true; toEnd(true); });
  $("scroll").addEventListener("scroll", onScroll);
  const grown = new ResizeObserver(() => { if (sticky) toEnd(true); });
  grown.observe($("messages"));
  grown.observe($("scroll"));
  document.addEventListener("pointerdown", (event) => { if (!event.target.closest("#popup")) closePopup(); });
  $("popup").addEventListener("keydown", popupKeys);
}

function popupKeys(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const items = [...$("popup").children];
  if (step) items.at((items.indexOf(document.activeElement) + step) % items.length).focus();
  if (event.key === "Escape") closePopup();
  if (step || event.key === "Escape") event.preventDefault();
}

applyTheme(localStorage.getItem("theme"));
wire();
connect();
