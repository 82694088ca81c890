// One phone: frame, status line, screens, and everything its owner can do with it.

import { Account } from "./account.js";
import { ApiError, get } from "./api.js";
import { avatar } from "./avatar.js";
import { ChatList } from "./chat_list.js";
import { ChatView } from "./chat_view.js";
import { hourOf, now_ms } from "./clock.js";
import { h } from "./dom.js";
import { Doings } from "./doings.js";
import { openInfo } from "./info_view.js";
import { openDialog, key } from "./sheets.js";
import { TopicList } from "./topic_list.js";
import { say } from "./words.js";

const TOAST_MS = 3500;

export class Phone {
  // desk: { onPlace(phone), onGone(phone), bot, roleOf(id) }
  constructor(person, desk) {
    this.desk = desk;
    this.account = new Account(person, desk.bot);
    this.words = (name, given) => say(this.account.language, name, given);
    this.doings = new Doings(this);
    this.build();
    Object.assign(this.account, {
      onChange: (what) => this.changed(what),
      onToast: (event) => this.hear(event),
      onGone: () => desk.onGone(this),
    });
  }

  build() {
    this.list = new ChatList(this);
    this.topics = new TopicList(this);
    this.chat = new ChatView(this);
    this.hour = h("span.status-hour");
    this.line = h("span.status-line", { hidden: true }, this.words("noLine"));
    this.stage = h("div.stage", {}, this.list.element);
    this.toasts = h("div.toasts", { role: "status", "aria-live": "polite" });
    this.glass = h(
      "div.glass",
      { lang: this.account.language },
      h("div.status", { "aria-hidden": "true" }, this.hour, h("span.status-eye"), h("span.status-signs", {}, h("i.bars"), h("i.battery"))),
      this.line,
      this.stage,
      this.toasts,
    );
    this.element = h("section.phone", { "aria-label": this.account.name }, this.glass);
    this.element.addEventListener("keydown", (event) => this.pressed(event));
    this.element.addEventListener("focusin", () => this.setAloud(true));
    this.element.addEventListener("focusout", (event) => this.setAloud(this.element.contains(event.relatedTarget)));
    this.element.addEventListener("dragover", (event) => event.preventDefault());
    this.element.addEventListener("drop", (event) => this.dropped(event));
  }

  get conversation() {
    return this.account.conversation;
  }

  async start() {
    await this.account.start();
    const held = this.account.memory.get("open", { chat: this.account.id, thread: null });
    this.botAbout = await get(`/box/bot?language_code=${this.account.person.language_code ?? ""}`);
    if (held.chat !== 0 && (this.account.rows.has(held.chat) || held.chat === this.account.id)) {
      await this.openChat(held.chat, held.thread, { isQuiet: true });
    } else {
      this.showList();
    }
  }

  close() {
    this.account.close();
    this.element.remove();
  }

  tick() {
    const hour = hourOf(now_ms() / 1000);
    if (this.hour.textContent !== hour) this.hour.textContent = hour;
  }

  // Only the phone in use speaks to a screen reader.
  setAloud(isAloud) {
    this.chat.log.scroller.setAttribute("aria-live", isAloud ? "polite" : "off");
  }

  changed(what) {
    if ((what === "list" || what === "typing") && this.stage.contains(this.list.element)) this.list.render();
    if (what === "taps") this.chat.log.showWaiting();
    if (what === "line") this.line.hidden = this.account.isOnline;
    if (this.conversation && what !== "taps") {
      if (this.stage.contains(this.topics.element)) this.topics.render();
      else this.chat.render();
    }
    this.desk.onPlace(this);
  }

  conversationChanged(what) {
    if (this.stage.contains(this.topics.element)) this.topics.render();
    if (what === "all") this.settleScreen();
  }

  // --- screens ----------------------------------------------------------------------------

  showList() {
    this.account.memory.set("open", { chat: 0, thread: null });
    this.account.conversation = null;
    this.put(this.list.element, "back");
    this.list.draw();
  }

  async openChat(chatId, threadId = null, { isQuiet = false } = {}) {
    const isBack = this.conversation?.chatId === chatId && threadId === null;
    this.account.memory.set("open", { chat: chatId, thread: threadId });
    const opening = this.account.openChat(chatId, threadId);
    this.chat.show(this.conversation);
    this.settleScreen(isBack ? "back" : "on", isQuiet);
    try {
      await opening;
    } catch (error) {
      this.complain(error);
      this.showList();
      return;
    }
    if (!isQuiet) this.focusScreen();
  }

  settleScreen(way = "", isQuiet = false) {
    const { conversation } = this;
    if (!conversation) return;
    const wanted = conversation.isForumList ? this.topics : this.chat;
    if (!this.stage.contains(wanted.element)) this.put(wanted.element, isQuiet ? "" : way);
    if (wanted === this.topics) this.topics.draw();
  }

