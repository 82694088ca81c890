"""Correcting what is published, step by step: the seed, the reasons, what it comes to.

Each kind of vote says in its own words what a correction would make public:

    @corrects(PublicationSummary)
    def correction_lines(summary: PublicationSummary, t: Translator) -> list[str]: ...
"""

from collections.abc import Callable, Mapping
from typing import Any

from deliberation.phases import Vote
from deliberation.results_views import CorrectionView
from deliberation.text import escape_html
from locales.translator import Translator, own_name
from screens.agenda_buttons import ShowAgendaDesk
from screens.buttons import Button
from screens.line_review_buttons import ShowLineDesk
from screens.results_buttons import KeepSeed, MoveCorrection, ShowDesk
from screens.screen import Key, Press, Screen

HASH_DIGITS = 16

Lines = Callable[[Any, Translator], list[str]]

_LINES: dict[type, Lines] = {}


def corrects(kind: type) -> Callable[[Lines], Lines]:
    """Register what a correction of this kind says."""

    def register(lines: Lines) -> Lines:
        _LINES[kind] = lines
        return lines

    return register


def show_correction(view: CorrectionView, t: Translator) -> Screen:
    """A step of preparing a correction."""
    _ = t.gettext
    no = view.process.no
    rows: list[tuple[Key, ...]] = []
    if view.asked == "seed":
        text: str = _(
            "Correcting counts everything once more. Type the right seed where it had been "
            "entered wrongly, or keep it."
        )
        rows.append((Press(_("Keep the seed"), KeepSeed(process_no=no)),))
    elif view.asked:
        text = _(
            "Why is the result corrected? Type the reason for citizens, in {language}."
        ).format(language=own_name(view.asked))
    else:
        lines: list[str] = [_("Counted once more:")]
        if view.summary is not None:
            lines += _LINES[type(view.summary)](view.summary, t)
            seen = str(getattr(view.summary, "sha256", ""))[:HASH_DIGITS]
            rows.append(
                (Press(_("Move the correction"), MoveCorrection(process_no=no, seen=seen)),)
            )
        lines += ["", _("It becomes public once you move it and another manager agrees.")]
        text = "\n".join(lines)
    rows.append((Press(_("Cancel"), desk_of(view.vote, no)),))
    return Screen(text, tuple(rows))


def desk_of(vote: Vote, process_no: int) -> Button:
    """Return the way to the desk of a kind of vote."""
    if vote is Vote.AGENDA:
        return ShowAgendaDesk(process_no=process_no)
    if vote is Vote.LINES:
        return ShowLineDesk(process_no=process_no)
    return ShowDesk(process_no=process_no)


def said_of(why: Mapping[str, str], changed: frozenset[int], t: Translator) -> list[str]:
    """Return a correction's reason in each language, and how many headings it changes."""
    _ = t.gettext
    outcome = (
        t.ngettext(
            "The count differs in {n} heading (✱).",
            "The count differs in {n} headings (✱).",
            len(changed),
        ).format(n=len(changed))
        if changed
        else _("The count does not differ in any heading.")
    )
    reasons = [f"{own_name(language)}: {escape_html(text)}" for language, text in why.items()]
    return [*reasons, outcome]
