"""How a heading is called, alone and in a line."""

from deliberation.phases import Programme
from deliberation.process import Heading
from locales.translator import Translator


def programme_name(programme: Programme, t: Translator) -> str:
    """Return what kind of programme it is."""
    _ = t.gettext
    return {
        Programme.PROPOSAL: _("Citizen proposals"),
        Programme.CITY: _("City-level deliberation"),
        Programme.DISTRICT: _("District-level deliberation"),
    }[programme]


def heading_name(heading: Heading, t: Translator) -> str:
    """Return a heading's own name."""
    return heading.names.in_language(t.language)
