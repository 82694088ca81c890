"""Binding a group to headings, and a bound group as its facilitator sees it."""

from deliberation.group_views import BindingView, GroupView, ThreadLine
from deliberation.process import Process
from deliberation.text import escape_html
from locales.translator import Translator, languages
from screens.buttons import ShowStaff
from screens.group_buttons import (
    AskRelease,
    CancelBinding,
    CheckGroup,
    ChooseDoor,
    ChooseEveryHeading,
    ChooseGroupLanguage,
    ChooseHeading,
    ConfirmBinding,
    MakeTopics,
    RebindGroup,
    ReleaseGroup,
    ReviewBinding,
    ShowBinding,
    ShowGroup,
    ShowThreadDesk,
)
from screens.group_news import missing_text
from screens.headings import heading_name
from screens.links import BINDING, address, payload
from screens.notices import tells
from screens.paging import paged
from screens.screen import Key, Link, Press, Say, Screen

HEADINGS_ON_A_PAGE = 14
THREADS_ON_A_PAGE = 10
NAMED_AT_MOST = 5
FORUM, PLAIN = 1, 2


def show_ask_group(t: Translator) -> Screen:
    """Ask for a group through Telegram's own list of groups."""
    _ = t.gettext
    text = _(
        "Choose the group with the keys below. Telegram offers groups of which you are an "
        "administrator, and adds me with the rights that I need.\n\n"
        "A group with topics gives each heading a thread of its own. One without topics is a "
        "single thread for one heading. To switch topics on, open the group's settings as its "
        "owner: Edit → Topics."
    )
    return Screen(
        text,
        keyboard=(
            (Say(_("A group with topics"), asks_group=FORUM),),
            (Say(_("A group without topics"), asks_group=PLAIN, asks_forum=False),),
        ),
    )


def show_binding(view: BindingView, t: Translator) -> Screen:
    """The headings to choose from."""
    _ = t.gettext
    no = view.process.no
    title = f"<b>{escape_html(view.title)}</b>"
    text: str
    if view.is_forum:
        text = _("Which headings are discussed in {group}? Each gets a topic of its own.")
    else:
        text = _(
            "Which heading is discussed in {group}? The group has no topics, so that it is one "
            "thread as a whole. For several headings switch topics on first: Edit → Topics, as "
            "the group's owner."
        )
    text = t.fill(text, group=title)
    names = [heading_name(one, t) for one in view.offered if one.no in view.chosen]
    if names and len(names) <= NAMED_AT_MOST:
        chosen = escape_html(", ".join(names))
        text += "\n\n" + _("Chosen: {headings}").format(headings=f"<b>{chosen}</b>")
    keys: list[Key] = [
        Press(
            ("✓ " if heading.no in view.chosen else "") + heading_name(heading, t),
            ChooseHeading(
                process_no=no,
                heading_no=heading.no,
                is_chosen=heading.no not in view.chosen,
                page=view.page,
            ),
        )
        for heading in view.offered
    ]
    shown, turning = paged(
        keys, view.page, HEADINGS_ON_A_PAGE, lambda page: ShowBinding(process_no=no, page=page)
    )
    rows = [tuple(shown[at : at + 2]) for at in range(0, len(shown), 2)]
    if turning:
        rows.append(tuple(turning))
    if view.is_forum and len(view.offered) > 1:
        every = len(view.chosen) < len(view.offered)
        everything = _("All headings") if every else _("None")
        rows.append((Press(everything, ChooseEveryHeading(process_no=no, is_chosen=every)),))
    if view.chosen:
        label = t.ngettext(
            "Go on with one heading", "Go on with {n} headings", len(view.chosen)
        ).format(n=len(view.chosen))
        rows.append((Press(label, ReviewBinding(process_no=no)),))
    rows.append((Press(_("Cancel"), CancelBinding(process_no=no)),))
    return Screen(text, tuple(rows))


def show_review(view: BindingView, t: Translator) -> Screen:
    """The summary of a binding, with what the bot lacks."""
    _ = t.gettext
    no = view.process.no
    lines: list[str] = [
        _("Bind {group} to {process}?").format(
            group=f"<b>{escape_html(view.title)}</b>", process=_name(view.process, t)
        ),
        "",
        *(f"• {escape_html(heading_name(heading, t))}" for heading in view.headings),
    ]
    if view.missing:
        lines += ["", missing_text(view.missing, t)]
    return Screen(
        "\n".join(lines),
        (
            (Press(_("Bind"), ConfirmBinding(process_no=no, chat_id=view.chat_id)),),
            (
                Press(_("Change the headings"), ShowBinding(process_no=no, page=0)),
                Press(_("Cancel"), CancelBinding(process_no=no)),
            ),
        ),
    )


