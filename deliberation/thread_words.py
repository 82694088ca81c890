"""Words that a facilitator writes for a thread, one language after the other."""

from collections.abc import Mapping
from dataclasses import dataclass

from deliberation.group_views import ThreadView

NOTE, SUMMARY = "note", "summary"


@dataclass(frozen=True)
class WordsView:
    """A note or a summary while it is written.

    `language` is the one that is asked for now, '' once all have been.
    """

    thread: ThreadView
    kind: str
    round_no: int
    texts: Mapping[str, str]
    language: str
