"""What results screens have in common: how things are called, and what must always be said."""

from collections.abc import Callable, Mapping
from fractions import Fraction

from deliberation.process import Process, Project
from deliberation.results_views import EditionView
from deliberation.text import escape_html
from locales.dates import format_instant
from locales.money import format_money
from locales.translator import Translator
from screens.buttons import Button
from screens.screen import Key, Press


def status_lines(
    process: Process, edition: EditionView, t: Translator, *, is_proposal: bool = True
) -> list[str]:
    """Say whether it is public, what a correction says, and that the council decides."""
    _ = t.gettext
    lines = []
    if not edition.is_public:
        lines.append("⚠️ " + _("Not published yet. Only managers can see this."))
    elif edition.is_replaced:
        lines.append("⚠️ " + _("This result has been corrected and no longer stands."))
    elif edition.why and edition.published_utc is not None:
        when = format_instant(edition.published_utc, process.zone, t)
        lines.append(
            _("Corrected on {when}. {why}").format(when=when, why=why_line(edition.why, t))
        )
    elif edition.published_utc is not None:
        when = format_instant(edition.published_utc, process.zone, t)
        lines.append(_("Published on {when}.").format(when=when))
    if is_proposal:
        lines.append(_("This is a proposal. The city council decides."))
    return lines


def other_editions(
    edition: EditionView, to: Callable[[int], Button], t: Translator
) -> list[tuple[Key, ...]]:
    """Return the ways to what stands now and to what was corrected."""
    _ = t.gettext
    rows: list[tuple[Key, ...]] = []
    for number in range(1, edition.newest + 1 if edition.is_public else 1):
        if number != edition.number:
            label = (
                _("What stands now (edition {n})")
                if number == edition.newest
                else _("Earlier: edition {n}, corrected")
            )
            rows.append((Press(label.format(n=number), to(number)),))
    return rows


def news_lines(edition: EditionView, t: Translator) -> list[str]:
    """Return a correction's reason for those who are told of it; nothing at first."""
    return [why_line(edition.why, t)] if edition.why else []


def why_line(texts: Mapping[str, str], t: Translator) -> str:
    """Return the reason of a correction."""
    text = texts.get(t.language) or next(iter(texts.values()), "")
    return t.gettext("Reason: {why}").format(why=escape_html(text))


def rule_name(rule: str, t: Translator) -> str:
    """Return what a rule is called."""
    _ = t.gettext
    return {"equal-shares": _("equal shares"), "greedy": _("most points first")}.get(rule, rule)


def decimal(value: Fraction) -> str:
    """Write a number with at most two decimals: 12, 1,234.5, 0.67."""
    hundredths = round(value * 100)
    whole, part = divmod(hundredths, 100)
    return f"{whole:,}" + (f".{part:02}".rstrip("0") if part else "")


def short_name(project: Project, t: Translator) -> str:
    """Return a project's short name, its whole name where it has none."""
    return project.short_names.in_language(t.language) or project.names.in_language(t.language)


def process_name(process: Process, t: Translator) -> str:
    """Return a budget year's name for markup."""
    return escape_html(process.names.in_language(t.language))


def money(process: Process, amount: int, t: Translator) -> str:
    """Write an amount of a budget year's money."""
    return format_money(amount, process.currency, t)


def voters(count: int, t: Translator) -> str:
    """Write how many people voted."""
    return t.ngettext("{n} person", "{n} people", count).format(n=f"{count:,}")
