"""The managers' desk for results: seed, publishing, correcting, as two of them confirm."""

from deliberation.closing_views import SeedView
from deliberation.motion_views import MotionView
from deliberation.results_views import (
    DeskView,
    HeadingResult,
    PublicationSummary,
)
from deliberation.staff_views import StaffView
from deliberation.text import escape_html, shorten
from locales.translator import Translator
from screens.buttons import ShowStaff
from screens.correction import corrects, desk_of, said_of
from screens.motions import describes
from screens.results_buttons import (
    AskSeed,
    ConfirmSeed,
    MovePublishing,
    ShowChecks,
    ShowDesk,
    ShowEdition,
    StartCorrection,
)
from screens.results_words import money, process_name, voters
from screens.screen import Key, Press, Screen
from screens.staff import Rows, offers

HASH_DIGITS = 16
HEADINGS_MOST = 28
NAME_MOST = 40


@offers("manager", place=70)
def desk_keys(view: StaffView, t: Translator) -> Rows:
    """The way to the desk."""
    return ((Press(t.gettext("Results"), ShowDesk(process_no=view.process.no)),),)


def show_desk(view: DeskView, t: Translator) -> Screen:
    """What is closed, counted and public, and what a manager can do next."""
    _ = t.gettext
    no = view.process.no
    lines = [
        "<b>" + _("{process}: results").format(process=process_name(view.process, t)) + "</b>"
    ]
    rows: list[tuple[Key, ...]] = []
    if view.open_headings:
        lines.append(
            t.ngettext(
                "{n} heading is not closed yet.",
                "{n} headings are not closed yet.",
                view.open_headings,
            ).format(n=view.open_headings)
        )
    if view.uncounted:
        names = ", ".join(
            escape_html(shorten(one.names.in_language(t.language), NAME_MOST))
            for one in view.uncounted[:HEADINGS_MOST]
        )
        lines.append(_("Closed and not counted yet: {headings}.").format(headings=names))
    if view.summary is None:
        lines.append(_seed_line(view, t))
    if view.may_enter_seed:
        rows.append((Press(_("Enter the seed"), AskSeed(process_no=no)),))
    if view.summary is not None:
        lines += ["", _("Counted and not public yet:"), *summary_lines(view.summary, t)]
        rows.append((Press(_("See it in full"), ShowEdition(process_no=no, edition=0)),))
        if view.managers > 1:
            lines += ["", _("It becomes public once you move it and another manager agrees.")]
            seen = view.summary.sha256[:HASH_DIGITS]
            rows.append((Press(_("Move to publish"), MovePublishing(process_no=no, seen=seen)),))
        else:
            lines += ["", _("Publishing needs two managers, and you are the only one.")]
    if view.edition is not None:
        lines += ["", _("Public: edition {n}.").format(n=view.edition.number)]
        checks = ShowChecks(process_no=no, edition=view.edition.number)
        rows.append((Press(_("Hashes and bundle"), checks),))
        rows.append((Press(_("Correct the result"), StartCorrection(process_no=no)),))
    rows.append((Press(_("For staff"), ShowStaff(process_no=no)),))
    return Screen("\n".join(lines), tuple(rows))


def _seed_line(view: DeskView, t: Translator) -> str:
    _ = t.gettext
    if view.seed is not None:
        return _("Seed of the lots: {seed}").format(seed=_code(view.seed))
    source = escape_html(view.process.seed_source.in_language(t.language))
    return _("Seed of the lots: not known yet. Announced source: {source}").format(source=source)


def summary_lines(
    summary: PublicationSummary, t: Translator, *, with_hash: bool = True
) -> list[str]:
    """Return what would be public: a line for each heading, and the hash over all."""
    _ = t.gettext
    lines = [_heading_line(summary, one, t) for one in summary.headings[:HEADINGS_MOST]]
    left = len(summary.headings) - HEADINGS_MOST
    if left > 0:
        lines.append(
            t.ngettext("and {n} heading more", "and {n} headings more", left).format(n=left)
        )
    lines.append(_("Seed of the lots: {seed}").format(seed=_code(summary.seed)))
    if with_hash:
        digits = _code(summary.whole_sha256[:HASH_DIGITS])
        lines.append(_("Hash of the whole result: {hash}").format(hash=digits))
    return lines


def _heading_line(summary: PublicationSummary, one: HeadingResult, t: Translator) -> str:
    mark = "✱ " if one.heading.no in summary.changed else ""
    return mark + t.ngettext(
        "{heading}: {n} project, {spent} of {limit}; {voters}",
        "{heading}: {n} projects, {spent} of {limit}; {voters}",
        len(one.result.funded),
    ).format(
        heading=escape_html(shorten(one.heading.names.in_language(t.language), NAME_MOST)),
        n=len(one.result.funded),
        spent=money(summary.process, one.result.spent, t),
        limit=money(summary.process, one.result.budget_limit, t),
        voters=voters(one.counted, t),
    )


@describes("publish")
def what_is_published(view: MotionView, t: Translator) -> str:
    """What a motion would make public."""
    _ = t.gettext
    if not isinstance(view.subject, PublicationSummary):
        return _("Publishing the results.")
    lines = summary_lines(view.subject, t, with_hash=False)  # the motion shows it
    return "\n".join([_("Publish these results:"), *lines])


@corrects(PublicationSummary)
def correction_lines(summary: PublicationSummary, t: Translator) -> list[str]:
    """Return what a correction would say, and why."""
    return [*said_of(summary.why, summary.changed, t), *summary_lines(summary, t)]


@describes("correct")
def what_is_corrected(view: MotionView, t: Translator) -> str:
    """What a motion would correct, and why."""
    _ = t.gettext
    if not isinstance(view.subject, PublicationSummary):
        return _("Correcting the published results.")
    return "\n".join([_("Correct the published results:"), *correction_lines(view.subject, t)])


def ask_seed(view: SeedView, t: Translator) -> Screen:
    """Ask a manager for the seed."""
    _ = t.gettext
    source = escape_html(view.process.seed_source.in_language(t.language))
    return Screen(
        _(
            "Type the seed exactly as its announced source gives it.\nSource: {source}\n"
            "It decides only between projects that are equal in everything else. It goes into "
            "the public log and cannot be changed without a correction."
        ).format(source=source),
        ((Press(_("Cancel"), desk_of(view.vote, view.process.no)),),),
    )


def confirm_seed(view: SeedView, t: Translator) -> Screen:
    """Show the seed as it was typed, to be confirmed."""
    _ = t.gettext
    no = view.process.no
    return Screen(
        _("This is the seed as I read it: {seed}\nIs it right?").format(seed=_code(view.typed)),
        (
            (Press(_("Yes, enter it"), ConfirmSeed(process_no=no)),),
            (Press(_("Type it again"), AskSeed(process_no=no, vote=view.vote)),),
            (Press(_("Cancel"), desk_of(view.vote, view.process.no)),),
        ),
    )


def _code(text: str) -> str:
    return "<code>" + escape_html(text) + "</code>"
