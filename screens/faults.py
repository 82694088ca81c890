"""Words for what is wrong with a process file; plain text, to be escaped by who shows it."""

from __future__ import annotations

from typing import Any, Final

from deliberation.faults import Fault
from deliberation.text import escape_html
from locales.money import format_money
from locales.translator import Translator

MOST_SHOWN: Final = 20


def fault_text(fault: Fault, t: Translator) -> str:
    """One line: file and line, key, reason."""
    place = f"{fault.file}:{fault.line}" if fault.line else fault.file
    key = f" {fault.key}" if fault.key else ""
    return f"{place}{key}: {reason_text(fault, t)}"


def reason_text(fault: Fault, t: Translator) -> str:
    """Why, and what would be right."""
    for group in _GROUPS:
        params = dict(fault.params)
        templates = group(params, t)
        if fault.code in templates:
            return t.fill(templates[fault.code], **params)
    return t.gettext("this cannot be used")


def faults_html(faults: tuple[Fault, ...], t: Translator) -> str:
    """The first faults as a list for a message, and how many more there are."""
    lines = [f"• {escape_html(fault_text(fault, t))}" for fault in faults[:MOST_SHOWN]]
    more = len(faults) - MOST_SHOWN
    if more > 0:
        lines.append(t.ngettext("… and {n} more", "… and {n} more", more).format(n=more))
    return "\n".join(lines)


def _of_file(p: dict[str, Any], t: Translator) -> dict[str, str]:
    _ = t.gettext
    if "most" in p:
        p["most"] = f"{p['most']:,}"
    return {
        "file-unreadable": _("the file cannot be opened ({why})"),
        "file-too-large": _("the file is larger than {most} bytes"),
        "file-not-utf8": _("the file is not text in UTF-8"),
        "file-empty": _("the file is empty"),
        "file-not-toml": _("this is not TOML ({why})"),
        "file-not-beside": _("there is no file {name} beside this one"),
        "file-not-geojson": _("{name} holds no district outlines (GeoJSON)"),
        "file-not-pabulib": _("{name} is not a .pb file that can be read (line {line}: {why})"),
    }


def _of_value(p: dict[str, Any], t: Translator) -> dict[str, str]:
    _ = t.gettext
    return {
        "key-missing": _("this is missing"),
        "key-unknown": (
            _("there is no such key; is {perhaps} meant?")
            if p.get("perhaps")
            else _("there is no such key")
        ),
        "id-unsafe": _("an id is 1 to 24 of a-z, 0-9 and -, without - at its ends"),
        "value-unknown": _("this is not one of: {choices}"),
        "value-wrong-type": _expected(str(p.get("expected")), t),
        "too-many": _("there are more than {most}"),
        "too-few": _("there are fewer than {least}"),
        "number-too-small": _("the number is below {least}"),
        "number-too-large": _("the number is above {most}"),
        "weight-out-of-range": _("a weight is from 0 to 1 (or 0% to 100%)"),
        "value-invalid": _("this value cannot be used"),
    }


def _expected(kind: str, t: Translator) -> str:
    _ = t.gettext
    return {
        "number": _("a whole number is needed here"),
        "text": _("a text in quotes is needed here"),
        "boolean": _("true or false is needed here"),
        "list": _("a list is needed here"),
        "texts": _('texts by language are needed here, such as {{ ko = "…", en = "…" }}'),
        "amount": _('an amount is needed here: a number, or a text such as "3억 5,000만 원"'),
        "step": _('a step is needed here, such as "-10%" or "1/10"'),
        "weight": _('a weight is needed here, such as "50%" or "1/3"'),
        "instant": _("a date or time without quotes is needed here, such as 2019-08-03T09:00:00"),
    }.get(kind, _("a table is needed here"))


def _of_text(_p: dict[str, Any], t: Translator) -> dict[str, str]:
    _ = t.gettext
    return {
        "text-missing": _("there is no text in the language {language}"),
        "text-empty": _("the text is empty"),
        "text-too-long": _("the text is longer than {most} characters"),
        "short-name-too-long": _(
            "the short name in {language} does not fit on a button ({most} Hangul syllables, "
            "or twice as many letters)"
        ),
    }


