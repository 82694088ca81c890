"""What `madang verify` says of a bundle, in one line."""

from collections.abc import Mapping

from deliberation.bundle_reading import VerifiedBundle
from deliberation.phases import Vote
from locales.translator import Translator


def verified_line(found: VerifiedBundle, t: Translator) -> str:
    """Say that all is well, and what was counted again."""
    _ = t.gettext
    ballots = t.ngettext("{n} ballot", "{n} ballots", found.ballots).format(n=f"{found.ballots:,}")
    if found.vote is Vote.AGENDA:
        about = _("shortlist of {heading}, edition {edition}: {ballots}")
    elif found.vote is Vote.LINES:
        about = _("line review of {heading}, edition {edition}: {ballots}")
    else:
        about = t.ngettext(
            "edition {edition}: {n} heading and {ballots}",
            "edition {edition}: {n} headings and {ballots}",
            found.headings,
        )
    return _(
        "VERIFIED: {process}, {about}, counted again with the same result. The first {entries} "
        "entries of the public log are in order."
    ).format(
        process=found.process_id,
        about=about.format(
            heading=found.heading_id, edition=found.edition, n=found.headings, ballots=ballots
        ),
        entries=f"{found.log_entries:,}",
    )


def hash_line(found: VerifiedBundle, t: Translator) -> str:
    """Say what the bundle hashes to."""
    return t.gettext("SHA-256 of the bundle: {sha256}").format(sha256=found.sha256)


def in_log_line(entry: int, t: Translator) -> str:
    """Say where the public log names the bundle."""
    return t.gettext(
        "The public log begins with the bundle's, and its entry {entry} names this bundle."
    ).format(entry=entry)


def not_announced_line(t: Translator) -> str:
    """Say how to be sure that it is the published bundle."""
    return t.gettext(
        "Its hash says whether it is the published bundle: compare it with the one in the bot, or "
        "give the public log with --log."
    )


def difference_line(code: str, params: Mapping[str, object], t: Translator) -> str:
    """Say what differs first."""
    _ = t.gettext
    words = {**_of_files(t), **_of_log(t), **_of_count(t)}.get(code)
    difference = words.format(**params) if words else code
    return _("NOT VERIFIED: {difference}").format(difference=difference)


def _of_files(t: Translator) -> dict[str, str]:
    _ = t.gettext
    return {
        "bundle_hash_differs": _("the file's hash is {found}, not the announced {announced}"),
        "not_a_bundle": _("this is not a bundle, or it is damaged ({reason})"),
        "bundle_unreadable": _("the bundle cannot be read ({reason})"),
        "file_differs": _("{file} is not the file that SHA256SUMS names: it was changed"),
        "file_missing": _("{file} is missing"),
        "file_unexpected": _("{file} does not belong to a bundle"),
        "bytes_differ": _("bytes outside the files were changed"),
        "format_unknown": _("the bundle's format {format} is unknown to this version"),
    }


def _of_log(t: Translator) -> dict[str, str]:
    _ = t.gettext
    return {
        "log_unreadable": _("the public log cannot be read ({reason})"),
        "log_broken": _("the public log's chain breaks at entry {entry}"),
        "log_differs": _("entry {entry} of the public log says otherwise ({about})"),
        "log_too_short": _("the public log ends before entry {entry}, where the bundle's ends"),
        "log_is_another": _("up to entry {entry} the public log is not that of the bundle"),
        "bundle_not_logged": _("no entry of the public log names this bundle's hash {found}"),
        "checkpoint_differs": _("the public log does not end at the stated checkpoint"),
        "process_differs": _("the rules are not those of {stated}"),
        "rules_differ": _("the rules are not those whose hash the edition names"),
    }


def _of_count(t: Translator) -> dict[str, str]:
    _ = t.gettext
    return {
        "heading_unknown": _("{heading}: the rules know no such heading"),
        "ballots_differ": _("{heading}: the ballots are not those that the log's hash names"),
        "electorates_differ": _("{heading}: the list of electorates is not that of the ballots"),
        "projects_differ": _("{heading}: projects or costs are not those of the frozen rules"),
        "exclusions_differ": _(
            "{heading}: which projects exclude each other is not as in the frozen rules"
        ),
        "limits_differ": _("{heading}: budget or ballot size is not that of the frozen rules"),
        "lines_differ": _("{heading}: the lines are not those of the frozen rules"),
        "funded_differ": _("{heading}: place {place} should be “{found}”, not “{stated}”"),
        "reason_differs": _("{heading}: the reason given for {project} is not the one found"),
        "line_differs": _("{heading}: what becomes of {line} is not what is found"),
        "result_differs": _("{heading}: figures of the result are not those found"),
        "result_hash_differs": _("{heading}: the result's hash is not the stated one"),
        "edition_hash_differs": _(
            "the hash over all headings is not the one that managers confirmed"
        ),
    }
