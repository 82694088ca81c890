"""Why a project is, or is not, selected, in words: one sentence for lists, the story on demand."""

from collections.abc import Callable, Mapping
from typing import Any

from deliberation.reasons import (
    DoesNotFit,
    Excluded,
    FundedByScore,
    FundedByShares,
    NotListed,
    Reason,
    ShortOfShares,
)
from deliberation.text import escape_html, shorten
from locales.money import format_money
from locales.translator import Translator

NAMED_MOST = 3
NAME_MOST = 60


class _Words:
    """What a wording needs: how amounts and projects are written."""

    def __init__(self, names: Mapping[str, str], currency: str, t: Translator) -> None:
        self.names, self.currency, self.t = names, currency, t

    def money(self, amount: int) -> str:
        return format_money(amount, self.currency, self.t)

    def name(self, project_id: str) -> str:
        return escape_html(shorten(self.names.get(project_id, project_id), NAME_MOST))

    def people(self, count: int) -> str:
        return self.t.ngettext("{n} person", "{n} people", count).format(n=f"{count:,}")


def reason_sentence(reason: Reason, names: Mapping[str, str], currency: str, t: Translator) -> str:
    """Say in one sentence why a project is, or is not, selected (HTML)."""
    return _SENTENCES[type(reason)](reason, _Words(names, currency, t))


def reason_story(reason: Reason, names: Mapping[str, str], currency: str, t: Translator) -> str:
    """Tell the whole story of a project in numbers that add up (HTML, a few lines)."""
    return "\n".join(_STORIES[type(reason)](reason, _Words(names, currency, t)))


def _by_shares(reason: FundedByShares, words: _Words) -> str:
    return words.t.gettext(
        "Selected as number {round}: the shares of {supporters} who ranked it paid for it."
    ).format(round=reason.round, supporters=words.people(reason.supporters))


def _by_score(reason: FundedByScore, words: _Words) -> str:
    if reason.by_completion:
        text = words.t.gettext("Selected for its points, with {left} that was still left.")
    else:
        text = words.t.gettext("Selected for its points, while {left} was left.")
    return text.format(left=words.money(reason.left_before))


def _short(reason: ShortOfShares, words: _Words) -> str:
    return words.t.gettext(
        "Not selected: it needs {cost}, and the shares of those who ranked it fell {missing} "
        "short."
    ).format(cost=words.money(reason.cost), missing=words.money(reason.missing))


def _no_room(reason: DoesNotFit, words: _Words) -> str:
    return words.t.gettext(
        "Not selected: it needs {cost}, and {room} was left when its turn came."
    ).format(cost=words.money(reason.cost), room=words.money(reason.room))


def _excluded(reason: Excluded, words: _Words) -> str:
    return words.t.gettext(
        "Not selected: it cannot be carried out beside {name}, which was selected first."
    ).format(name=words.name(reason.by))


def _not_listed(reason: NotListed, words: _Words) -> str:
    return words.t.gettext("Not selected: nobody ranked it.")


def _story_by_shares(reason: FundedByShares, words: _Words) -> list[str]:
    _ = words.t.gettext
    lines: list[str] = [
        _opening(words),
        _(
            "{supporters} ranked this project. As number {round}, their shares together covered "
            "its cost of {cost}; {payers} paid."
        ).format(
            supporters=words.people(reason.supporters),
            round=reason.round,
            cost=words.money(reason.cost),
            payers=words.people(reason.payers),
        ),
    ]
    if reason.spent_out:
        lines.append(
            _("{people} gave all that they had left.").format(
                people=words.people(reason.spent_out)
            )
        )
    if reason.per_point is not None and reason.payers > reason.spent_out:
        lines.append(
            _("{people} paid about {amount} for each point that they had given.").format(
                people=words.people(reason.payers - reason.spent_out),
                amount=words.money(reason.per_point),
            )
        )
    return lines


def _story_by_score(reason: FundedByScore, words: _Words) -> list[str]:
    _ = words.t.gettext
    if not reason.by_completion:
        return [
            _(
                "Projects were taken in the order of their points, as long as the money lasted. "
                "When this one's turn came, {left} was left; it costs {cost}."
            ).format(left=words.money(reason.left_before), cost=words.money(reason.cost))
        ]
    return [
        _opening(words),
        _(
            "{supporters} ranked this project. In the end they held {held} of its cost of {cost}, "
            "too little to pay for it alone."
        ).format(
            supporters=words.people(reason.supporters),
            held=words.money(reason.held),
            cost=words.money(reason.cost),
        ),
        _(
            "What then was left of the budget limit went to the projects with the most points "
            "that still fitted. When this one's turn came, {left} was left."
        ).format(left=words.money(reason.left_before)),
    ]


