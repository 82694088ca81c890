"""What voting rests on, in the one form that is hashed when it opens and checked at the count.

Everything that decides who wins beside the ballots: limits, rules, ballot sizes, projects and
their costs, electorates and weights, how ties are decided and where the seed comes from.
"""

from hashlib import sha256

from deliberation.allocation import canonical_json
from deliberation.exclusions import pairs_of
from deliberation.process import Heading, Process, agenda_paper

TIES = ("lower cost", "more ballots that list the project", "lot")
LOT = 'SHA-256 of seed + "|" + heading id + "|" + project id, smallest first'


def rules_text(process: Process) -> str:
    """Write the rules of a budget year as canonical JSON; names and texts are no part of them."""
    return canonical_json(
        {
            "process": process.process_id,
            "currency": process.currency,
            "electorates": [
                {"electorate": one.electorate_id, "weight": str(one.weight)}
                for one in process.electorates
            ],
            "least_electorate": process.least_electorate,
            "ties": TIES,
            "lot": LOT,
            "seed": process.seed,
            "seed_source": dict(process.seed_source.by_language),
            "headings": [_heading(heading) for heading in process.headings],
        }
    )


def rules_sha256(process: Process) -> str:
    """Return the SHA-256 that is announced when voting opens (64 hex digits)."""
    return sha256(rules_text(process).encode()).hexdigest()


def agenda_rules_text(process: Process, heading: Heading) -> str:
    """Write the rules of a heading's priority vote as canonical JSON."""
    return canonical_json(
        {
            "process": process.process_id,
            "vote": "agenda",
            "heading": heading.heading_id,
            "rule": "expanding-approvals",
            "beside": ["schulze", "borda"],
            "ballot_size": agenda_paper(heading).ranks,
            "slots": heading.slots,
            "electorates": [
                {"electorate": one.electorate_id, "weight": str(one.weight)}
                for one in process.electorates
            ],
            "least_electorate": process.least_electorate,
            "ties": TIES[1:],
            "lot": LOT,
            "seed": process.seed,
            "seed_source": dict(process.seed_source.by_language),
            "items": [item.item_id for item in heading.agenda],
        }
    )


def agenda_rules_sha256(process: Process, heading: Heading) -> str:
    """Return the SHA-256 that goes into the log when a heading's priority vote opens."""
    return sha256(agenda_rules_text(process, heading).encode()).hexdigest()


def _heading(heading: Heading) -> dict[str, object]:
    if heading.lines:
        return _lines(heading)
    exclusions = pairs_of((one.project_id, one.excludes) for one in heading.projects)
    return {
        **({"exclusions": [list(pair) for pair in exclusions]} if exclusions else {}),
        "heading": heading.heading_id,
        "programme": heading.programme.value,
        "district": heading.district_id,
        "budget_limit": heading.budget_limit,
        "ballot_size": heading.ranks,
        "rule": heading.rule,
        "slots": heading.slots,
        "projects": [
            {"project": project.project_id, "cost": project.cost} for project in heading.projects
        ],
    }


def _lines(heading: Heading) -> dict[str, object]:
    return {
        "heading": heading.heading_id,
        "programme": heading.programme.value,
        "district": heading.district_id,
        "budget_limit": heading.budget_limit,
        "rule": "line-review",
        "steps": [str(step) for step in heading.steps],
        "unit": heading.unit,
        "lines": [
            {
                "line": line.line_id,
                "amount": line.amount,
                "least": str(line.least),
                "most": None if line.most is None else str(line.most),
            }
            for line in heading.lines
        ],
    }
