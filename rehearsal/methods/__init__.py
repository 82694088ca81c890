"""The Bot API's methods: what the bot may call, by name."""

from collections.abc import Callable
from typing import Any

from rehearsal.methods import (
    about,
    callbacks,
    chats,
    edits,
    members,
    messages,
    pins,
    sending,
    topics,
    webhooks,
)

Method = Callable[..., Any]

METHODS: dict[str, Method] = {
    **about.METHODS,
    **callbacks.METHODS,
    **chats.METHODS,
    **edits.METHODS,
    **members.METHODS,
    **messages.METHODS,
    **pins.METHODS,
    **sending.METHODS,
    **topics.METHODS,
    **webhooks.METHODS,
}
BY_LOWER_NAME = {name.lower(): name for name in METHODS} | {"getupdates": "getUpdates"}
