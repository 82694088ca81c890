// Below the messages: the text field with its buttons, the reply keyboard, or what stands instead.

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { replyKeyboard } from "./keyboards.js";

const DRAFTS_MAX = 4000;

export class Composer {
  constructor(phone) {
    this.phone = phone;
    this.mode = null;
    this.isKeyboardUp = true;
    const { words } = phone;
    this.menuKey = h("button.menu-key", { type: "button", on: { click: () => this.toggleCommands() }, "aria-expanded": "false" }, h("span", {}, words("menu")));
    this.attachKey = h("button.bar-key", { type: "button", "aria-label": words("attach"), on: { click: () => phone.attachMenu(this.attachKey) } }, icon("clip"));
    this.field = h("textarea.field", {
      rows: 1, placeholder: words("message"), "aria-label": words("message"), enterkeyhint: "send",
      on: {
        input: () => this.typed(),
        keydown: (event) => this.pressed(event),
        paste: (event) => this.pasted(event),
      },
    });
    this.keyboardKey = h("button.bar-key", { type: "button", "aria-label": words("replyKeyboard"), on: { click: () => this.toggleKeyboard() } }, icon("keyboard"));
    this.sendKey = h("button.send-key", { type: "button", "aria-label": words("send"), on: { click: () => this.send() } }, icon("send"));
    this.context = h("div.compose-context", { hidden: true });
    this.commands = h("div.commands", { hidden: true, role: "listbox", "aria-label": words("commands") });
    this.bar = h("div.compose", {}, this.menuKey, this.attachKey, this.field, this.keyboardKey, this.sendKey);
    this.keys = h("div.reply-keys-box");
    this.instead = h("div.instead");
    this.element = h("div.composer", {}, this.commands, this.context, this.bar, this.instead, this.keys);
  }

  show(conversation) {
    this.conversation = conversation;
    this.mode = null;
    this.isKeyboardUp = true;
    this.field.value = this.drafts()[this.draftKey()] ?? "";
    this.shownKeyboard = null;
    this.hideCommands();
    this.draw();
    this.grow();
  }

  draftKey() {
    return `${this.conversation.chatId}/${this.conversation.threadId ?? ""}`;
  }

  drafts() {
    return this.phone.account.memory.get("drafts", {});
  }

  draw() {
    const { conversation, phone } = this;
    const instead = this.insteadOf();
    const wasHidden = this.bar.hidden;
    this.bar.hidden = instead !== null;
    if (wasHidden && !this.bar.hidden) this.grow();
    this.instead.hidden = instead === null;
    this.drawInstead(instead);
    const commands = conversation.about.commands ?? [];
    const button = conversation.about.menu_button?.type ?? "default";
    this.menuKey.hidden = !conversation.isPrivate || commands.length === 0 || button === "web_app";
    const markup = conversation.about.reply_keyboard?.keyboard ? conversation.about.reply_keyboard : null;
    this.keyboardKey.hidden = markup === null;
    this.field.placeholder = markup?.input_field_placeholder ?? phone.words("message");
    const isUp = markup !== null && this.isKeyboardUp && instead === null;
    this.keyboardKey.setAttribute("aria-pressed", String(isUp));
    if (markup !== this.shownKeyboard) {
      if (markup) this.keys.replaceChildren(replyKeyboard(markup, phone, (key) => this.pressKey(key, markup)));
      this.shownKeyboard = markup;
    }
    this.keys.hidden = !isUp;
    this.drawContext();
    this.bar.classList.toggle("filled", this.field.value.trim() !== "");
  }

  // Why there is no text field: { label, act } or { note }; null where there is one.
  insteadOf() {
    const { conversation, phone } = this;
    const { words, account } = phone;
    if (!conversation.isLoaded) return null;
    if (account.person.deactivated) return { note: words("accountGone") };
    if (conversation.isPrivate) {
      if (account.person.blocked) return { label: words("restart"), act: () => phone.do("start") };
      if (conversation.messages.length === 0) return { label: words("start"), act: () => phone.do("start") };
      return null;
    }
    const member = conversation.about.member;
    const isPresent = member && !["left", "kicked"].includes(member.status) && member.is_member !== false;
    if (!isPresent) return { label: words("joinGroup"), act: () => phone.do("join", { chat_id: conversation.chatId }) };
    const isChief = ["creator", "administrator"].includes(member.status);
    if (conversation.chat?.type === "channel" && !isChief) return { note: words("onlyAdministrators") };
    if (conversation.topic?.is_closed && !isChief) return { note: words("topicIsClosed") };
    if (member.status === "restricted" && member.can_send_messages === false) return { note: words("mayNotWrite") };
    return null;
  }

  drawInstead(instead) {
    const sign = JSON.stringify([instead?.label, instead?.note, this.conversation.chatId]);
    if (sign === this.insteadSign) return;
    this.insteadSign = sign;
    const hadFocus = this.instead.contains(document.activeElement);
    if (!instead) this.instead.replaceChildren();
    else if (instead.note) this.instead.replaceChildren(h("p.instead-note", {}, instead.note));
    else this.instead.replaceChildren(h("button.instead-key", { type: "button", on: { click: () => instead.act() } }, instead.label));
    if (hadFocus) (this.instead.querySelector("button") ?? this.phone.chat.log.scroller).focus({ preventScroll: true });
  }

