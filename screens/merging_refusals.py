"""Why proposals cannot be merged, or proposed together."""

from collections.abc import Callable

from deliberation.proposals import State
from deliberation.refusals import Refusal
from deliberation.reviewing import WITH_PROPOSER
from locales.translator import Translator
from screens.proposal_events import state_name

Words = Callable[[Refusal, Translator], str]


def _too_many(refusal: Refusal, t: Translator) -> str:
    most = refusal.params.get("most")
    n = most if isinstance(most, int) else 0
    return t.ngettext(
        "At most {n} proposal can be merged at once.",
        "At most {n} proposals can be merged at once.",
        n,
    ).format(n=n)


def _state(refusal: Refusal, t: Translator) -> str:
    state = refusal.params.get("state")
    if state in (*WITH_PROPOSER, State.APPEALED):
        # What a department thinks is the proposer's to read first.
        return t.gettext(
            "{code} cannot be merged just now: something is being settled with its proposer."
        ).format(code=_code(refusal))
    return t.gettext("{code} cannot be merged: {state}.").format(
        code=_code(refusal), state=state_name(state, t) if isinstance(state, State) else ""
    )


def _code(refusal: Refusal) -> str:
    return str(refusal.params.get("proposal", ""))


WORDS: dict[str, Words] = {
    "merge-too-few": lambda r, t: t.gettext("Pick two proposals or more."),
    "merge-too-many": _too_many,
    "merge-other-heading": lambda r, t: t.gettext(
        "Only proposals of the same heading can be merged."
    ),
    "merge-no-lead": lambda r, t: t.gettext("Please choose which proposal leads."),
    "merge-lead-gone": lambda r, t: t.gettext(
        "The proposer of {code} has had their data erased and cannot speak for the others. Please "
        "choose another lead."
    ).format(code=r.params.get("proposal", "")),
    "merge-text-reviewed": lambda r, t: t.gettext(
        "These proposals have passed review as they are written. Only the lead's own text can "
        "stand for them."
    ),
    "merge-already": lambda r, t: t.gettext("{code} is merged already.").format(code=_code(r)),
    "merge-state": _state,
    "merge-reviewed-differently": lambda r, t: t.gettext(
        "Some of these have passed review and others have not. Merge them once all have, or "
        "before any has."
    ),
    "merge-under-way": lambda r, t: t.gettext(
        "{code} is part of another suggestion that waits for answers. It can be merged once that "
        "is decided or withdrawn."
    ).format(code=_code(r)),
    "merge-too-late": lambda r, t: t.gettext(
        "It is too late for merging here: priority voting has begun or is about to."
    ),
    "merge-review-over": lambda r, t: t.gettext(
        "Review is over: only proposals that have passed it can be merged, with the lead's own "
        "text."
    ),
    "merge-asks": lambda r, t: t.gettext(
        "Proposers are being asked about a merger with this text. It can be changed again once "
        "that is decided."
    ),
    "merge-decided": lambda r, t: t.gettext("That suggestion is decided already."),
    "merge-asked-anew": lambda r, t: t.gettext(
        "The suggestion has changed meanwhile: another proposal leads now. Please read it again."
    ),
    "no-such-merge": lambda r, t: t.gettext("That suggestion does not exist, or is not for you."),
    "no-merge-draft": lambda r, t: t.gettext(
        "What you were putting together is not there any more. Please begin again."
    ),
    "merged-stays": lambda r, t: t.gettext(
        "It stands for the proposals of several people and cannot be withdrawn by one. Please "
        "write to the office."
    ),
    "proposal-merged": lambda r, t: t.gettext(
        "It was merged with others and goes on as part of them. It cannot be withdrawn alone."
    ),
    "own-proposal": lambda r, t: t.gettext(
        "It is your own proposal. Pass the link on to others who want it as well."
    ),
    "co-proposers-complete": lambda r, t: t.gettext(
        "It has all the co-proposers that it needs. You can follow it."
    ),
    "co-proposers-over": lambda r, t: t.gettext(
        "This proposal does not stand any more, so nobody can join it."
    ),
    "co-proposing-closed": lambda r, t: t.gettext(
        "Proposing is over, so nobody can join any more."
    ),
    "no-such-naming": lambda r, t: t.gettext("A name cannot be shown in that way."),
}
