// The messages of the open chat: only a window of a long chat is in the page at any time.

import { dayKey, dayOf } from "./clock.js";
import { arrange, calmed, framed, h } from "./dom.js";
import { messageRow } from "./bubble.js";
import { icon } from "./icons.js";
import { setWaiting } from "./keyboards.js";
import { serviceNote } from "./services.js";

const ROWS_MAX = 150;
const STEP = 50;
const RUN_S = 600;
const NEAR_PX = 500;
const DAYS_STAY_MS = 700;

export class MessageLog {
  constructor(phone) {
    this.phone = phone;
    this.rows = new Map();
    this.isAtEnd = true;
    this.first = 0;
    this.last = Infinity;
    this.missed = 0;
    this.lastTop = 0;
    this.inner = h("div.log-inner");
    this.scroller = h("div.log", { role: "log", tabindex: "0", "aria-live": "off", "aria-label": phone.words("messages") }, this.inner);
    this.badge = h("span.jump-count");
    this.jump = h(
      "button.jump",
      { type: "button", "aria-label": phone.words("toNewest"), hidden: true, on: { click: () => this.toEnd() } },
      icon("down"), this.badge,
    );
    this.element = h("div.log-box", {}, this.scroller, this.jump);
    this.render = framed(() => this.draw());
    this.remember = calmed(() => this.keepPlace(), 150);
    this.fadeDays = calmed(() => this.hideStuckDays(), DAYS_STAY_MS);
    this.scroller.addEventListener("scroll", () => this.scrolled(), { passive: true });
    this.scroller.addEventListener("keydown", (event) => this.walk(event));
    new ResizeObserver(() => this.settle()).observe(this.scroller);
    new ResizeObserver(() => this.settle()).observe(this.inner);
  }

  // Begin with a conversation: at the place left last time, at what is unread, or at the end.
  show(conversation) {
    this.conversation = conversation;
    this.rows.clear();
    this.inner.replaceChildren();
    this.isAtEnd = true;
    this.first = 0;
    this.last = Infinity;
    this.missed = 0;
    this.goal = null;
    this.unreadFrom = null;
    this.newest = null;
    this.hasPlaced = false;
  }

  // The messages are there for the first time.
  place() {
    if (this.hasPlaced) return;
    this.hasPlaced = true;
    const { conversation } = this;
    const unread = conversation.account.rows.get(conversation.chatId)?.unread ?? 0;
    const foreign = conversation.messages.filter((one) => one.from?.id !== conversation.account.id);
    if (unread > 0 && unread < foreign.length && !conversation.chat?.is_forum) {
      this.unreadFrom = foreign.at(-unread).message_id;
      if (unread > 3) this.goal = { key: "unread", offset: 40 };
    }
    const held = conversation.account.memory.get("place");
    if (held && held.chat === conversation.chatId && held.thread === conversation.threadId && conversation.find(held.id)) {
      this.goal = { key: `m${held.id}`, offset: held.offset };
    }
    if (this.goal) {
      this.isAtEnd = false;
      const id = this.goal.key === "unread" ? this.unreadFrom : held.id;
      this.around(id);
    }
  }

  around(id) {
    const { messages } = this.conversation;
    const at = messages.findIndex((one) => one.message_id >= id);
    this.first = messages[Math.max(0, at - STEP)]?.message_id ?? 0;
    this.last = messages[Math.min(messages.length - 1, at + STEP)]?.message_id ?? Infinity;
    if (at + STEP >= messages.length) this.last = Infinity;
  }

  items() {
    const { conversation } = this;
    const items = [];
    let day = null;
    const all = conversation.messages;
    for (let at = 0; at < all.length; at += 1) {
      const message = all[at];
      const id = message.message_id;
      const ownDay = dayKey(message.date);
      if (ownDay !== day) {
        day = ownDay;
        items.push({ key: `d${day}`, id, sign: day, make: () => this.dayRow(message.date) });
      }
      if (id === this.unreadFrom) {
        items.push({ key: "unread", id, sign: "", make: () => h("div.unread-mark", {}, h("span", {}, this.phone.words("unreadMark"))) });
      }
      const isFirst = !sameRun(all[at - 1], message, this.phone.words);
      const isLast = !sameRun(message, all[at + 1], this.phone.words);
      const sign = `${conversation.versionOf(id)}/${isFirst}/${isLast}/${conversation.isReadByOthers(id)}`;
      items.push({
        key: `m${id}`, id, sign, version: conversation.versionOf(id),
        make: () => messageRow(message, { phone: this.phone, conversation, isFirst, isLast }),
      });
    }
    return items;
  }