def _of_amount(p: dict[str, Any], t: Translator) -> dict[str, str]:
    _ = t.gettext
    for name in ("limits", "total", "limit", "cost"):
        if name in p:
            p[name] = format_money(int(p[name]), str(p["currency"]), t)
    unreadable = _("this amount cannot be read")
    return {
        "amount-empty": unreadable,
        "amount-unreadable": unreadable,
        "amount-range": unreadable,
        "amount-negative": _("an amount cannot be negative"),
        "amount-zero": _("an amount cannot be zero"),
        "amount-fraction": _("the amount has a fraction that the currency does not know"),
        "amount-absurd": _("the amount is too large to be meant"),
        "amount-other-currency": _("the amount is in {other}, the process in {currency}"),
        "amount-ambiguous": _("the amount can be read in two ways"),
        "currency-unknown": _("there is no currency {value} (write its code, such as KRW)"),
        "currency-other": _("the file's amounts are in {value}"),
        "limits-crossed": _("the highest cost is below the lowest"),
        "limits-above-total": _(
            "the headings' limits add up to {limits}, more than the total {total}"
        ),
        "cost-above-limit": _("{project} costs {cost}, more than its heading's limit {limit}"),
    }


def _of_stages(_p: dict[str, Any], t: Translator) -> dict[str, str]:
    _ = t.gettext
    return {
        "zone-unknown": _("there is no time zone {value} (write it like Asia/Seoul)"),
        "stage-ends-before-it-begins": _("the stage ends before it begins"),
        "stage-out-of-order": _("phases go forward only: {second} cannot begin after {first}"),
        "stages-overlap": _(
            "{first} and {second} overlap, so that what is voted on could still change"
        ),
        "programme-without-vote": _("no stage lets people vote in the programme {programme}"),
        "time-skipped": _("this time does not exist in {zone}: the clocks go forward"),
        "time-twice": _("this time comes twice in {zone}: the clocks go back; add an offset"),
    }


def _of_structure(_p: dict[str, Any], t: Translator) -> dict[str, str]:
    _ = t.gettext
    return {
        "id-twice": _("the id {id} has come before"),
        "weights-not-one": _("the weights add up to {total}, not to 1"),
        "managers-too-few": _("with fewer than two managers no result can be published"),
        "office-unreachable": _("the office needs a phone number, an e-mail address or a place"),
        "outline-unknown": _("the map has no outline {value}"),
        "country-unknown": _("there is no country {value} (write its code, such as KR)"),
        "country-missing": _(
            'the time zone {zone} names no country; write one, such as country = "KR", so that '
            "published files say where this was"
        ),
        "district-missing": _("a heading of this programme names its district"),
        "district-unknown": _("there is no district {value}"),
        "district-twice": _("the district has a heading already: {first}"),
        "projects-twice": _("projects come from this file or from a .pb file, not from both"),
        "agenda-and-projects": _(
            "a heading with an agenda gets its projects from the priority vote, not from this file"
        ),
        "field-unknown": _("there is no field {value}"),
        "project-unknown": _("there is no other project {value} in this heading"),
        "heading-without-projects": _("the heading has no projects yet"),
    }


def _of_lines(p: dict[str, Any], t: Translator) -> dict[str, str]:
    _ = t.gettext
    for name in ("sum", "limit", "unit"):
        if isinstance(p.get(name), int):
            p[name] = format_money(p[name], str(p["currency"]), t)
    return {
        "lines-and-projects": _("a heading has budget lines, or projects, or an agenda"),
        "steps-disordered": _("steps ascend, and each comes once"),
        "step-zero-missing": _("one of the steps is 0: to keep the amount"),
        "step-too-low": _("a line cannot be cut by more than all of it"),
        "step-out-of-range": _("a step is from -100% to 1000%"),
        "lines-above-limit": _(
            "the lines have {sum} now, more than the heading's limit {limit}: even without any "
            "raise they would not fit"
        ),
        "line-not-in-units": _(
            "the amount is no multiple of {unit}, to which results are rounded"
        ),
        "line-bounds-crossed": _("the line's bounds leave out what it has now"),
    }


_GROUPS: Final = (
    _of_file, _of_value, _of_text, _of_amount, _of_stages, _of_structure, _of_lines,
)  # fmt: skip
