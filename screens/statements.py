"""Statements as citizens see them: one after another, one's answers, one of one's own."""

from deliberation.refusals import Refusal
from deliberation.statement_views import (
    MyAnswer,
    MyAnswersView,
    StatementsView,
    ThreadFacts,
    WritingView,
)
from deliberation.statements import MOST_CHARACTERS, Answer, Statement
from deliberation.text import escape_html, shorten
from locales.dates import format_deadline
from locales.translator import Translator
from screens.buttons import GoHome
from screens.headings import heading_name
from screens.paging import paged
from screens.refusals import refusal_text
from screens.screen import Key, Press, Screen
from screens.statement_buttons import (
    AnswerStatement,
    DropStatement,
    SendStatement,
    ShowMyAnswer,
    ShowMyAnswers,
    ShowSaid,
    ShowStatements,
    TakeAnswerBack,
    WriteStatement,
)

ON_A_PAGE = 6
LABEL_LENGTH = 40


def show_statements(view: StatementsView, t: Translator) -> Screen:
    """The next statement and three ways to answer it, or that all are answered."""
    _ = t.gettext
    facts = view.facts
    lines = [_title(facts, t)]
    outcome = outcome_text(view.outcome, t) if view.outcome in _SHOWN_ABOVE else ""
    if outcome:
        lines.append(outcome)
    if view.total:
        lines.append(
            _("{answered} of {total} answered").format(answered=view.answered, total=view.total)
        )
    lines.append("")
    if view.next is not None:
        lines += [_quoted(view.next), ""]
    elif view.total:
        lines.append(_("You have answered everything so far. New ones will come here."))
    elif view.own:
        lines.append(_("Nobody else has handed in a statement yet."))
    else:
        lines.append(_("Nobody has handed in a statement yet. Yours can be the first."))
    lines.append(_kept_line(facts, t))
    return Screen("\n".join(lines), _rows(view, t))


def outcome_text(outcome: str, t: Translator) -> str:
    """Say what the last tap did."""
    _ = t.gettext
    return {
        "agree": _("Recorded: agree"),
        "disagree": _("Recorded: disagree"),
        "pass": _("Recorded: pass"),
        "taken-back": _("Your answer is taken back."),
        "sent": _(
            "Your statement is handed in. Others read it without your name; you count as agreeing."
        ),
        "sent-already": _("This statement is handed in already."),
        "changed": _("You have written something else since. Please look at it and send that."),
        "nothing-written": _("Nothing is being written at the moment."),
        "dropped": _("Nothing was handed in."),
        "own": _("This statement is your own; you count as agreeing."),
        "hidden": _("The facilitator has hidden this statement. Here is the next one."),
    }.get(outcome, "")


_SHOWN_ABOVE = frozenset({"sent", "sent-already", "changed", "nothing-written", "dropped"})


def _rows(view: StatementsView, t: Translator) -> tuple[tuple[Key, ...], ...]:
    _ = t.gettext
    no, thread_no = view.facts.process.no, view.facts.thread_no
    rows: list[tuple[Key, ...]] = []
    if view.next is not None:
        rows += _answer_rows(no, view.next, None, -1, t)
    mine: list[Key] = []
    if view.has_draft:
        mine.append(Press(_("Go on writing"), WriteStatement(process_no=no, thread_no=thread_no)))
    elif view.left:
        mine.append(
            Press(_("Write a statement"), WriteStatement(process_no=no, thread_no=thread_no))
        )
    if view.answered or view.own:
        mine.append(Press(_("My answers"), ShowMyAnswers(process_no=no, thread_no=thread_no)))
    if mine:
        rows.append(tuple(mine))
    if view.has_result:
        earlier = ShowSaid(process_no=no, thread_no=thread_no, round_no=0)
        rows.append((Press(_("What was said before"), earlier),))
    rows.append((Press(_("Home"), GoHome(process_no=no)),))
    return tuple(rows)


def _answer_rows(
    process_no: int, statement: Statement, given: Answer | None, page: int, t: Translator
) -> list[tuple[Key, ...]]:
    _ = t.gettext

    def key(label: str, answer: Answer) -> Key:
        wish = AnswerStatement(
            process_no=process_no,
            statement_no=statement.statement_no,
            answer=int(answer),
            page=page,
        )
        return Press(f"✓ {label}" if given is answer else label, wish)

    return [
        (key(_("👍 Agree"), Answer.AGREE), key(_("👎 Disagree"), Answer.DISAGREE)),
        (key(_("Pass"), Answer.PASS),),
    ]


