"""Who is told something: everyone who takes part, districts, or those who have not voted yet."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from deliberation.process import Heading, Process


class AudienceKind(StrEnum):
    """The kinds of audience."""

    EVERYONE = "everyone"
    DISTRICTS = "districts"
    UNVOTED = "unvoted"
    GROUPS = "groups"


@dataclass(frozen=True)
class Audience:
    """Whom something is for.

    `districts` (ids) narrows private chats; `heading_no` names the ballot of "unvoted" and the
    heading whose groups are meant (0: the groups of all headings).
    """

    kind: AudienceKind = AudienceKind.EVERYONE
    districts: tuple[str, ...] = ()
    heading_no: int = 0

    def plain(self) -> dict[str, Any]:
        """Return it as JSON's types."""
        return {
            "kind": self.kind.value,
            "districts": list(self.districts),
            "heading_no": self.heading_no,
        }

    @classmethod
    def from_plain(cls, data: Mapping[str, Any]) -> "Audience":
        """Read what `plain` wrote."""
        return cls(AudienceKind(data["kind"]), tuple(data["districts"]), int(data["heading_no"]))


def audience_of(headings: Iterable[Heading]) -> Audience:
    """Return the people whom headings concern: of their districts, or everyone."""
    concerned = tuple(headings)
    if any(not heading.district_id for heading in concerned):
        return Audience()
    districts = dict.fromkeys(heading.district_id for heading in concerned)
    return Audience(AudienceKind.DISTRICTS, tuple(districts))


def unvoted_of(process: Process, heading_no: int) -> Audience:
    """Return those who may vote in a heading and have not."""
    heading = process.heading(heading_no)
    districts = (heading.district_id,) if heading is not None and heading.district_id else ()
    return Audience(AudienceKind.UNVOTED, districts, heading_no)
