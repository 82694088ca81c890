"""Ready-made announcements: each is written in every language of the year, and can be edited."""

from datetime import datetime
from enum import StrEnum

from deliberation.phases import Deed, open_until
from deliberation.process import Process
from locales.dates import format_deadline
from locales.translator import Translator, translator_for


class Template(StrEnum):
    """The ready-made announcements."""

    VOTE = "vote"
    CLOSING = "closing"
    PROPOSE = "propose"
    THREADS = "threads"
    RESULTS = "results"


TEMPLATES = tuple(Template)


def template_label(template: Template, t: Translator) -> str:
    """Return what a template is called on a button."""
    _ = t.gettext
    return {
        Template.VOTE: _("Voting is open"),
        Template.CLOSING: _("Voting closes soon"),
        Template.PROPOSE: _("Proposals are taken"),
        Template.THREADS: _("Threads are open"),
        Template.RESULTS: _("Results are out"),
    }[template]


def template_texts(template: Template, process: Process, now: datetime) -> dict[str, str]:
    """Return a template's text in each of the year's languages."""
    return {
        language: _text(template, process, now, translator_for(language))
        for language in process.languages
    }


def _text(template: Template, process: Process, now: datetime, t: Translator) -> str:
    _ = t.gettext
    if template is Template.THREADS:
        return _(
            "The threads are open. Read what others think about your district's projects and "
            "say what matters to you."
        )
    if template is Template.RESULTS:
        return _(
            "The results are out: what was selected, and why. They are a proposal; the city "
            "council decides on the budget."
        )
    deed = Deed.PROPOSE if template is Template.PROPOSE else Deed.CAST_BALLOT
    deadline = _deadline(process, deed, now, t)
    if template is Template.PROPOSE:
        if not deadline:
            return _("Proposals are taken. Which project would help your neighbourhood?")
        return _(
            "Proposals are taken until {deadline}. Which project would help your neighbourhood?"
        ).format(deadline=deadline)
    if template is Template.CLOSING:
        if not deadline:
            return _("Voting closes soon. A ballot with one project counts, too.")
        return _(
            "Voting closes soon: you can vote until {deadline}. A ballot with one project "
            "counts, too."
        ).format(deadline=deadline)
    if not deadline:
        return _("Voting is open. You can change your ballot until it closes.")
    return _("Voting is open until {deadline}. You can change your ballot until then.").format(
        deadline=deadline
    )


def _deadline(process: Process, deed: Deed, now: datetime, t: Translator) -> str:
    """Return the next instant at which a deed closes for some programme; "" where none is open."""
    programmes = dict.fromkeys(heading.programme for heading in process.headings)
    untils = [open_until(process.stages, programme, deed, now) for programme in programmes]
    soonest = min((until for until in untils if until is not None), default=None)
    return "" if soonest is None else format_deadline(soonest, process.zone, t, now=now)
