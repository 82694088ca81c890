"""Which district a place lies in: a help for the citizen, never a proof.

Outlines are GeoJSON polygons in WGS84 whose property `district` is the district's id. Distances
are metres on a plane around the point, good to a per mille within a city.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final

from deliberation.refusals import BadInput

NEAR_M: Final = 150.0
_METRES_A_DEGREE: Final = 111_195.0  # of latitude, on a sphere of 6,371 km

Point = tuple[float, float]
Ring = tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """A district's polygons: each an outer ring and its holes, as (longitude, latitude)."""

    district_id: str
    polygons: tuple[tuple[Ring, ...], ...]


@dataclass(frozen=True, slots=True)
class Located:
    """The district of a place, how far its border is, and who lies beyond where it is near."""

    district_id: str
    border_m: float
    near_border: bool
    neighbours: tuple[str, ...] = ()


@lru_cache(maxsize=8)
def outlines(geojson: str) -> tuple[Outline, ...]:
    """Read a FeatureCollection (ValueError where it is none)."""
    try:
        features = json.loads(geojson)["features"]
        return tuple(
            Outline(str(feature["properties"]["district"]), _polygons(feature["geometry"]))
            for feature in features
        )
    except (KeyError, TypeError, IndexError, AttributeError, RecursionError) as error:
        raise ValueError(f"not a collection of outlines: {error!r}") from error


def locate(
    city: Iterable[Outline], longitude: float, latitude: float, *, near_m: float = NEAR_M
) -> Located | None:
    """Find the district around a place; None where the place is outside all of them.

    Within `near_m` of a border the districts beyond it are named, the nearest first; a place
    outside, but as near as that, belongs to the nearest district.

    Raises:
        BadInput: "place-unreadable" for coordinates that are not on the globe.
    """
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        raise BadInput("place-unreadable")
    place = (longitude, latitude)
    city = tuple(city)
    inside = next((one for one in city if _contains(one, place)), None)
    near = sorted(
        (distance, one.district_id)
        for one in city
        if (distance := _border_m(one, place)) <= near_m or one is inside
    )
    if inside is None:
        if not near:
            return None
        distance, district_id = near[0]
        return Located(district_id, distance, True, tuple(name for _, name in near[1:]))
    border_m = next(distance for distance, name in near if name == inside.district_id)
    neighbours = tuple(name for _, name in near if name != inside.district_id)
    return Located(inside.district_id, border_m, border_m <= near_m, neighbours)


def _polygons(geometry: dict[str, Any]) -> tuple[tuple[Ring, ...], ...]:
    parts = geometry["coordinates"]
    if geometry["type"] == "Polygon":
        parts = [parts]
    elif geometry["type"] != "MultiPolygon":
        raise ValueError(f"an outline is a polygon, not {geometry['type']}")
    polygons = tuple(tuple(_ring(ring) for ring in polygon) for polygon in parts)
    if not polygons or not all(polygons):
        raise ValueError("an outline without a ring")
    return polygons


def _ring(points: list[list[float]]) -> Ring:
    ring = tuple((float(point[0]), float(point[1])) for point in points)
    if len(ring) < 4 or ring[0] != ring[-1]:
        raise ValueError("a ring is closed and has at least four points")
    if not all(-180 <= x <= 180 and -90 <= y <= 90 for x, y in ring):
        raise ValueError("coordinates are longitude and latitude in degrees")
    return ring


def _contains(outline: Outline, place: Point) -> bool:
    return any(
        sum(_crossings(ring, place) for ring in polygon) % 2 == 1 for polygon in outline.polygons
    )


def _crossings(ring: Ring, place: Point) -> int:
    """How often a ray to the east crosses the ring; odd inside."""
    x, y = place
    return sum(
        (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1)
        for (x1, y1), (x2, y2) in _segments(ring)
    )


def _border_m(outline: Outline, place: Point) -> float:
    stretch = math.cos(math.radians(place[1]))
    return min(
        _distance_m(place, start, end, stretch)
        for polygon in outline.polygons
        for ring in polygon
        for start, end in _segments(ring)
    )


def _distance_m(place: Point, start: Point, end: Point, stretch: float) -> float:
    """From a place to a segment, in metres; `stretch` is a degree of longitude in latitude's."""
    ax, ay = (start[0] - place[0]) * stretch, start[1] - place[1]
    dx, dy = (end[0] - start[0]) * stretch, end[1] - start[1]
    length = dx * dx + dy * dy
    along = 0.0 if length == 0 else max(0.0, min(1.0, -(ax * dx + ay * dy) / length))
    return math.hypot(ax + along * dx, ay + along * dy) * _METRES_A_DEGREE


def _segments(ring: Ring) -> Iterator[tuple[Point, Point]]:
    return pairwise(ring)
