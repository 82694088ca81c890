"""Who somebody is, from one seed: name, language, home, what they care for, how they rank."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from rehearsal.citizens.town import Item, Pot, Quarter, Town

FIRST_ID = 300_001
ENGLISH_EVERY = 4
HOME_SHARE = 0.55
THOROUGH = 0.85
# Given names alone, as in any register of first names.
_NAMES = {
    "ko": """
        가은 강산 겨울 경아 광수 규리 금순 기쁨 나래 나리 누리 다솜 다은 달래
        대현 도담 도연 동석 라온 마루 말순 명자 모란 미르 민재 바다 별하 보람
        복순 봄이 빛나 산들 상호 새봄 선미 성우 소담 솔이 수아 순영 승기 시우
        아람 여름 연두 영숙 예솔 옥희 우람 유나 윤슬 은결 은호 이슬 인숙 재희
        정우 종수 주원 지안 찬솔 초롱 춘자 태양 하늘 하람 한결 한별 해든 현주
        혜성 호정 희망
    """,
    "en": """
        Ada Ahmed Aiko Amara Andre Aylin Ben Bora Carla Chidi Chloe Dana Diego Elif Emma
        Farid Grace Hana Hugo Ines Ivan Jack Joao Kemal Lara Leo Linh Maya Mei Milan
        Nadia Nina Noah Omar Olga Pavel Priya Rosa Sam Sara Tara Thao Tom Vera Yara Yuki
        Zoe
    """,
}


@dataclass(frozen=True)
class Persona:
    """A simulated citizen; shares are from 0 to 1."""

    no: int
    seed: str
    name: str
    language: str
    quarter: Quarter | None
    fields: tuple[str, ...]
    thrift: float
    herd: float
    talk: float
    proposals: int
    depth: float

    @property
    def user_id(self) -> int:
        """Their account in the box."""
        return FIRST_ID + self.no

    def randomness(self, *what: object) -> Random:
        """Chances of their own, the same for the same seed and occasion."""
        return chances(self.seed, self.no, *what)


def chances(seed: str, *what: object) -> Random:
    """Randomness that depends on nothing but what is named."""
    text = "|".join(str(one) for one in (seed, *what))
    return Random(int.from_bytes(hashlib.sha256(text.encode()).digest()[:16], "big"))


def persona(seed: str, no: int, town: Town) -> Persona:
    """The citizen with this number."""
    rng = chances(seed, "persona", no)
    language = "en" if no % ENGLISH_EVERY == ENGLISH_EVERY - 1 else "ko"
    fields = list(town.fields)
    return Persona(
        no=no,
        seed=seed,
        name=rng.choice(_NAMES[language].split()),
        language=language,
        quarter=_home(rng, town),
        fields=tuple(rng.sample(fields, min(3, len(fields)))),
        thrift=rng.random(),
        herd=rng.random(),
        talk=rng.random(),
        proposals=rng.choices((0, 1, 2, 3), (40, 40, 15, 5))[0],
        depth=rng.random(),
    )


def _home(rng: Random, town: Town) -> Quarter | None:
    if not town.quarters:
        return None
    home = town.quarter(town.home)
    if home is not None and rng.random() < HOME_SHARE:
        return home
    weights = [max(1, one.residents) for one in town.quarters]
    return rng.choices(town.quarters, weights)[0]


def wish(who: Persona, pot: Pot, most: int, town: Town) -> list[Item]:
    """What somebody would rank in a heading, best first, at most so many."""
    real = town.ballots.get(pot.pot_id)
    if real:
        by_id = {one.item_id: one for one in pot.items}
        drawn = who.randomness("real", pot.pot_id).choice(real)
        return [by_id[one] for one in drawn if one in by_id][:most]
    ordered = sorted(pot.items, key=lambda one: (-liking(who, pot, one), one.item_id))
    # Few people order ten projects: most stop after three or four, some go on to the end.
    length = 1 + min(most - 1, int(who.randomness("length", pot.pot_id).expovariate(1 / 2.5)))
    return ordered[: most if who.depth > THOROUGH else length]


def liking(who: Persona, pot: Pot, item: Item) -> float:
    """How much somebody likes a project: its field, its price, what everybody likes, a whim."""
    dearest = max((one.cost for one in pot.items), default=1) or 1
    field = 1.0 - 0.25 * who.fields.index(item.field_id) if item.field_id in who.fields else 0.0
    favour = chances(who.seed, "favour", pot.heading_id, item.item_id).random()
    whim = who.randomness("whim", pot.heading_id, item.item_id).random()
    price = who.thrift * item.cost / dearest
    return 0.9 * field + (0.4 + 0.8 * who.herd) * favour**2 + 0.7 * whim - 0.5 * price


def people(seed: str, count: int, town: Town) -> Sequence[Persona]:
    """The first so many citizens."""
    return [persona(seed, no, town) for no in range(count)]
