"""Albums: several photos sent at once come as several updates and get one answer, which grows."""

from collections import OrderedDict
from dataclasses import dataclass, field

from deliberation.refusals import Refusal

REMEMBERED = 256


@dataclass
class Album:
    """What has been said to an album so far: in which message, and what of it was refused."""

    message_id: int = 0
    refusals: list[Refusal] = field(default_factory=list)


class Albums:
    """The last albums that came; after a restart one is simply answered anew."""

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[int, str], Album] = OrderedDict()

    def of(self, chat_id: int, album_id: str) -> Album:
        """Return what is known of an album in a chat."""
        album = self._known.setdefault((chat_id, album_id), Album())
        self._known.move_to_end((chat_id, album_id))
        while len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return album
