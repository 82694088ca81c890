"""The managers' keys in the staff menu, the year's numbers, and loading a process file."""

from datetime import datetime

from deliberation.loading_views import FaultyFileView, LoadView
from deliberation.number_views import NumbersView
from deliberation.process import Process
from deliberation.staff_views import StaffView
from deliberation.text import escape_html
from locales.dates import format_deadline, format_instant
from locales.money import format_money
from locales.translator import Translator
from screens.buttons import ShowStaff
from screens.faults import faults_html
from screens.headings import programme_name
from screens.manager_buttons import (
    HASH_DIGITS,
    AskFile,
    DropFile,
    LoadFile,
    ShowAnnouncements,
    ShowMotions,
    ShowNumbers,
    ShowSchedule,
)
from screens.schedule import stage_name
from screens.screen import Key, Press, Screen
from screens.staff import Rows, offers


@offers("manager", place=30)
def manager_keys(view: StaffView, t: Translator) -> Rows:
    """What managers do: dates, announcements, seconding, numbers, another year."""
    _ = t.gettext
    no = view.process.no
    return (
        (
            Press(_("Schedule"), ShowSchedule(process_no=no)),
            Press(_("Announcements"), ShowAnnouncements(process_no=no)),
        ),
        (Press(_("Waiting for a second manager"), ShowMotions(process_no=no)),),
        (
            Press(_("Numbers"), ShowNumbers(process_no=no)),
            Press(_("Load a process file"), AskFile(process_no=no)),
        ),
    )


def show_numbers(view: NumbersView, t: Translator) -> Screen:
    """How many take part, and how many ballots stand where that says nothing about anybody."""
    _ = t.gettext
    lines = [
        _title(view.process, t),
        _("As of {when}").format(
            when=format_instant(view.now, view.process.zone, t, now=view.now)
        ),
        "",
        _("Participants: {n}").format(n=f"{view.participants:,}"),
        _("Proposals: {n}").format(n=f"{view.proposals:,}"),
    ]
    if view.headings:
        lines += ["", _("Ballots:")]
    few: str = _("fewer than {n}").format(n=view.least)
    lines += [
        "• {heading}: {ballots}".format(
            heading=escape_html(one.heading.names.in_language(t.language)),
            ballots=few if one.ballots is None else f"{one.ballots:,}",
        )
        for one in view.headings
    ]
    refresh = Press(_("Refresh"), ShowNumbers(process_no=view.process.no))
    back = Press(_("Back"), ShowStaff(process_no=view.process.no))
    return Screen("\n".join(lines), ((refresh,), (back,)))


def show_ask_file(process: Process, t: Translator) -> Screen:
    """Say how a process file is loaded."""
    _ = t.gettext
    text = _(
        "Send me the process file (.toml) here. I show a summary first; nothing changes before "
        "you confirm it."
    )
    back = Press(_("Back"), ShowStaff(process_no=process.no))
    return Screen(f"{_title(process, t)}\n{text}", ((back,),))


def show_faulty_file(view: FaultyFileView, t: Translator) -> Screen:
    """What is wrong with a process file."""
    _ = t.gettext
    text = _("{file} cannot be loaded; nothing was changed:").format(
        file=f"<b>{escape_html(view.file_name[:60])}</b>"
    )
    back = Press(_("Back"), ShowStaff(process_no=view.process.no))
    return Screen(f"{text}\n{faults_html(view.faults, t)}", ((back,),))


def show_load(view: LoadView, t: Translator) -> Screen:
    """A process file in summary, before or after it is loaded."""
    _ = t.gettext
    process = view.process
    if view.outcome == "loaded":
        text = _("Loaded. The year is served from now on.")
        staff = Press(_("For staff"), ShowStaff(process_no=process.no))
        return Screen(f"{_title(process, t)}\n{text}", ((staff,),))
    lines = [escape_html(name) for name in process.names.by_language.values()]
    lines[0] = f"<b>{lines[0]}</b>"
    lines += [
        "",
        _("Total: {total}").format(total=format_money(process.total, process.currency, t)),
        _("Headings: {n}, together {sum}").format(
            n=len(process.headings),
            sum=format_money(view.headings_total, process.currency, t),
        ),
        *_programmes(process, t),
        _("Projects on the ballots: {n}").format(n=view.projects),
        _("Managers: {n}").format(n=view.managers),
        _("Hash: {hash}").format(hash=f"<code>{view.sha256[:HASH_DIGITS]}</code>"),
        "",
        *_stages(process, view.now, t),
        *_cautions(view, t),
    ]
    label = _("Load this year") if view.is_new else _("Load over the year as it stands")
    rows: tuple[tuple[Key, ...], ...] = (
        (Press(label, LoadFile(key=view.key)),),
        (Press(_("Do not load it"), DropFile(key=view.key)),),
    )
    return Screen("\n".join(lines), rows)


def show_not_loaded(process: Process, t: Translator) -> Screen:
    """The file was left aside."""
    _ = t.gettext
    back = Press(_("For staff"), ShowStaff(process_no=process.no))
    return Screen(f"{_title(process, t)}\n" + _("Not loaded. Nothing was changed."), ((back,),))


def _programmes(process: Process, t: Translator) -> list[str]:
    lines = []
    for programme in dict.fromkeys(heading.programme for heading in process.headings):
        headings = [one for one in process.headings if one.programme == programme]
        total = sum(heading.budget_limit for heading in headings)
        money = format_money(total, process.currency, t)
        lines.append(f"• {programme_name(programme, t)}: {len(headings)} · {money}")
    return lines


def _stages(process: Process, now: datetime, t: Translator) -> list[str]:
    return [
        t.gettext("• {stage}: {starts} – {ends}").format(
            stage=stage_name(process, stage, t),
            starts=format_instant(stage.starts_utc, process.zone, t, now=now),
            ends=format_deadline(stage.ends_utc, process.zone, t, now=now),
        )
        for stage in process.stages
    ]


def _cautions(view: LoadView, t: Translator) -> list[str]:
    _ = t.gettext
    lines: list[str] = []
    if view.is_same:
        lines.append(_("This very file is loaded already; dates changed since then stay."))
    elif not view.is_new:
        lines.append(
            _("This year is served already; its dates and texts become those of the file.")
        )
    if not view.names_reader:
        lines.append(_("You are not among its managers, so you could not look after it."))
    if view.warnings:
        lines.append(_("Worth a look:") + "\n" + faults_html(view.warnings, t))
    return ["", *("⚠️ " + line for line in lines)] if lines else []


def _title(process: Process, t: Translator) -> str:
    return f"<b>{escape_html(process.names.in_language(t.language))}</b>"
