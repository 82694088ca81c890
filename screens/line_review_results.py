"""What the lines of a programme become, why, and what citizens wrote; and the news of it."""

from collections.abc import Iterable
from fractions import Fraction

from deliberation.budget_lines import BudgetLine
from deliberation.line_review import LineResult
from deliberation.line_review_views import LineNews, LineResultView, PublicReason
from deliberation.text import escape_html
from locales.translator import Translator
from screens import links
from screens.buttons import GoHome
from screens.line_review import step_label, step_name
from screens.line_review_buttons import (
    HideReason,
    SendLineBundle,
    SendLinePicture,
    ShowLineDesk,
    ShowLineReasons,
    ShowLineResult,
)
from screens.notices import tells
from screens.paging import cut_into_pages, paged, turning
from screens.results_words import (
    money,
    news_lines,
    other_editions,
    process_name,
    status_lines,
    voters,
)
from screens.screen import Key, Link, Press, Screen

TEXT_MOST = 2800
REASONS_ON_A_PAGE = 8


def show_line_result(view: LineResultView, page: int, t: Translator) -> Screen:
    """Each line before and after, with what was wanted for it."""
    _ = t.gettext
    where = {"process_no": view.process.no, "heading_no": view.heading.no}
    pages = cut_into_pages([_line_text(view, *one, t) for one in lines_of(view)], TEXT_MOST)
    page = min(max(page, 0), len(pages) - 1)
    text = "\n".join([*_head(view, t), "", *pages[page]])
    rows: list[tuple[Key, ...]] = []
    turns = turning(
        page, len(pages), lambda to: ShowLineResult(**where, page=to, edition=_asked(view))
    )
    if turns:
        rows.append(tuple(turns))
    row: list[Key] = [Press(_("As a picture"), SendLinePicture(**where))]
    if view.reasons:
        label = _("Reasons ({n})").format(n=len(view.reasons))
        row.append(Press(label, ShowLineReasons(**where)))
    rows.append(tuple(row))
    if view.is_public:
        bundle = SendLineBundle(**where, edition=view.edition.number)
        rows.append((Press(_("Recount it yourself"), bundle),))
        rows += other_editions(view.edition, lambda n: ShowLineResult(**where, edition=n), t)
    else:
        desk = ShowLineDesk(process_no=view.process.no)
        rows.append((Press(_("Line review"), desk),))
    rows.append((Press(_("Home"), GoHome(process_no=view.process.no)),))
    return Screen(text, tuple(rows))


def show_line_reasons(view: LineResultView, page: int, t: Translator) -> Screen:
    """What citizens wrote as reasons; managers may hide one before it is public."""
    _ = t.gettext
    where = {"process_no": view.process.no, "heading_no": view.heading.no}
    shown, turns = paged(
        view.reasons, page, REASONS_ON_A_PAGE, lambda to: ShowLineReasons(**where, page=to)
    )
    lines = [_name(view, t), _("Reasons that citizens gave, without names:")]
    rows: list[tuple[Key, ...]] = []
    line_no = 0
    for at, reason in enumerate(shown, start=1):
        if reason.line_no != line_no:
            line_no = reason.line_no
            line = view.heading.lines[line_no - 1]
            lines += ["", f"<b>{escape_html(line.names.in_language(t.language))}</b>"]
        lines.append(f"{at}. {_reason_text(reason, t)}")
        if view.may_hide:
            label = _("Show {n}") if reason.is_hidden else _("Hide {n}")
            button = HideReason(
                **where, reason_no=reason.reason_no, hides=not reason.is_hidden, page=page
            )
            rows.append((Press(label.format(n=at), button),))
    rows = [
        tuple(key for row in rows[at : at + 4] for key in row) for at in range(0, len(rows), 4)
    ]
    if turns:
        rows.append(tuple(turns))
    rows.append((Press(_("Back"), ShowLineResult(**where)),))
    return Screen("\n".join(lines), tuple(rows))


def picture_caption(view: LineResultView, t: Translator) -> str:
    """What stands below the picture."""
    return "\n".join(_head(view, t))


