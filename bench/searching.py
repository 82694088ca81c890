"""Searching proposals by words: how fast among 100,000, against reading every text.

    python -m bench searching

The proposals are those of `bench/similar.py`, with its generator and seed. Queries are drawn
from three kinds in equal parts: a word that thousands hold (놀이터, library), a place that about
a hundred hold, and both together; one in ten is wanted in one field only. Every answer is a
page of eight in a shuffled order. The first hundred are compared with reading every text.
"""

import random
import resource
import time
from collections.abc import Callable, Iterator

from bench.row import Row
from bench.similar import PROPOSALS, SEED, Generator
from deliberation.proposals import State
from deliberation.searching import Entry, Found, Order, SearchIndex, Wish, ordered
from deliberation.searching_words import folded

QUERIES, CHECKED, PAGE = 600, 100, 8
_COMMON = ["놀이터", "가로등", "화장실", "library", "playground", "통학로", "자전거", "drains"]


def entries(count: int) -> tuple[Generator, list[Entry]]:
    """Draw proposals."""
    generator = Generator(SEED)
    found = []
    for number, subject in enumerate(generator.many(count), start=1):
        title, *sentences = generator.said(subject)
        text = title + "\n" + " ".join(sentences)
        field = f"f{number % 12}"
        found.append(Entry(number, 1 + number % 26, field, State.RECEIVED, title, text))
    return generator, found


def queries(generator: Generator, count: int) -> Iterator[Wish]:
    """Draw what people look for."""
    draw = random.Random(SEED)
    for number in range(count):
        place = draw.choice(generator.places) + draw.choice(["동", "-dong"])
        words = [draw.choice(_COMMON), place, f"{place} {draw.choice(_COMMON)}"][number % 3]
        yield Wish(words, field_id="f3" if number % 10 == 0 else "")


def spent(work: Callable[[], object]) -> float:
    """Return the CPU milliseconds that something takes."""
    before = time.process_time()
    work()
    return (time.process_time() - before) * 1e3


def rows() -> Iterator[Row]:
    """Measure."""
    generator, drawn = entries(PROPOSALS)
    before_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    index = SearchIndex()

    def build() -> None:
        for entry in drawn:
            index.put(entry)

    built_ms = spent(build)
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    spans, hits, read_ms = [], 0, []
    for entry in drawn:
        _read(entry)
    for number, wish in enumerate(queries(generator, QUERIES)):
        found: list[Found] = []

        def answer(wish: Wish = wish, found: list[Found] = found) -> None:
            found.append(index.find(wish))
            ordered(found[0], Order.SHUFFLED, SEED)[:PAGE]

        spans.append(spent(answer))
        hits += len(found[0].numbers)
        if number < CHECKED:
            truth: list[set[int]] = []
            read_ms.append(spent(lambda w=wish, out=truth: out.append(_read_all(drawn, w))))
            if not found[0].read_as and set(found[0].numbers.tolist()) != truth[0]:
                raise AssertionError(f"{wish.words}: {len(found[0].numbers)} {len(truth[0])}")
    spans.sort()
    browsing = spent(lambda: ordered(index.find(Wish()), Order.SHUFFLED, SEED)[:PAGE])
    initials = spent(lambda: index.find(Wish("ㄴㅇㅌ")))
    note = f"{hits / QUERIES:,.0f} found each time; {CHECKED} checked against reading all"
    yield Row(
        "a search, median", spans[len(spans) // 2], sum(read_ms) / len(read_ms),
        unit="ms of CPU", other_name="reading all texts", note=note,
    )  # fmt: skip
    yield Row("a search, 99 of 100", spans[int(len(spans) * 0.99)], goal=50, unit="ms of CPU")
    yield Row("a page of everything, shuffled", browsing, goal=50, unit="ms of CPU")
    yield Row("titles by initial consonants", initials, goal=50, unit="ms of CPU")
    note = f"the index itself holds {index.bytes / 2**20:.0f} MB"
    grown = peak_mb - before_mb
    yield Row("100,000 built", built_ms / 1e3, unit="s", memory_mb=grown, note=note)


def _read_all(drawn: list[Entry], wish: Wish) -> set[int]:
    """Find by reading every text anew: the same words, read without any index."""
    words = folded(wish.words)
    found = set()
    for entry in drawn:
        if wish.field_id and entry.field_id != wish.field_id:
            continue
        text = _read(entry)
        joined = text.replace(" ", "")
        if all(
            (word in text or (len(word) > 2 and word in joined))
            if any("가" <= char <= "힣" for char in word)
            else " " + word in text
            for word in words
        ):
            found.add(entry.number)
    return found


_kept: dict[int, str] = {}


def _read(entry: Entry) -> str:
    text = _kept.get(entry.number)
    if text is None:
        lines = (" ".join(folded(line)) for line in entry.text.split("\n"))
        text = _kept[entry.number] = " " + "\n ".join(lines)
    return text
