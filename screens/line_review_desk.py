"""The managers' desk of line reviews: what is open, counted and public, what can be confirmed."""

from collections.abc import Sequence

from deliberation.line_review_views import LineDeskView, LineSummary
from deliberation.motion_views import MotionView
from deliberation.phases import Vote
from deliberation.process import Heading
from deliberation.staff_views import StaffView
from deliberation.text import escape_html
from locales.translator import Translator
from screens.buttons import ShowStaff
from screens.correction import corrects, said_of
from screens.line_review_buttons import MoveLines, ShowLineDesk, ShowLineResult
from screens.line_review_results import summary_lines
from screens.motions import describes, names
from screens.notices import tells
from screens.results_buttons import StartCorrection
from screens.results_words import process_name
from screens.screen import Key, Press, Screen
from screens.staff import Rows, offers

HASH_DIGITS = 16


@offers("manager", place=55)
def line_review_keys(view: StaffView, t: Translator) -> Rows:
    """The way to the desk, where lines are reviewed."""
    if not view.process.line_headings:
        return ()
    return ((Press(t.gettext("Line review"), ShowLineDesk(process_no=view.process.no)),),)


def show_line_desk(view: LineDeskView, t: Translator) -> Screen:
    """What is open, counted and public, and the way to publish."""
    _ = t.gettext
    no = view.process.no
    title = _("{process}: line review").format(process=process_name(view.process, t))
    lines = [f"<b>{title}</b>", ""]
    rows: list[tuple[Key, ...]] = []
    for text, headings in (
        (_("Not closed yet: {headings}."), view.open_headings),
        (_("Closed and not counted yet: {headings}."), view.uncounted),
        (_("Public: {headings}."), view.public),
    ):
        if headings:
            lines.append(text.format(headings=_names(headings, t)))
    if view.summary is not None:
        lines += [_("Counted, not public yet:"), *summary_lines(view.summary.reviews, t)]
        lines.append(_hash(view.summary, t))
        lines += ["", _("Read the reasons first: you can hide what may not be public.")]
        if view.managers < 2:
            lines.append("⚠️ " + _("Publishing needs a second manager, and there is none."))
        rows += _result_rows([one.heading for one in view.summary.reviews], no, t)
        button = MoveLines(process_no=no, seen=view.summary.sha256[:HASH_DIGITS])
        rows.append((Press(_("Move to publish"), button),))
    rows += _result_rows(view.public, no, t)
    if view.public:
        correct = StartCorrection(process_no=no, vote=Vote.LINES)
        rows.append((Press(_("Correct the line reviews"), correct),))
    rows.append((Press(_("For staff"), ShowStaff(process_no=no)),))
    return Screen("\n".join(lines), tuple(rows))


@describes("line-review")
def what_is_published(view: MotionView, t: Translator) -> str:
    """Say what would be public."""
    if not isinstance(view.subject, LineSummary):
        return name_of_motion(view, t)
    text = str(t.gettext("Publish these line reviews:"))
    return "\n".join([text, *summary_lines(view.subject.reviews, t)])


@names("line-review")
def name_of_motion(_view: MotionView, t: Translator) -> str:
    """Say what the motion was."""
    return t.gettext("Publishing the line review.")


@corrects(LineSummary)
def correction_lines(summary: LineSummary, t: Translator) -> list[str]:
    """Return what a correction would say, and why."""
    confirmed = summary.confirmed
    return [
        *said_of(confirmed.why, confirmed.changed, t),
        *summary_lines(summary.reviews, t, confirmed.changed),
    ]


@describes("correct-line-review")
def what_is_corrected(view: MotionView, t: Translator) -> str:
    """What a motion would correct, and why."""
    if not isinstance(view.subject, LineSummary):
        return name_of_correction(view, t)
    text = str(t.gettext("Correct the published line reviews:"))
    return "\n".join([text, *correction_lines(view.subject, t)])


@names("correct-line-review")
def name_of_correction(_view: MotionView, t: Translator) -> str:
    """Say what the motion was."""
    return t.gettext("Correcting the published line reviews.")


@tells("line-review-counted")
def show_counted(view: LineSummary, t: Translator) -> Screen:
    """Every line review that has closed is counted."""
    _ = t.gettext
    text = _("{process}: the line review is counted. Two managers can publish it.").format(
        process=process_name(view.process, t)
    )
    lines = [text, "", *summary_lines(view.reviews, t), _hash(view, t)]
    desk = Press(_("Line review"), ShowLineDesk(process_no=view.process.no))
    return Screen("\n".join(lines), ((desk,),))


def _result_rows(headings: Sequence[Heading], no: int, t: Translator) -> list[tuple[Key, ...]]:
    return [
        (
            Press(
                one.names.in_language(t.language),
                ShowLineResult(process_no=no, heading_no=one.no),
            ),
        )
        for one in headings
    ]


def _names(headings: Sequence[Heading], t: Translator) -> str:
    return ", ".join(escape_html(one.names.in_language(t.language)) for one in headings)


def _hash(view: LineSummary, t: Translator) -> str:
    digits = f"<code>{view.confirmed.whole_sha256[:HASH_DIGITS]}</code>"
    return str(t.gettext("Hash: {hash}").format(hash=digits))