def show_my_answers(view: MyAnswersView, t: Translator) -> Screen:
    """What the person has handed in and answered, a page of it, each to be opened."""
    _ = t.gettext
    facts = view.facts
    no, thread_no = facts.process.no, facts.thread_no
    shown, turning = paged(
        view.lines,
        view.page,
        ON_A_PAGE,
        lambda page: ShowMyAnswers(process_no=no, thread_no=thread_no, page=page),
    )
    lines = [_title(facts, t), _("Your answers in this round. Tap one to change it.")]
    rows: list[tuple[Key, ...]] = []
    for at, one in enumerate(shown, start=1):
        lines += ["", f"{at}. {_quoted(one.statement)}", "   " + _state_of(one, t)]
        if not one.is_own:
            opens = ShowMyAnswer(
                process_no=no, statement_no=one.statement.statement_no, page=view.page
            )
            label = f"{at}. " + shorten(one.statement.text, LABEL_LENGTH)
            rows.append((Press(label, opens),))
    if not shown:
        lines += ["", _("You have not answered anything in this round yet.")]
    if turning:
        rows.append(tuple(turning))
    rows.append((_back(facts, t),))
    return Screen("\n".join(lines), tuple(rows))


def show_my_answer(view: MyAnswersView, t: Translator) -> Screen:
    """One statement with the person's answer, to change or take back."""
    _ = t.gettext
    facts, chosen = view.facts, view.chosen
    assert chosen is not None
    no = facts.process.no
    lines = [_title(facts, t)]
    if view.outcome:
        lines.append(outcome_text(view.outcome, t))
    lines += ["", _quoted(chosen.statement), _state_of(chosen, t)]
    rows: list[tuple[Key, ...]] = []
    if not chosen.is_own and not chosen.statement.is_hidden:
        rows += _answer_rows(no, chosen.statement, chosen.answer, view.page, t)
        if chosen.answer is not None:
            back = TakeAnswerBack(
                process_no=no, statement_no=chosen.statement.statement_no, page=view.page
            )
            rows.append((Press(_("Take my answer back"), back),))
    listed = ShowMyAnswers(process_no=no, thread_no=facts.thread_no, page=view.page)
    rows.append((Press(_("My answers"), listed),))
    return Screen("\n".join(lines), tuple(rows))


def show_writing(view: WritingView, t: Translator) -> Screen:
    """Ask for a statement, or show it as others will read it before it is sent."""
    _ = t.gettext
    no, thread_no = view.facts.process.no, view.facts.thread_no
    cancel = Press(_("Cancel"), DropStatement(process_no=no, thread_no=thread_no))
    if not view.text:
        lines = [
            _title(view.facts, t),
            _(
                "Please write one sentence with which others can agree or disagree, at most "
                "{most} characters. For example: “Night buses matter more than car parks.”"
            ).format(most=MOST_CHARACTERS),
            _left_line(view, t),
        ]
        return Screen("\n\n".join(lines), ((cancel,),))
    send = SendStatement(process_no=no, thread_no=thread_no, token=view.token)
    lines = [
        _title(view.facts, t),
        f"“{escape_html(view.text)}”",
        _("Others will read it like this, without your name. To change it, write it again."),
    ]
    return Screen("\n\n".join(lines), ((Press(_("Send"), send),), (cancel,)))


def show_writing_refused(view: WritingView, refusal: Refusal, t: Translator) -> Screen:
    """What was typed cannot be taken: why, and the question again."""
    asked = show_writing(view, t)
    return Screen(f"{refusal_text(refusal, t)}\n\n{asked.text}", asked.rows)


def _left_line(view: WritingView, t: Translator) -> str:
    return t.ngettext(
        "You can hand in {n} more statement in this round.",
        "You can hand in {n} more statements in this round.",
        view.left,
    ).format(n=view.left)


def _state_of(one: MyAnswer, t: Translator) -> str:
    _ = t.gettext
    if one.is_own:
        if one.statement.is_hidden:
            return _("Your own, hidden by the facilitator")
        return _("Your own; you count as agreeing")
    if one.statement.is_hidden:
        return _("Hidden by the facilitator; it does not count")
    return {
        None: _("Not answered"),
        Answer.AGREE: _("Your answer: agree"),
        Answer.DISAGREE: _("Your answer: disagree"),
        Answer.PASS: _("Your answer: pass"),
    }[one.answer]


def _quoted(statement: Statement) -> str:
    return f"“{escape_html(statement.text)}”"


def _title(facts: ThreadFacts, t: Translator) -> str:
    return t.gettext("<b>{heading}</b> · statements").format(
        heading=escape_html(heading_name(facts.heading, t))
    )


def _kept_line(facts: ThreadFacts, t: Translator) -> str:
    _ = t.gettext
    if facts.until_utc is None:
        return ""
    return _(
        "Answers are kept apart from your account. You can change them while the round is open, "
        "until {deadline} at the latest."
    ).format(deadline=format_deadline(facts.until_utc, facts.process.zone, t, now=facts.now))


def _back(facts: ThreadFacts, t: Translator) -> Key:
    button = ShowStatements(process_no=facts.process.no, thread_no=facts.thread_no)
    return Press(t.gettext("Back"), button)
