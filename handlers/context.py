"""The typed context: what every handler finds beside its update."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from telegram import Update
from telegram.ext import Application, CallbackContext, ExtBot

from actions import citizens
from actions.house import House, Occasion
from deliberation.views import CitizenView
from handlers.albums import Albums
from handlers.buttons import year_of_button
from handlers.edits import Edits
from locales.translator import Translator, translator_for


@dataclass
class BotData:
    """What the whole bot shares."""

    house: House | None = None
    failures: dict[int, BaseException] = field(default_factory=dict)  # by update id
    last_try: dict[int, bool] = field(default_factory=dict)  # by update id, while it is handled
    answered: set[str] = field(default_factory=set)  # callback queries, while they are handled
    edits: Edits = field(default_factory=Edits)
    under_way: set[asyncio.Task[Any]] = field(default_factory=set)  # answers still being sent
    albums: Albums = field(default_factory=Albums)
    albums_answered: deque[str] = field(default_factory=lambda: deque(maxlen=256))
    wake_deliverer: Callable[[], None] = lambda: None
    in_dialogue: Callable[[int, int], bool] = lambda chat_id, user_id: False


class Context(
    CallbackContext[ExtBot[None], dict[Any, Any], dict[Any, Any], BotData],
):
    """A callback's context with the person and their language loaded once for each update."""

    def __init__(
        self,
        application: Application[Any, Any, Any, Any, Any, Any],
        chat_id: int | None = None,
        user_id: int | None = None,
    ) -> None:
        super().__init__(application=application, chat_id=chat_id, user_id=user_id)
        self.cause: Update | None = None
        self.citizen: CitizenView | None = None
        self.t: Translator = translator_for(None)

    @classmethod
    def from_update(
        cls, update: object, application: Application[Any, Any, Any, Any, Any, Any]
    ) -> "Context":
        """Keep the update, so that `refresh_data` can load its person."""
        self = super().from_update(update, application)
        if isinstance(update, Update):
            self.cause = update
        return self

    @property
    def house(self) -> House:
        """The open house."""
        house = self.bot_data.house
        if house is None:
            raise RuntimeError("the house is not open yet")
        return house

    def person(self) -> CitizenView:
        """The person who wrote or tapped."""
        if self.citizen is None:
            raise RuntimeError("an update without a person")
        return self.citizen

    async def refresh_data(self) -> None:
        """Load the citizen, in the year of a tapped button, and the translator: once an update."""
        update = self.cause
        if update is None or update.effective_user is None:
            return
        person = update.effective_user
        self.citizen = await citizens.look(
            self.house, person.id, person.language_code, year_of_button(update)
        )
        self.t = translator_for(self.citizen.language)

    def occasion(self) -> Occasion:
        """Say who asks, where and when."""
        update = self.cause
        if update is None or update.effective_user is None or update.effective_chat is None:
            raise RuntimeError("an occasion needs a person and a chat")
        message = update.effective_message
        return Occasion(
            user_id=update.effective_user.id,
            chat_id=update.effective_chat.id,
            now=self.house.clock.now(),
            update_id=update.update_id,
            is_private=update.effective_chat.type == "private",
            message_id=message.message_id if message is not None else 0,
        )


Handler = Callable[[Update, Context], Awaitable[Any]]
