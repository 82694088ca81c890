// One open chat (or one topic of a forum): its messages in order, and what stands around them.

import { get } from "./api.js";
import { calmed } from "./dom.js";

const PAGE = 60;
const KEPT_MAX = 900;

export class Conversation {
  constructor(account, chatId, threadId) {
    this.account = account;
    this.chatId = chatId;
    this.threadId = threadId;
    this.isVisible = true;
    this.messages = [];
    this.versions = new Map();
    this.hasOlder = false;
    this.hasNewer = false;
    this.isLoaded = false;
    this.about = {};
    this.pinnedMessages = new Map();
    this.reactions = new Map();
    this.readByBot = 0;
    this.readByOthers = 0;
    this.onChange = () => {};
    this.refreshSoon = calmed(() => this.refresh().catch(() => {}), 200);
  }

  get chat() {
    return this.about.chat ?? this.account.rows.get(this.chatId)?.chat ?? null;
  }

  get isPrivate() {
    return this.chatId === this.account.id;
  }

  get topics() {
    return this.about.topics ?? [];
  }

  get topic() {
    return this.topics.find((one) => one.message_thread_id === this.threadId) ?? null;
  }

  get isForumList() {
    return Boolean(this.chat?.is_forum) && this.threadId === null;
  }

  get pinned() {
    return (this.about.pinned ?? []).filter((id) => {
      const message = this.pinnedMessages.get(id);
      return message && (!this.chat?.is_forum || this.belongs(message.message_thread_id));
    });
  }

  belongs(threadId) {
    return this.threadId === null || (threadId ?? 1) === this.threadId;
  }

  address(more) {
    const thread = this.threadId === null ? "" : `&thread=${this.threadId}`;
    return `/box/users/${this.account.id}/chats/${this.chatId}?limit=${PAGE}${thread}${more}`;
  }

  async load() {
    const found = await get(this.address(""));
    this.about = found;
    this.messages = found.messages;
    this.versions.clear();
    this.hasOlder = found.messages.length === PAGE;
    this.hasNewer = false;
    this.isLoaded = true;
    this.noteReading();
    this.onChange("all");
    await this.loadPinned();
  }

  // Everything but the messages, anew.
  async refresh() {
    const found = await get(this.address("").replace(`limit=${PAGE}`, "limit=1"));
    this.about = found;
    this.onChange("about");
    await this.loadPinned();
  }

  async loadOlder() {
    if (!this.hasOlder || this.isLoadingOlder || !this.messages.length) return;
    this.isLoadingOlder = true;
    try {
      const found = (await get(this.address(`&before=${this.messages[0].message_id}`))).messages;
      const first = this.messages[0]?.message_id ?? Infinity;
      const older = found.filter((one) => one.message_id < first);
      this.messages.unshift(...older);
      this.hasOlder = found.length === PAGE;
      this.onChange("messages");
    } finally {
      this.isLoadingOlder = false;
    }
  }

  // Make sure that a message is among those that are held, loading back to it.
  async reach(messageId) {
    for (let turn = 0; turn < 40; turn += 1) {
      if (this.messages.some((one) => one.message_id === messageId)) return true;
      if (!this.hasOlder || this.messages[0]?.message_id < messageId) return false;
      await this.loadOlder();
    }
    return false;
  }

  async loadPinned() {
    const wanted = (this.about.pinned ?? []).slice(-8);
    for (const id of wanted) {
      const held = this.messages.find((one) => one.message_id === id);
      if (held) this.pinnedMessages.set(id, held);
      if (this.pinnedMessages.has(id)) continue;
      const [found] = await get(`/box/chats/${this.chatId}/messages?before=${id + 1}&limit=1`);
      if (found?.message_id === id) this.pinnedMessages.set(id, found);
    }
    this.onChange("about");
  }

  find(messageId) {
    return this.messages.find((one) => one.message_id === messageId) ?? null;
  }

  versionOf(messageId) {
    return this.versions.get(messageId) ?? 0;
  }

  touch(messageId) {
    this.versions.set(messageId, this.versionOf(messageId) + 1);
  }

  take(event) {
    if (event.by === this.account.bot.id && ["message", "edit", "toast", "action"].includes(event.kind)) {
      this.noteBot();
    }
    const handle = this[`on_${event.kind}`];
    if (handle) handle.call(this, event);
  }

