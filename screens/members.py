"""Members with their roles, and invitations."""

from datetime import datetime

from deliberation.process import Process
from deliberation.refusals import Refusal
from deliberation.staff_views import (
    GrantView,
    InvitationView,
    MembersView,
    MemberView,
    ScopesView,
)
from deliberation.text import escape_html
from locales.dates import format_instant
from locales.translator import Translator
from screens.buttons import ShowStaff
from screens.group_buttons import (
    AskDismiss,
    Dismiss,
    Invite,
    ShowInvitable,
    ShowMember,
    ShowMembers,
    ShowScopes,
    VoidInvitations,
)
from screens.links import address
from screens.notices import tells
from screens.paging import paged
from screens.screen import Key, Press, Screen
from screens.staff import in_order, role_name

MEMBERS_ON_A_PAGE = 8
SCOPES_ON_A_PAGE = 12


def show_invitable(process: Process, t: Translator) -> Screen:
    """The roles that one can be invited to."""
    _ = t.gettext
    text = _(
        "An invitation is a link for one person: whoever opens it first has the role. It is "
        "valid for 7 days.\n\nWhich role?"
    )
    rows: list[tuple[Key, ...]] = [
        (Press(role_name(role, t), ShowScopes(process_no=process.no, role=role)),)
        for role in ("facilitator", "reviewer", "manager")
    ]
    rows.append((_back(process, t),))
    return Screen(text, tuple(rows))


def show_scopes(view: ScopesView, t: Translator) -> Screen:
    """What an invitation may be limited to."""
    _ = t.gettext
    no, role = view.process.no, view.role
    text = {
        "facilitator": _("Facilitator of which headings?"),
        "reviewer": _("Reviewer for which department?"),
    }.get(role, _("A manager runs the whole budget year. Make the invitation?"))
    everything = {
        "facilitator": _("All headings"),
        "reviewer": _("All departments"),
    }.get(role, _("Make the invitation"))
    rows: list[tuple[Key, ...]] = [
        (Press(everything, Invite(process_no=no, role=role, scope_no=0)),)
    ]
    keys: list[Key] = [
        Press(_scope_name(grant, t), Invite(process_no=no, role=role, scope_no=number))
        for number, grant in enumerate(view.scopes, start=1)
    ]
    shown, turning = paged(
        keys,
        view.page,
        SCOPES_ON_A_PAGE,
        lambda page: ShowScopes(process_no=no, role=role, page=page),
    )
    rows.extend(tuple(shown[at : at + 2]) for at in range(0, len(shown), 2))
    if turning:
        rows.append(tuple(turning))
    rows.append((Press(_("Back"), ShowInvitable(process_no=no)),))
    return Screen(text, tuple(rows))


def show_invitation(view: InvitationView, bot_username: str, t: Translator) -> Screen:
    """The invitation's link, to be handed to one person."""
    _ = t.gettext
    link = address(bot_username, view.link)
    text = "\n\n".join(
        [
            _("Invitation: {role}.").format(role=f"<b>{grant_name(view.grant, t)}</b>"),
            f"<code>{escape_html(link)}</code>",
            _(
                "Give this link to one person only: whoever opens it first has the role. It is "
                "valid until {when} and is not shown again."
            ).format(when=_when(view.expires, view.process, t)),
        ]
    )
    no = view.process.no
    return Screen(
        text,
        (
            (Press(_("Another invitation"), ShowInvitable(process_no=no)),),
            (_back(view.process, t),),
        ),
    )


def show_accepted(view: InvitationView, t: Translator) -> Screen:
    """The role is given."""
    _ = t.gettext
    text = _("You now have this role in {process}: {role}.").format(
        process=_name(view.process, t), role=f"<b>{grant_name(view.grant, t)}</b>"
    )
    return Screen(text, ((Press(_("What I can do"), ShowStaff(process_no=view.process.no)),),))


@tells("invitation-used")
def show_used(view: InvitationView, t: Translator) -> Screen:
    """Somebody has used an invitation that the reader made."""
    _ = t.gettext
    text = _(
        "Your invitation was used: {person} now has the role {role}. If that is not whom you "
        "invited, take the role away again."
    ).format(person=_person(view.user_id, ""), role=f"<b>{grant_name(view.grant, t)}</b>")
    key = Press(_("Look"), ShowMember(process_no=view.process.no, user_id=view.user_id))
    return Screen(text, ((key,),))


