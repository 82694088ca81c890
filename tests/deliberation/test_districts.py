from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliberation.districts import Outline, locate, outlines
from deliberation.refusals import BadInput

SEOUL_MAP = Path(__file__).parents[2] / "examples" / "seoul-gu.geojson"


def _collection(features: list[tuple[str, str, object]]) -> str:
    return json.dumps(
        {
            "type": "FeatureCollection",
            "features": [
                {
                    "type": "Feature",
                    "properties": {"district": district},
                    "geometry": {"type": kind, "coordinates": coordinates},
                }
                for district, kind, coordinates in features
            ],
        }
    )


def _square(x: float, y: float, size: float) -> list[list[float]]:
    return [[x, y], [x + size, y], [x + size, y + size], [x, y + size], [x, y]]


@pytest.fixture(scope="module")
def seoul() -> tuple[Outline, ...]:
    collection = json.loads(SEOUL_MAP.read_text(encoding="utf-8"))
    for feature in collection["features"]:
        feature["properties"]["district"] = feature["properties"]["name_ko"]
    return outlines(json.dumps(collection))


@pytest.mark.parametrize(
    ("place", "district"),
    [
        ((126.9780, 37.5665), "중구"),  # city hall
        ((126.9769, 37.5796), "종로구"),  # Gyeongbokgung
        ((127.0474, 37.5172), "강남구"),  # the district office
        ((126.9294, 37.6027), "은평구"),  # the district office
        ((127.1059, 37.5145), "송파구"),  # the district office
        ((126.8956, 37.5264), "영등포구"),  # the district office
    ],
)
def test_well_known_places_lie_in_their_district(
    seoul: tuple[Outline, ...], place: tuple[float, float], district: str
) -> None:
    found = locate(seoul, *place)

    assert found is not None
    assert found.district_id == district


def test_a_station_on_the_border_names_both_districts(seoul: tuple[Outline, ...]) -> None:
    gangnam_station = (127.0276, 37.4979)

    found = locate(seoul, *gangnam_station)

    assert found is not None
    assert {found.district_id, *found.neighbours} == {"강남구", "서초구"}
    assert found.near_border


def test_every_label_of_the_map_lies_in_its_own_district(seoul: tuple[Outline, ...]) -> None:
    collection = json.loads(SEOUL_MAP.read_text(encoding="utf-8"))
    labels = {
        feature["properties"]["name_ko"]: feature["properties"]["label"]
        for feature in collection["features"]
    }

    found = {name: locate(seoul, *label) for name, label in labels.items()}

    assert len(found) == 25
    assert {name: place and place.district_id for name, place in found.items()} == {
        name: name for name in found
    }


@pytest.mark.parametrize(
    "place", [(129.0756, 35.1796), (0.0, 0.0), (126.7, 37.3), (37.56, 126.9 / 2)]
)
def test_places_outside_the_city_belong_nowhere(
    seoul: tuple[Outline, ...], place: tuple[float, float]
) -> None:
    assert locate(seoul, *place) is None


@pytest.mark.parametrize(
    "place", [(float("nan"), 37.5), (500.0, 37.5), (127.0, float("inf")), (37.5, 127.0)]
)
def test_coordinates_off_the_globe_are_refused(place: tuple[float, float]) -> None:
    with pytest.raises(BadInput, match="place-unreadable"):
        locate((), *place)


def test_near_a_border_the_neighbours_are_named() -> None:
    city = outlines(
        _collection(
            [("west", "Polygon", [_square(0, 0, 1)]), ("east", "Polygon", [_square(1, 0, 1)])]
        )
    )

    near, far = locate(city, 0.9995, 0.5), locate(city, 0.9, 0.5)

    assert near is not None
    assert far is not None
    assert (near.district_id, near.near_border, near.neighbours) == ("west", True, ("east",))
    assert near.border_m == pytest.approx(55.6, abs=0.1)
    assert (far.district_id, far.near_border, far.neighbours) == ("west", False, ())
    assert far.border_m == pytest.approx(11_119, abs=2)


def test_a_step_outside_the_outline_still_finds_the_district() -> None:
    city = outlines(_collection([("only", "Polygon", [_square(0, 0, 1)])]))

    just_outside, well_outside = locate(city, 1.001, 0.5), locate(city, 1.01, 0.5)

    assert just_outside is not None
    assert (just_outside.district_id, just_outside.near_border) == ("only", True)
    assert well_outside is None


def test_a_hole_is_not_part_of_the_district_and_islands_are() -> None:
    ring, hole, island = _square(0, 0, 1), _square(0.4, 0.4, 0.2), _square(3, 3, 1)
    city = outlines(_collection([("a", "MultiPolygon", [[ring, hole], [island]])]))

    places = [locate(city, 0.5, 0.5), locate(city, 0.2, 0.2), locate(city, 3.5, 3.5)]

    assert [place and place.district_id for place in places] == [None, "a", "a"]


@given(st.floats(126.7, 127.3), st.floats(37.4, 37.75))
def test_a_located_place_is_consistent(
    seoul: tuple[Outline, ...], longitude: float, latitude: float
) -> None:
    found = locate(seoul, longitude, latitude)

    if found is not None:
        assert found.border_m >= 0
        assert found.near_border == (found.border_m <= 150)
        assert found.district_id not in found.neighbours
        assert found.near_border or not found.neighbours


@pytest.mark.parametrize(
    "geojson",
    [
        "", "[]", "{}", '{"features": 3}', '{"features": [{}]}', "[" * 100_000,
        _collection([("a", "Point", [1, 2])]), _collection([("a", "Polygon", [])]),
        _collection([("a", "Polygon", [[[0, 0], [1, 1], [0, 0]]])]),
        _collection([("a", "Polygon", [[[0, 0], [1, 0], [1, 1], [0, 1]]])]),
        _collection([("a", "Polygon", [_square(200000, 400000, 10)])]),
        _collection([("a", "Polygon", [[["x", 0], [1, 0], [1, 1], ["x", 0]]])]),
    ],
)  # fmt: skip
def test_what_is_no_map_is_refused(geojson: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - json's own error is one as well
        outlines(geojson)
