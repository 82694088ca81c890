"""Finding proposals by words, district, field and state: exact, and quick among 100,000.

For each pair of neighbouring characters the index knows which texts hold it; only the texts that
hold all pairs of a query are read, and those decide. So nothing is missed and nothing is shown
that does not hold the words. Korean words are found within others (놀이터 in 놀이터를), and from
three syllables on across the spaces that people set as they like; other words from their
beginning (park in parking, not in spark).
"""

from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from deliberation.hangul import initials_of, is_initials
from deliberation.proposals import State
from deliberation.searching_words import Query, folded, pairs_of_text, readings

# What is not, or not any more, a proposal of its own; listed where its state is asked for.
HIDDEN_UNLESS_ASKED: Final = frozenset(
    {State.GATHERING, State.WITHDRAWN, State.LAPSED, State.MERGED}
)
DEAD_MOST: Final = 5_000


class Order(StrEnum):
    """In which order proposals are listed."""

    SHUFFLED = "shuffled"
    NEWEST = "newest"
    SUPPORTED = "supported"


@dataclass(frozen=True)
class Entry:
    """A proposal as it is found: `text` begins with the title on a line of its own."""

    number: int
    heading_no: int
    field_id: str
    state: State
    title: str
    text: str


@dataclass(frozen=True)
class Wish:
    """What somebody looks for; '' where anything will do.

    `district` is a district's id, or "-" for headings of the whole city.
    """

    words: str = ""
    district: str = ""
    field_id: str = ""
    state: str = ""
    order: Order = Order.SHUFFLED

    @property
    def is_narrowed(self) -> bool:
        """Say whether anything but the order is asked for."""
        return bool(self.words or self.district or self.field_id or self.state)


@dataclass(frozen=True)
class Found:
    """The numbers of what was found, in no order; `read_as` where other words were taken."""

    numbers: NDArray[np.int64]
    in_title: NDArray[np.bool_]
    read_as: str = ""


