"""Finding one's district: by typing, or by a place that is looked up and never stored."""

from actions.house import House
from deliberation.districts import locate, outlines
from deliberation.hangul import search_names
from deliberation.refusals import NotThere
from deliberation.views import CitizenView, DistrictsView

FOUND_AT_MOST = 12


def listed(
    house: House, citizen: CitizenView, process_no: int, *, page: int, then: str
) -> DistrictsView:
    """Return a page of districts."""
    return DistrictsView(house.process(process_no), citizen, then, page)


def searched(
    house: House, citizen: CitizenView, process_no: int, words: str, then: str
) -> DistrictsView:
    """Return the districts that fit the words, those that begin so first.

    Raises:
        NotThere: "district-not-found".
    """
    process = house.process(process_no)
    in_order = sorted(process.districts, key=lambda one: one.names.in_language(citizen.language))
    names = ((one.district_id, tuple(one.names.by_language.values())) for one in in_order)
    found = tuple(search_names(words, names))
    if not found:
        raise NotThere("district-not-found", process=process, words=words, then=then)
    return DistrictsView(process, citizen, then, 0, words, found[:FOUND_AT_MOST])


def at_place(
    house: House,
    citizen: CitizenView,
    process_no: int,
    *,
    longitude: float,
    latitude: float,
    then: str,
) -> DistrictsView:
    """Return the district around a place; several where a border is near.

    The place is a help, not a proof, and is forgotten at once.

    Raises:
        NotThere: "outside-the-city", or "no-outlines" where the process has no map.
    """
    process = house.process(process_no)
    if not process.geojson:
        raise NotThere("no-outlines", process=process, then=then)
    found = locate(outlines(process.geojson), longitude, latitude)
    if found is None:
        raise NotThere("outside-the-city", process=process, then=then)
    ids = (found.district_id, *(found.neighbours if found.near_border else ()))
    return DistrictsView(process, citizen, then, 0, "", ids, found.near_border)
