"""Who plays: the people whose phones lie on the desk."""

from collections.abc import Iterator
from dataclasses import dataclass

from deliberation.process import Process
from rehearsal.box import Box
from rehearsal.page import Desk, Part
from rehearsal.people import Person

FIRST_OF_CAST = 200_001
SHOWN = 4

_ROLES = {
    "citizen": {"ko": "시민", "en": "Citizen"},
    "facilitator": {"ko": "진행자", "en": "Facilitator"},
    "manager": {"ko": "운영 담당자", "en": "Manager"},
    "reviewer": {"ko": "검토 담당자", "en": "Reviewer"},
}
# Given names only: nobody in particular.
_CITIZENS = (("지은", "ko"), ("Anna", "en"))
_STAFF = {
    "facilitator": (("민호", "ko"),),
    "manager": (("서연", "ko"), ("Daniel", "en")),
    "reviewer": (("하준", "ko"), ("소라", "ko")),
}


@dataclass(frozen=True)
class Player:
    """One of the cast: an account of the box, its language, what it plays."""

    person: Person
    language: str
    role: str


@dataclass(frozen=True)
class Cast:
    """Everybody whose phone lies on the desk."""

    players: tuple[Player, ...]

    def __iter__(self) -> Iterator[Player]:
        """All of them, citizens first."""
        return iter(self.players)

    def of(self, role: str) -> list[Player]:
        """Those who play a role."""
        return [one for one in self.players if one.role == role]

    def binder(self) -> Player | None:
        """Who binds a group: a facilitator, else a manager."""
        return next(iter(self.of("facilitator") + self.of("manager")), None)

    def desk(self, zone: str) -> Desk:
        """What the page is told."""
        return Desk([Part(one.person.id, _ROLES[one.role]) for one in self.players], zone, SHOWN)


def gather(box: Box, process: Process) -> Cast:
    """Give the cast their accounts in a box; who has one there already keeps it."""
    players = [
        Player(_account(box, FIRST_OF_CAST + at, name, language), language, "citizen")
        for at, (name, language) in enumerate(_CITIZENS)
    ]
    for role, names in _STAFF.items():
        ids = dict.fromkeys(one.user_id for one in process.staff if one.role == role)
        for user_id, (name, language) in zip(ids, names, strict=False):
            players.append(Player(_account(box, user_id, name, language), language, role))
    return Cast(tuple(players))


def _account(box: Box, user_id: int, name: str, language: str) -> Person:
    known = box.people.get(user_id)
    return known or box.user(name, user_id=user_id, language_code=language)