def show_members(view: MembersView, t: Translator) -> Screen:
    """Everybody with a role."""
    _ = t.gettext
    no = view.process.no
    lines: list[str] = []
    if view.outcome == "dismissed":
        lines.append(_("The role has been taken away."))
    elif view.outcome == "voided":
        lines.append(_("The unused invitations are void."))
    title = _("Who has a role in {process}").format(process=_name(view.process, t))
    lines.append(f"<b>{title}</b>")
    shown, turning = paged(
        list(view.members),
        view.page,
        MEMBERS_ON_A_PAGE,
        lambda page: ShowMembers(process_no=no, page=page),
    )
    for member in shown:
        grants = ", ".join(grant_name(grant, t) for grant in member.grants)
        lines.append(f"• {_person(member.user_id, member.name)}: {grants}")
    rows: list[tuple[Key, ...]] = [
        (
            Press(
                member.name or str(member.user_id),
                ShowMember(process_no=no, user_id=member.user_id),
            ),
        )
        for member in shown
    ]
    if turning:
        rows.append(tuple(turning))
    if view.open_invitations:
        lines.append("")
        lines.append(
            t.ngettext(
                "One invitation has not been used yet.",
                "{n} invitations have not been used yet.",
                view.open_invitations,
            ).format(n=view.open_invitations)
        )
        rows.append((Press(_("Make unused invitations void"), VoidInvitations(process_no=no)),))
    rows.append((_back(view.process, t),))
    return Screen("\n".join(lines), tuple(rows))


def show_member(process: Process, member: MemberView, t: Translator) -> Screen:
    """One person, and taking a role away."""
    _ = t.gettext
    lines: list[str] = [_person(member.user_id, member.name)]
    lines.extend(f"• {grant_name(grant, t)}" for grant in member.grants)
    rows: list[tuple[Key, ...]] = [
        (
            Press(
                _("Take away: {role}").format(role=role_name(role, t)),
                AskDismiss(process_no=process.no, user_id=member.user_id, role=role),
            ),
        )
        for role in in_order({grant.role for grant in member.grants})
    ]
    rows.append((Press(_("Back"), ShowMembers(process_no=process.no)),))
    return Screen("\n".join(lines), tuple(rows))


def show_ask_dismiss(process: Process, member: MemberView, role: str, t: Translator) -> Screen:
    """Ask before a role is taken away."""
    _ = t.gettext
    text = _("Take the role {role} away from {person}? It ends at once.").format(
        role=role_name(role, t), person=_person(member.user_id, member.name)
    )
    no = process.no
    return Screen(
        text,
        (
            (Press(_("Take away"), Dismiss(process_no=no, user_id=member.user_id, role=role)),),
            (Press(_("Back"), ShowMember(process_no=no, user_id=member.user_id)),),
        ),
    )


def grant_name(grant: GrantView, t: Translator) -> str:
    """Return a role with its scope, as HTML."""
    if not grant.scope:
        return role_name(grant.role, t)
    return f"{role_name(grant.role, t)} ({escape_html(_scope_name(grant, t))})"


def when_invitation(refusal: Refusal, t: Translator) -> str:
    """Return when an invitation ended."""
    expires, process = refusal.params.get("expires"), refusal.params.get("process")
    if isinstance(expires, datetime) and isinstance(process, Process):
        return _when(expires, process, t)
    return ""


def _scope_name(grant: GrantView, t: Translator) -> str:
    if grant.heading is not None:
        return grant.heading.names.in_language(t.language)
    return grant.scope


def _person(user_id: int, name: str) -> str:
    shown = escape_html(name) if name else str(user_id)
    return f'<a href="tg://user?id={user_id}">{shown}</a>'


def _name(process: Process, t: Translator) -> str:
    return escape_html(process.names.in_language(t.language))


def _when(instant: datetime, process: Process, t: Translator) -> str:
    return format_instant(instant, process.zone, t)


def _back(process: Process, t: Translator) -> Key:
    return Press(t.gettext("Back"), ShowStaff(process_no=process.no))
