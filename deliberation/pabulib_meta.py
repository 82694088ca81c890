"""What a published .pb file says of its vote in META, beside the numbers.

Everything comes from the budget year: nothing needs to be filled in by hand for a file that
Pabulib's checker accepts.
"""

from __future__ import annotations

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

from deliberation.phases import PERMITS, Vote
from deliberation.process import Heading, Process

NO_COUNTRY = "Worldwide"  # what the format has for an election of no one country
_RULES = {"equal-shares": "equalshares/add1", "greedy": "greedy-custom"}
_LANGUAGE = re.compile(r"([a-z]{2})(?:[-_].*)?")
_POINTS = "The first project of a ballot has max_length points, each further one a point less."
_COMPLETED = (
    "Equal shares with the utility cost times points, completed in the order of total points."
)
_GREEDY = "Greedy in the order of total points."
_WEIGHTS = "Groups of voters have weights: see rules.json and the list of electorates beside."
_NO_MONEY = (
    "A vote on priorities, without money: each item costs 1, the budget is the number of places, "
    "and the expanding approvals rule fills them."
)


def meta_of(process: Process, paper: Heading) -> dict[str, str]:
    """Return what META says of a paper's vote; names are in the year's first language."""
    language = process.languages[0]
    heading = paper.names.in_language(language)
    district = process.district(paper.district_id)
    written = _LANGUAGE.fullmatch(language)
    return {
        "description": f"{process.names.in_language(language)}: {heading}",
        "country": process.country or NO_COUNTRY,
        "unit": process.city.in_language(language),
        "district": district.names.in_language(language) if district else "",
        "subunit": heading,
        "instance": process.process_id,
        "rule": _rule(paper),
        **_dates(process, paper),
        "language": written[1] if written else "",
        "comment": _comment(process, paper),
    }


def _rule(paper: Heading) -> str:
    if paper.rule == "greedy" and any(one.excludes for one in paper.projects):
        return "greedy-exclusive"
    return _RULES.get(paper.rule, "unknown")


def _dates(process: Process, paper: Heading) -> dict[str, str]:
    """The first and the last day on which ballots were taken, in the year's own time zone."""
    stages = [
        stage
        for stage in process.stages
        if stage.concerns(paper.programme) and paper.deed in PERMITS[stage.phase]
    ]
    if not stages:
        return {}
    zone = ZoneInfo(process.zone)
    first = min(stage.starts_utc for stage in stages).astimezone(zone)
    # Voting is over at its last instant, so that midnight belongs to the day before.
    last = (max(stage.ends_utc for stage in stages) - timedelta(microseconds=1)).astimezone(zone)
    return {"date_begin": f"{first:%d.%m.%Y}", "date_end": f"{last:%d.%m.%Y}"}


def _comment(process: Process, paper: Heading) -> str:
    remarks = [_POINTS] if paper.ranks > 1 else []
    if paper.vote is Vote.AGENDA:
        remarks.append(_NO_MONEY)
    else:
        remarks.append(_GREEDY if paper.rule == "greedy" else _COMPLETED)
    if len(process.electorates) > 1:
        remarks.append(_WEIGHTS)
    return " ".join(f"#{no}: {remark}" for no, remark in enumerate(remarks, start=1))
