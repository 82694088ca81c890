// Telegram's own notes in a chat: who came, what was pinned, which topic was opened.

import { gist } from "./entities.js";

const PINNED_MAX = 28;

const fullName = (user) => [user?.first_name, user?.last_name].filter(Boolean).join(" ");

// The note's sentence, or null if the message is an ordinary one.
export function serviceNote(message, words) {
  const who = message.sender_chat?.title ?? fullName(message.from);
  const say = (name, given = {}) => words(name, { who, ...given });
  if (message.new_chat_members) {
    const joined = message.new_chat_members;
    if (joined.length === 1 && joined[0].id === message.from?.id) return say("serviceJoined");
    return say("serviceAdded", { whom: joined.map(fullName).join(", ") });
  }
  if (message.left_chat_member) {
    if (message.left_chat_member.id === message.from?.id) return say("serviceLeft");
    return say("serviceRemoved", { whom: fullName(message.left_chat_member) });
  }
  if (message.pinned_message) {
    const whole = gist(message.pinned_message, words);
    const what = whole.length > PINNED_MAX ? `${whole.slice(0, PINNED_MAX)}…` : whole;
    return say(what ? "servicePinned" : "servicePinnedSomething", { what });
  }
  if (message.new_chat_title) return say("serviceTitle", { title: message.new_chat_title });
  if (message.forum_topic_created) return say("serviceTopicOpened", { name: message.forum_topic_created.name });
  if (message.forum_topic_edited) return say("serviceTopicEdited", { name: message.forum_topic_edited.name ?? "" });
  if (message.forum_topic_closed) return say("serviceTopicClosed");
  if (message.forum_topic_reopened) return say("serviceTopicReopened");
  if (message.general_forum_topic_hidden) return say("serviceGeneralHidden");
  if (message.general_forum_topic_unhidden) return say("serviceGeneralShown");
  if (message.group_chat_created || message.supergroup_chat_created) return say("serviceGroupMade");
  if (message.channel_chat_created) return say("serviceChannelMade");
  if (message.migrate_to_chat_id || message.migrate_from_chat_id) return say("serviceMigrated");
  if (message.chat_shared) return say("serviceChatShared", { title: message.chat_shared.title ?? "" });
  return null;
}
