// Everything below the messages: the text box with its suggestions, files, replies, edits and keyboards.

import * as api from "./api.js";
import { element } from "./render.js";

const $ = (id) => document.getElementById(id);
const INLINE_PAUSE_MS = 300;

export class Composer {
  /** `host` gives: attempt(act), toast(text), who(), chat(), lastOwn(). */
  constructor(host) {
    this.host = host;
    this.replyTo = null;
    this.editing = null;
    this.files = [];
    this.inline = false; // whether the suggestions are inline results
    this.chosen = -1; // index of the suggestion that the arrow keys have reached
    this.inlineTimer = 0;
    this.inlineAsked = 0; // number of the latest inline query; late answers to earlier ones are dropped
    $("text").value = sessionStorage.getItem("draft") || "";
    this.wire();
    this.changed();
  }

  wire() {
    $("form").addEventListener("submit", (event) => { event.preventDefault(); this.submit(); });
    $("text").addEventListener("input", () => this.changed());
    $("text").addEventListener("keydown", (event) => this.onKey(event));
    $("text").addEventListener("paste", (event) => {
      if (event.clipboardData.files.length) { event.preventDefault(); this.attach(event.clipboardData.files); }
    });
    $("menu").addEventListener("click", () => this.toggleMenu());
    $("attach").addEventListener("click", () => $("file").click());
    $("file").addEventListener("change", () => { this.attach($("file").files); $("file").value = ""; });
    $("context-close").addEventListener("click", () => this.cancel());
    $("start").addEventListener("click", () => this.pressStart());
    this.wireDrop();
  }

