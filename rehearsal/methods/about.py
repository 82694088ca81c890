"""What the bot says about itself: name, descriptions, commands, menu button."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from rehearsal import limits
from rehearsal.methods.members import default_rights
from rehearsal.methods.places import named_chat
from rehearsal.parameters import Parameters
from rehearsal.profile import scope_key
from rehearsal.refusals import bad_request

if TYPE_CHECKING:
    from rehearsal.box import Box

Json = dict[str, Any]

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")


def get_me(box: "Box", p: Parameters) -> Json:
    """getMe."""
    return box.bot.as_json() | {
        "can_join_groups": True,
        "can_read_all_group_messages": not box.has_privacy_mode,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
        "has_topics_enabled": False,
        "allows_users_to_create_topics": False,
        "supports_guest_queries": False,
        "can_manage_bots": False,
    }


def set_my_commands(box: "Box", p: Parameters) -> bool:
    """setMyCommands."""
    commands = p.objects("commands")
    if commands is None:
        raise bad_request("can't parse commands list: expected an Array of BotCommand")
    if len(commands) > limits.COMMANDS_MAX:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    kept = [_checked_command(one) for one in commands]
    place = _place(box, p)
    if kept:
        box.profile.commands[place] = kept
    else:
        box.profile.commands.pop(place, None)
    box.record("profile", box.bot.id, what="commands")
    return True


def delete_my_commands(box: "Box", p: Parameters) -> bool:
    """deleteMyCommands."""
    box.profile.commands.pop(_place(box, p), None)
    box.record("profile", box.bot.id, what="commands")
    return True


def get_my_commands(box: "Box", p: Parameters) -> list[Json]:
    """getMyCommands: of just this scope and language."""
    return box.profile.commands.get(_place(box, p), [])


def set_chat_menu_button(box: "Box", p: Parameters) -> bool:
    """setChatMenuButton: of one private chat, or for all others."""
    button = p.json_object("menu_button") or {"type": "default"}
    if str(button.get("type")) not in {"default", "commands", "web_app"}:
        raise bad_request("MenuButton has unsupported type")
    chat_id = p.integer("chat_id")
    if chat_id is None:
        box.profile.menu_button = button
    else:
        if chat_id not in box.users:
            raise bad_request("chat not found")
        box.private_chat(chat_id).menu_button = button
    box.record("profile", box.bot.id, what="menu_button", chat_id=chat_id)
    return True


def get_chat_menu_button(box: "Box", p: Parameters) -> Json:
    """getChatMenuButton."""
    chat_id = p.integer("chat_id")
    own = box.private_chat(chat_id).menu_button if chat_id in box.users else None
    return own or box.profile.menu_button


def set_my_default_administrator_rights(box: "Box", p: Parameters) -> bool:
    """setMyDefaultAdministratorRights."""
    kind = "channel" if p.flag("for_channels") else "supergroup"
    box.profile.default_rights[kind] = default_rights(p.json_object("rights") or {}, kind)
    return True


def get_my_default_administrator_rights(box: "Box", p: Parameters) -> Json:
    """getMyDefaultAdministratorRights."""
    kind = "channel" if p.flag("for_channels") else "supergroup"
    return box.profile.default_rights.get(kind) or default_rights({}, kind)


def get_user_profile_photos(box: "Box", p: Parameters) -> Json:
    """getUserProfilePhotos: nobody in the box has any."""
    if p.integer("user_id") not in box.users:
        raise bad_request("invalid user_id specified")
    return {"total_count": 0, "photos": []}


def _setter(field: str, parameter: str, most: int) -> Callable[["Box", Parameters], bool]:
    def set_text(box: "Box", p: Parameters) -> bool:
        text = p.text(parameter).strip()
        if len(text) > most:
            raise bad_request(f"{parameter.replace('_', ' ')} is too long")
        texts: dict[str, str] = getattr(box.profile, field)
        language = _language(p)
        if text:
            texts[language] = text
        else:
            texts.pop(language, None)
        if parameter == "name" and not language and text:
            box.bot.first_name = text
        box.record("profile", box.bot.id, what=parameter)
        return True

    return set_text


def _getter(field: str, parameter: str) -> Callable[["Box", Parameters], Json]:
    def get_text(box: "Box", p: Parameters) -> Json:
        texts: dict[str, str] = getattr(box.profile, field)
        own = texts.get("") or (box.bot.first_name if parameter == "name" else "")
        return {parameter: texts.get(_language(p)) or own}

    return get_text


def _checked_command(command: Any) -> Json:
    name = str(command.get("command", "")).removeprefix("/").lower()
    description = str(command.get("description", "")).strip()
    if not _COMMAND.fullmatch(name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(description) <= limits.COMMAND_DESCRIPTION_MAX:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": description}


def _place(box: "Box", p: Parameters) -> tuple[str, str]:
    scope = p.json_object("scope")
    key = scope_key(scope)
    if key is None:
        raise bad_request("can't parse BotCommandScope: unsupported type specified")
    if scope and "chat_id" in scope:
        named_chat(box, p.inside("scope"), "chat_id")
    return key, _language(p)


def _language(p: Parameters) -> str:
    language = p.text("language_code")
    if language and not re.fullmatch(r"[a-z]{2}", language):
        raise bad_request("LANG_CODE_INVALID")
    return language


METHODS: dict[str, Callable[..., Any]] = {
    "getMe": get_me,
    "setMyCommands": set_my_commands,
    "deleteMyCommands": delete_my_commands,
    "getMyCommands": get_my_commands,
    "setMyName": _setter("names", "name", limits.BOT_NAME_MAX),
    "getMyName": _getter("names", "name"),
    "setMyDescription": _setter("descriptions", "description", limits.BOT_DESCRIPTION_MAX),
    "getMyDescription": _getter("descriptions", "description"),
    "setMyShortDescription": _setter(
        "short_descriptions", "short_description", limits.BOT_SHORT_DESCRIPTION_MAX
    ),
    "getMyShortDescription": _getter("short_descriptions", "short_description"),
    "setChatMenuButton": set_chat_menu_button,
    "getChatMenuButton": get_chat_menu_button,
    "setMyDefaultAdministratorRights": set_my_default_administrator_rights,
    "getMyDefaultAdministratorRights": get_my_default_administrator_rights,
    "getUserProfilePhotos": get_user_profile_photos,
}
