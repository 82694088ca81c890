"""The public log in plain words: what was done in a budget year, in order."""

from collections.abc import Callable, Mapping
from typing import Any

from deliberation.phases import Phase
from deliberation.process import Process
from deliberation.results_views import LogEntryView, LogView
from deliberation.text import escape_html, shorten
from deliberation.wording import Wording
from locales.dates import format_instant
from locales.translator import Translator
from screens.buttons import GoHome
from screens.home import phase_name
from screens.results_buttons import SendLog
from screens.screen import Press, Screen

Body = Mapping[str, Any]
Words = Callable[[Process, Body, Translator], str]

SEED_MOST = 60
HASH_DIGITS = 16
NAME_MOST = 90


def show_log(view: LogView, t: Translator) -> Screen:
    """The last entries of the public log in plain words."""
    _ = t.gettext
    lines = [
        "<b>" + _("Public log") + "</b>",
        _(
            "What was done in this process stands here, in order. Each entry's hash covers the "
            "one before it: nobody can change an old entry without changing all that follow."
        ),
        "",
    ]
    for entry in view.entries:
        when = format_instant(entry.at_utc, view.process.zone, t)
        lines.append(
            _("{seq}. {when}: {what}").format(
                seq=entry.seq, when=when, what=_told(view.process, entry, t)
            )
        )
    if not view.entries:
        lines.append(_("Nothing stands here yet."))
    else:
        lines += ["", _("Checkpoint: entry {seq}").format(seq=view.total), _code(view.sha256)]
    no = view.process.no
    return Screen(
        "\n".join(lines),
        (
            (Press(_("Send me the whole log"), SendLog(process_no=no)),),
            (Press(_("Home"), GoHome(process_no=no)),),
        ),
    )


def _told(process: Process, entry: LogEntryView, t: Translator) -> str:
    words = _WORDS.get(entry.kind)
    if words is None:
        return t.gettext("entry of the kind {kind}").format(kind=_code(entry.kind))
    return words(process, entry.body, t)


def _closed(process: Process, body: Body, t: Translator) -> str:
    text = (
        t.gettext("priority vote closed in {heading}: {counted} ballots, {saves} accepted saves")
        if body.get("vote") == "agenda"
        else t.gettext("voting closed in {heading}: {counted} ballots, {saves} accepted saves")
    )
    return text.format(
        heading=_heading(process, str(body["heading"]), t),
        counted=f"{body['counted']:,}",
        saves=f"{body['saves']:,}",
    )


def _costed(process: Process, body: Body, t: Translator) -> str:
    name = _heading(process, str(body["heading"]), t)
    return t.gettext("costs published in {heading}").format(heading=name)


def _joined(process: Process, body: Body, t: Translator) -> str:
    return _of_items(process, body, t.gettext("{heading}: joined into one project: {name}"), t)


def _parted(process: Process, body: Body, t: Translator) -> str:
    return _of_items(process, body, t.gettext("{heading}: taken apart again: {name}"), t)


def _of_items(process: Process, body: Body, text: str, t: Translator) -> str:
    name = shorten(Wording(body["names"]).in_language(t.language), NAME_MOST)
    heading = _heading(process, str(body["heading"]), t)
    return text.format(heading=heading, name=escape_html(name))


def _published(process: Process, body: Body, t: Translator) -> str:
    return t.gettext("results published, edition {n}").format(n=body["edition"])


def _corrected(process: Process, body: Body, t: Translator) -> str:
    return t.gettext("results corrected, edition {n}").format(n=body["edition"])


def _bundle(process: Process, body: Body, t: Translator) -> str:
    _ = t.gettext
    if "heading" in body:
        return _("bundle stored: {heading}, edition {n}").format(
            heading=_heading(process, str(body["heading"]), t), n=body["edition"]
        )
    return _("bundle of edition {n} stored").format(n=body["edition"])


def _seed(process: Process, body: Body, t: Translator) -> str:
    seed = _code(shorten(str(body["seed"]), SEED_MOST))
    return t.gettext("seed of the lots entered: {seed}").format(seed=seed)


def _frozen(process: Process, body: Body, t: Translator) -> str:
    digits = _code(str(body["sha256"])[:HASH_DIGITS])
    return t.gettext("rules frozen, with the hash {hash}").format(hash=digits)


def _stage(process: Process, body: Body, t: Translator) -> str:
    _ = t.gettext
    try:
        name = phase_name(Phase(str(body.get("phase"))), t)
    except ValueError:
        name = escape_html(str(body.get("stage", "")))
    if body.get("event") == "entered":
        return _("phase begun: {phase}").format(phase=name)
    return _("phase ended: {phase}").format(phase=name)


_WORDS: dict[str, Words] = {
    "process-loaded": lambda process, body, t: t.gettext("process file loaded"),
    "schedule-changed": lambda process, body, t: t.gettext("schedule changed"),
    "announcement": lambda process, body, t: t.gettext("announcement sent"),
    "proposal": lambda process, body, t: t.gettext("proposal received or changed"),
    "round-closed": lambda process, body, t: t.gettext("round of a discussion closed"),
    "stage": _stage,
    "rules-frozen": _frozen,
    "agenda-frozen": _frozen,
    "shortlist-published": lambda process, body, t: t.gettext("shortlists published"),
    "line-review-published": lambda process, body, t: t.gettext("line review published"),
    "shortlist-corrected": lambda process, body, t: t.gettext("shortlists corrected"),
    "line-review-corrected": lambda process, body, t: t.gettext("line review corrected"),
    "items-joined": _joined,
    "items-parted": _parted,
    "projects-published": _costed,
    "rules-completed": _frozen,
    "heading-closed": _closed,
    "seed": _seed,
    "results-published": _published,
    "results-corrected": _corrected,
    "bundle-stored": _bundle,
}


def _heading(process: Process, heading_id: str, t: Translator) -> str:
    heading = process.heading_called(heading_id)
    return escape_html(heading.names.in_language(t.language) if heading else heading_id)


def _code(text: str) -> str:
    return "<code>" + escape_html(text) + "</code>"
