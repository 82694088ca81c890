// The topics of a forum.

import { avatar } from "./avatar.js";
import { shortTime } from "./clock.js";
import { arrange, framed, h, roving } from "./dom.js";
import { gist } from "./entities.js";
import { icon } from "./icons.js";
import { serviceNote } from "./services.js";

export class TopicList {
  constructor(phone) {
    this.phone = phone;
    const { words } = phone;
    this.list = h("div.topics", { role: "list" });
    roving(this.list, "button.chat-line");
    this.title = h("span.head-name");
    this.about = h("span.head-about");
    this.face = h("span");
    this.foot = h("div.topic-foot");
    this.element = h(
      "div.screen.topics-screen",
      {},
      h("header.head", {},
        h("button.head-key", { type: "button", "aria-label": words("back"), on: { click: () => phone.back() } }, icon("back")),
        h("button.head-chat", { type: "button", on: { click: () => phone.openInfo() } }, this.face, h("span.head-text", {}, this.title, this.about)),
        h("button.head-key", { type: "button", "aria-label": words("newTopic"), title: words("newTopic"), on: { click: () => phone.newTopic() } }, icon("plus")),
      ),
      this.list,
      this.foot,
    );
    this.render = framed(() => this.draw());
  }

  draw() {
    const { phone } = this;
    const { conversation, words } = phone;
    if (!conversation?.chat) return;
    this.title.textContent = conversation.chat.title;
    this.about.textContent = words("memberCount", { count: conversation.chat.member_count ?? 0 });
    this.face.replaceChildren(avatar(conversation.chatId, conversation.chat.title, { size: "head-face" }));
    const sorted = [...conversation.topics]
      .filter((one) => !one.is_hidden)
      .sort((a, b) => (b.last_message?.message_id ?? 0) - (a.last_message?.message_id ?? 0));
    const focused = document.activeElement?.dataset?.topic;
    arrange(this.list, sorted.map((one) => this.line(one)));
    if (focused) this.list.querySelector(`[data-topic="${focused}"]`)?.focus();
    const status = conversation.about.member?.status;
    const isOutside = conversation.isLoaded && (!status || ["left", "kicked"].includes(status));
    this.foot.replaceChildren(...(isOutside
      ? [h("button.instead-key", { type: "button", on: { click: () => phone.do("join", { chat_id: conversation.chatId }) } }, words("joinGroup"))]
      : []));
  }

  line(topic) {
    const { phone } = this;
    const { words, account, conversation } = phone;
    const last = topic.last_message;
    const unread = conversation.unreadIn(topic);
    const isGeneral = topic.message_thread_id === 1;
    const note = last ? serviceNote(last, words) : null;
    const author = last?.from?.id === account.id ? words("you") : last?.from?.first_name;
    const said = note ?? (last ? `${author}: ${gist(last, words)}` : words("noMessages"));
    const name = isGeneral ? words("general") : topic.name;
    return h("div.chat-item", { role: "listitem" }, h(
      "button.chat-line.topic-line",
      {
        type: "button", data: { topic: topic.message_thread_id },
        "aria-label": [name, topic.is_closed ? words("closed") : "", said, unread ? words("unreadCount", { count: unread }) : ""].filter(Boolean).join(", "),
        on: { click: () => phone.openChat(conversation.chatId, topic.message_thread_id) },
      },
      topicMark(topic, isGeneral),
      h("span.line-main", {},
        h("span.line-top", {},
          h("span.line-name", {}, name, topic.is_closed ? icon("lock", "icon tiny") : null),
          h("span.line-time", {}, last ? shortTime(last.date, account.language) : ""),
        ),
        h("span.line-bottom", {}, h("span.line-said", {}, said), unread ? h("span.unread", {}, String(unread)) : null),
      ),
    ));
  }
}

export function topicMark(topic, isGeneral = topic.message_thread_id === 1) {
  if (isGeneral) return h("span.topic-mark.general", { "aria-hidden": "true" }, "#");
  const colour = `#${(topic.icon_color ?? 0x6fb9f0).toString(16).padStart(6, "0")}`;
  return h("span.topic-mark", { "aria-hidden": "true", style: { "--topic": colour } }, [...topic.name][0] ?? "");
}
