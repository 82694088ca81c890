"""Deep links into the bot: what a link's payload means.

A payload has at most 64 of A-Z a-z 0-9 _ -; its first letter says where it leads:
`b-1-3` the ballot of heading 3 in process 1, `p-1-3-7` project 7 there, `t-1-3` the heading's
thread, `o-1-3` proposing in a heading, `q-1-42` proposal 42, `s-1` all proposals, `c-1-42`
joining proposal 42 as a co-proposer, `v-1-42` its review, `a-1-3` the heading's shortlist,
`w-1-3-7` the statements of thread 7 there (`w-1-3`: of the heading's thread), `i-1-TOKEN` an
invitation. Where a heading's ballot is meant, its number is the paper's.
"""

import re
from dataclasses import dataclass

_NUMBERED = re.compile(r"^(?P<place>[a-hj-z])-(?P<numbers>\d{1,9}(?:-\d{1,9}){0,3})$")
_INVITATION = re.compile(r"^i-(?P<process>\d{1,9})-(?P<token>[A-Za-z0-9_-]{8,48})$")

BALLOT, PROJECT, THREAD, PROPOSE, HOME, INVITATION = "b", "p", "t", "o", "h", "i"
BINDING, RESULTS, SHORTLIST, CO_PROPOSE, REVIEW = "g", "r", "a", "c", "v"

# Staff need not be eligible: these places ask for no notice and no consent.
FOR_STAFF = frozenset({INVITATION, BINDING, REVIEW})
PROPOSAL, SEARCH, STATEMENTS = "q", "s", "w"


@dataclass(frozen=True)
class Destination:
    """Where a link leads; absent numbers are 0. The third is a project's, or a thread's."""

    place: str
    process_no: int = 0
    heading_no: int = 0
    project_no: int = 0
    token: str = ""

    @property
    def is_of_heading(self) -> bool:
        """Say whether it leads to a heading's place; else the number is a proposal's."""
        return self.place not in (PROPOSAL, CO_PROPOSE, REVIEW)


def payload(place: str, *numbers: int) -> str:
    """Write a payload."""
    return "-".join([place, *(str(number) for number in numbers)])


def read_payload(text: str) -> Destination | None:
    """Read a payload; None where it is none of ours."""
    invitation = _INVITATION.match(text)
    if invitation:
        return Destination(INVITATION, int(invitation["process"]), token=invitation["token"])
    numbered = _NUMBERED.match(text)
    if not numbered:
        return None
    numbers = [int(part) for part in numbered["numbers"].split("-")]
    process_no, heading_no, project_no = (*numbers, 0, 0)[:3]
    return Destination(numbered["place"], process_no, heading_no, project_no)


def address(bot_username: str, text: str) -> str:
    """Return the address that opens the bot with a payload."""
    return f"https://t.me/{bot_username}?start={text}"
