// What one person's phone knows: the chat list, the open chat, toasts, who is typing.

import { act, ApiError, get } from "./api.js";
import { takeClock } from "./clock.js";
import { Conversation } from "./conversation.js";
import { calmed } from "./dom.js";
import { memoryOf } from "./kept.js";
import { Live } from "./live.js";
import { spoken } from "./words.js";

const TAP_PATIENCE_MS = 30000;

export class Account {
  // onChange(what) with what: "list", "chat", "person", "line"; onToast(event); onGone()
  constructor(person, bot) {
    this.person = person;
    this.id = person.id;
    this.bot = bot;
    this.memory = memoryOf(person.id);
    this.rows = new Map();
    this.conversation = null;
    this.waiting = new Map();
    this.answered = new Set();
    this.typing = new Map();
    this.isOnline = false;
    this.isLoaded = false;
    this.onChange = () => {};
    this.onToast = () => {};
    this.onGone = () => {};
    this.reloadSoon = calmed(() => this.reload().catch(() => {}), 120);
    this.readSoon = calmed(() => this.readOpen(), 250);
    this.live = new Live(person.id, {
      onEvent: (event) => this.take(event),
      onReload: () => this.start().catch(() => {}),
      onLine: (isOnline) => {
        this.isOnline = isOnline;
        this.onChange("line");
      },
    });
  }

  get language() {
    return spoken(this.person.language_code);
  }

  get name() {
    return [this.person.first_name, this.person.last_name].filter(Boolean).join(" ");
  }

  async start() {
    await this.live.hello;
    await this.reload();
    await this.conversation?.load();
  }

  async reload() {
    try {
      const [person, rows] = await Promise.all([
        get(`/box/users/${this.id}`),
        get(`/box/users/${this.id}/chats`),
      ]);
      this.person = person;
      this.rows = new Map(rows.map((row) => [row.chat.id, row]));
      this.isLoaded = true;
      this.onChange("list");
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) this.onGone();
      else throw error;
    }
  }

  sortedRows() {
    return [...this.rows.values()].sort(
      (a, b) => (b.last_message?.date ?? 0) - (a.last_message?.date ?? 0)
        || (b.last_message?.message_id ?? 0) - (a.last_message?.message_id ?? 0),
    );
  }

  unread() {
    let sum = 0;
    for (const row of this.rows.values()) sum += row.unread;
    return sum;
  }

  async openChat(chatId, threadId = null) {
    this.conversation = new Conversation(this, chatId, threadId);
    this.onChange("chat");
    await this.conversation.load();
    this.readSoon();
  }

  closeChat() {
    this.conversation = null;
    this.onChange("chat");
  }

  close() {
    this.live.close();
  }

  act(name, body = {}) {
    return act(this.id, name, body);
  }

  async tap(message, button) {
    const key = waitingKey(message, button.callback_data);
    if (this.waiting.has(key)) return;
    const entry = { id: null, timer: setTimeout(() => this.endWaiting(key), TAP_PATIENCE_MS) };
    this.waiting.set(key, entry);
    this.onChange("taps");
    try {
      const tap = await this.act("tap", {
        button: button.callback_data, message_id: message.message_id, chat_id: message.chat.id, stale: true,
      });
      entry.id = tap.callback_query_id;
      if (tap.answered || this.answered.has(entry.id)) this.endWaiting(key);
    } catch (error) {
      this.endWaiting(key);
      throw error;
    }
  }

  isWaiting(message, data) {
    return this.waiting.has(waitingKey(message, data));
  }

  endWaiting(key) {
    clearTimeout(this.waiting.get(key)?.timer);
    this.waiting.delete(key);
    this.onChange("taps");
  }

  isTyping(chatId) {
    return (this.typing.get(chatId)?.until ?? 0) > performance.now();
  }

  take(event) {
    const handle = this[`on_${event.kind}`];
    if (handle) handle.call(this, event);
    if (this.conversation && event.chat_id === this.conversation.chatId) this.conversation.take(event);
  }

  on_clock(event) {
    takeClock(event);
  }

  on_message(event) {
    const row = this.rows.get(event.chat_id);
    if (event.by === this.bot.id) this.stopTyping(event.chat_id);
    if (!row) {
      if (this.isLoaded) this.reloadSoon();
      return;
    }
    if (event.message_id > (row.last_message?.message_id ?? 0)) {
      row.last_message = event.message;
      row.unread = event.by === this.id ? 0 : row.unread + 1;
      if (event.chat_id === this.id && event.by === this.id) this.person.started = true;
      this.onChange("list");
    }
    if (this.conversation?.chatId === event.chat_id) this.readSoon();
  }

  on_edit(event) {
    const row = this.rows.get(event.chat_id);
    if (row?.last_message?.message_id === event.message_id) {
      row.last_message = event.message;
      this.onChange("list");
    }
  }

  on_delete() {
    this.reloadSoon();
  }

  on_read(event) {
    const row = this.rows.get(event.chat_id);
    if (row && event.by === this.id) {
      row.unread = 0;
      this.onChange("list");
    }
  }

  on_toast(event) {
    this.answered.add(event.callback_query_id);
    if (this.answered.size > 200) this.answered.delete(this.answered.values().next().value);
    for (const [key, entry] of this.waiting) {
      if (entry.id === event.callback_query_id) this.endWaiting(key);
    }
    if (event.text || event.url) this.onToast(event);
  }

  on_action(event) {
    if (event.by !== this.bot.id) return;
    clearTimeout(this.typing.get(event.chat_id)?.timer);
    const lasts_ms = (event.seconds ?? 5) * 1000;
    const timer = setTimeout(() => this.stopTyping(event.chat_id), lasts_ms);
    this.typing.set(event.chat_id, { until: performance.now() + lasts_ms, timer, thread: event.thread_id });
    this.onChange("typing");
  }

  stopTyping(chatId) {
    const held = this.typing.get(chatId);
    if (!held) return;
    clearTimeout(held.timer);
    this.typing.delete(chatId);
    this.onChange("typing");
  }

  on_member(event) {
    if (event.user_id === this.id) this.reloadSoon();
  }

  on_chat() {
    this.reloadSoon();
  }

  on_migrated(event) {
    this.reloadSoon();
    if (this.conversation?.chatId === event.chat_id) this.openChat(event.to).catch(() => {});
  }

  on_blocked(event) {
    if (event.chat_id !== this.id) return;
    this.person.blocked = true;
    this.onChange("person");
  }

  on_unblocked(event) {
    if (event.chat_id !== this.id) return;
    this.person.blocked = false;
    this.onChange("person");
  }

  // What is open and visible has been read.
  readOpen() {
    const open = this.conversation;
    if (!open || document.hidden || !open.isVisible) return;
    open.noteRead();
    const row = this.rows.get(open.chatId);
    if (!row?.unread || !open.isWhollyRead()) return;
    row.unread = 0;
    this.onChange("list");
    this.act("read", { chat_id: open.chatId }).catch(() => {});
  }
}

const waitingKey = (message, data) => `${message.chat.id}/${message.message_id}/${data}`;
