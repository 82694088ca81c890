"""Telegram's limits, and the flood gate that counts a bot's messages against them."""

import math
from collections import deque
from collections.abc import Callable

TEXT_MAX = 4096
CAPTION_MAX = 1024
ENTITIES_MAX = 100
CALLBACK_DATA_MAX_BYTES = 64
CALLBACK_ANSWER_MAX = 200
CALLBACK_LIFETIME_S = 60
INLINE_BUTTONS_MAX = 100
INLINE_ROW_MAX = 8
KEYBOARD_BUTTONS_MAX = 300
KEYBOARD_ROW_MAX = 12
PLACEHOLDER_MAX = 64
COPY_TEXT_MAX = 256
START_PAYLOAD_MAX = 64
TOPIC_NAME_MAX = 128
TITLE_MAX = 128
DESCRIPTION_MAX = 255
COMMANDS_MAX = 100
COMMAND_NAME_MAX = 32
COMMAND_DESCRIPTION_MAX = 256
BOT_NAME_MAX = 64
BOT_DESCRIPTION_MAX = 512
BOT_SHORT_DESCRIPTION_MAX = 120
CUSTOM_TITLE_MAX = 16
UPDATES_MAX = 100
UPDATE_LIFETIME_S = 24 * 3600
DELETE_WITHIN_S = 48 * 3600
DELETE_MESSAGES_MAX = 100
JOIN_REQUEST_CONTACT_S = 5 * 60
FOREVER_UNDER_S = 30
FOREVER_OVER_S = 366 * 24 * 3600
DOWNLOAD_MAX_BYTES = 20 * 1024 * 1024
UPLOAD_MAX_BYTES = 50 * 1024 * 1024
PHOTO_MAX_BYTES = 10 * 1024 * 1024
PHOTO_SIDES_MAX = 10_000
PHOTO_RATIO_MAX = 20
ALBUM_MIN, ALBUM_MAX = 2, 10
SECRET_TOKEN_MAX = 256
TYPING_S = 5
TOPIC_COLOURS = (7322096, 16766590, 13338331, 9367192, 16749490, 16478047)

OVERALL_PER_S = 30
PRIVATE_BURST = 3
GROUP_PER_MINUTE = 20


class FloodGate:
    """Counts messages and edits as Telegram does, roughly; says how long to wait.

    About 30 a second overall, 1 a second for a private chat (three at once are let pass), 20 a
    minute for a group. Times are seconds of the box's clock.
    """

    def __init__(self, on_switch: Callable[[], None] = lambda: None) -> None:
        self._is_on = False
        self._on_switch = on_switch
        self._overall: deque[float] = deque()
        self._groups: dict[int, deque[float]] = {}
        self._private: dict[int, tuple[float, float]] = {}

    @property
    def is_on(self) -> bool:
        """Whether messages are counted."""
        return self._is_on

    @is_on.setter
    def is_on(self, on: bool) -> None:
        self._is_on = on
        self._on_switch()

    def wait_s(self, chat_id: int, now_s: float) -> int:
        """Count one message to a chat; 0 if it may pass, else whole seconds to wait."""
        if not self._is_on:
            return 0
        waits = [_window_wait(self._overall, OVERALL_PER_S, 1.0, now_s)]
        group = None
        room, since_s = 0.0, now_s
        if chat_id < 0:
            group = self._groups.setdefault(chat_id, deque())
            waits.append(_window_wait(group, GROUP_PER_MINUTE, 60.0, now_s))
        else:
            room, since_s = self._private.get(chat_id, (float(PRIVATE_BURST), now_s))
            room = min(float(PRIVATE_BURST), room + now_s - since_s)
            waits.append(max(0.0, 1.0 - room))
        wait = max(waits)
        if wait > 1e-9:
            return max(1, math.ceil(wait - 1e-9))
        self._overall.append(now_s)
        if group is not None:
            group.append(now_s)
        else:
            self._private[chat_id] = (room - 1.0, now_s)
        return 0


def _window_wait(times: deque[float], most: int, window_s: float, now_s: float) -> float:
    while times and times[0] <= now_s - window_s:
        times.popleft()
    return times[0] + window_s - now_s if len(times) >= most else 0.0