@tells("line-review-news")
def show_line_news(view: LineNews, t: Translator) -> Screen:
    """Line reviews are public."""
    _ = t.gettext
    corrected = view.reviews[0].edition
    title = (
        _("{process}: the line review has been corrected")
        if corrected.why
        else _("{process}: the line review is public")
    ).format(process=process_name(view.process, t))
    lines = [f"<b>{title}</b>", *news_lines(corrected, t)]
    rows: list[tuple[Key, ...]] = []
    for one in view.reviews:
        lines += ["", _name(one, t), _sums(one, t)]
        no, heading_no = view.process.no, one.heading.no
        label = one.heading.names.in_language(t.language)
        if view.is_group:
            payload = links.payload(links.BALLOT, no, heading_no)
            rows.append((Link(label, links.address(view.bot_username, payload)),))
        else:
            button = ShowLineResult(process_no=no, heading_no=heading_no)
            rows.append((Press(label, button),))
    lines += ["", _("This is a proposal. The city council decides.")]
    return Screen("\n".join(lines), tuple(rows))


def lines_of(view: LineResultView) -> list[tuple[BudgetLine, LineResult]]:
    """Return the lines with what becomes of them."""
    return list(zip(view.heading.lines, view.review.lines, strict=True))


def spread(view: LineResultView, result: LineResult, t: Translator) -> str:
    """Say how many wanted each step that anybody wanted."""
    return ", ".join(
        f"{step_label(step, t)} {n:,}"
        for step, n in zip(view.review.steps, result.by_step, strict=True)
        if n
    )


def percent(share: Fraction) -> str:
    """Write a share with one decimal, rounded to the nearest: 43.8%."""
    tenths = round(share * 1000)
    return f"{tenths // 10}.{tenths % 10}%"


def factor_line(view: LineResultView, t: Translator) -> str:
    """Say whether the raises fit the limit, and what is left of them where not."""
    _ = t.gettext
    limit = money(view.process, view.review.limit, t)
    if view.review.factor == 1:
        return _("All of it fits the limit of {limit}.").format(limit=limit)
    return _(
        "The raises did not fit the limit of {limit}: of every raise {share} remains. Cuts stay."
    ).format(limit=limit, share=percent(view.review.factor))


def _asked(view: LineResultView) -> int:
    """Return the edition that a button asks for: 0 for what stands now."""
    return view.edition.number if view.edition.is_replaced else 0


def _head(view: LineResultView, t: Translator) -> list[str]:
    _ = t.gettext
    lines = [_name(view, t)]
    lines += status_lines(view.process, view.edition, t)
    lines += [
        "",
        _("Line review: {voters} took part").format(voters=voters(view.review.ballots, t)),
        _sums(view, t),
        factor_line(view, t),
    ]
    return lines


def _sums(view: LineResultView, t: Translator) -> str:
    return str(
        t.gettext("All lines together: {before} → {after}").format(
            before=money(view.process, view.review.before, t),
            after=money(view.process, view.review.after, t),
        )
    )


def _line_text(view: LineResultView, line: BudgetLine, result: LineResult, t: Translator) -> str:
    _ = t.gettext
    name = escape_html(line.names.in_language(t.language))
    change = _("{before} → {after}").format(
        before=money(view.process, result.amount, t), after=money(view.process, result.result, t)
    )
    why: str = _("nobody judged this line, so it stays")
    if result.judged:
        why = _("the middle wish: {step} ({spread})").format(
            step=step_name(result.step, t), spread=spread(view, result, t)
        )
    return f"<b>{name}</b>\n{change}\n{why}\n"


def _reason_text(reason: PublicReason, t: Translator) -> str:
    _ = t.gettext
    directions = {-1: _("for a cut"), 0: _("for keeping it"), 1: _("for a raise")}
    text = escape_html(reason.text)
    if reason.is_hidden:
        text = "🚫 " + _("hidden: {text}").format(text=text)
    if reason.direction is None:
        return text
    return f"{text} ({directions[reason.direction]})"


def _name(view: LineResultView, t: Translator) -> str:
    return f"<b>{escape_html(view.heading.names.in_language(t.language))}</b>"


def summary_lines(
    views: Iterable[LineResultView], t: Translator, changed: frozenset[int] = frozenset()
) -> list[str]:
    """Say in short what would be public; a correction marks what it changes."""
    lines = []
    for one in views:
        mark = "✱ " if one.heading.no in changed else ""
        lines.append(mark + _name(one, t) + ": " + voters(one.review.ballots, t))
        lines.append(_sums(one, t))
    return lines
