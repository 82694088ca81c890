"""What managers are told between closing and publishing, and citizens whose receipt was late."""

from deliberation.closing_views import HeadingNews, SeedView
from deliberation.process import Process
from deliberation.results_views import PublicationSummary
from deliberation.text import escape_html
from locales.translator import Translator
from screens.buttons import GoHome
from screens.notices import tells
from screens.results_buttons import AskSeed, ShowDesk
from screens.results_desk import summary_lines
from screens.results_words import process_name
from screens.screen import Press, Screen
from screens.welcome import office_lines


@tells("results-counted")
def tell_counted(view: PublicationSummary, t: Translator) -> Screen:
    """Everything that has closed is counted."""
    _ = t.gettext
    text = _("{process}: the votes are counted. Two managers can publish the results.").format(
        process=process_name(view.process, t)
    )
    desk = Press(_("See the results"), ShowDesk(process_no=view.process.no))
    return Screen("\n".join([text, "", *summary_lines(view, t)]), ((desk,),))


@tells("seed-needed")
def tell_seed_needed(view: SeedView, t: Translator) -> Screen:
    """The count waits for the seed."""
    _ = t.gettext
    text = _("{process}: the count waits for the seed of the lots. Announced source: {source}")
    return Screen(
        text.format(
            process=process_name(view.process, t),
            source=escape_html(view.process.seed_source.in_language(t.language)),
        ),
        ((Press(_("Enter the seed"), AskSeed(process_no=view.process.no, vote=view.vote)),),),
    )


@tells("heading-unreconciled")
def tell_unreconciled(view: HeadingNews, t: Translator) -> Screen:
    """The sums of a heading do not agree."""
    return _alarm(
        view.process,
        t.gettext(
            "{heading}: the sums do not agree (accepted saves = counted + replaced + withdrawn; "
            "ranks = lengths of the ballots). Nothing of it is counted or published."
        ).format(heading=_heading(view, t)),
        t,
    )


@tells("ballots-changed")
def tell_ballots_changed(view: HeadingNews, t: Translator) -> Screen:
    """The ballots of a heading are not those that were there when it closed."""
    return _alarm(
        view.process,
        t.gettext(
            "{heading}: the stored ballots are not those whose hash went into the public log at "
            "closing. Nothing of it is counted or published."
        ).format(heading=_heading(view, t)),
        t,
    )


@tells("rules-changed")
def tell_rules_changed(view: HeadingNews, t: Translator) -> Screen:
    """The rules are not those that were frozen."""
    return _alarm(
        view.process,
        t.gettext(
            "{heading}: the rules are not those that were announced when voting opened. Nothing "
            "of it is counted or published."
        ).format(heading=_heading(view, t)),
        t,
    )


@tells("not-scrubbed")
def tell_not_scrubbed(view: HeadingNews, t: Translator) -> Screen:
    """The store's file could not be rewritten after closing."""
    return _alarm(
        view.process,
        t.gettext(
            "{heading}: the key is destroyed, but the store's file could not be rewritten yet. It "
            "is tried again every minute. Please see whether the disk is full."
        ).format(heading=_heading(view, t)),
        t,
    )


@tells("ballot-late")
def tell_late(view: HeadingNews, t: Translator) -> Screen:
    """A receipt that could not be shown before the key was destroyed."""
    _ = t.gettext
    text = _(
        "Voting in {heading} has closed. What was recorded for you until then counts. We could "
        "not send you the last receipt in time, and nobody can find your ballot any more."
    ).format(heading=_heading(view, t))
    return Screen(
        text + "\n\n" + office_lines(view.process, t),
        ((Press(_("Home"), GoHome(process_no=view.process.no)),),),
    )


def _alarm(process: Process, text: str, t: Translator) -> Screen:
    label = t.gettext("Results")
    return Screen("⚠️ " + text, ((Press(label, ShowDesk(process_no=process.no)),),))


def _heading(view: HeadingNews, t: Translator) -> str:
    return escape_html(view.heading.names.in_language(t.language))