  drawContext() {
    const { mode, phone } = this;
    this.context.hidden = mode === null;
    if (mode === null) return;
    this.context.replaceChildren(
      icon(mode.kind === "edit" ? "pencil" : "reply"),
      h("div.compose-about", {}, h("strong", {}, phone.words(mode.kind === "edit" ? "editing" : "replyingTo")), h("span", {}, mode.gist)),
      h("button.bar-key", { type: "button", "aria-label": phone.words("cancel"), on: { click: () => this.setMode(null) } }, icon("close")),
    );
  }

  setMode(mode) {
    if (this.mode?.kind === "edit") this.field.value = "";
    this.mode = mode;
    if (mode?.kind === "edit") this.field.value = mode.text;
    this.draw();
    this.grow();
    this.field.focus();
  }

  typed() {
    this.grow();
    this.bar.classList.toggle("filled", this.field.value.trim() !== "");
    if (this.mode?.kind !== "edit") this.saveDraft(this.field.value);
    if (/^\/\w*$/.test(this.field.value)) this.showCommands(this.field.value.slice(1));
    else this.hideCommands();
  }

  saveDraft(text) {
    const drafts = this.drafts();
    if (text) drafts[this.draftKey()] = text.slice(0, DRAFTS_MAX);
    else delete drafts[this.draftKey()];
    this.phone.account.memory.set("drafts", drafts);
  }

  grow() {
    this.field.style.height = "";
    const needed = this.field.scrollHeight;
    if (needed > 0) this.field.style.height = `${Math.min(110, needed)}px`;
  }

  pressed(event) {
    // Enter that ends the composition of a syllable sends nothing.
    if (event.isComposing || event.keyCode === 229) return;
    const isList = !this.commands.hidden;
    if (isList && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      this.commands.querySelector("button")?.focus();
    } else if (event.key === "Escape" && (isList || this.mode)) {
      event.stopPropagation();
      if (isList) this.hideCommands();
      else this.setMode(null);
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.send();
    }
  }

  pasted(event) {
    const [file] = event.clipboardData?.files ?? [];
    if (!file) return;
    event.preventDefault();
    this.phone.offerFile(file);
  }

  async send() {
    const text = this.field.value.trim();
    if (!text) return;
    const { mode } = this;
    this.mode = null;
    this.field.value = "";
    this.saveDraft("");
    this.grow();
    this.hideCommands();
    this.draw();
    const isSent = mode?.kind === "edit"
      ? await this.phone.do("edit", { chat_id: this.conversation.chatId, message_id: mode.id, text })
      : await this.phone.sendText(text, mode?.id);
    if (isSent === null && !this.field.value) {
      this.field.value = text;
      this.saveDraft(text);
      this.grow();
      this.draw();
    }
  }

  toggleKeyboard() {
    this.isKeyboardUp = !this.isKeyboardUp;
    this.draw();
  }

  pressKey(key, markup) {
    if (markup.one_time_keyboard && !markup.is_persistent) this.isKeyboardUp = false;
    this.phone.pressReplyKey(key).then(() => this.draw());
  }

  keyboardCame(keyboard) {
    this.isKeyboardUp = true;
    if (keyboard?.force_reply) this.field.focus();
  }

  toggleCommands() {
    if (this.commands.hidden) {
      this.showCommands("");
      this.commands.querySelector("button")?.focus();
    } else {
      this.hideCommands();
    }
  }

  showCommands(beginning) {
    const fitting = (this.conversation.about.commands ?? []).filter((one) => one.command.startsWith(beginning.toLowerCase()));
    if (!fitting.length) {
      this.hideCommands();
      return;
    }
    this.commands.replaceChildren(...fitting.map((one) => h(
      "button.command",
      { type: "button", role: "option", "aria-selected": "false", on: { click: () => this.chooseCommand(one.command) } },
      h("span.command-text", {}, one.description),
      h("span.command-name", {}, `/${one.command}`),
    )));
    this.commands.hidden = false;
    this.menuKey.setAttribute("aria-expanded", "true");
    this.commands.onkeydown = (event) => this.walkCommands(event);
  }

  walkCommands(event) {
    const all = [...this.commands.children];
    const at = all.indexOf(document.activeElement);
    if (event.key === "Escape") {
      event.stopPropagation();
      this.hideCommands();
      this.field.focus();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      all[(at + (event.key === "ArrowDown" ? 1 : -1) + all.length) % all.length].focus();
    }
  }

  hideCommands() {
    this.commands.hidden = true;
    this.menuKey.setAttribute("aria-expanded", "false");
  }

  chooseCommand(command) {
    this.hideCommands();
    this.field.value = "";
    this.saveDraft("");
    this.grow();
    this.draw();
    const isGroup = !this.conversation.isPrivate;
    this.phone.sendText(`/${command}${isGroup ? `@${this.phone.account.bot.username}` : ""}`);
    this.field.focus();
  }
}
