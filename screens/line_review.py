"""A line review's ballot for the thumb: line by line, a key for each step, the receipt below."""

from fractions import Fraction

from deliberation.budget_lines import BudgetLine, signed
from deliberation.line_review_views import LineBallotView
from deliberation.text import escape_html, shorten
from locales.dates import format_deadline
from locales.money import format_money
from locales.translator import Translator
from screens.buttons import GoHome, ShowBallots
from screens.line_review_buttons import (
    AskClearLines,
    AskReason,
    ClearLines,
    DropReason,
    JudgeLine,
    ShowLine,
)
from screens.notices import tells
from screens.screen import Key, Press, Screen

NAME_ON_BUTTON = 28
STEPS_IN_ROW = 4


@tells("line-ballot")
def show_line_ballot(view: LineBallotView, t: Translator) -> Screen:
    """The ballot at a line, or all lines at a glance."""
    line = view.line
    return _show_glance(view, t) if line is None else _show_line(view, line, t)


def step_label(step: Fraction, t: Translator) -> str:
    """Return what a step is called on a key."""
    return signed(step) if step else str(t.gettext("Keep"))


def step_name(step: Fraction, t: Translator) -> str:
    """Say in a sentence's part what a step does to a line."""
    _ = t.gettext
    if not step:
        return _("keep")
    amount = signed(abs(step))[1:]
    phrase = _("raise by {amount}") if step > 0 else _("cut by {amount}")
    return str(phrase.format(amount=amount))


def line_toast(view: LineBallotView, t: Translator) -> str:
    """What is recorded, in one line, for the answer to a tap."""
    _ = t.gettext
    line = view.line
    if line is None:
        return _("Withdrawn") if view.outcome == "withdrawn" else _("Nothing is recorded yet.")
    step = view.step(line.no)
    name = shorten(line.names.in_language(t.language), NAME_ON_BUTTON)
    if step is None:
        return _("{line}: left open").format(line=name)
    return f"{name}: {step_name(step, t)}"


def ask_reason(view: LineBallotView, least_most: tuple[int, int], t: Translator) -> Screen:
    """Ask why a line is judged so."""
    _ = t.gettext
    line = view.line
    assert line is not None
    text = _(
        "Why? Write one sentence (up to {most} characters). It is published without your name, "
        "together with those of others, once the result is public. Please name nobody."
    ).format(most=least_most[1])
    back = Press(_("Cancel"), _at(view, line.no))
    return Screen(f"<b>{_name(line, t)}</b>\n{text}", ((back,),))


def show_ask_clear(view: LineBallotView, t: Translator) -> Screen:
    """Ask before the ballot is withdrawn."""
    _ = t.gettext
    no, heading_no = view.process.no, view.heading.no
    text = _("Withdraw this ballot, with all that you wrote as reasons?")
    yes = Press(_("Yes, withdraw"), ClearLines(process_no=no, heading_no=heading_no))
    return Screen(text, ((yes, Press(_("No"), _at(view, 0))),), protected=True)


def _show_line(view: LineBallotView, line: BudgetLine, t: Translator) -> Screen:
    _ = t.gettext
    lines = [
        _heading_name(view, t),
        _("Line {no} of {lines}").format(no=line.no, lines=len(view.heading.lines)),
        "",
        f"<b>{_name(line, t)}</b>",
        _("Now: {amount}").format(amount=_money(view, line.amount, t)),
    ]
    text = line.texts.in_language(t.language)
    lines += ["", escape_html(text)] if text else []
    lines += ["", _judgement(view, line, t)]
    reason = view.reasons.get(line.no)
    if reason:
        lines.append(_("Your reason: {reason}").format(reason=f"<i>{escape_html(reason)}</i>"))
    lines += ["", *_state(view, t)]
    rows = _step_rows(view, line, t)
    if view.step(line.no) is not None:
        label = _("✎ Change the reason") if reason else _("✎ Say why")
        row: list[Key] = [Press(label, AskReason(**_where(view, line)))]
        if reason:
            row.append(Press(_("Delete the reason"), DropReason(**_where(view, line))))
        rows.append(tuple(row))
    turning: list[Key] = []
    if line.no > 1:
        turning.append(Press(_("‹ Line before"), _at(view, line.no - 1)))
    if line.no < len(view.heading.lines):
        turning.append(Press(_("Next line ›"), _at(view, line.no + 1)))
    if turning:
        rows.append(tuple(turning))
    rows.append((Press(_("All lines"), _at(view, 0)),))
    rows.append(_foot(view, t))
    return Screen("\n".join(lines), tuple(rows), protected=True)


