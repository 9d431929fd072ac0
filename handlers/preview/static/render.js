// Messages to DOM nodes. Text only ever becomes text nodes; links are set only after their scheme is known.

import { fileUrl } from "./api.js";

const TAGS = {
  bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "blockquote", expandable_blockquote: "blockquote",
};
const SAFE_SCHEMES = ["http:", "https:", "mailto:", "tel:", "tg:"];

export function element(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith("aria-") || name.startsWith("data-") || name === "role") node.setAttribute(name, value);
    else node[name] = value;
  }
  node.append(...children);
  return node;
}

/** An icon of one stroke, drawn from the path data. */
export function icon(path) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
  line.setAttribute("d", path);
  line.setAttribute("class", "line");
  svg.append(line);
  return svg;
}

/** A text with its entities; offsets are UTF-16 units, which is how JavaScript counts. */
export function formatted(text, entities, actions) {
  const fragment = document.createDocumentFragment();
  fill(fragment, text, 0, text.length, entities || [], actions);
  return fragment;
}

function fill(parent, text, start, end, entities, actions) {
  let position = start;
  let index = 0;
  while (index < entities.length) {
    const entity = entities[index];
    const stop = Math.min(entity.offset + entity.length, end);
    const inner = [];
    for (index += 1; index < entities.length && entities[index].offset < stop; index += 1) inner.push(entities[index]);
    if (entity.offset < position || stop <= entity.offset) continue;
    parent.append(text.slice(position, entity.offset));
    const node = entityNode(entity, text.slice(entity.offset, stop), actions);
    fill(node.lastElementChild?.classList.contains("inside") ? node.lastElementChild : node,
      text, entity.offset, stop, inner, actions);
    parent.append(node);
    position = stop;
    // A quote or a block of code stands on its own lines already.
    if (["BLOCKQUOTE", "PRE"].includes(node.tagName) && text[position] === "\n") position += 1;
  }
  parent.append(text.slice(position, end));
}

function entityNode(entity, covered, actions) {
  switch (entity.type) {
    case "text_link": return link(entity.url, actions);
    case "url": return link(covered, actions);
    case "email": return link(`mailto:${covered}`, actions);
    case "bot_command": return pressable("link", () => actions.say(covered));
    case "mention":
    case "hashtag": return element("span", { className: "tag" });
    case "spoiler": return spoiler();
    case "code": {
      const node = element("code", { title: "Click to copy" });
      node.addEventListener("click", () => actions.copy(covered));
      return node;
    }
    case "pre": {
      const node = element("pre", {});
      if (entity.language) node.append(element("span", { className: "language" }, entity.language));
      node.append(element("code", { className: "inside" }));
      return node;
    }
    case "expandable_blockquote": return expandable();
    default: return element(TAGS[entity.type] || "span");
  }
}

function link(url, actions) {
  const payload = actions.startPayload(url);
  if (payload !== null) return pressable("link", () => actions.start(payload));
  let target;
  try {
    target = new URL(url.includes(":") ? url : `http://${url}`);
  } catch {
    return element("span");
  }
  if (!SAFE_SCHEMES.includes(target.protocol)) return element("span");
  return element("a", { href: target.href, target: "_blank", rel: "noopener noreferrer", title: target.href });
}

function pressable(className, act) {
  const node = element("span", { className, role: "button", tabIndex: 0 });
  onPress(node, act);
  return node;
}

export function onPress(node, act) {
  node.addEventListener("click", act);
  node.addEventListener("keydown", (event) => {
    if (event.target === node && (event.key === "Enter" || event.key === " ")) {
      event.preventDefault();
      act(event);
    }
  });
}

function spoiler() {
  const node = element("span", { className: "spoiler", role: "button", tabIndex: 0, "aria-label": "Hidden text, press to show" });
  onPress(node, () => {
    node.classList.add("shown");
    node.removeAttribute("aria-label");
  });
  return node;
}

function expandable() {
  const node = element("blockquote", { className: "expandable" }, element("div", { className: "inside" }));
  onPress(node, (event) => {
    if (event.target.closest("a, .link, .spoiler:not(.shown)") || !node.hasAttribute("aria-expanded")) return;
    const open = node.classList.toggle("open");
    node.setAttribute("aria-expanded", open);
  });
  return node;
}

/** Once in the page: a quote of more than three lines gets its arrow and can be opened. */
export function settleQuotes(root) {
  for (const node of root.querySelectorAll("blockquote.expandable:not(.open)")) {
    const inside = node.querySelector(".inside");
    if (inside.scrollHeight <= inside.clientHeight + 2) continue;
    node.classList.add("long");
    node.setAttribute("role", "button");
    node.setAttribute("aria-expanded", "false");
    node.tabIndex = 0;
  }
}