  noteBot() {
    const newest = this.messages.at(-1)?.message_id ?? 0;
    if (newest > this.readByBot) {
      this.readByBot = newest;
      this.onChange("messages");
    }
  }

  // A message followed by somebody else's has been read by somebody.
  noteReading() {
    for (let at = this.messages.length - 1; at >= 0; at -= 1) {
      if (this.messages[at].from?.id !== this.account.id) {
        this.readByOthers = Math.max(this.readByOthers, this.messages[at].message_id);
        break;
      }
    }
  }

  isReadByOthers(messageId) {
    return messageId <= Math.max(this.readByBot, this.readByOthers);
  }

  on_message(event) {
    const keyboard = event.message.keyboard;
    if (keyboard && event.by === this.account.bot.id) {
      if (keyboard.keyboard) this.about.reply_keyboard = keyboard;
      else this.about.reply_keyboard = null;
      this.onChange("keyboard", keyboard);
    }
    if (event.message.pinned_message || event.message.new_chat_title || event.message.migrate_to_chat_id) {
      this.refreshSoon();
    }
    if (this.chat?.is_forum && this.isForumList) {
      this.noteInTopic(event);
      return;
    }
    if (this.chat?.is_forum && !this.belongs(event.thread_id)) return;
    const newest = this.messages.at(-1)?.message_id ?? 0;
    if (event.message_id <= newest || !this.isLoaded) return;
    this.messages.push(event.message);
    if (event.by !== this.account.id) this.noteReading();
    if (this.messages.length > KEPT_MAX && !this.isReadingBack) {
      this.messages.splice(0, this.messages.length - KEPT_MAX + 200);
      this.hasOlder = true;
    }
    this.onChange("messages");
  }

  noteInTopic(event) {
    const topic = this.topics.find((one) => one.message_thread_id === (event.thread_id ?? 1));
    if (!topic) {
      this.refreshSoon();
      return;
    }
    if (event.message_id <= (topic.last_message?.message_id ?? 0)) return;
    topic.last_message = event.message;
    if (event.by !== this.account.id) topic.unread += 1;
    this.onChange("about");
  }

  on_edit(event) {
    const at = this.messages.findIndex((one) => one.message_id === event.message_id);
    if (this.pinnedMessages.has(event.message_id)) {
      this.pinnedMessages.set(event.message_id, event.message);
      this.onChange("about");
    }
    if (at < 0) return;
    this.messages[at] = event.message;
    this.touch(event.message_id);
    this.onChange("messages");
  }

  on_delete(event) {
    const gone = new Set(event.message_ids);
    this.messages = this.messages.filter((one) => !gone.has(one.message_id));
    this.onChange("messages");
    this.refreshSoon();
  }

  on_reaction(event) {
    this.reactions.set(event.message_id, event.reaction ?? []);
    this.touch(event.message_id);
    this.onChange("messages");
  }

  on_read(event) {
    if (event.by === this.account.id) return;
    this.readByOthers = Math.max(this.readByOthers, event.message_id ?? 0);
    this.onChange("messages");
  }

  on_pin() { this.refreshSoon(); }
  on_unpin() { this.refreshSoon(); }
  on_topic() { this.refreshSoon(); }
  on_chat() { this.refreshSoon(); }
  on_member() { this.refreshSoon(); }
  on_blocked() { this.refreshSoon(); }
  on_unblocked() { this.refreshSoon(); }

  // In a forum a phone remembers how far each topic was read; the box knows only whole chats.
  noteRead() {
    if (!this.chat?.is_forum || this.threadId === null) return;
    const newest = this.messages.at(-1)?.message_id;
    if (!newest) return;
    const held = this.account.memory.get("topicsRead", {});
    held[`${this.chatId}/${this.threadId}`] = newest;
    this.account.memory.set("topicsRead", held);
  }

  unreadIn(topic) {
    const held = this.account.memory.get("topicsRead", {});
    const read = held[`${this.chatId}/${topic.message_thread_id}`] ?? 0;
    return (topic.last_message?.message_id ?? 0) <= read ? 0 : topic.unread;
  }

  isWhollyRead() {
    if (!this.chat?.is_forum) return true;
    return this.threadId !== null
      && this.topics.every((one) => one.message_thread_id === this.threadId || this.unreadIn(one) === 0);
  }
}