  dayRow(date_s) {
    return h("div.day", {}, h("span", {}, dayOf(date_s, this.phone.account.language)));
  }

  draw() {
    if (!this.conversation?.isLoaded) return;
    this.place();
    const items = this.items();
    let from;
    let to;
    if (this.isAtEnd) {
      to = items.length;
      from = Math.max(0, to - ROWS_MAX);
    } else {
      from = Math.max(0, items.findIndex((one) => one.id >= this.first));
      to = this.last === Infinity ? items.length : items.findLastIndex((one) => one.id <= this.last) + 1;
    }
    const anchor = this.isAtEnd ? null : this.goal ?? this.anchor();
    if (to - from > ROWS_MAX + STEP) {
      const seen = Math.max(0, items.findIndex((one) => one.key === anchor?.key));
      from = Math.max(0, seen - ROWS_MAX / 2);
      to = Math.min(items.length, from + ROWS_MAX);
    }
    this.from = from;
    this.to = to;
    this.count = items.length;
    this.first = items[from]?.id ?? 0;
    this.last = to >= items.length ? Infinity : items[to - 1].id;
    this.noteNew(items);
    const shown = items.slice(from, to).map((one) => this.rowFor(one));
    arrange(this.inner, shown);
    this.forget(items.slice(from, to));
    if (anchor) this.restore(anchor);
    this.goal = null;
    this.settle();
    this.showJump();
    this.fadeDays();
  }

  // A day that is held at the top while one scrolls goes away when one reads.
  hideStuckDays() {
    for (const day of this.inner.querySelectorAll(".day")) {
      const next = day.nextElementSibling;
      day.classList.toggle("stuck", next !== null && next.getBoundingClientRect().top < day.getBoundingClientRect().bottom);
    }
  }

  showDays() {
    for (const day of this.inner.querySelectorAll(".day.stuck")) day.classList.remove("stuck");
    this.fadeDays();
  }

  rowFor(item) {
    const held = this.rows.get(item.key);
    if (held && held.sign === item.sign) return held.element;
    const element = item.make();
    element.dataset.key = item.key;
    if (held) this.passOn(held, element, item);
    else if (this.newest !== null && item.id > this.newest && item.key.startsWith("m")) element.classList.add("new");
    this.rows.set(item.key, { sign: item.sign, version: item.version, element });
    return element;
  }

  // A row is drawn anew: keep the focus within it, and let an edit be seen.
  passOn(held, element, item) {
    const before = held.element;
    if (item.version !== held.version) element.classList.add("changed");
    const focused = before.contains(document.activeElement) ? document.activeElement : null;
    if (!focused) return;
    const keys = [...before.querySelectorAll("button, a")];
    const at = keys.indexOf(focused);
    const data = focused.dataset.data;
    queueMicrotask(() => {
      const fresh = [...element.querySelectorAll("button, a")];
      const same = fresh.find((one) => data !== undefined && one.dataset.data === data);
      const next = same ?? (at >= 0 ? fresh[Math.min(at, fresh.length - 1)] : null) ?? element;
      next.focus({ preventScroll: true });
    });
  }

  forget(items) {
    if (this.rows.size <= items.length) return;
    const shown = new Set(items.map((one) => one.key));
    for (const key of this.rows.keys()) if (!shown.has(key)) this.rows.delete(key);
  }

  noteNew(items) {
    const newest = items.at(-1)?.id ?? 0;
    if (this.newest !== null && newest > this.newest && !this.isAtEnd) {
      this.missed += this.conversation.messages.filter((one) => one.message_id > this.newest).length;
    }
    this.drawnNewest = newest;
    queueMicrotask(() => { this.newest = newest; });
  }

  anchor() {
    const top = this.scroller.scrollTop;
    for (const row of this.inner.children) {
      if (row.offsetTop + row.offsetHeight > top && row.dataset.key?.startsWith("m")) {
        return { key: row.dataset.key, offset: row.offsetTop - top };
      }
    }
    return null;
  }

  restore({ key, offset }) {
    const row = this.rows.get(key)?.element;
    if (row) this.scroller.scrollTop = row.offsetTop - offset;
  }

  settle() {
    if (this.isAtEnd) this.scroller.scrollTop = this.scroller.scrollHeight;
  }

  toEnd() {
    this.isAtEnd = true;
    this.missed = 0;
    this.draw();
    this.scroller.focus({ preventScroll: true });
    this.remember();
  }

