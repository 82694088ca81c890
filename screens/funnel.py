"""The managers' funnel in words: how far the proposals are, and where they wait."""

from datetime import datetime

from deliberation.funnel import OPEN, UNANSWERED, By, Choice, Figures, Row, Step
from deliberation.funnel_views import FunnelView
from deliberation.phases import Programme
from deliberation.process import Process
from deliberation.proposals import State
from deliberation.staff_views import StaffView
from deliberation.text import escape_html, shorten
from locales.dates import format_instant
from locales.translator import Translator
from screens.buttons import ShowStaff
from screens.funnel_buttons import SendFunnel, ShowFunnel
from screens.headings import programme_name
from screens.paging import paged
from screens.proposal_events import state_name
from screens.review_buttons import ShowReview
from screens.screen import Key, Press, Screen
from screens.staff import Rows, offers

PAGE = 12
NAME_MOST = 24
ANSWERS = (
    State.FEASIBLE, State.INFEASIBLE, State.UNDER_WAY, State.OTHER_BODY, State.COMPLAINT,
)  # fmt: skip


@offers("manager", place=42)
def funnel_keys(view: StaffView, t: Translator) -> Rows:
    """How far the proposals are."""
    key = Press(t.gettext("How far the proposals are"), ShowFunnel(process_no=view.process.no))
    return ((key,),)


def choice_of(process: Process, button: ShowFunnel | SendFunnel) -> Choice:
    """Return which proposals a button is about; what the year does not have is left open."""
    return Choice(
        next((one for one in Programme if one.value == button.programme), None),
        _id_at(button.district, [one.district_id for one in process.districts]),
        _id_at(button.field, [one.field_id for one in process.fields]),
    )


def by_of(button: ShowFunnel | SendFunnel) -> By | None:
    """Return what a button breaks the figures down by."""
    return next((one for one in By if one.value == button.by), None)


def show_funnel(view: FunnelView, t: Translator) -> Screen:
    """The steps with their numbers, a breakdown where asked for, and keys that narrow it."""
    _ = t.gettext
    figures = view.figures
    lines = [title(view, t), as_of(view, t)]
    lines += ["", *_step_lines(view, t)]
    if figures.listed:
        lines.append(listed_line(figures, t))
    rows: list[tuple[Key, ...]] = []
    if view.longest is not None:
        lines += [
            "",
            _("Longest without an answer: {code}, {age}").format(
                code=view.longest.code, age=age(view.longest.received_utc, view.now, t)
            ),
        ]
    if view.by is not None:
        lines += ["", *_breakdown(view, t, rows)]
    rows += _keys(view, t)
    return Screen("\n".join(lines), tuple(rows))


def title(view: FunnelView, t: Translator) -> str:
    """Return what is looked at, for markup."""
    name = escape_html(view.process.names.in_language(t.language))
    heading = t.gettext("{process}: proposals").format(process=name)
    narrowed = narrowed_to(view, t)
    return f"<b>{heading}</b>" + (f"\n{escape_html(narrowed)}" if narrowed else "")


def narrowed_to(view: FunnelView, t: Translator) -> str:
    """Return what a choice is narrowed to; '' where to nothing."""
    choice = view.choice
    named = (
        (By.PROGRAMME, choice.programme),
        (By.DISTRICT, choice.district_id),
        (By.FIELD, choice.field_id),
    )
    return " · ".join(key_name(view.process, by, key, t) for by, key in named if key is not None)


def as_of(view: FunnelView, t: Translator) -> str:
    """Say when the figures were read."""
    when = format_instant(view.now, view.process.zone, t, now=view.now)
    return t.gettext("As of {when}").format(when=when)


def step_name(step: Step, t: Translator) -> str:
    """Return what a step is called."""
    _ = t.gettext
    return {
        Step.GATHERING: _("waiting for co-proposers"),
        Step.RECEIVED: _("not in review yet"),
        Step.REVIEWING: _("in review by departments"),
        Step.WITH_PROPOSER: _("waiting for the proposer's reply"),
        Step.ANSWERED: _("answered"),
        Step.MERGED: _("merged with others"),
        Step.LEFT: _("withdrawn or lapsed"),
    }[step]


def by_name(by: By, t: Translator) -> str:
    """Return what a breakdown is called."""
    _ = t.gettext
    return {
        By.PROGRAMME: _("By programme"),
        By.DISTRICT: _("By district"),
        By.FIELD: _("By field"),
    }[by]


def key_name(process: Process, by: By, key: str, t: Translator) -> str:
    """Return what a programme, district or field is called."""
    _ = t.gettext
    if by is By.PROGRAMME:
        return programme_name(Programme(key), t)
    if by is By.DISTRICT:
        district = process.district(key)
        return district.names.in_language(t.language) if district else str(_("City-wide"))
    policy = process.field_called(key)
    return policy.names.in_language(t.language) if policy else str(_("No field"))


def age(received: datetime, now: datetime, t: Translator) -> str:
    """Say how long ago something came in, in days."""
    days = (now - received).days
    if days < 1:
        return t.gettext("less than a day")
    return t.ngettext("{n} day", "{n} days", days).format(n=f"{days:,}")


