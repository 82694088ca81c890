"""The schedule for managers: what is on, and changing the dates of a stage."""

from datetime import datetime, timedelta

from deliberation.phase_views import ChangeView, ScheduleView, StageView
from deliberation.phases import Stage
from deliberation.process import Process
from deliberation.text import escape_html
from locales.dates import format_deadline, format_instant
from locales.translator import Translator
from screens.buttons import ShowStaff
from screens.headings import programme_name
from screens.home import phase_name
from screens.manager_buttons import (
    HASH_DIGITS,
    AskDate,
    ConfirmChange,
    PreviewChange,
    ShowSchedule,
    ShowStage,
)
from screens.screen import Key, Press, Screen

_MARK_OVER, _MARK_ON, _MARK_TO_COME = "✓", "▶", "·"


def show_schedule(view: ScheduleView, t: Translator) -> Screen:
    """All stages with their dates; those that are not over can be changed."""
    _ = t.gettext
    lines = [_title(view.process, t), ""]
    rows: list[tuple[Key, ...]] = []
    no = view.process.no
    for number, stage in enumerate(view.process.stages, 1):
        is_over = stage.ends_utc <= view.now
        mark = _MARK_OVER if is_over else _MARK_ON if stage.is_on(view.now) else _MARK_TO_COME
        lines.append(
            _("{mark} {stage}: {starts} – {ends}").format(
                mark=mark,
                stage=stage_name(view.process, stage, t),
                starts=format_instant(stage.starts_utc, view.process.zone, t, now=view.now),
                ends=format_deadline(stage.ends_utc, view.process.zone, t, now=view.now),
            )
        )
        if not is_over:
            label = f"{mark} {plain_stage_name(view.process, stage, t)}"
            rows.append((Press(label, ShowStage(process_no=no, stage_no=number)),))
    rows.append((Press(_("Back"), ShowStaff(process_no=no)),))
    return Screen("\n".join(lines), tuple(rows))


def show_stage(view: StageView, t: Translator) -> Screen:
    """One stage: when it is, and the changes that are possible."""
    _ = t.gettext
    process, stage, no = view.process, view.stage, view.process.no
    lines = [
        _title(process, t),
        f"<b>{stage_name(process, stage, t)}</b>",
        _period(process, stage, view.now, t),
    ]
    rows: list[tuple[Key, ...]] = []
    if stage.ends_utc > view.now:
        hour = _extension(view, timedelta(hours=1))
        day = _extension(view, timedelta(days=1))
        rows.append((Press(_("1 hour longer"), hour), Press(_("1 day longer"), day)))
        rows.append((Press(_("Longer, until …"), AskDate(process_no=no, stage_no=view.stage_no)),))
    if stage.is_on(view.now):
        end = PreviewChange(process_no=no, stage_no=view.stage_no, wish="close", at_s=0)
        rows.append((Press(_("End it now"), end),))
    elif stage.starts_utc > view.now:
        begin = PreviewChange(process_no=no, stage_no=view.stage_no, wish="begin", at_s=0)
        rows.append((Press(_("Begin it now"), begin),))
    else:
        lines.append(_("It is over; what has closed stays closed."))
    rows.append((Press(_("Schedule"), ShowSchedule(process_no=no)),))
    return Screen("\n".join(lines), tuple(rows))


def _extension(view: StageView, longer: timedelta) -> PreviewChange:
    until = int((view.stage.ends_utc + longer).timestamp())
    return PreviewChange(
        process_no=view.process.no, stage_no=view.stage_no, wish="extend", at_s=until
    )


