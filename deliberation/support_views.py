"""What is shown of a proposal's support."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class SupportView:
    """A proposal's support as one person sees it.

    `count` is None while nobody may know it, `shown_from` then says when it is shown. `until`
    is set where support is given and taken back now; `left` is how many proposals the person
    may still support, None without a limit. `has_draft` where they have written one of their
    own to the end and not handed it in: they can join this one instead.
    """

    is_given: bool
    may_give: bool
    count: int | None
    until: datetime | None = None
    shown_from: datetime | None = None
    left: int | None = None
    has_draft: bool = False