  put(screen, way) {
    screen.classList.remove("from-on", "from-back");
    if (way) screen.classList.add(`from-${way}`);
    this.stage.replaceChildren(screen);
    this.desk.onPlace(this);
  }

  focusScreen() {
    if (matchMedia("(pointer: coarse)").matches || !this.element.contains(document.activeElement) && document.activeElement !== document.body) return;
    const { composer, log } = this.chat;
    if (this.stage.contains(this.chat.element)) {
      if (!composer.bar.hidden) composer.field.focus({ preventScroll: true });
      else (composer.instead.querySelector("button") ?? log.scroller).focus({ preventScroll: true });
    } else {
      this.stage.querySelector("button.chat-line")?.focus({ preventScroll: true });
    }
  }

  back() {
    const { conversation } = this;
    const isTopic = conversation?.chat?.is_forum && conversation.threadId !== null;
    if (isTopic) {
      this.openChat(conversation.chatId);
    } else {
      const chatId = conversation?.chatId;
      this.showList();
      this.list.element.querySelector(`[data-chat="${chatId}"]`)?.focus({ preventScroll: true });
    }
  }

  pressed(event) {
    if (event.key !== "Escape" || event.defaultPrevented || this.glass.querySelector(".cover")) return;
    if (this.conversation) {
      event.stopPropagation();
      this.back();
    }
  }

  openInfo() {
    openInfo(this);
  }

  async goTo(messageId) {
    if (!(await this.chat.log.goTo(messageId))) this.toast(this.words("notThere"));
  }

  // --- dialogues --------------------------------------------------------------------------

  dialog(given) {
    return openDialog(this.glass, this.stage, { closeLabel: this.words("close"), ...given });
  }

  toast(text) {
    const shown = h("div.toast", {}, text);
    this.toasts.replaceChildren(shown);
    setTimeout(() => shown.remove(), TOAST_MS + text.length * 30);
  }

  alert(text) {
    const held = this.dialog({
      kind: "alert",
      title: this.account.bot.first_name,
      body: [h("p", {}, text)],
      keys: [key(this.words("ok"), () => held.close(), { isMain: true })],
    });
  }

  hear(event) {
    if (event.text && event.alert) this.alert(event.text);
    else if (event.text) this.toast(event.text);
    if (event.url) this.openLink(event.url);
  }

  complain(error) {
    if (!(error instanceof ApiError)) throw error;
    this.toast(error.status === 0 ? this.words("noLine") : this.words("refused", { words: error.message }));
  }

  // --- doing ------------------------------------------------------------------------------

  // An act of the person; null (and a toast) where the box refuses it.
  async do(name, body = {}) {
    try {
      const result = await this.account.act(name, body);
      if (["join", "start", "leave", "block", "unblock"].includes(name)) this.conversation?.refreshSoon();
      return result;
    } catch (error) {
      this.complain(error);
      return null;
    }
  }

  whereabouts() {
    const { chatId, threadId } = this.conversation;
    const thread = threadId !== null && threadId !== 1 ? { thread_id: threadId } : {};
    return { chat_id: chatId, ...thread };
  }

  sendText(text, replyTo) {
    this.chat.log.isAtEnd = true;
    this.chat.log.last = Infinity;
    return this.do("send", { text, ...this.whereabouts(), ...(replyTo ? { reply_to: replyTo } : {}) });
  }

  async tapKey(message, button) {
    if (button.callback_data !== undefined) {
      try {
        await this.account.tap(message, button);
      } catch (error) {
        this.complain(error);
      }
    } else if (button.url || button.login_url) {
      this.openLink(button.url ?? button.login_url.url);
    } else if (button.copy_text) {
      this.copy(button.copy_text.text);
    } else {
      this.toast(this.words("notPlayed"));
    }
  }

  async copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      this.toast(this.words("copied"));
    } catch {
      const held = this.dialog({
        title: this.words("copyByHand"),
        body: [h("textarea.text-input", { readonly: true, rows: 3, "aria-label": this.words("copyByHand") }, text)],
        keys: [key(this.words("ok"), () => held.close(), { isMain: true })],
      });
      held.panel.querySelector("textarea").select();
    }
  }

  pressReplyKey(button) { return this.doings.pressReplyKey(button); }
  openLink(url) { return this.doings.openLink(url); }
  offerFile(file) { return this.doings.offerFile(file); }
  attachMenu(opener) { this.doings.attachMenu(opener); }
  messageMenu(id, row, at) { this.doings.messageMenu(id, row, at); }
  chatMenu(opener) { this.doings.chatMenu(opener); }
  viewPhoto(message) { this.doings.viewPhoto(message); }
  viewFile(message) { this.doings.viewFile(message); }
  newGroup() { this.doings.newGroup(); }
  newTopic() { this.doings.newTopic(); }

  dropped(event) {
    const [file] = event.dataTransfer?.files ?? [];
    if (!file || !this.conversation) return;
    event.preventDefault();
    this.offerFile(file);
  }

  face(size = "") {
    return avatar(this.account.id, this.account.name, { size });
  }
}

