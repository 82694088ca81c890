// The page about a chat: what it is, who is in it, and what its owner may do there.

import { get } from "./api.js";
import { avatar } from "./avatar.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { openMenu } from "./sheets.js";

const SHOWN_MAX = 100;

export async function openInfo(phone) {
  const { conversation, account, words } = phone;
  const isBot = conversation.isPrivate;
  const name = isBot ? account.bot.first_name : conversation.chat.title;
  const body = h("div.info");
  const held = phone.dialog({ kind: "page", title: words(isBot ? "aboutBot" : "aboutGroup"), body: [body] });
  body.append(h("div.info-top", {}, avatar(conversation.chatId, name, { isBot, size: "large" }), h("strong.info-name", {}, name)));
  if (isBot) {
    showBot(phone, body, held);
    return;
  }
  const whole = await get(`/box/chats/${conversation.chatId}`);
  showGroup(phone, body, held, whole);
}

function showBot(phone, body, held) {
  const { words, account, botAbout } = phone;
  body.append(h("p.info-count", {}, `@${account.bot.username}`));
  if (botAbout?.short_description) body.append(h("p.info-text", {}, botAbout.short_description));
  const isBlocked = account.person.blocked;
  body.append(action(isBlocked ? "restart" : "block", words(isBlocked ? "unblock" : "block"), async () => {
    held.close();
    await phone.do(isBlocked ? "unblock" : "block");
  }, !isBlocked));
}

function showGroup(phone, body, held, whole) {
  const { words, account, conversation } = phone;
  body.append(h("p.info-count", {}, words("memberCount", { count: whole.chat.member_count })));
  if (whole.chat.description) body.append(h("p.info-text", {}, whole.chat.description));
  const own = conversation.about.member?.status;
  const isChief = ["creator", "administrator"].includes(own);
  for (const link of whole.links.filter((one) => !one.is_revoked && isChief)) {
    body.append(action("link", link.invite_link, () => phone.copy(link.invite_link)));
  }
  const hasBot = whole.members.some((one) => one.user.id === account.bot.id);
  if (isChief && !hasBot) {
    body.append(action("plus", words("addBot", { name: account.bot.first_name }), async () => {
      held.close();
      await phone.do("add_bot", { chat_id: conversation.chatId });
    }));
  }
  if (own === "creator" && whole.chat.type === "supergroup") {
    const isForum = Boolean(whole.chat.is_forum);
    body.append(action("topic", words(isForum ? "topicsOff" : "topicsOn"), async () => {
      held.close();
      await phone.do("set_forum", { chat_id: conversation.chatId, on: !isForum });
      await phone.openChat(conversation.chatId);
    }));
  }
  body.append(h("h4.info-title", {}, words("members")));
  const rank = { creator: 0, administrator: 1 };
  const sorted = [...whole.members].sort((a, b) => (rank[a.status] ?? 2) - (rank[b.status] ?? 2));
  body.append(h("ul.members", {}, ...sorted.slice(0, SHOWN_MAX).map((one) => memberRow(phone, held, one, own))));
  if (sorted.length > SHOWN_MAX) body.append(h("p.info-count", {}, words("andMore", { count: sorted.length - SHOWN_MAX })));
  body.append(action("exit", words("leave"), () => {
    held.close();
    phone.doings.leaveGroup();
  }, true));
}

function memberRow(phone, held, member, own) {
  const { words, account, conversation } = phone;
  const { user } = member;
  const name = [user.first_name, user.last_name].filter(Boolean).join(" ");
  const title = { creator: words("owner"), administrator: words("administrator"), restricted: words("restricted") }[member.status];
  const isChief = member.status === "administrator";
  const mayRule = ["creator", "administrator"].includes(own) && user.id !== account.id && member.status !== "creator";
  const inside = [
    avatar(user.id, name, { isBot: user.id === account.bot.id, size: "small" }),
    h("span.member-name", {}, name),
    title ? h("span.member-title", {}, title) : null,
  ];
  if (!mayRule) return h("li", {}, h("div.member", {}, ...inside));
  const to = { chat_id: conversation.chatId, user_id: user.id };
  const isBot = user.id === account.bot.id;
  const open = (event) => openMenu(phone.glass, phone.stage, {
    title: name,
    at: { x: event.currentTarget.getBoundingClientRect().left + 60, y: event.currentTarget.getBoundingClientRect().bottom },
    entries: [
      isBot
        ? { icon: "shield", label: words("promote"), act: () => { held.close(); phone.do("add_bot", { chat_id: conversation.chatId, rights: BOT_RIGHTS }); } }
        : { icon: "shield", label: words(isChief ? "demote" : "promote"), act: () => { held.close(); phone.do(isChief ? "demote" : "promote", to); } },
      { icon: "exit", label: words("removeMember"), isGrave: true, act: () => { held.close(); phone.do("remove", to); } },
    ],
  });
  return h("li", {}, h("button.member", { type: "button", on: { click: open } }, ...inside));
}

const BOT_RIGHTS = [
  "can_manage_topics", "can_pin_messages", "can_delete_messages", "can_invite_users", "can_restrict_members",
];

function action(sign, label, act, isGrave = false) {
  const button = h("button.info-action", { type: "button", on: { click: act } }, icon(sign), h("span", {}, label));
  if (isGrave) button.classList.add("grave");
  return button;
}