def _story_short(reason: ShortOfShares, words: _Words) -> list[str]:
    _ = words.t.gettext
    lines: list[str] = [
        _opening(words),
        _(
            "{supporters} ranked this project, which costs {cost}. In the end they held {held}: "
            "{missing} too little."
        ).format(
            supporters=words.people(reason.supporters),
            cost=words.money(reason.cost),
            held=words.money(reason.held),
            missing=words.money(reason.missing),
        ),
    ]
    if reason.short_since:
        lines.append(
            words.t.ngettext(
                "It was too little once {n} project had been selected.",
                "It was too little once {n} projects had been selected.",
                reason.short_since,
            ).format(n=reason.short_since)
        )
    else:
        lines.append(_("Their shares did not reach its cost from the start."))
    if reason.spent_on:
        spent = ", ".join(
            _("{name} ({amount})").format(name=words.name(one), amount=words.money(amount))
            for one, amount in reason.spent_on[:NAMED_MOST]
        )
        lines.append(
            _("Their shares had gone to projects that they had ranked too: {projects}.").format(
                projects=spent
            )
        )
    if reason.room is not None:
        lines.append(
            _(
                "When what was left of the budget limit was given out by points, {room} was left "
                "at its turn."
            ).format(room=words.money(reason.room))
        )
    if reason.enough:
        lines.append(
            _(
                "With shares of the same size, it would have been selected at a cost of {amount} "
                "or less."
            ).format(amount=words.money(reason.enough))
        )
    lines += _ahead(reason.ahead_of, words)
    return lines


def _story_no_room(reason: DoesNotFit, words: _Words) -> list[str]:
    _ = words.t.gettext
    return [
        _(
            "Projects were taken in the order of their points, as long as the money lasted. When "
            "this one's turn came, {room} was left; it costs {cost}, {missing} more."
        ).format(
            room=words.money(reason.room),
            cost=words.money(reason.cost),
            missing=words.money(reason.missing),
        ),
        *_ahead(reason.ahead_of, words),
    ]


def _story_excluded(reason: Excluded, words: _Words) -> list[str]:
    _ = words.t.gettext
    lines: list[str] = [
        _(
            "This project and {name} exclude each other: only one of the two can be carried out. "
            "{name} was selected first, and this one left the count at that moment."
        ).format(name=words.name(reason.by))
    ]
    if reason.round:
        lines.append(
            _(
                "{name} was number {round} to be selected. {supporters} ranked this project, "
                "which costs {cost}; after that they still held {held} together, and it stayed "
                "theirs for the other projects that they had ranked."
            ).format(
                name=words.name(reason.by),
                round=reason.round,
                supporters=words.people(reason.supporters),
                cost=words.money(reason.cost),
                held=words.money(reason.held),
            )
        )
    else:
        lines.append(
            _(
                "{name} was taken for its points before this one's turn came. {supporters} ranked "
                "this project, which costs {cost}."
            ).format(
                name=words.name(reason.by),
                supporters=words.people(reason.supporters),
                cost=words.money(reason.cost),
            )
        )
    return lines + _ahead(reason.ahead_of, words)


def _story_not_listed(reason: NotListed, words: _Words) -> list[str]:
    return [words.t.gettext("Nobody whose ballot counts ranked this project.")]


def _ahead(ahead_of: tuple[str, ...], words: _Words) -> list[str]:
    if not ahead_of:
        return []
    named = ", ".join(words.name(one) for one in ahead_of[:NAMED_MOST])
    return [
        words.t.ngettext(
            "{n} selected project had fewer points, but could still be paid for: {projects}.",
            "{n} selected projects had fewer points, but could still be paid for: {projects}.",
            len(ahead_of),
        ).format(n=len(ahead_of), projects=named + (" …" if len(ahead_of) > NAMED_MOST else ""))
    ]


def _opening(words: _Words) -> str:
    return words.t.gettext(
        "Every voter begins with an equal share of the budget limit. A project is selected when "
        "the shares of those who ranked it pay for it."
    )


_SENTENCES: dict[type[Any], Callable[[Any, _Words], str]] = {
    FundedByShares: _by_shares,
    FundedByScore: _by_score,
    ShortOfShares: _short,
    DoesNotFit: _no_room,
    Excluded: _excluded,
    NotListed: _not_listed,
}
_STORIES: dict[type[Any], Callable[[Any, _Words], list[str]]] = {
    FundedByShares: _story_by_shares,
    FundedByScore: _story_by_score,
    ShortOfShares: _story_short,
    DoesNotFit: _story_no_room,
    Excluded: _story_excluded,
    NotListed: _story_not_listed,
}
