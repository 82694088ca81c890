"""Countries by their English names, as published elections are filed under them."""

from functools import cache
from typing import Final

from babel import Locale
from babel.core import get_global

# No countries of ISO 3166-1: exceptional, grouped and private codes that CLDR names as well.
_NO_COUNTRY: Final = frozenset({
    "AC", "AN", "BU", "CP", "CQ", "CS", "DD", "DG", "EA", "EU", "EZ", "FX", "IC", "NT", "QO", "SU",
    "TA", "TP", "UN", "XA", "XB", "XK", "YD", "YU", "ZR", "ZZ",
})  # fmt: skip
# CLDR's name is not the one in ISO 3166, even written out: the code says it without doubt.
_BY_CODE: Final = frozenset({
    "BN", "BQ", "CD", "CG", "CV", "FK", "FM", "GS", "HK", "HM", "MF", "MM", "MO", "PN", "PS", "RU",
    "SH", "ST", "SX", "TC", "UM", "VA", "VC", "VI",
})  # fmt: skip
_WRITTEN_OUT: Final = (("&", "and"), ("St. ", "Saint "), ("’", "'"))


def country_called(text: str) -> str:
    """Return a country's name in English, by that name or its ISO 3166 code; "" for no country."""
    return _names().get(_folded(text), "")


def country_of_zone(zone: str) -> str:
    """Return the country, in English, in which a time zone lies; "" where it lies in none."""
    zone = get_global("zone_aliases").get(zone, zone)
    return country_called(get_global("zone_territories").get(zone, ""))


@cache
def _names() -> dict[str, str]:
    known: dict[str, str] = {}
    for code, name in sorted(Locale("en").territories.items()):
        if len(code) != 2 or code in _NO_COUNTRY:
            continue
        for short, long in _WRITTEN_OUT:
            name = name.replace(short, long)
        written = code if code in _BY_CODE else name
        known[_folded(code)] = known[_folded(name)] = written
    return known


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
