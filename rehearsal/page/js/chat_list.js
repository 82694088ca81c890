// The list of one person's chats.

import { avatar } from "./avatar.js";
import { shortTime } from "./clock.js";
import { arrange, framed, h, roving } from "./dom.js";
import { gist } from "./entities.js";
import { icon, ticks } from "./icons.js";
import { serviceNote } from "./services.js";

export class ChatList {
  constructor(phone) {
    this.phone = phone;
    const { words } = phone;
    this.rows = new Map();
    this.list = h("div.chats", { role: "list" });
    roving(this.list, "button.chat-line");
    this.element = h(
      "div.screen.list-screen",
      {},
      h("header.head", {},
        h("h3.head-title", {}, words("chats")),
        h("button.head-key", { type: "button", "aria-label": words("newGroup"), title: words("newGroup"), on: { click: () => phone.newGroup() } }, icon("pencil")),
      ),
      this.list,
    );
    this.render = framed(() => this.draw());
  }

  draw() {
    const { account } = this.phone;
    const lines = account.sortedRows().map((row) => this.line(row));
    arrange(this.list, lines);
  }

  line(row) {
    const { phone } = this;
    const { account, words } = phone;
    const id = row.chat.id;
    const last = row.last_message;
    const isTyping = account.isTyping(id);
    const sign = JSON.stringify([last?.message_id, last?.edit_date, row.unread, row.chat.title, isTyping, row.pinned.length, last ? shortTime(last.date, account.language) : ""]);
    const held = this.rows.get(id);
    if (held?.sign === sign) return held.element;
    const isBot = row.chat.type === "private";
    const name = isBot ? row.chat.with.first_name : row.chat.title;
    const said = isTyping ? words("typing") : this.said(row);
    const isOwn = last?.from?.id === account.id;
    const label = [name, said, row.unread ? words("unreadCount", { count: row.unread }) : ""].filter(Boolean).join(", ");
    const line = h(
      "button.chat-line",
      { type: "button", "aria-label": label, on: { click: () => phone.openChat(id) }, data: { chat: id } },
      avatar(id, name, { isBot }),
      h("span.line-main", {},
        h("span.line-top", {},
          h("span.line-name", {}, name, isBot ? h("span.bot-mark", {}, words("bot")) : null),
          h("span.line-time", {}, isOwn ? ticks(true) : null, last ? shortTime(last.date, account.language) : ""),
        ),
        h("span.line-bottom", {},
          h(isTyping ? "span.line-said.typing" : "span.line-said", {}, said),
          row.unread ? h("span.unread", {}, String(row.unread)) : row.pinned.length ? icon("pin", "icon tiny") : null,
        ),
      ),
    );
    const element = h("div.chat-item", { role: "listitem" }, line);
    if (held?.element.contains(document.activeElement)) queueMicrotask(() => line.focus());
    this.rows.set(id, { sign, element });
    return element;
  }

  said(row) {
    const { words, account } = this.phone;
    const last = row.last_message;
    if (!last) return words("noMessages");
    const note = serviceNote(last, words);
    if (note !== null) return note;
    const isGroup = row.chat.type !== "private";
    const author = isGroup ? (last.from?.id === account.id ? words("you") : last.sender_chat?.title ?? last.from?.first_name) : "";
    return (author ? `${author}: ` : "") + gist(last, words);
  }
}
