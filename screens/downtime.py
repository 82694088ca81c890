"""What managers read about times without the bot shortly before a closing."""

from deliberation.delivery_views import DowntimeView
from deliberation.text import escape_html
from locales.dates import format_instant
from locales.translator import Translator
from screens.home import phase_name
from screens.manager_buttons import HASH_DIGITS, ConfirmChange, ShowStage
from screens.notices import tells
from screens.screen import Key, Press, Screen


@tells("was-down")
def show_was_down(view: DowntimeView, t: Translator) -> Screen:
    """The bot was down in the last hour before a closing: extending is up to the managers."""
    _ = t.gettext
    lines = [
        _name(view, t),
        _(
            "I was not reachable from {since} to {until}, within the last hour of “{phase}”."
        ).format(since=_at(view, "since", t), until=_at(view, "until", t), phase=_phase(view, t)),
    ]
    if view.is_over:
        lines.append(
            _("It closed on {when}. Please consider how to make up for the lost time.").format(
                when=_at(view, "closing", t)
            )
        )
    else:
        lines.append(
            _("It closes on {when}. Please consider extending it.").format(
                when=_at(view, "closing", t)
            )
        )
    return Screen("\n".join(lines), () if view.is_over else _offer(view, t))


@tells("goes-down")
def show_goes_down(view: DowntimeView, t: Translator) -> Screen:
    """The bot is being stopped within the last hour before a closing."""
    _ = t.gettext
    text = _(
        "I am being stopped, within the last hour of “{phase}”, which closes on {when}. "
        "Please consider extending it."
    ).format(phase=_phase(view, t), when=_at(view, "closing", t))
    return Screen(f"{_name(view, t)}\n{text}", _offer(view, t))


def _offer(view: DowntimeView, t: Translator) -> tuple[tuple[Key, ...], ...]:
    _ = t.gettext
    no = view.process.no
    longer = ConfirmChange(
        process_no=no,
        stage_no=view.stage_no,
        wish="extend",
        at_s=int(view.longer_until.timestamp()),
        seen=view.seen[:HASH_DIGITS],
    )
    until = format_instant(view.longer_until, view.process.zone, t)
    stage = ShowStage(process_no=no, stage_no=view.stage_no)
    return (
        (Press(_("Extend until {until}").format(until=until), longer),),
        (Press(_("Another date"), stage),),
    )


def _name(view: DowntimeView, t: Translator) -> str:
    return f"<b>{escape_html(view.process.names.in_language(t.language))}</b>"


def _phase(view: DowntimeView, t: Translator) -> str:
    return phase_name(view.stage.phase, t)


def _at(view: DowntimeView, which: str, t: Translator) -> str:
    instant = {"since": view.since, "until": view.until, "closing": view.stage.ends_utc}[which]
    return format_instant(instant, view.process.zone, t)
