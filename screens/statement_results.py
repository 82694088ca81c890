"""What was said in a round: for everybody in the thread, and in full in the private chat."""

from collections.abc import Sequence

from deliberation.statement_views import SaidView
from deliberation.statements import LEAST_VOICES, Figures, Said, WhatWasSaid
from deliberation.text import escape_html
from locales.translator import Translator
from screens.buttons import GoHome
from screens.headings import heading_name
from screens.paging import paged
from screens.screen import Key, Press, Screen
from screens.statement_buttons import ShowSaid

ON_A_PAGE = 8


def said_lines(said: WhatWasSaid | None, t: Translator) -> list[str]:
    """Say how many took part, what most agreed with, and what divided them; [] without any."""
    _ = t.gettext
    if said is None:
        return []
    lines = ["", "<b>" + _("Statements") + "</b>", numbers_line(said, t)]
    if not any(one.figures.is_compared for one in said.everything):
        lines.append(
            _(
                "Too few answers to compare: a statement needs at least {least} people who agree "
                "or disagree."
            ).format(least=LEAST_VOICES)
        )
        return lines
    lines += _list(_("What most agreed with"), said.agreed, t)
    lines += _list(_("What divided opinion"), said.divided, t)
    if not said.agreed and not said.divided:
        lines.append(_("No statement found wide agreement, and none divided opinion."))
    return lines


def numbers_line(said: WhatWasSaid, t: Translator) -> str:
    """Say how many people took part with how many statements, and how many are hidden."""
    line = t.gettext("People: {people}, statements: {statements}.").format(
        people=said.people, statements=len(said.everything)
    )
    if said.hidden:
        line += " " + t.ngettext(
            "{n} statement was hidden by the facilitator.",
            "{n} statements were hidden by the facilitator.",
            said.hidden,
        ).format(n=said.hidden)
    return line


def figures_text(figures: Figures, t: Translator) -> str:
    """Say how many agreed, disagreed and passed."""
    return t.gettext("agree {agreed} · disagree {disagreed} · pass {passed}").format(
        agreed=figures.agreed, disagreed=figures.disagreed, passed=figures.passed
    )


def show_said(view: SaidView, t: Translator) -> Screen:
    """Everything that was said in a round, the most agreed first."""
    _ = t.gettext
    facts = view.facts
    no, thread_no, round_no = facts.process.no, facts.thread_no, facts.round_no
    shown, turning = paged(
        view.said.everything,
        view.page,
        ON_A_PAGE,
        lambda page: ShowSaid(
            process_no=no, thread_no=thread_no, round_no=round_no, page=max(0, page)
        ),
    )
    lines = [
        _("<b>{heading}</b> · statements of round {n}").format(
            heading=escape_html(heading_name(facts.heading, t)), n=round_no
        ),
        numbers_line(view.said, t),
    ]
    for one in shown:
        lines += ["", *_said(one, t)]
    rows: list[tuple[Key, ...]] = [tuple(turning)] if turning else []
    rows.append((Press(_("Home"), GoHome(process_no=no)),))
    return Screen("\n".join(lines), tuple(rows))


def _list(title: str, listed: Sequence[Said], t: Translator) -> list[str]:
    if not listed:
        return []
    lines = ["", f"<b>{title}</b>"]
    for one in listed:
        lines += _said(one, t)
    return lines


def _said(one: Said, t: Translator) -> list[str]:
    return [f"• “{escape_html(one.statement.text)}”", "   " + figures_text(one.figures, t)]
