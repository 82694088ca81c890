"""Motions: what another manager is asked to second, and what became of it.

Each kind says in its own words what it is about:

    @describes("publish")
    def what_is_published(view: MotionView, t: Translator) -> str: ...    # HTML, some lines
"""

from collections.abc import Callable
from datetime import UTC, datetime

from deliberation.motion_views import MotionsView, MotionView
from deliberation.phase_views import ChangeView
from deliberation.text import escape_html
from locales.dates import format_instant
from locales.translator import Translator
from screens.buttons import ShowStaff
from screens.manager_buttons import HASH_DIGITS, DropMotion, SecondMotion, ShowMotion
from screens.notices import tells
from screens.schedule import change_lines, wish_line
from screens.screen import Key, Press, Screen

Describe = Callable[[MotionView, Translator], str]

_DESCRIPTIONS: dict[str, Describe] = {}
_NAMES: dict[str, Describe] = {}


def describes(*kinds: str) -> Callable[[Describe], Describe]:
    """Register what a kind of motion is about."""

    def register(describe: Describe) -> Describe:
        for kind in kinds:
            _DESCRIPTIONS[kind] = describe
        return describe

    return register


def names(*kinds: str) -> Callable[[Describe], Describe]:
    """Register what a motion was, from its parameters alone, once it is settled."""

    def register(name: Describe) -> Describe:
        for kind in kinds:
            _NAMES[kind] = name
        return name

    return register


@tells("motion")
def show_motion(view: MotionView, t: Translator) -> Screen:
    """A motion: what it is about, its hash, and what the reader may do."""
    _ = t.gettext
    lines = [
        f"<b>{escape_html(view.process.names.in_language(t.language))}</b>",
        _what(view, t),
        _("Hash: {hash}").format(hash=f"<code>{view.subject_sha256[:HASH_DIGITS]}</code>"),
        "",
        _standing(view, t),
    ]
    rows: list[tuple[Key, ...]] = []
    if view.state == "open":
        if not view.is_mine:
            second = SecondMotion(motion_no=view.motion_no, seen=view.subject_sha256[:HASH_DIGITS])
            rows.append((Press(_("I have checked this and agree"), second),))
        label = _("Take the motion back") if view.is_mine else _("Drop it")
        rows.append((Press(label, DropMotion(motion_no=view.motion_no)),))
    rows.append((Press(_("For staff"), ShowStaff(process_no=view.process.no)),))
    return Screen("\n".join(lines), tuple(rows))


@tells("motion-settled")
def show_settled(view: MotionView, t: Translator) -> Screen:
    """What became of a motion, for the managers who did not settle it."""
    return show_motion(view, t)


def show_motions(view: MotionsView, t: Translator) -> Screen:
    """The motions that wait for a second manager."""
    _ = t.gettext
    title = f"<b>{escape_html(view.process.names.in_language(t.language))}</b>\n"
    rows: list[tuple[Key, ...]] = []
    lines = []
    for number, motion in enumerate(view.motions, 1):
        lines.append(f"{number}. {_what(motion, t)}")
        rows.append((Press(str(number), ShowMotion(motion_no=motion.motion_no)),))
    if not lines:
        lines.append(_("Nothing waits for a second manager."))
    rows.append((Press(_("Back"), ShowStaff(process_no=view.process.no)),))
    return Screen(title + "\n\n".join(lines), tuple(rows))


def motion_toast(view: MotionView, t: Translator) -> str:
    """Say shortly what a tap did."""
    _ = t.gettext
    return {
        "moved": _("The other managers have been told."),
        "waiting": _("This waits for another manager already."),
        "carried": _("Carried. It has been done."),
        "dropped": _("Dropped. Nothing was changed."),
    }.get(view.outcome, "")


def _what(view: MotionView, t: Translator) -> str:
    describe = _DESCRIPTIONS.get(view.kind)
    if describe is None:
        return t.gettext("What this was about has changed since.")
    return describe(view, t)


def _standing(view: MotionView, t: Translator) -> str:
    _ = t.gettext
    when = format_instant(view.moved_utc, view.process.zone, t)
    name = escape_html(view.mover_name)
    if view.state == "carried":
        return _("Two managers wanted this. It has been done.")
    if view.state == "dropped":
        return _("This was dropped. Nothing was changed.")
    if view.state == "stale":
        return _("This no longer holds: what it is about has changed. Please start again.")
    if view.is_mine:
        return _("You moved this on {when}. It is done once another manager agrees.").format(
            when=when
        )
    if name:
        return _("{name} moved this on {when}. It is done once you agree.").format(
            name=name, when=when
        )
    return _("Another manager moved this on {when}. It is done once you agree.").format(when=when)


@describes("extend", "advance")
def _new_dates(view: MotionView, t: Translator) -> str:
    if not isinstance(view.subject, ChangeView):
        return _wished_dates(view, t)
    return "\n".join(change_lines(view.subject, t))


@names("extend", "advance")
def _wished_dates(view: MotionView, t: Translator) -> str:
    process, params = view.process, view.params
    stage = next((one for one in process.stages if one.stage_id == params["stage_id"]), None)
    if stage is None:
        return t.gettext("What this was about has changed since.")
    at = params["at_s"]
    until = None if at is None else datetime.fromtimestamp(at, UTC)
    return wish_line(process, stage, str(params["wish"]), until, t)