def show_group(view: GroupView, t: Translator) -> Screen:
    """A bound group: its threads, what is lacking, and what can be done."""
    _ = t.gettext
    lines: list[str] = [f"<b>{escape_html(view.title)}</b>"]
    outcome = _outcome(view, t)
    if outcome:
        lines.append(outcome)
    lines.append("")
    if view.is_gone:
        lines.append(
            _("I am no longer in this group. Add me again as an administrator, then check again.")
        )
    elif view.is_forum:
        lines.append(
            _("Topics made: {made} of {total}.").format(made=view.made, total=len(view.threads))
        )
        if view.is_under_way:
            lines.append(making_toast(view, t))
    lines.extend(_thread_line(line, t) for line in view.threads if _needs_a_word(line))
    if view.missing:
        lines += ["", missing_text(view.missing, t)]
    return Screen("\n".join(lines), _group_rows(view, t))


def _group_rows(view: GroupView, t: Translator) -> tuple[tuple[Key, ...], ...]:
    _ = t.gettext
    no, chat_id = view.process.no, view.chat_id
    rows: list[tuple[Key, ...]] = []
    if view.is_forum and view.wants_topics and not view.is_gone:
        rows.append((Press(_("Make the topics"), MakeTopics(process_no=no, chat_id=chat_id)),))
    keys: list[Key] = [
        Press(
            ("" if line.is_open else "🔒 ") + heading_name(line.heading, t),
            ShowThreadDesk(thread_no=line.thread_no),
        )
        for line in view.threads
    ]
    shown, turning = paged(
        keys,
        view.page,
        THREADS_ON_A_PAGE,
        lambda page: ShowGroup(process_no=no, chat_id=chat_id, page=page),
    )
    rows += [tuple(shown[at : at + 2]) for at in range(0, len(shown), 2)]
    if turning:
        rows.append(tuple(turning))
    rows.append(
        tuple(
            Press(
                ("✓ " if one.code == view.language else "") + one.name,
                ChooseGroupLanguage(process_no=no, chat_id=chat_id, language=one.code),
            )
            for one in languages()
            if one.code in view.process.languages
        )
    )
    rows.append(
        (
            Press(_door_label(view, t), _other_door(view)),
            Press(_("Check again"), CheckGroup(process_no=no, chat_id=chat_id)),
        )
    )
    rows.append(
        (
            Press(_("Change the headings"), RebindGroup(process_no=no, chat_id=chat_id)),
            Press(_("Let go"), AskRelease(process_no=no, chat_id=chat_id)),
        )
    )
    rows.append((Press(_("Back"), ShowStaff(process_no=no)),))
    return tuple(rows)


@tells("topics-progress")
def show_progress(view: GroupView, t: Translator) -> Screen:
    """The group again, while its topics are made."""
    return show_group(view, t)


def making_toast(view: GroupView, t: Translator) -> str:
    """Say how the topics are made; '' where all are there."""
    if not view.is_under_way:
        return ""
    return t.gettext("They are made one after the other, 20 seconds apart.")


def show_ask_release(view: GroupView, t: Translator) -> Screen:
    """Ask before a group is let go."""
    _ = t.gettext
    text = _(
        "Let go of {group}? Its topics and messages stay in Telegram; I no longer keep cards "
        "there, announce nothing there and forget the rounds."
    ).format(group=f"<b>{escape_html(view.title)}</b>")
    no = view.process.no
    return Screen(
        text,
        (
            (Press(_("Let go"), ReleaseGroup(process_no=no, chat_id=view.chat_id)),),
            (Press(_("Back"), ShowGroup(process_no=no, chat_id=view.chat_id)),),
        ),
    )


def show_choose_in_private(process_no: int, bot_username: str, t: Translator) -> Screen:
    """The answer to /bind in a group: the choice is made in the private chat."""
    _ = t.gettext
    link = address(bot_username, payload(BINDING, process_no))
    return Screen(
        _("Please choose in the private chat with me what is discussed in this group."),
        ((Link(_("Choose the headings"), link),),),
    )


def _thread_line(line: ThreadLine, t: Translator) -> str:
    _ = t.gettext
    name = escape_html(heading_name(line.heading, t))
    return {
        "gone": _("⚠️ {heading}: the topic was deleted."),
        "refused": _("⚠️ {heading}: Telegram did not make the topic."),
        "uncertain": _(
            "⚠️ {heading}: Telegram did not answer. Look whether the topic is there; if it is "
            "not, make it again."
        ),
    }[line.state].format(heading=name)


def _needs_a_word(line: ThreadLine) -> bool:
    return line.state in ("gone", "refused", "uncertain")


def _outcome(view: GroupView, t: Translator) -> str:
    _ = t.gettext
    return {
        "bound": _("The group is bound."),
        "checked": _("All is in order.") if not view.missing and not view.is_gone else "",
        "language": _("I write in this language in the group from now on."),
        "door": _("From now on people come in this way."),
    }.get(view.outcome, "")


def _door_label(view: GroupView, t: Translator) -> str:
    _ = t.gettext
    return _("Entry: by link") if view.door == "open" else _("Entry: registered people")


def _other_door(view: GroupView) -> ChooseDoor:
    door = "asks" if view.door == "open" else "open"
    return ChooseDoor(process_no=view.process.no, chat_id=view.chat_id, door=door)


def _name(process: Process, t: Translator) -> str:
    return escape_html(process.names.in_language(t.language))