class SearchIndex:
    """A budget year's proposals, found by what they say and where they belong.

    One that is put again replaces itself. Not for two threads at once.
    """

    def __init__(self) -> None:
        self._begin_anew()

    def _begin_anew(self) -> None:
        self._place_of: dict[int, int] = {}
        self._numbers, self._headings = array("q"), array("l")
        self._fields, self._states = array("h"), array("b")
        self._texts: list[str] = []
        self._initials: list[str] = []
        self._holders: dict[str, array[int]] = {}
        self._field_codes: dict[str, int] = {"": 0}
        self._dead = 0

    def __len__(self) -> int:
        """How many proposals can be found."""
        return len(self._place_of)

    def __contains__(self, number: int) -> bool:
        """Say whether a proposal of this number can be found."""
        return number in self._place_of

    @property
    def bytes(self) -> int:
        """How much memory texts and lists hold, about."""
        lists = sum(holders.itemsize * len(holders) for holders in self._holders.values())
        return lists + sum(2 * len(text) + 74 for text in self._texts)

    def put(self, entry: Entry) -> None:
        """Take in a proposal, or what it says and is now."""
        text = " " + "\n ".join(" ".join(folded(line)) for line in entry.text.split("\n"))
        place = self._place_of.get(entry.number)
        if place is None or self._texts[place] != text:
            if place is not None:
                self._states[place] = -1
                self._texts[place] = ""
                self._dead += 1
            place = self._append(entry, text)
        self._headings[place] = entry.heading_no
        self._states[place] = _STATES[entry.state]
        self._fields[place] = self._field_codes.setdefault(entry.field_id, len(self._field_codes))
        if self._dead > max(DEAD_MOST, len(self) // 4):
            self._tidy()

    def _append(self, entry: Entry, text: str) -> int:
        place = len(self._texts)
        self._place_of[entry.number] = place
        self._numbers.append(entry.number)
        self._headings.append(entry.heading_no)
        self._fields.append(0)
        self._states.append(0)
        self._texts.append(text)
        self._initials.append(initials_of(entry.title))
        for pair in pairs_of_text(text):
            holders = self._holders.get(pair)
            if holders is None:
                holders = self._holders[pair] = array("I")
            holders.append(place)
        return place

    def _tidy(self) -> None:
        """Leave out what was replaced."""
        kept = sorted(self._place_of.items(), key=lambda item: item[1])
        was_numbers, was_headings = self._numbers, self._headings
        was_fields, was_states = self._fields, self._states
        texts, initials, codes = self._texts, self._initials, self._field_codes
        self._begin_anew()
        self._field_codes = codes
        for number, old in kept:
            place = len(self._texts)
            self._place_of[number] = place
            self._numbers.append(was_numbers[old])
            self._headings.append(was_headings[old])
            self._fields.append(was_fields[old])
            self._states.append(was_states[old])
            self._texts.append(texts[old])
            self._initials.append(initials[old])
            for pair in pairs_of_text(texts[old]):
                self._holders.setdefault(pair, array("I")).append(place)

    def find(self, wish: Wish, heading_nos: Iterable[int] | None = None) -> Found:
        """Return what fits a wish; `heading_nos` are those of its district (None: all)."""
        fits = self._fitting(wish, heading_nos)
        if not wish.words:
            places = np.flatnonzero(fits)
            return Found(self._numbered(places), np.zeros(len(places), np.bool_))
        if is_initials(wish.words):
            places = self._with_initials(initials_of(wish.words), fits)
            return Found(self._numbered(places), np.ones(len(places), np.bool_))
        for at, query in enumerate(readings(wish.words)):
            found = self._holding(query, fits)
            if len(found.numbers):
                return replace(found, read_as=" ".join(query.words)) if at else found
        return Found(np.zeros(0, np.int64), np.zeros(0, np.bool_))

    def _fitting(self, wish: Wish, heading_nos: Iterable[int] | None) -> NDArray[np.bool_]:
        if not self._states:
            return np.zeros(0, np.bool_)
        states = np.frombuffer(self._states, np.int8)
        fits: NDArray[np.bool_] = states >= 0
        if wish.state:
            fits &= states == _STATES[State(wish.state)]
        else:
            for state in HIDDEN_UNLESS_ASKED:
                fits &= states != _STATES[state]
        if wish.field_id:
            code = self._field_codes.get(wish.field_id, -1)
            fits &= np.frombuffer(self._fields, np.dtype(self._fields.typecode)) == code
        if heading_nos is not None:
            headings = np.frombuffer(self._headings, np.dtype(self._headings.typecode))
            fits &= np.isin(headings, list(heading_nos))
        return fits

    def _numbered(self, places: NDArray[np.intp]) -> NDArray[np.int64]:
        if not len(places):
            return np.zeros(0, np.int64)
        return np.frombuffer(self._numbers, np.int64)[places]

    def _with_initials(self, wanted: str, fits: NDArray[np.bool_]) -> NDArray[np.intp]:
        initials = self._initials
        return np.array(
            [place for place in np.flatnonzero(fits).tolist() if wanted in initials[place]],
            np.intp,
        )

    def _holding(self, query: Query, fits: NDArray[np.bool_]) -> Found:
        lists = [self._holders.get(pair) for pair in query.pairs]
        if not lists or any(one is None for one in lists):
            return Found(np.zeros(0, np.int64), np.zeros(0, np.bool_))
        rarest = sorted((one for one in lists if one is not None), key=len)
        places = np.frombuffer(rarest[0], np.uint32)
        places = places[fits[places]]
        for one in rarest[1:]:
            if len(places) * _CHEAPER_TO_READ < len(one):
                break
            places = np.intersect1d(places, np.frombuffer(one, np.uint32), assume_unique=True)
        texts, held, titled = self._texts, [], []
        for place in places.tolist():
            text = texts[place]
            if query.is_in(text):
                held.append(place)
                titled.append(query.is_in(text.partition("\n")[0]))
        return Found(self._numbered(np.array(held, np.intp)), np.array(titled, np.bool_))


# Reading a text costs about as much as looking through so many entries of a list.
_CHEAPER_TO_READ: Final = 20
_STATES: Final[Mapping[State, int]] = {state: code for code, state in enumerate(State)}


def ordered(
    found: Found, order: Order, seed: int, supporters: Mapping[int, int] | None = None
) -> NDArray[np.int64]:
    """Return what was found in an order; each seed has a shuffle of its own.

    Titles with the words go first in a shuffle; `supporters` says how many support a proposal,
    equal ones are shuffled.
    """
    numbers = found.numbers
    if order is Order.NEWEST:
        return np.sort(numbers)[::-1]
    shuffle = _mixed(numbers.astype(np.uint64), seed)
    if order is Order.SUPPORTED:
        counts = supporters or {}
        backing = np.fromiter((counts.get(one, 0) for one in numbers.tolist()), np.int64)
        return numbers[np.lexsort((shuffle, -backing))]
    return numbers[np.lexsort((shuffle, ~found.in_title))]


def _mixed(numbers: NDArray[np.uint64], seed: int) -> NDArray[np.uint64]:
    """Steele, Lea and Flood, "Fast splittable pseudorandom number generators" (2014), figure 17.

    A bijection of 64 bits for each seed: no two proposals share a place.
    """
    with np.errstate(over="ignore"):
        mixed = numbers * np.uint64(0x9E3779B97F4A7C15) + np.uint64(seed % 2**64)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return mixed ^ (mixed >> np.uint64(31))
