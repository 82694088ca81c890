"""A heading's budget lines, from the process file."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from actions import process_models as models
from actions.process_findings import Findings
from actions.toml_lines import Path
from deliberation.budget_lines import BudgetLine, faults_of
from deliberation.instance import main_unit_of
from deliberation.phases import Vote
from deliberation.process import Heading

UNIT: Final = 1_000  # in main units, where the file names none


def with_lines(
    findings: Findings, path: Path, heading: Heading, table: models.HeadingTable
) -> Heading:
    """Return a heading with its line review; what cannot be reviewed is a fault."""
    findings.check_unique((*path, "lines"), [one.id for one in table.lines])
    unit = UNIT * main_unit_of(findings.currency)
    if table.unit is not None:
        unit = findings.amount((*path, "unit"), table.unit)
    lines = []
    for place, one in enumerate(table.lines):
        here: Path = (*path, "lines", place)
        lines.append(
            BudgetLine(
                line_id=one.id,
                no=place + 1,
                names=findings.wording((*here, "names"), one.names),
                texts=findings.wording((*here, "texts"), one.texts, optional=True),
                amount=findings.amount((*here, "amount"), one.amount),
                least=one.least,
                most=one.most,
            )
        )
    reviewed = replace(
        heading, vote=Vote.LINES, lines=tuple(lines), steps=tuple(table.steps), unit=unit
    )
    places = {one.line_id: place for place, one in enumerate(lines)}
    for code, params in faults_of(reviewed.line_rules):
        where: Path = (*path, "steps") if code.startswith("step") else (*path, "limit")
        if "line" in params:
            where = (*path, "lines", places[str(params["line"])], "amount")
        findings.fault(where, code, currency=findings.currency, **params)
    return reviewed
