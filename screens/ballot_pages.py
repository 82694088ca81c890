"""How a ballot's projects are broken up: pages, fields, what a search found."""

from collections.abc import Sequence

from deliberation.phases import Vote
from deliberation.process import Heading, Project
from deliberation.views import BallotView
from screens.buttons import ShowBallot
from screens.line_review_buttons import ShowLine

ON_A_PAGE = 8
WITHOUT_PAGES = 12
LONG_LIST = 30
FIELDS_PAGE = -1
FOUND = "="
FOUND_AT_MOST = 8


def first_page(heading: Heading) -> int:
    """Return the page at which a ballot opens: the fields where the list is long."""
    return FIELDS_PAGE if len(heading.projects) > LONG_LIST else 0


def opened(process_no: int, heading: Heading) -> ShowBallot | ShowLine:
    """Return the button that opens a heading's ballot."""
    if heading.vote is Vote.LINES:
        return ShowLine(process_no=process_no, heading_no=heading.no)
    return ShowBallot(process_no=process_no, heading_no=heading.no, page=first_page(heading))


def found_field(project_numbers: Sequence[int]) -> str:
    """Write search results where a field's id stands, so that buttons can carry them."""
    return FOUND + ".".join(str(number) for number in project_numbers[:FOUND_AT_MOST])


def at_page(view: BallotView, page: int, field_id: str) -> ShowBallot:
    """Return the button that shows a page, of a field or of all."""
    return ShowBallot(
        process_no=view.process.no, heading_no=view.heading.no, page=page, field=field_id
    )


def listed(view: BallotView) -> list[tuple[int, Project]]:
    """Return the projects of the field or search in view, numbered in the voter's order."""
    numbered = list(enumerate(view.order, start=1))
    if view.field_id.startswith(FOUND):
        wanted = set(view.field_id[1:].split("."))
        return [(at, project) for at, project in numbered if str(project.no) in wanted]
    if view.field_id:
        return [(at, project) for at, project in numbered if project.field_id == view.field_id]
    return numbered


def page_of(
    listed: Sequence[tuple[int, Project]], page: int
) -> tuple[Sequence[tuple[int, Project]], int, int]:
    """Return what stands on a page, and the numbers of that page and of the last one."""
    if len(listed) <= WITHOUT_PAGES:
        return listed, 0, 0
    last_page = (len(listed) - 1) // ON_A_PAGE
    page = min(max(page, 0), last_page)
    return listed[page * ON_A_PAGE : (page + 1) * ON_A_PAGE], page, last_page
