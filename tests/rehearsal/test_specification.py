"""The checks against the machine-readable Bot API find what is wrong, and only that."""

from typing import Any

import pytest

from rehearsal.methods import METHODS
from rehearsal.specification import Specification

Json = dict[str, Any]


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"chat_id": 1}, "sendMessage.text: missing"),
        ({"chat_id": 1, "text": "a", "colour": "red"}, "sendMessage.colour: no such parameter"),
        (
            {"chat_id": 1, "text": "a", "message_thread_id": "x"},
            "sendMessage.message_thread_id: Integer expected, not str",
        ),
        (
            {"chat_id": 1, "text": "a", "protect_content": 1},
            "sendMessage.protect_content: Boolean expected, not int",
        ),
        (
            {
                "chat_id": 1,
                "text": "a",
                "reply_markup": '{"inline_keyboard": [[{"text": "a", "callback_data": "%s"}]]}'
                % ("가" * 22),
            },
            "66 bytes, allowed are 1-64 bytes",
        ),
        (
            {
                "chat_id": 1,
                "text": "a",
                "entities": '[{"type": "loud", "offset": 0, "length": 1}]',
            },
            "'loud' is none of",
        ),
    ],
)
def test_wrong_calls_are_found(specification: Specification, values: Json, problem: str):
    found = specification.call_problems("sendMessage", values, {})

    assert len(found) == 1
    assert problem in found[0]


def test_right_calls_pass(specification: Specification):
    values = {
        "chat_id": "@somebody",
        "text": "a",
        "protect_content": "true",
        "message_thread_id": "5",
        "link_preview_options": '{"is_disabled": true}',
    }

    assert specification.call_problems("sendMessage", values, {}) == []


def test_a_scope_is_checked_as_the_kind_that_it_says_to_be(specification: Specification):
    commands = '[{"command": "a", "description": "b"}]'
    right = {"commands": commands, "scope": '{"type": "chat", "chat_id": 5}'}
    short = {"commands": commands, "scope": '{"type": "chat"}'}
    unknown = {"commands": commands, "scope": '{"type": "everywhere"}'}

    assert specification.call_problems("setMyCommands", right, {}) == []
    assert specification.call_problems("setMyCommands", short, {}) == [
        "setMyCommands.scope.chat_id: missing in BotCommandScopeChat"
    ]
    assert specification.call_problems("setMyCommands", unknown, {}) == [
        "setMyCommands.scope: no kind of BotCommandScope"
    ]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"chat": {"id": 1, "type": "desk"}}, "Message.chat.type: 'desk' is none of"),
        ({"date": "today"}, "Message.date: Integer expected, not str"),
        ({"date": None}, "Message.date: missing in Message"),
        ({"mood": "good"}, "Message.mood: Message has no such field"),
        ({"photo": [{"file_id": "a"}]}, "Message.photo[0].width: missing in PhotoSize"),
    ],
)
def test_wrong_messages_are_found(specification: Specification, change: Json, problem: str):
    message = {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}, **change}

    assert any(problem in one for one in specification.problems("Message", message))


def test_every_method_of_the_box_exists(specification: Specification):
    unknown = [
        name
        for name in METHODS
        if specification.call_problems(name, {}, {}) == [f"{name}: no such method"]
    ]

    assert unknown == []
