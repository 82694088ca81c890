"""The words in a review sheet: verdicts, columns, how to fill it in."""

from collections.abc import Mapping

from deliberation.review_sheets import Column, Verdict, plain_label
from locales.translator import Translator, languages, translator_for


def verdict_label(verdict: Verdict, t: Translator) -> str:
    """Return what a verdict is called in a sheet, as on the buttons of the chat."""
    _ = t.gettext
    label: str = {
        Verdict.FEASIBLE: _("Feasible"),
        Verdict.CHANGES: _("Feasible with changes"),
        Verdict.UNDER_WAY: _("Already under way"),
        Verdict.OTHER_BODY: _("Another body's task"),
        Verdict.COMPLAINT: _("A complaint: pass it on"),
        Verdict.INFEASIBLE: _("Infeasible"),
        Verdict.COST_CHECK: _("Check the cost"),
        Verdict.QUESTION: _("Ask the proposer"),
        Verdict.ADVICE: _("Advise the lead"),
    }[verdict]
    return str(label)


def verdict_labels() -> Mapping[str, Verdict]:
    """Return the verdicts by their words in every language that there is."""
    return {
        plain_label(verdict_label(verdict, translator_for(language.code))): verdict
        for language in languages()
        for verdict in Verdict
    }


def column_name(column: Column, t: Translator) -> str:
    """Return what stands over a column."""
    _ = t.gettext
    return str(
        {
            Column.CODE: _("Number"),
            Column.SEEN: _("As of (leave it)"),
            Column.DEPARTMENT: _("Department"),
            Column.STATE: _("State"),
            Column.TITLE: _("Title"),
            Column.PROBLEM: _("Problem"),
            Column.IDEA: _("Idea"),
            Column.PLACE: _("Place"),
            Column.ASKED: _("Cost as proposed"),
            Column.FILES: _("Photos and documents"),
            Column.LAST: _("What happened last"),
            Column.VERDICT: _("Opinion"),
            Column.COST: _("Cost"),
            Column.WORDING: _("Changed wording"),
            Column.NOTE: _("Reason, note or question"),
        }[column]
    )


def instructions(t: Translator) -> tuple[str, ...]:
    """Say how to fill in a sheet, line by line."""
    _ = t.gettext
    return tuple(
        str(line)
        for line in (
            _("How to fill in this sheet"),
            _("1. Fill in the yellow columns only. Rows left empty stay as they are."),
            _("2. Choose the opinion from the list in its cell."),
            _("3. “Feasible” needs a cost; all opinions but “feasible” need a reason or note."),
            _(
                "4. “Feasible with changes” needs a changed wording or a cost; the proposer is "
                "asked whether they accept."
            ),
            _(
                "5. “Infeasible” goes to the proposer first, who may answer before anybody else "
                "reads it."
            ),
            _(
                "6. The proposer, and with a result everybody, reads the reason. Please write it "
                "for them, without names or phone numbers."
            ),
            _(
                "7. Leave the number and the column “as of” as they are: they show whether "
                "something has happened to a proposal meanwhile."
            ),
            _("8. Save it as XLSX, and send it back to the chat that it came from."),
        )
    )
