"""Statements as their facilitator sees them; and what authors are told of a hidden one."""

from deliberation.statement_views import (
    HiddenStatementsView,
    NewStatementsView,
    StatementDeskView,
    ThreadFacts,
)
from deliberation.statements import (
    ADVERTISING,
    INSULTING,
    OFF_TOPIC,
    PERSONAL,
    READY_REASONS,
    Statement,
)
from deliberation.text import escape_html, shorten
from locales.translator import Translator
from screens.group_buttons import ShowThreadDesk
from screens.headings import heading_name
from screens.notices import tells
from screens.paging import paged
from screens.screen import Key, Press, Screen
from screens.statement_buttons import (
    AskWhyHidden,
    HideStatement,
    RestoreStatement,
    ShowOneStatement,
    ShowStatementDesk,
)
from screens.welcome import office_lines

ON_A_PAGE = 6
LABEL_LENGTH = 40
TOLD_MOST = 10
SHOWN_TO_AUTHOR = 5


def show_statement_desk(view: StatementDeskView, t: Translator) -> Screen:
    """A round's statements, newest first, each to be opened."""
    _ = t.gettext
    facts = view.facts
    shown, turning = paged(
        view.statements,
        view.page,
        ON_A_PAGE,
        lambda page: ShowStatementDesk(thread_no=facts.thread_no, page=page),
    )
    lines = [_title(facts, t)]
    outcome = _outcome(view.outcome, t)
    if outcome:
        lines.append(outcome)
    rows: list[tuple[Key, ...]] = []
    for at, one in enumerate(shown, start=1):
        lines += ["", f"{at}. {_quoted(one)}"]
        if one.is_hidden:
            lines.append("   " + _hidden_line(one, t))
        opens = ShowOneStatement(statement_no=one.statement_no, page=view.page)
        rows.append((Press(f"{at}. " + shorten(one.text, LABEL_LENGTH), opens),))
    if shown:
        lines += ["", _("Tap a statement to hide it, or to show it again.")]
    else:
        lines += ["", _("No statement has been handed in in this round.")]
    if turning:
        rows.append(tuple(turning))
    rows.append((Press(_("Back"), ShowThreadDesk(thread_no=facts.thread_no)),))
    return Screen("\n".join(lines), tuple(rows))


def show_one_statement(view: StatementDeskView, t: Translator) -> Screen:
    """One statement, with the reasons for which it can be hidden."""
    _ = t.gettext
    one = view.chosen
    assert one is not None
    no, page = one.statement_no, view.page
    lines = [_title(view.facts, t), "", _quoted(one)]
    rows: list[tuple[Key, ...]] = []
    if one.is_hidden:
        lines.append(_hidden_line(one, t))
        rows.append((Press(_("Show it again"), RestoreStatement(statement_no=no, page=page)),))
    else:
        lines += ["", _("Hide it? Its author is told why, and to whom to object.")]
        for code in READY_REASONS:
            label = reason_text(code, "", t)
            rows.append((Press(label, HideStatement(statement_no=no, code=code, page=page)),))
        rows.append((Press(_("Another reason"), AskWhyHidden(statement_no=no, page=page)),))
    back = ShowStatementDesk(thread_no=view.facts.thread_no, page=page)
    rows.append((Press(_("Back"), back),))
    return Screen("\n".join(lines), tuple(rows))


def ask_why_hidden(view: StatementDeskView, t: Translator) -> Screen:
    """Ask for a reason in the facilitator's own words."""
    _ = t.gettext
    assert view.chosen is not None
    text = _("Please write why this statement is hidden; its author will read it:")
    back = ShowOneStatement(statement_no=view.chosen.statement_no, page=view.page)
    return Screen(f"{text}\n\n{_quoted(view.chosen)}", ((Press(_("Cancel"), back),),))


def reason_text(code: str, words: str, t: Translator) -> str:
    """Say why a statement is hidden."""
    _ = t.gettext
    return {
        PERSONAL: _("It names or describes a person"),
        INSULTING: _("It insults somebody"),
        OFF_TOPIC: _("It is not about this budget"),
        ADVERTISING: _("It is an advertisement"),
    }.get(code, escape_html(words))


@tells("statements-new")
def show_new_statements(view: NewStatementsView, t: Translator) -> Screen:
    """What has been handed in lately, for the facilitator."""
    _ = t.gettext
    count = len(view.statements)
    lines = [
        t.ngettext(
            "{n} new statement in {heading}:", "{n} new statements in {heading}:", count
        ).format(n=count, heading=f"<b>{_name(view.facts, t)}</b>")
    ]
    lines += [f"• {_quoted(one)}" for one in view.statements[-TOLD_MOST:]]
    desk = ShowStatementDesk(thread_no=view.facts.thread_no)
    return Screen("\n".join(lines), ((Press(_("Look at the statements"), desk),),), silent=True)


@tells("statement-hidden")
def show_hidden(view: HiddenStatementsView, t: Translator) -> Screen:
    """What was hidden of the reader's own, why, and to whom they can object."""
    _ = t.gettext
    lines = [
        _("The facilitator of {heading} has hidden what you handed in:").format(
            heading=f"<b>{_name(view.facts, t)}</b>"
        )
    ]
    for one in view.statements[-SHOWN_TO_AUTHOR:]:
        lines += ["", _quoted(one), _hidden_line(one, t)]
    lines += [
        "",
        _("Others do not see it, and answers to it do not count. You can object here:"),
        office_lines(view.facts.process, t),
    ]
    return Screen("\n".join(lines))


def _hidden_line(one: Statement, t: Translator) -> str:
    return t.gettext("Hidden. Reason: {reason}").format(
        reason=reason_text(one.hidden_code, one.hidden_words, t)
    )


def _outcome(outcome: str, t: Translator) -> str:
    _ = t.gettext
    return {
        "hidden": _("The statement is hidden, and its author is told."),
        "hidden-untold": _("The statement is hidden. Nobody can tell any more whose it was."),
        "hidden-already": _("The statement was hidden already."),
        "restored": _("The statement is shown again."),
    }.get(outcome, "")


def _quoted(one: Statement) -> str:
    return f"“{escape_html(one.text)}”"


def _title(facts: ThreadFacts, t: Translator) -> str:
    return t.gettext("<b>{heading}</b> · statements of round {n}").format(
        heading=_name(facts, t), n=facts.round_no
    )


def _name(facts: ThreadFacts, t: Translator) -> str:
    return escape_html(heading_name(facts.heading, t))
