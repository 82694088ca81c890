"""Keeping a whole box in a file, and taking it back, as JSON."""

import base64
import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rehearsal.chats import Chat, InviteLink, Topic
from rehearsal.files import StoredFile
from rehearsal.messages import Message
from rehearsal.people import Person
from rehearsal.rights import Member
from rehearsal.users import User

if TYPE_CHECKING:
    from rehearsal.box import Box

Json = dict[str, Any]

VERSION = 1


def save(box: "Box", path: Path) -> None:
    """Write the box to a file; a crash in between leaves the earlier file whole."""
    draft = path.with_name(f"{path.name}.new")
    draft.write_text(json.dumps(as_json(box), ensure_ascii=False), encoding="utf-8")
    draft.replace(path)


def load(box: "Box", path: Path) -> None:
    """Fill a fresh box from a file; its clock jumps to where the kept one stood."""
    restore(box, json.loads(path.read_text(encoding="utf-8")))


def as_json(box: "Box") -> Json:
    """Everything that a box must know to go on."""
    return {
        "version": VERSION,
        "now": box.clock.now().isoformat(),
        "bot": asdict(box.bot),
        "users": [asdict(one) for one in box.users.values()],
        "people": list(box.people),
        "chats": [_chat_json(chat) for chat in box.chats.values()],
        "files": [_file_json(stored) for stored in box.files.by_id.values()],
        "file_count": box.files.count,
        "updates": box.updates.as_json(),
        "numbers": dict(box.numbers),
        "next_tap": box.taps.next_id,
        "last_seq": box.events.last_seq,
        "profile": _profile_json(box),
    }


def restore(box: "Box", state: Json) -> None:
    """Put a kept state into a fresh box."""
    if state.get("version") != VERSION:
        raise ValueError("the file was kept by another version of the box")
    box.clock.set(datetime.fromisoformat(state["now"]))
    for one in state["users"]:
        box.users[one["id"]] = User(**one)
    box.bot = box.users[state["bot"]["id"]]
    box.people = {one: Person(box, box.users[one]) for one in state["people"]}
    box.chats = {one["id"]: _chat(one) for one in state["chats"]}
    for one in state["files"]:
        box.files.add(StoredFile(**{**one, "data": base64.b64decode(one["data"])}))
    box.files.count = state["file_count"]
    box.updates.restore(state["updates"])
    box.numbers.update(state["numbers"])
    box.taps.next_id = state["next_tap"]
    box.events.last_seq = max(box.events.last_seq, state["last_seq"])
    profile = state["profile"]
    commands = profile.pop("commands")
    for name, value in profile.items():
        setattr(box.profile, name, value)
    box.profile.commands = {(scope, code): found for scope, code, found in commands}


def _profile_json(box: "Box") -> Json:
    shape: Json = {
        name: getattr(box.profile, name)
        for name in ("names", "descriptions", "short_descriptions", "menu_button")
    }
    shape["default_rights"] = box.profile.default_rights
    shape["commands"] = [
        [scope, code, found] for (scope, code), found in box.profile.commands.items()
    ]
    return shape


def _file_json(stored: StoredFile) -> Json:
    return {**asdict(stored), "data": base64.b64encode(stored.data).decode()}


def _chat_json(chat: Chat) -> Json:
    shape = asdict(chat)
    for name in ("members", "topics", "messages", "links"):
        shape[name] = list(shape[name].values())
    for name in ("read_to", "keyboards", "join_requests"):
        shape[name] = list(shape[name].items())
    return shape


def _chat(shape: Json) -> Chat:
    kept = dict(shape)
    members = [Member(**one) for one in kept.pop("members")]
    topics = [Topic(**one) for one in kept.pop("topics")]
    messages = [Message(**one) for one in kept.pop("messages")]
    links = [InviteLink(**one) for one in kept.pop("links")]
    for name in ("read_to", "keyboards", "join_requests"):
        kept[name] = dict(kept[name])
    return Chat(
        **kept,
        members={one.user_id: one for one in members},
        topics={one.thread_id: one for one in topics},
        messages={one.id: one for one in messages},
        links={one.link: one for one in links},
    )
