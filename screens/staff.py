"""The staff menu.

What a role may do is a registry; a module of screens adds its keys with

    @offers("manager", place=30)
    def keys(view: StaffView, t: Translator) -> Rows: ...
"""

from collections.abc import Callable

from deliberation.process import Process
from deliberation.staff_views import StaffView
from deliberation.text import escape_html, shorten
from locales.translator import Translator
from screens.buttons import GoHome, ShowStaff
from screens.group_buttons import BindGroup, ShowGroup, ShowInvitable, ShowMembers
from screens.screen import Key, Press, Screen

Rows = tuple[tuple[Key, ...], ...]
Offer = Callable[[StaffView, Translator], Rows]

TITLE_MOST = 40
_OFFERS: dict[str, list[tuple[int, Offer]]] = {}


def offers(*roles: str, place: int) -> Callable[[Offer], Offer]:
    """Register keys of the staff menu for those who hold one of the roles.

    Smaller places stand higher, whichever module is read first.
    """

    def register(offer: Offer) -> Offer:
        for role in roles:
            taken = _OFFERS.setdefault(role, [])
            if any(there == place and other is not offer for there, other in taken):
                raise TypeError(f"two entries of the {role}'s menu at place {place}")
            taken.append((place, offer))
        return offer

    return register


def role_name(role: str, t: Translator) -> str:
    """Return what a role is called."""
    _ = t.gettext
    return {
        "facilitator": _("facilitator"),
        "reviewer": _("reviewer"),
        "manager": _("manager"),
    }.get(role, role)


def show_staff(view: StaffView, t: Translator) -> Screen:
    """What the person may do as staff."""
    _ = t.gettext
    names = ", ".join(role_name(role, t) for role in in_order(view.roles))
    lines: list[str] = [
        f"<b>{_name(view.process, t)}</b>",
        _("Your role: {roles}.").format(roles=names),
    ]
    lost = [group for group in view.groups if group.is_gone]
    short = [group for group in view.groups if group.missing]
    for group in lost:
        lines.append("⚠️ " + _("I am no longer in {group}.").format(group=escape_html(group.title)))
    for group in short:
        lines.append("⚠️ " + _("I lack rights in {group}.").format(group=escape_html(group.title)))
    rows: list[tuple[Key, ...]] = []
    for role in in_order(view.roles):
        for _place, offer in sorted(_OFFERS.get(role, []), key=lambda one: one[0]):
            rows.extend(row for row in offer(view, t) if row not in rows)
    for other in view.others:
        rows.append((Press(other.names.in_language(t.language), ShowStaff(process_no=other.no)),))
    rows.append((Press(_("Home"), GoHome(process_no=view.process.no)),))
    return Screen("\n".join(lines), tuple(rows))


@offers("facilitator", "manager", place=10)
def group_keys(view: StaffView, t: Translator) -> Rows:
    """The groups that one looks after, and binding another."""
    no = view.process.no
    rows: list[tuple[Key, ...]] = [
        (
            Press(
                "💬 " + shorten(group.title, TITLE_MOST),
                ShowGroup(process_no=no, chat_id=group.chat_id),
            ),
        )
        for group in view.groups
    ]
    rows.append((Press(t.gettext("Bind a group"), BindGroup(process_no=no)),))
    return tuple(rows)


@offers("manager", place=20)
def people_keys(view: StaffView, t: Translator) -> Rows:
    """Inviting people to a role, and who has one."""
    _ = t.gettext
    no = view.process.no
    return (
        (
            Press(_("Invite to a role"), ShowInvitable(process_no=no)),
            Press(_("Who has a role"), ShowMembers(process_no=no)),
        ),
    )


def in_order(roles: frozenset[str] | set[str]) -> list[str]:
    """Return roles with the one that may most first."""
    known = ["manager", "facilitator", "reviewer"]
    return [role for role in known if role in roles] + sorted(roles - set(known))


def _name(process: Process, t: Translator) -> str:
    return escape_html(process.names.in_language(t.language))
