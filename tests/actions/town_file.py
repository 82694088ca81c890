"""The smallest file of a budget year with one of everything in it, and the faults of others."""

import pytest

from actions.process_file import read_process
from deliberation.faults import FaultyFile
from deliberation.process import Process

MINIMAL = """\
[process]
id = "town-2027"
names = { ko = "2027년 참여예산", en = "Budget 2027" }
texts = { ko = "함께 고릅니다.", en = "We choose together." }
city = { ko = "마을", en = "Town" }
zone = "Asia/Seoul"
currency = "KRW"
total = "3억 5천만원"
eligibility = { ko = "주민", en = "Residents" }
seed_source = { ko = "추첨", en = "A draw" }

[office]
names = { ko = "창구", en = "Desk" }
phone = "02-0000-0000"

[[staff]]
id = 100000001
role = "manager"

[[staff]]
id = 100000002
role = "manager"

[[electorates]]
id = "citizens"
names = { ko = "시민", en = "Citizens" }
weight = "2/3"

[[electorates]]
id = "panel"
names = { ko = "시민참여단", en = "Panel" }
weight = "1/3"

[[stages]]
id = "costs"
phase = "costing"
from = 2027-07-20
to = 2027-08-02

[[stages]]
id = "vote"
phase = "balloting"
from = 2027-08-03T09:00:00
to = 2027-08-29T15:00:00

[proposals]
cost_most = 1000000

[[fields]]
id = "parks"
names = { ko = "공원", en = "Parks" }

[[districts]]
id = "east"
names = { ko = "동구", en = "East" }

[[headings]]
id = "city"
programme = "city"
names = { ko = "시 단위", en = "City" }
limit = 200_000_000
ballot_size = 3

[[headings.projects]]
id = "trees"
field = "parks"
cost = "1.5억"
names = { ko = "가로수 그늘", en = "Shade trees" }
texts = { ko = "나무를 심습니다.", en = "Trees are planted." }

[[headings.projects]]
id = "benches"
cost = 80000000
names = { ko = "의자", en = "Benches" }
excludes = ["trees"]

[[headings]]
id = "east"
programme = "district"
district = "east"
limit = "1억 5천만 원"
projects = [{ id = "lamp", cost = 5000000, names = { ko = "등", en = "Lamps" } }]
"""


def read(source: str) -> Process:
    return read_process(source.encode(), "town.toml").process


def faults_of(source: str | bytes) -> list[tuple[str, str, int]]:
    raw = source if isinstance(source, bytes) else source.encode()
    with pytest.raises(FaultyFile) as faulty:
        read_process(raw, "town.toml")
    return [(fault.code, fault.key, fault.line) for fault in faulty.value.faults]


def line_of(text: str) -> int:
    return MINIMAL[: MINIMAL.index(text)].count("\n") + 1