  wireDrop() {
    const phone = $("phone");
    const carriesFiles = (event) => event.dataTransfer?.types.includes("Files");
    phone.addEventListener("dragover", (event) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      $("drop").hidden = false;
    });
    phone.addEventListener("dragleave", (event) => { if (!phone.contains(event.relatedTarget)) $("drop").hidden = true; });
    phone.addEventListener("drop", (event) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      $("drop").hidden = true;
      this.attach(event.dataTransfer.files);
    });
  }

  // What the chat tells the composer

  update() {
    const { commands, keyboard, blocked } = this.host.chat();
    $("menu").hidden = commands.length === 0;
    $("keyboard").hidden = keyboard.length === 0 || blocked;
    $("keyboard").replaceChildren(...keyboard.map((row) => element("div", { className: "keys" }, ...row.map((text) => {
      const key = element("button", { type: "button", className: "key" }, text);
      key.addEventListener("click", () => this.say(text));
      return key;
    }))));
    this.suggest();
  }

  showStart(show) {
    $("start").hidden = !show;
    $("start").textContent = this.host.chat().blocked ? "UNBLOCK" : "START";
    $("form").classList.toggle("quiet", show && this.host.chat().blocked);
  }

  write(text) {
    $("text").value = text;
    this.changed();
    $("text").focus();
  }

  reply(message, placeholder) {
    this.cancel();
    this.replyTo = message;
    $("text").placeholder = placeholder || "Message";
    this.showContext(`Reply to ${message.from.first_name}`, message.text || message.caption || "File");
  }

  edit(message) {
    this.cancel();
    this.editing = message;
    this.write(message.text);
    this.showContext("Edit message", message.text);
  }

  attach(files) {
    this.files = [...this.files, ...files];
    if (!this.files.length) return;
    const names = this.files.map((file) => file.name).join(", ");
    this.showContext(this.files.length > 1 ? `${this.files.length} files` : "File", names);
    this.changed();
  }

  cancel() {
    if (this.editing) $("text").value = "";
    this.replyTo = null;
    this.editing = null;
    this.files = [];
    $("text").placeholder = "Message";
    $("context").hidden = true;
    this.changed();
  }

  reset() {
    this.cancel();
    this.write("");
  }

  showContext(title, body) {
    $("context-title").textContent = title;
    $("context-body").textContent = body;
    $("context").hidden = false;
    $("text").focus();
  }

  // What the person does

  async say(text) {
    return this.host.attempt(() => api.call(this.host.who(), "send", { text }));
  }

  async pressStart() {
    if (this.host.chat().blocked) await this.host.attempt(() => api.call(this.host.who(), "block", { blocked: false }));
    await this.say("/start");
    $("text").focus();
  }

  async submit() {
    const text = $("text").value.trim();
    const { replyTo, editing, files } = this;
    if (!text && !files.length) return;
    this.editing = null;
    this.cancel();
    this.write("");
    const who = this.host.who();
    const done = await this.host.attempt(async () => {
      if (editing) return text === editing.text || api.call(who, "edit", { message_id: editing.message_id, text });
      if (!files.length) return api.call(who, "send", { text, reply_to: replyTo?.message_id ?? null });
      for (const [index, file] of files.entries()) await api.upload(who, file, index === 0 ? text : "");
      return true;
    });
    if (!done && !$("text").value) this.write(text);
  }

  onKey(event) {
    const options = [...$("suggestions").children];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && !$("suggestions").hidden && options.length) {
      this.choose((this.chosen + step + options.length) % options.length);
    } else if (event.key === "ArrowUp" && !$("text").value && this.host.lastOwn()) {
      this.edit(this.host.lastOwn());
    } else if (event.key === "Escape") {
      this.hideSuggestions();
      this.cancel();
    } else if (["Enter", "Tab"].includes(event.key) && !event.shiftKey && !event.isComposing && this.chosen >= 0) {
      options[this.chosen].click();
    } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      this.submit();
    } else {
      return;
    }
    event.preventDefault();
  }

  changed() {
    const box = $("text");
    box.style.height = "auto";
    box.style.height = `${Math.min(box.scrollHeight, 140)}px`;
    $("send").disabled = !box.value.trim() && !this.files.length;
    sessionStorage.setItem("draft", this.editing ? "" : box.value);
    this.suggest();
  }

  // Suggestions: commands after a slash, inline results after the bot's name

  suggest() {
    const text = $("text").value;
    const { bot, commands } = this.host.chat();
    const prefix = `@${bot.username} `;
    clearTimeout(this.inlineTimer);
    this.inlineAsked += 1;
    if (bot.username && text.toLowerCase().startsWith(prefix.toLowerCase())) {
      if (!this.inline) this.hideSuggestions();
      this.inlineTimer = setTimeout(() => this.askInline(text.slice(prefix.length)), INLINE_PAUSE_MS);
    } else if (/^\/\w*$/.test(text)) {
      this.showCommands(commands.filter(({ command }) => command.startsWith(text.slice(1).toLowerCase())));
    } else {
      this.hideSuggestions();
    }
  }

  toggleMenu() {
    if (!$("suggestions").hidden) return this.hideSuggestions();
    $("text").focus();
    $("menu").setAttribute("aria-expanded", "true");
    return this.showCommands(this.host.chat().commands);
  }

  showCommands(commands) {
    this.inline = false;
    this.show(commands.map(({ command, description }) => [`/${command}`, description, () => {
      this.write("");
      this.say(`/${command}`);
    }]));
  }

  async askInline(query) {
    const asked = this.inlineAsked;
    const answer = await this.host.attempt(() => api.call(this.host.who(), "inline", { query }));
    if (!answer || asked !== this.inlineAsked) return;
    if (!answer.results.length) this.host.toast("No results");
    this.inline = true;
    this.show(answer.results.map((result) => [result.title, result.description, () => {
      this.write("");
      this.host.attempt(() => api.call(this.host.who(), "choose", { query_id: answer.query_id, result_id: result.id }));
    }]));
  }

  show(options) {
    $("suggestions").replaceChildren(...options.map(([title, note, act], index) => {
      const option = element("button", { type: "button", role: "option", id: `option-${index}`, tabIndex: -1 },
        element("strong", {}, title), element("span", {}, note));
      option.addEventListener("click", () => { this.hideSuggestions(); act(); $("text").focus(); });
      return option;
    }));
    $("suggestions").hidden = options.length === 0;
    this.choose(-1);
  }

  choose(index) {
    this.chosen = index;
    [...$("suggestions").children].forEach((option, at) => option.setAttribute("aria-selected", at === index));
    const option = $("suggestions").children[index];
    option?.scrollIntoView({ block: "nearest" });
    if (option) $("text").setAttribute("aria-activedescendant", option.id);
    else $("text").removeAttribute("aria-activedescendant");
  }

  hideSuggestions() {
    $("suggestions").hidden = true;
    $("suggestions").replaceChildren();
    $("menu").setAttribute("aria-expanded", "false");
    this.chosen = -1;
  }
}
