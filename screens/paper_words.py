"""The words in which a priority vote's paper differs from the budget's."""

from deliberation.phases import Deed, Vote
from deliberation.process import Heading, Process, Project
from deliberation.text import escape_html
from locales.money import format_money
from locales.translator import Translator


def is_agenda(heading: Heading) -> bool:
    """Say whether a paper lists agenda items instead of projects."""
    return heading.deed is Deed.PRIORITISE


def paper_name(heading: Heading, t: Translator) -> str:
    """Return what a paper is called in a list or on a button."""
    name: str = heading.names.in_language(t.language)
    if is_agenda(heading):
        return t.gettext("{heading}, priority vote").format(heading=name)
    if heading.vote is Vote.LINES:
        return t.gettext("{heading}, line review").format(heading=name)
    return name


def stakes(process: Process, heading: Heading, t: Translator) -> str:
    """Say what a vote is about: how much money, or how many items go on."""
    if is_agenda(heading):
        n = min(heading.slots, len(heading.projects))
        return t.ngettext(
            "Priority vote: {n} item goes on to be costed",
            "Priority vote: {n} items go on to be costed",
            n,
        ).format(n=n)
    return t.gettext("Budget limit: {amount}").format(
        amount=format_money(heading.budget_limit, process.currency, t)
    )


def how_to(heading: Heading, t: Translator) -> str:
    """Say how ranks are given."""
    _ = t.gettext
    if is_agenda(heading):
        return _(
            "Tap the item that matters most to you, then the next, and so on. Every tap is saved."
        )
    return _("Tap your first choice, then your second, and so on. Every tap is saved.")


def found(heading: Heading, count: int, t: Translator) -> str:
    """Say how many entries a search found."""
    if is_agenda(heading):
        return t.ngettext("{n} item found:", "{n} items found:", count).format(n=count)
    return t.ngettext("{n} project found:", "{n} projects found:", count).format(n=count)


def all_taken(heading: Heading, t: Translator) -> str:
    """Say that no rank is left, and how to free one."""
    if is_agenda(heading):
        return t.ngettext(
            "Your {n} rank is taken. Tap a ranked item to take it back first.",
            "All {n} ranks are taken. Tap a ranked item to take it back first.",
            heading.ranks,
        ).format(n=heading.ranks)
    return t.ngettext(
        "Your {n} rank is taken. Tap a ranked project to take it back first.",
        "All {n} ranks are taken. Tap a ranked project to take it back first.",
        heading.ranks,
    ).format(n=heading.ranks)


def nothing_yet(heading: Heading, deadline: str, t: Translator) -> str:
    """Say that nothing is recorded, and how much can be."""
    if is_agenda(heading):
        return t.ngettext(
            "Nothing is recorded yet. You can rank {n} item, until {deadline}.",
            "Nothing is recorded yet. You can rank up to {n} items, until {deadline}.",
            heading.ranks,
        ).format(n=heading.ranks, deadline=deadline)
    return t.ngettext(
        "Nothing is recorded yet. You can rank {n} project, until {deadline}.",
        "Nothing is recorded yet. You can rank up to {n} projects, until {deadline}.",
        heading.ranks,
    ).format(n=heading.ranks, deadline=deadline)


def standing_here(heading: Heading, count: int, t: Translator) -> str:
    """Say how long a list is, and how to find one's way in it."""
    _ = t.gettext
    if is_agenda(heading):
        return _("{n} items stand here. Choose a field, or search by a word.").format(n=count)
    return _("{n} projects stand here. Choose a field, or search by a word.").format(n=count)


def all_of_them(heading: Heading, t: Translator) -> str:
    """Name the whole list on a button."""
    return t.gettext("All items") if is_agenda(heading) else t.gettext("All projects")


def cost_lines(process: Process, heading: Heading, project: Project, t: Translator) -> list[str]:
    """Say what an entry costs; agenda items have an estimate at most."""
    _ = t.gettext
    if not is_agenda(heading):
        amount = format_money(project.cost, process.currency, t)
        return [_("Cost: {amount}").format(amount=amount)]
    item = next((one for one in heading.agenda if one.item_id == project.project_id), None)
    if item is None or item.estimate is None:
        return [_("What it costs is worked out once it is shortlisted.")]
    amount = format_money(item.estimate, process.currency, t)
    return [_("Estimated cost: {amount}").format(amount=amount)]


def agenda_line(number: str, project: Project, t: Translator) -> str:
    """Return an agenda item's line in the list."""
    name = escape_html(project.names.in_language(t.language))
    return t.gettext("{number} {name}").format(number=number, name=name)