def show_change(view: ChangeView, t: Translator) -> Screen:
    """What a change does, before it is confirmed, or that it has been made."""
    _ = t.gettext
    no, wish = view.process.no, view.wish
    back = Press(_("Back"), ShowStage(process_no=no, stage_no=wish.stage_no))
    schedule = Press(_("Schedule"), ShowSchedule(process_no=no))
    if view.outcome == "same":
        lines = [_("It stands so already:"), _period(view.process, view.stage, view.now, t)]
        return Screen("\n".join([_title(view.process, t), *lines]), ((schedule,),))
    lines = [_title(view.process, t), *change_lines(view, t), ""]
    if view.outcome == "changed":
        lines.append(_("Done. Those whom it concerns are being told."))
        return Screen("\n".join(lines), ((schedule,),))
    if view.change.needs_two_managers:
        lines.append(
            _("Votes are concerned: another manager has to agree. Hash: {hash}").format(
                hash=f"<code>{view.sha256[:HASH_DIGITS]}</code>"
            )
        )
        label = _("Ask another manager")
    else:
        lines.append(_("Everybody whom it concerns is told."))
        label = _("Confirm")
    confirm = ConfirmChange(
        process_no=no,
        stage_no=wish.stage_no,
        wish=wish.kind,
        at_s=0 if wish.at is None else int(wish.at.timestamp()),
        seen=view.sha256[:HASH_DIGITS],
    )
    return Screen("\n".join(lines), ((Press(label, confirm),), (back,)))


def change_lines(view: ChangeView, t: Translator) -> list[str]:
    """Say what is wished, and which stages get which dates by it."""
    _ = t.gettext
    lines = [wish_line(view.process, view.stage, view.wish.kind, view.wish.at, t)]
    for _before, after in view.change.moved:
        lines.append(
            _("• {stage}: {starts} – {ends}").format(
                stage=stage_name(view.process, after, t),
                starts=format_instant(after.starts_utc, view.process.zone, t, now=view.now),
                ends=format_deadline(after.ends_utc, view.process.zone, t, now=view.now),
            )
        )
    return lines


def wish_line(
    process: Process, stage: Stage, wish: str, at: datetime | None, t: Translator
) -> str:
    """Say in one line what is wished of a stage."""
    _ = t.gettext
    name = stage_name(process, stage, t)
    if wish == "extend" and at is not None:
        until = format_deadline(at, process.zone, t)
        return _("Extend “{stage}” until {until}.").format(stage=name, until=until)
    if wish == "close":
        return _("End “{stage}” now.").format(stage=name)
    return _("Begin “{stage}” now.").format(stage=name)


def show_ask_date(view: StageView, t: Translator) -> Screen:
    """Ask until when a stage is to last."""
    _ = t.gettext
    text = _(
        "Until when is “{stage}” to last? Type day and time, for example {example}. It ends "
        "{ends} as it stands."
    ).format(
        stage=stage_name(view.process, view.stage, t),
        example=format_instant(
            view.stage.ends_utc + timedelta(days=3), view.process.zone, t, now=view.now
        ),
        ends=format_deadline(view.stage.ends_utc, view.process.zone, t, now=view.now),
    )
    back = ShowStage(process_no=view.process.no, stage_no=view.stage_no)
    return Screen(f"{_title(view.process, t)}\n{text}", ((Press(_("Back"), back),),))


def stage_name(process: Process, stage: Stage, t: Translator) -> str:
    """Return what a stage is called, as HTML; with its programmes where not for all."""
    return escape_html(plain_stage_name(process, stage, t))


def plain_stage_name(process: Process, stage: Stage, t: Translator) -> str:
    """Return what a stage is called, with its programmes where it is not for all."""
    name = phase_name(stage.phase, t)
    programmes = list(dict.fromkeys(heading.programme for heading in process.headings))
    concerned = [programme for programme in programmes if stage.concerns(programme)]
    if len(concerned) == len(programmes):
        return name
    return f"{name} ({', '.join(programme_name(one, t) for one in concerned)})"


def _period(process: Process, stage: Stage, now: datetime, t: Translator) -> str:
    return t.gettext("From {starts} until {ends}.").format(
        starts=format_instant(stage.starts_utc, process.zone, t, now=now),
        ends=format_deadline(stage.ends_utc, process.zone, t, now=now),
    )


def _title(process: Process, t: Translator) -> str:
    return f"<b>{escape_html(process.names.in_language(t.language))}</b>"