/** The list item of a message. */
export function messageNode(message, mine, actions) {
  const bubble = element("div", { className: "bubble" });
  if (message.via_bot) bubble.append(element("span", { className: "via" }, `via @${message.via_bot.username}`));
  if (message.reply_to_message) bubble.append(replyNode(message.reply_to_message, actions));
  if (message.photo) bubble.append(photoNode(message.photo.at(-1)));
  if (message.document) bubble.append(documentNode(message.document));
  const text = message.text || message.caption || "";
  if (text) {
    bubble.append(element("div", { className: "text", dir: "auto" }, formatted(text, message.entities || message.caption_entities, actions)));
  }
  const reaction = actions.reaction(message.message_id);
  if (reaction) bubble.append(element("span", { className: "reaction" }, reaction));
  bubble.append(element("span", { className: message.edit_date ? "meta long" : "meta" }, (message.edit_date ? "edited " : "") + clock(message.date)));
  const more = element("button", { type: "button", className: "more", "aria-label": "Message actions", "aria-haspopup": "menu" }, icon("m6 9 6 6 6-6"));
  more.addEventListener("click", () => actions.menu(message, more));
  bubble.append(more);
  bubble.addEventListener("contextmenu", (event) => {
    if (event.target.closest("a")) return;
    event.preventDefault();
    actions.menu(message, more);
  });
  const stack = element("div", { className: "stack" }, bubble);
  if (message.photo) stack.style.width = `${photoWidth(message.photo.at(-1))}px`;
  if (message.reply_markup) stack.append(keyboardNode(message, actions));
  const item = element("li", { className: mine ? "out" : "in", "data-id": message.message_id }, stack);
  if (message.photo && !text) item.classList.add("bare");
  return item;
}

function replyNode(message, actions) {
  const preview = message.text || message.caption || message.document?.file_name || "Photo";
  const node = element("button", { type: "button", className: "reply" },
    element("strong", {}, message.from.first_name), element("span", {}, preview.slice(0, 120)));
  node.addEventListener("click", () => actions.jump(message.message_id));
  return node;
}

/** As wide as its room, unless that makes it too high; the words below take the photo's width. */
function photoWidth({ width, height }) {
  return Math.max(180, Math.min(width, 340, (360 * width) / height));
}

function photoNode(photo) {
  const image = element("img", { src: fileUrl(photo.file_id), alt: "Photo", width: photo.width, height: photo.height });
  return element("a", { className: "photo", href: fileUrl(photo.file_id), target: "_blank", rel: "noopener" }, image);
}

function documentNode(file) {
  const name = file.file_name || "file";
  const words = [bytes(file.file_size), name.includes(".") ? name.split(".").pop().toUpperCase() : ""];
  return element("a", { className: "document", href: fileUrl(file.file_id), download: name },
    element("span", { className: "disc" }, icon("M12 5v11m0 0-4.5-4.5M12 16l4.5-4.5M6 19.5h12")),
    element("span", { className: "file" }, element("strong", {}, name), element("small", {}, words.filter(Boolean).join(" · "))));
}

function keyboardNode(message, actions) {
  const rows = message.reply_markup.inline_keyboard.map((row, r) =>
    element("div", { className: "keys" }, ...row.map((button, c) => buttonNode(message, button, r, c, actions))));
  return element("div", { className: "inline-keyboard" }, ...rows);
}

function buttonNode(message, button, row, column, actions) {
  const node = element("button", { type: "button", className: "key", "data-style": button.style || "" }, element("span", {}, button.text));
  if (button.url) node.append(element("span", { className: "mark" }, icon("M8 16 17 7M9 7h8v8")));
  if (button.copy_text) node.append(element("span", { className: "mark" }, icon("M9 9h11v11H9zM5 15H4V4h11v1")));
  if (actions.isBusy(message.message_id, row, column)) node.setAttribute("aria-busy", "true");
  node.addEventListener("click", () => actions.press(message, button, row, column, node));
  return node;
}

export function clock(seconds) {
  return new Date(seconds * 1000).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hour12: false });
}

export function day(seconds) {
  const date = new Date(seconds * 1000);
  if (date.toDateString() === new Date().toDateString()) return "Today";
  return date.toLocaleDateString([], { day: "numeric", month: "long" });
}

function bytes(count) {
  if (count < 1024) return `${count} B`;
  return count < 1024 * 1024 ? `${(count / 1024).toFixed(1)} KB` : `${(count / 1024 / 1024).toFixed(1)} MB`;
}
