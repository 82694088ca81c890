"""What happened to a proposal with others: co-proposers who joined, and mergers."""

from deliberation.proposal_views import ProposalEvent
from locales.translator import Translator
from screens.joining import joining_event


def event_with_others(event: ProposalEvent, t: Translator) -> str:
    """Say what happened; '' where the event is of another kind."""
    _ = t.gettext
    plain = {
        "co-proposed": _("enough co-proposers joined; the proposal counts"),
        "lead-passed": _("another of its proposers speaks for it now"),
        "lapsed": _("lapsed: too few co-proposers joined in time"),
        "merge-asked-anew": _("the lead left; asked again, with another text"),
        "merge-left": _("not merged, it stays on its own"),
        "merge-failed": _("the merger did not come about, it stays on its own"),
        "merge-withdrawn": _("the facilitator withdrew the suggestion to merge"),
    }.get(event.kind, "")
    return plain or joining_event(event, t) or _with_numbers(event, t)


def _with_numbers(event: ProposalEvent, t: Translator) -> str:
    _ = t.gettext
    params = event.params
    texts = {
        "co-joined": _("a co-proposer joined ({n} of {needed})"),
        "co-left": _("a co-proposer left ({n} of {needed})"),
        "co-missing": _("too few co-proposers shortly before the end ({n} of {needed})"),
        "merge-suggested": _("a facilitator suggested to merge it with {codes}"),
        "merged": _("merged into {code}"),
        "merged-from": _("made by merging {codes}"),
    }
    if event.kind not in texts:
        return ""
    if params.get("with_files"):
        texts["merged-from"] = _("made by merging {codes}, with photos and documents of {owners}")
    return texts[event.kind].format(
        n=params.get("n", 0),
        needed=params.get("needed", 0),
        code=params.get("code", ""),
        codes=", ".join(str(one) for one in params.get("codes", ())),
        owners=", ".join(str(one) for one in params.get("with_files", ())),
    )
