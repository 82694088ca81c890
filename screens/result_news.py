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

NAME_MOST = 90
SELECTED_MOST = 5


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
    for one in view.headings:
        lines += ["", *_news_of(process, one, t)]
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


def _news_of(process: Process, one: HeadingResult, t: Translator) -> list[str]:
    _ = t.gettext
    result = one.result
    name = "<b>" + escape_html(one.heading.names.in_language(t.language)) + "</b>"
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
    for number, project_id in enumerate(result.funded[:SELECTED_MOST], start=1):
        project = projects[project_id]
        lines.append(
            _("{number}. {name}").format(
                number=number, name=escape_html(shorten(short_name(project, t), NAME_MOST))
            )
        )
    if len(result.funded) > SELECTED_MOST:
        left = len(result.funded) - SELECTED_MOST
        lines.append(t.ngettext("and {n} more", "and {n} more", left).format(n=left))
    return lines
