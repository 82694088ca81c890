// The screen of one open chat: its head, the pinned bar, the messages, the composer.

import { avatar } from "./avatar.js";
import { Composer } from "./composer.js";
import { framed, h } from "./dom.js";
import { gist } from "./entities.js";
import { icon } from "./icons.js";
import { mark } from "./avatar.js";
import { MessageLog } from "./messages.js";
import { topicMark } from "./topic_list.js";

export class ChatView {
  constructor(phone) {
    this.phone = phone;
    const { words } = phone;
    this.log = new MessageLog(phone);
    this.composer = new Composer(phone);
    this.face = h("span.head-face-box");
    this.title = h("span.head-name");
    this.about = h("span.head-about");
    this.backCount = h("span.back-count");
    this.pinBar = h("button.pin-bar", { type: "button", hidden: true, on: { click: () => this.showPinned() } });
    this.card = h("div.bot-card", { hidden: true });
    this.element = h(
      "div.screen.chat-screen",
      {},
      h("header.head", {},
        h("button.head-key.back", { type: "button", "aria-label": words("back"), on: { click: () => phone.back() } }, icon("back"), this.backCount),
        h("button.head-chat", { type: "button", "aria-haspopup": "dialog", on: { click: () => phone.openInfo() } }, this.face, h("span.head-text", {}, this.title, this.about)),
        h("button.head-key", { type: "button", "aria-label": words("chatMenu"), on: { click: (event) => phone.chatMenu(event.currentTarget) } }, icon("more")),
      ),
      this.pinBar,
      this.log.element,
      this.composer.element,
    );
    this.log.element.prepend(this.card);
    this.render = framed(() => this.draw());
    this.log.scroller.addEventListener("contextmenu", (event) => this.menuAt(event));
    this.pinAt = 0;
  }

  show(conversation) {
    this.conversation = conversation;
    this.pinAt = 0;
    this.pinSign = null;
    this.headSign = null;
    conversation.onChange = (what, given) => {
      if (what === "keyboard") this.composer.keyboardCame(given);
      if (what !== "about") this.log.render();
      this.phone.conversationChanged(what);
      this.render();
    };
    this.log.show(conversation);
    this.composer.show(conversation);
    this.draw();
    this.log.render();
  }

  draw() {
    const { conversation, phone } = this;
    if (!conversation) return;
    this.drawHead();
    this.drawPinned();
    this.composer.draw();
    const isEmpty = conversation.isLoaded && conversation.isPrivate && conversation.messages.length === 0;
    this.card.hidden = !isEmpty;
    if (isEmpty && !this.card.childNodes.length) this.drawCard();
    this.element.classList.toggle("loading", !conversation.isLoaded);
    const others = phone.account.unread() - (phone.account.rows.get(conversation.chatId)?.unread ?? 0);
    this.backCount.textContent = others > 0 ? String(others) : "";
  }

  drawHead() {
    const { conversation, phone } = this;
    const { words, account } = phone;
    const chat = conversation.chat;
    const isTyping = account.isTyping(conversation.chatId);
    const isBot = conversation.isPrivate;
    const topic = conversation.topic;
    const name = isBot ? account.bot.first_name : topic ? (topic.message_thread_id === 1 ? words("general") : topic.name) : chat?.title ?? "";
    const count = chat?.member_count ?? 0;
    const about = isTyping
      ? words("typing")
      : isBot ? words("bot")
        : topic ? (topic.is_closed ? words("topicClosedIn", { chat: chat.title }) : words("topicIn", { chat: chat.title }))
          : words(chat?.type === "channel" ? "subscriberCount" : "memberCount", { count });
    const sign = JSON.stringify([name, about, topic?.icon_color, topic?.is_closed]);
    if (sign === this.headSign) return;
    this.headSign = sign;
    this.title.replaceChildren(name, ...(topic?.is_closed ? [icon("lock", "icon tiny")] : []));
    this.about.textContent = about;
    this.about.classList.toggle("typing", isTyping);
    this.face.replaceChildren(topic ? topicMark(topic) : avatar(conversation.chatId, name, { isBot, size: "head-face" }));
  }

  drawPinned() {
    const { conversation, phone } = this;
    const ids = conversation.pinned;
    this.pinBar.hidden = ids.length === 0;
    if (!ids.length) return;
    const id = ids.at(-1 - (this.pinAt % ids.length));
    const message = conversation.pinnedMessages.get(id);
    const sign = JSON.stringify([ids, id, message.edit_date]);
    if (sign === this.pinSign) return;
    this.pinSign = sign;
    this.pinBar.replaceChildren(
      h("span.pin-rail", { "aria-hidden": "true" }, ...ids.slice(-4).map((one) => h(one === id ? "i.on" : "i"))),
      h("span.pin-about", {}, h("span.pin-title", {}, phone.words("pinnedMessage")), h("span.pin-text", {}, gist(message, phone.words))),
      icon("pin", "icon small"),
    );
  }

  async showPinned() {
    const ids = this.conversation.pinned;
    const id = ids.at(-1 - (this.pinAt % ids.length));
    this.pinAt += 1;
    await this.phone.goTo(id);
    this.drawPinned();
  }

  drawCard() {
    const { phone } = this;
    this.card.replaceChildren(
      h("span.bot-card-mark", {}, mark()),
      h("strong", {}, phone.botAbout?.name ?? phone.account.bot.first_name),
      h("p", {}, phone.botAbout?.description || phone.words("emptyChat")),
    );
  }

  menuAt(event) {
    const row = event.target.closest("[role=article]");
    if (!row || event.target.closest("a, .key")) return;
    event.preventDefault();
    this.phone.messageMenu(Number(row.dataset.id), row, { x: event.clientX, y: event.clientY });
  }
}
