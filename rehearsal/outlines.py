"""Coarse outlines of districts for the page's map: `python -m rehearsal.outlines FILE.geojson`."""

import itertools
import json
import math
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

Json = dict[str, Any]
Point = tuple[int, int]

WIDTH = 600
TARGET = Path(__file__).parent / "page" / "districts.json"


def outlines(collection: Json) -> Json:
    """Districts as SVG paths on a whole-number grid, with what turns a point back into a place.

    Neighbours stay neighbours: both sides of a border are put on the same grid points. A place
    is at longitude west + x * per_x and latitude north - y * per_y.
    """
    rings = [point for one in collection["features"] for ring in _rings(one) for point in ring]
    west, east = min(p[0] for p in rings), max(p[0] for p in rings)
    south, north = min(p[1] for p in rings), max(p[1] for p in rings)
    per_x = (east - west) / WIDTH
    per_y = per_x * math.cos(math.radians((south + north) / 2))

    def on_grid(place: Sequence[float]) -> Point:
        return round((place[0] - west) / per_x), round((north - place[1]) / per_y)

    districts = []
    for feature in collection["features"]:
        about = feature["properties"]
        districts.append(
            {
                "id": about["code"],
                "name": {"ko": about["name_ko"], "en": about["name_en"]},
                "label": list(on_grid(about["label"])),
                "path": "".join(_path([on_grid(p) for p in ring]) for ring in _rings(feature)),
            }
        )
    return {
        "attribution": collection.get("attribution", ""),
        "width": WIDTH,
        "height": round((north - south) / per_y),
        "west": west,
        "north": north,
        "per_x": per_x,
        "per_y": per_y,
        "districts": districts,
    }


def _rings(feature: Json) -> list[Any]:
    shape = feature["geometry"]
    parts = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
    return [ring for part in parts for ring in part]


def _path(points: list[Point]) -> str:
    """A closed path in relative steps, without points that add nothing."""
    kept: list[Point] = []
    for point in points:
        if kept and point == kept[-1]:
            continue
        if len(kept) >= 2 and _is_straight(kept[-2], kept[-1], point):
            kept[-1] = point
        else:
            kept.append(point)
    if len(kept) > 1 and kept[0] == kept[-1]:
        kept.pop()
    if len(kept) < 3:
        return ""
    steps = [f"{b[0] - a[0]},{b[1] - a[1]}" for a, b in itertools.pairwise(kept)]
    return f"M{kept[0][0]},{kept[0][1]}l{' '.join(steps)}z"


def _is_straight(a: Point, b: Point, c: Point) -> bool:
    one, other = (b[0] - a[0], b[1] - a[1]), (c[0] - b[0], c[1] - b[1])
    is_on_line = one[0] * other[1] == one[1] * other[0]
    return is_on_line and one[0] * other[0] + one[1] * other[1] > 0


def main() -> None:
    """Write the page's districts from a GeoJSON file."""
    collection = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    text = json.dumps(outlines(collection), ensure_ascii=False, separators=(",", ":"))
    TARGET.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
