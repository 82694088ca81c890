"""A year for the walks from an idea to an agenda: files, a map of the city, site checks."""

import json
from dataclasses import replace
from pathlib import Path

from deliberation.process import Process
from tests.merging.samples import merging_process
from tests.samples import DAY, NOON

MAP = Path(__file__).parents[2] / "examples" / "seoul-gu.geojson"
DISTRICTS = {"은평구": "eunpyeong", "종로구": "jongno"}
EUNPYEONG_ON_MAP = "11380"


def part_one(**rules: int) -> Process:
    """Proposals with photos and site checks, that can be merged, in districts as they lie."""
    limits = {"files_most": 3, **rules}
    year = merging_process(site_checks_until=NOON + 40 * DAY, **limits)
    return replace(
        year, geojson=json.dumps({"type": "FeatureCollection", "features": districts()})
    )


def districts() -> list[dict[str, object]]:
    """The two districts of the sample year, in their true bounds."""
    found = json.loads(MAP.read_text(encoding="utf-8"))["features"]
    return [
        {**one, "properties": {"district": DISTRICTS[one["properties"]["name_ko"]]}}
        for one in found
        if one["properties"]["name_ko"] in DISTRICTS
    ]
