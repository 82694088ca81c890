"""The notice that results are published or corrected: what was selected for the reader."""

from deliberation.process import Process
from deliberation.results_views import HeadingResult, ResultNews
from deliberation.text import escape_html, shorten
from locales.translator import Translator
from screens import links
from screens.buttons import ShowResults
from screens.notices import tells
from screens.results_words import money, process_name, short_name, why_line
from screens.screen import Key, Link, Press, Screen

NAME_MOST = 60
SELECTED_MOST = 5
IN_FULL_MOST = 5
HEADINGS_MOST = 28


@tells("result-news")
def show_news(view: ResultNews, t: Translator) -> Screen:
    """What was selected in one's headings, and where the reasons are."""
    _ = t.gettext
    process = view.process
    lines = [
        "<b>"
        + (
            _("{process}: the proposed results have been corrected")
            if view.edition.why
            else _("{process}: the proposed results are published")
        ).format(process=process_name(process, t))
        + "</b>"
    ]
    if view.edition.why:
        lines.append(why_line(view.edition.why, t))
    most = SELECTED_MOST if len(view.headings) <= IN_FULL_MOST else 0
    for one in view.headings[:HEADINGS_MOST]:
        lines += ["", *_news_of(process, one, most, t)] if most else _news_of(process, one, 0, t)
    if len(view.headings) > HEADINGS_MOST:
        left = len(view.headings) - HEADINGS_MOST
        lines.append(
            t.ngettext("and {n} heading more", "and {n} headings more", left).format(n=left)
        )
    lines += ["", _("This is a proposal. The city council decides.")]
    label = _("Results and reasons")
    key: Key
    if view.is_group:
        no = view.headings[0].heading.no if view.headings else 0
        payload = links.payload(links.RESULTS, process.no, no)
        key = Link(label, links.address(view.bot_username, payload))
    else:
        key = Press(label, ShowResults(process_no=process.no, heading_no=0))
    return Screen("\n".join(lines), ((key,),))


def _news_of(process: Process, one: HeadingResult, most: int, t: Translator) -> list[str]:
    _ = t.gettext
    result = one.result
    short = shorten(one.heading.names.in_language(t.language), NAME_MOST)
    name = "<b>" + escape_html(short) + "</b>"
    if not result.funded:
        return [_("{heading}: nothing is selected").format(heading=name)]
    projects = {project.project_id: project for project in one.heading.projects}
    lines = [
        t.ngettext(
            "{heading}: {n} project selected, {spent}",
            "{heading}: {n} projects selected, {spent}",
            len(result.funded),
        ).format(heading=name, n=len(result.funded), spent=money(process, result.spent, t))
    ]
    for number, project_id in enumerate(result.funded[:most], start=1):
        project = projects[project_id]
        lines.append(
            _("{number}. {name}").format(
                number=number, name=escape_html(shorten(short_name(project, t), NAME_MOST))
            )
        )
    if 0 < most < len(result.funded):
        left = len(result.funded) - most
        lines.append(t.ngettext("and {n} more", "and {n} more", left).format(n=left))
    return lines