  // Show a certain message, and mark it for a moment.
  async goTo(messageId) {
    if (!(await this.conversation.reach(messageId))) return false;
    this.isAtEnd = false;
    this.around(messageId);
    this.goal = { key: `m${messageId}`, offset: this.scroller.clientHeight / 3 };
    this.draw();
    const row = this.rows.get(`m${messageId}`)?.element;
    row?.classList.add("sought");
    setTimeout(() => row?.classList.remove("sought"), 1600);
    return true;
  }

  scrolled() {
    if (!this.conversation?.isLoaded) return;
    const { scroller } = this;
    const below = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight;
    // What grows below the end is no reader's wish to leave it: only going up is.
    const isUp = scroller.scrollTop < this.lastTop;
    this.lastTop = scroller.scrollTop;
    const isEnd = this.to >= this.count && (below < 40 || (this.isAtEnd && !isUp));
    if (isEnd !== this.isAtEnd) {
      this.isAtEnd = isEnd;
      if (isEnd) this.missed = 0;
      else if (this.last !== Infinity || this.to >= this.count) this.last = Infinity;
    }
    this.conversation.isReadingBack = !isEnd;
    if (scroller.scrollTop < NEAR_PX) this.earlier();
    if (below < NEAR_PX && this.to < this.count) this.later();
    this.showJump();
    if (isEnd) this.fadeDays();
    else this.showDays();
    this.remember();
  }

  earlier() {
    if (this.from > 0) {
      this.isAtEnd = false;
      const items = this.items();
      const from = Math.max(0, this.from - STEP);
      this.first = items[from].id;
      const to = Math.min(items.length, Math.max(from + ROWS_MAX, 0));
      this.last = to >= items.length ? Infinity : items[to - 1].id;
      this.render();
    } else if (this.conversation.hasOlder) {
      this.first = 0;
      this.conversation.loadOlder().catch(() => {});
    }
  }

  later() {
    const items = this.items();
    const to = Math.min(items.length, this.to + STEP);
    this.last = to >= items.length ? Infinity : items[to - 1].id;
    this.first = items[Math.max(0, to - ROWS_MAX)].id;
    this.render();
  }

  showJump() {
    this.jump.hidden = this.isAtEnd;
    this.badge.textContent = this.missed > 0 ? String(this.missed) : "";
    this.badge.hidden = this.missed === 0;
    const { words } = this.phone;
    const missed = this.missed > 0 ? `, ${words("unreadMark")}: ${this.missed}` : "";
    this.jump.setAttribute("aria-label", `${words("toNewest")}${missed}`);
  }

  keepPlace() {
    const { conversation } = this;
    if (!conversation) return;
    const anchor = this.isAtEnd ? null : this.anchor();
    conversation.account.memory.set("place", anchor && {
      chat: conversation.chatId, thread: conversation.threadId, id: Number(anchor.key.slice(1)), offset: Math.round(anchor.offset),
    });
  }

  showWaiting() {
    for (const key of this.inner.querySelectorAll(".key[data-data]")) {
      const message = this.conversation.find(Number(key.closest("[data-id]").dataset.id));
      const isWaiting = Boolean(message) && this.phone.account.isWaiting(message, key.dataset.data);
      if (key.classList.contains("waiting") !== isWaiting) setWaiting(key, isWaiting);
    }
  }

  // Arrows walk from message to message; the menu of one opens with Enter.
  walk(event) {
    const rows = [...this.inner.querySelectorAll("[role=article]")];
    const at = rows.indexOf(document.activeElement);
    const isOnLog = document.activeElement === this.scroller;
    if (at < 0 && !isOnLog) return;
    if (event.key === "ArrowUp" || event.key === "ArrowDown") {
      event.preventDefault();
      const next = isOnLog ? rows.length - 1 : at + (event.key === "ArrowUp" ? -1 : 1);
      rows[Math.max(0, Math.min(rows.length - 1, next))]?.focus();
    } else if (at >= 0 && (event.key === "Enter" || event.key === "ContextMenu")) {
      event.preventDefault();
      this.phone.messageMenu(Number(rows[at].dataset.id), rows[at]);
    }
  }
}

function sameRun(one, next, words) {
  if (!one || !next) return false;
  if (one.from?.id !== next.from?.id || one.sender_chat?.id !== next.sender_chat?.id) return false;
  if (serviceNote(one, words) !== null || serviceNote(next, words) !== null) return false;
  return next.date - one.date < RUN_S && dayKey(one.date) === dayKey(next.date);
}