def _step_rows(view: LineBallotView, line: BudgetLine, t: Translator) -> list[tuple[Key, ...]]:
    chosen = view.place(line.no)
    # Cuts, no change and raises stand apart, so that a narrow screen cuts no label.
    keys: dict[int, list[Key]] = {}
    for place, step in enumerate(view.heading.steps, start=1):
        if not line.allows(step):
            continue
        wish = 0 if place == chosen else place
        label = ("✓ " if place == chosen else "") + step_label(step, t)
        key = Press(label, JudgeLine(**_where(view, line), place=wish))
        keys.setdefault((step > 0) - (step < 0), []).append(key)
    return [
        tuple(alike[at : at + STEPS_IN_ROW])
        for alike in keys.values()
        for at in range(0, len(alike), STEPS_IN_ROW)
    ]


def _show_glance(view: LineBallotView, t: Translator) -> Screen:
    _ = t.gettext
    limit = _money(view, view.heading.budget_limit, t)
    total = _money(view, sum(one.amount for one in view.heading.lines), t)
    lines = [
        _heading_name(view, t),
        _("Line review: which of these should get more, as much, or less?"),
        _("Now together {total}; the limit is {limit}.").format(total=total, limit=limit),
        "",
        *_state(view, t),
        "",
    ]
    rows: list[tuple[Key, ...]] = []
    for line in view.heading.lines:
        step = view.step(line.no)
        shown = _("open") if step is None else f"<b>{step_name(step, t)}</b>"
        amount = _money(view, line.amount, t)
        lines.append(f"{line.no}. {_name(line, t)} · {amount} · {shown}")
        mark = "" if step is None else f"{step_label(step, t)} · "
        name = shorten(line.names.in_language(t.language), NAME_ON_BUTTON)
        rows.append((Press(f"{mark}{line.no}. {name}", _at(view, line.no)),))
    lines += ["", _("Tap a line. You need not judge all of them.")]
    if view.ballot:
        no, heading_no = view.process.no, view.heading.no
        button = AskClearLines(process_no=no, heading_no=heading_no)
        rows.append((Press(_("Withdraw"), button),))
    rows.append(_foot(view, t))
    return Screen("\n".join(lines), tuple(rows), protected=True)


def _judgement(view: LineBallotView, line: BudgetLine, t: Translator) -> str:
    _ = t.gettext
    step = view.step(line.no)
    if step is None:
        return _("You leave this line to others. Tap what you think right; every tap is saved.")
    wanted = int(line.amount * (1 + step) // view.heading.unit) * view.heading.unit
    return _("You want: {step} ({amount})").format(
        step=f"<b>{step_name(step, t)}</b>", amount=_money(view, wanted, t)
    )


def _state(view: LineBallotView, t: Translator) -> list[str]:
    _ = t.gettext
    deadline = ""
    if view.until_utc is not None:
        deadline = format_deadline(view.until_utc, view.process.zone, t)
    if not view.ballot:
        if view.outcome == "withdrawn":
            text = _("Your ballot is withdrawn. You can vote again until {deadline}.")
        else:
            text = _("Nothing is recorded yet. You can take part until {deadline}.")
        return [text.format(deadline=deadline)]
    n = len(view.ballot)
    text = t.ngettext(
        "{n} line is recorded. You can change it until {deadline}.",
        "{n} lines are recorded. You can change them until {deadline}.",
        n,
    )
    receipt = _("Receipt: {code}").format(code=f"<code>{view.code}</code>")
    return [text.format(n=n, deadline=deadline), receipt]


def _foot(view: LineBallotView, t: Translator) -> tuple[Key, ...]:
    keys: list[Key] = []
    if view.more_ballots:
        label = t.ngettext("{n} ballot more", "{n} ballots more", view.more_ballots).format(
            n=view.more_ballots
        )
        keys.append(Press(label, ShowBallots(process_no=view.process.no)))
    keys.append(Press(t.gettext("Home"), GoHome(process_no=view.process.no)))
    return tuple(keys)


def _at(view: LineBallotView, line_no: int) -> ShowLine:
    return ShowLine(process_no=view.process.no, heading_no=view.heading.no, line_no=line_no)


def _where(view: LineBallotView, line: BudgetLine) -> dict[str, int]:
    return {
        "process_no": view.process.no,
        "heading_no": view.heading.no,
        "line_no": line.no,
    }


def _heading_name(view: LineBallotView, t: Translator) -> str:
    return f"<b>{escape_html(view.heading.names.in_language(t.language))}</b>"


def _name(line: BudgetLine, t: Translator) -> str:
    return escape_html(line.names.in_language(t.language))


def _money(view: LineBallotView, amount: int, t: Translator) -> str:
    return str(format_money(amount, view.process.currency, t))