def listed_line(figures: Figures, t: Translator) -> str:
    """Say how many proposals are on the agenda and shortlisted."""
    return t.gettext("On the agenda: {listed}, shortlisted: {shortlisted}").format(
        listed=f"{figures.listed:,}", shortlisted=f"{figures.shortlisted:,}"
    )


def _step_lines(view: FunnelView, t: Translator) -> list[str]:
    _ = t.gettext
    figures = view.figures
    lines: list[str] = [_("Handed in: {n}").format(n=f"{figures.handed_in:,}")]
    if figures.made:
        lines.append(_("Made by mergers: {n}").format(n=f"{figures.made:,}"))
    for step in Step:
        count = figures.at(step)
        if not count and step in (Step.GATHERING, Step.MERGED, Step.LEFT):
            continue
        line = "• {step}: {n}".format(step=step_name(step, t), n=f"{count:,}")
        if count and step in OPEN:
            oldest = age(figures.oldest[step], view.now, t)
            line += " " + _("(the oldest: {age})").format(age=oldest)
        elif count and step is Step.ANSWERED:
            line += " (" + ", ".join(_answers(figures, t)) + ")"
        lines.append(line)
    return lines


def _answers(figures: Figures, t: Translator) -> list[str]:
    return [
        f"{state_name(state, t)} {figures.states[state]:,}"
        for state in ANSWERS
        if figures.states.get(state)
    ]


def _breakdown(view: FunnelView, t: Translator, keys: list[tuple[Key, ...]]) -> list[str]:
    """Write a page of the breakdown, and add a key to each of its rows."""
    by = view.by
    assert by is not None
    lines = [f"<b>{by_name(by, t)}</b>"]
    shown, turning = paged(
        view.rows, view.page, PAGE, lambda to: _button(view, view.choice, by, page=to)
    )
    if not view.rows:
        lines.append(t.gettext("No proposals."))
    presses: list[Key] = []
    for row in shown:
        lines.append(_row_line(view, by, row, t))
        name = key_name(view.process, by, row.key, t)
        presses.append(
            Press(shorten(name, NAME_MOST), _button(view, _with(view.choice, by, row.key), None))
        )
    keys += [tuple(presses[at : at + 2]) for at in range(0, len(presses), 2)]
    if turning:
        keys.append(tuple(turning))
    return lines


def _row_line(view: FunnelView, by: By, row: Row, t: Translator) -> str:
    _ = t.gettext
    figures = row.figures
    unanswered = figures.at(*UNANSWERED)
    line = _("• {name}: {n} handed in, {answered} answered, {listed} on the agenda").format(
        name=escape_html(key_name(view.process, by, row.key, t)),
        n=f"{figures.handed_in:,}",
        answered=f"{figures.at(Step.ANSWERED):,}",
        listed=f"{figures.listed:,}",
    )
    if unanswered and figures.oldest_unanswered is not None:
        line += "; " + _("{n} unanswered, the oldest: {age}").format(
            n=f"{unanswered:,}", age=age(figures.oldest_unanswered, view.now, t)
        )
    return str(line)


def _keys(view: FunnelView, t: Translator) -> list[tuple[Key, ...]]:
    _ = t.gettext
    process, no = view.process, view.process.no
    useful = [(By.PROGRAMME, len({one.programme for one in process.headings}) > 1)]
    useful += [(By.DISTRICT, bool(process.districts)), (By.FIELD, bool(process.fields))]
    rows: list[tuple[Key, ...]] = []
    turns = tuple(
        Press(by_name(by, t), _button(view, view.choice, by))
        for by, is_useful in useful
        if is_useful and by is not view.by
    )
    if turns:
        rows.append(turns)
    if not view.choice.is_everything:
        rows.append((Press(_("All proposals"), _button(view, Choice(), view.by)),))
    if view.longest is not None:
        button = ShowReview(process_no=no, proposal_no=view.longest.proposal_no)
        rows.append((Press(_("Open {code}").format(code=view.longest.code), button),))
    where = _button(view, view.choice, view.by)
    picture = SendFunnel(**where.model_dump(exclude={"page"}))
    refresh = _button(view, view.choice, view.by, page=view.page)
    rows.append((Press(_("As a picture"), picture), Press(_("Refresh"), refresh)))
    rows.append((Press(_("Back"), ShowStaff(process_no=no)),))
    return rows


def _button(view: FunnelView, choice: Choice, by: By | None, page: int = 0) -> ShowFunnel:
    process = view.process
    return ShowFunnel(
        process_no=process.no,
        by=by.value if by else "",
        programme=choice.programme.value if choice.programme else "",
        district=_place_of(choice.district_id, [one.district_id for one in process.districts]),
        field=_place_of(choice.field_id, [one.field_id for one in process.fields]),
        page=page,
    )


def _with(choice: Choice, by: By, key: str) -> Choice:
    programme, district, policy = choice.programme, choice.district_id, choice.field_id
    if by is By.PROGRAMME:
        programme = Programme(key)
    elif by is By.DISTRICT:
        district = key
    else:
        policy = key
    return Choice(programme, district, policy)


def _place_of(key: str | None, ids: list[str]) -> int:
    if key is None:
        return 0
    return ids.index(key) + 1 if key in ids else -1


def _id_at(place: int, ids: list[str]) -> str | None:
    if 1 <= place <= len(ids):
        return ids[place - 1]
    return "" if place == -1 else None
