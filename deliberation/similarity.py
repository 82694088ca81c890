"""Which proposals are like a text: cosine of TF-IDF over pairs of neighbouring characters.

Pairs of characters need no dictionary and no endings cut off, in Korean as in English: 놀이터를
and 놀이터에 share all but the particle. Weights follow G. Salton and C. Buckley, "Term-weighting
approaches in automatic text retrieval" (1988): 1 + ln(tf), times ln((1 + n) / (1 + df)),
normalised to length 1; while there are few proposals all pairs weigh 1. The result is a hint, so
that float is enough.
"""

import unicodedata
import zlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

BUCKETS: Final = 1 << 18
NEAREST: Final = 5
LEAST: Final = 0.2  # below it, what is alike is mostly chance
PENDING_MOST: Final = 1_000
TITLE_WEIGHT: Final = 3
COMMON: Final = 0.15  # a pair in more proposals than this share says little and costs much


@dataclass(frozen=True)
class Match:
    """A proposal that is like a text; `score` from 0 to 1."""

    key: int
    score: float


def grams(text: str) -> list[str]:
    """Return the pairs of neighbouring characters of a text, word by word."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    words = "".join(char if char.isalnum() else " " for char in plain).split()
    return [
        pair
        for word in words
        for pair in (word[at : at + 2] for at in range(max(1, len(word) - 1)))
    ]


def text_of(title: str, *rest: str) -> str:
    """Return a proposal's text with its title's weight."""
    return " ".join([*[title] * TITLE_WEIGHT, *rest])


def _features(text: str) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    counted: Counter[int] = Counter()
    for gram in grams(text):
        counted[zlib.crc32(gram.encode()) % BUCKETS] += 1
    terms = np.fromiter(counted.keys(), np.int32, len(counted))
    counts = np.fromiter(counted.values(), np.float32, len(counted))
    return terms, (1 + np.log(counts)).astype(np.float32) if len(counted) else counts


class Index:
    """Proposals to be compared with; what is added is found at once.

    The many lie in an inverted index (for each pair, which proposals hold it and how heavily);
    the newest ones wait beside it and are joined to it a few thousand at a time. Removing marks.
    """

    def __init__(self, entries: Iterable[tuple[int, str]] = ()) -> None:
        self._keys = np.zeros(0, np.int64)
        self._starts = np.zeros(BUCKETS + 1, np.int64)
        self._places = np.zeros(0, np.int32)
        self._weights = np.zeros(0, np.float32)
        self._norms = np.zeros(0, np.float32)
        self._idf = np.ones(BUCKETS, np.float32)
        self._pending: dict[int, tuple[NDArray[np.int32], NDArray[np.float32]]] = {}
        self._gone: set[int] = set()
        self._known: set[int] = set()
        self.add_all(entries)

    def __len__(self) -> int:
        """How many proposals can be found."""
        return len(self._known)

    @property
    def bytes(self) -> int:
        """How much memory the arrays hold."""
        arrays = (
            self._keys, self._starts, self._places, self._weights, self._norms, self._idf,
        )  # fmt: skip
        return sum(array.nbytes for array in arrays)

    def add_all(self, entries: Iterable[tuple[int, str]]) -> None:
        """Add many at once; a key that is known is replaced."""
        for key, text in entries:
            self._put(key, text)
        if len(self._pending) > PENDING_MOST:
            self._join()

    def add(self, key: int, text: str) -> None:
        """Add one proposal; a key that is known is replaced."""
        self._put(key, text)
        if len(self._pending) > PENDING_MOST:
            self._join()

    def remove(self, key: int) -> None:
        """Forget a proposal; one that is not known changes nothing."""
        self._known.discard(key)
        if self._pending.pop(key, None) is None:
            self._gone.add(key)

    def nearest(self, text: str, most: int = NEAREST, least: float = LEAST) -> list[Match]:
        """Return the proposals that are most like a text, the likest first."""
        terms, weights = _features(text)
        if not len(terms):
            return []
        weights = weights * self._idf[terms]
        norm = float(np.sqrt((weights**2).sum()))
        found = self._among_many(terms, weights, norm, most)
        found += self._among_pending(terms, weights, norm)
        alike = [match for match in found if match.score >= least]
        return sorted(alike, key=lambda match: (-match.score, match.key))[:most]

    def _put(self, key: int, text: str) -> None:
        if key in self._known and key not in self._pending:
            # The one in the large index is out of date; keep it from being found twice.
            self._hide(key)
        self._known.add(key)
        self._pending[key] = _features(text)

    def _hide(self, key: int) -> None:
        places = np.flatnonzero(self._keys == key)
        self._norms[places] = np.inf

    def _among_many(
        self, terms: NDArray[np.int32], weights: NDArray[np.float32], norm: float, most: int
    ) -> list[Match]:
        if not len(self._keys):
            return []
        scores = np.zeros(len(self._keys), np.float32)
        limit = max(COMMON * len(self._keys), 1000)
        for term, weight in zip(terms, weights, strict=True):
            begin, end = self._starts[term], self._starts[term + 1]
            # Within one pair's list each proposal stands once, so that this adds up.
            if end - begin <= limit:
                scores[self._places[begin:end]] += weight * self._weights[begin:end]
        scores /= self._norms * norm
        wanted = min(len(scores), most + len(self._gone))
        best = np.argpartition(scores, len(scores) - wanted)[len(scores) - wanted :]
        return [
            Match(int(self._keys[place]), float(scores[place]))
            for place in best
            if int(self._keys[place]) not in self._gone
        ]

    def _among_pending(
        self, terms: NDArray[np.int32], weights: NDArray[np.float32], norm: float
    ) -> list[Match]:
        wanted = dict(zip(terms.tolist(), weights.tolist(), strict=True))
        found = []
        for key, (own_terms, own_counts) in self._pending.items():
            own = own_counts * self._idf[own_terms]
            shared = sum(
                wanted[term] * weight
                for term, weight in zip(own_terms.tolist(), own.tolist(), strict=True)
                if term in wanted
            )
            if shared:
                found.append(Match(key, shared / (norm * float(np.sqrt((own**2).sum())))))
        return found

    def _join(self) -> None:
        """Put the pending ones into the large index, and leave out what is gone."""
        kept = np.isfinite(self._norms)
        if self._gone:
            kept &= ~np.isin(self._keys, np.fromiter(self._gone, np.int64, len(self._gone)))
        fresh = list(self._pending.values())
        sizes = [len(terms) for terms, _ in fresh]
        renumbered = np.cumsum(kept, dtype=np.int64) - 1
        old_terms = np.repeat(np.arange(BUCKETS, dtype=np.int32), np.diff(self._starts))
        stays = kept[self._places]
        counts = self._weights / self._idf[old_terms]
        base = int(kept.sum())
        places = np.concatenate(
            [
                renumbered[self._places[stays]].astype(np.int32),
                np.repeat(np.arange(base, base + len(fresh), dtype=np.int32), sizes),
            ]
        )
        terms = np.concatenate([old_terms[stays], *[one for one, _ in fresh]])
        counts = np.concatenate([counts[stays], *[one for _, one in fresh]])
        self._keys = np.concatenate(
            [self._keys[kept], np.fromiter(self._pending, np.int64, len(self._pending))]
        )
        self._pending, self._gone = {}, set()
        self._build(terms, places, counts)

    def _build(
        self, terms: NDArray[np.int32], places: NDArray[np.int32], counts: NDArray[np.float32]
    ) -> None:
        total = len(self._keys)
        frequency = np.bincount(terms, minlength=BUCKETS)
        self._idf = (np.log((1 + total) / (1 + frequency))).astype(np.float32)
        order = np.argsort(terms, kind="stable")
        self._starts = np.concatenate([[0], np.cumsum(frequency)]).astype(np.int64)
        self._places = places[order]
        self._weights = (counts * self._idf[terms])[order].astype(np.float32)
        squares = np.bincount(self._places, self._weights.astype(np.float64) ** 2, total)
        self._norms = np.sqrt(np.maximum(squares, 1e-12)).astype(np.float32)
