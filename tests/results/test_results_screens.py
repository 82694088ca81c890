import random
import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

import pytest

from deliberation.closing_views import SeedView
from deliberation.heading_count import count_heading
from deliberation.motion_views import MotionView
from deliberation.phases import Vote
from deliberation.process import Heading, Process, Project, Wording
from deliberation.reasons import is_funded
from deliberation.results_views import (
    CorrectionView,
    EditionView,
    HeadingResult,
    PublicationSummary,
    ReasonView,
    ResultNews,
    ResultsView,
    ResultView,
)
from locales.translator import Translator, translator_for
from screens.agenda_buttons import ShowAgendaDesk
from screens.buttons import Button
from screens.correction import show_correction
from screens.motions import show_motion
from screens.result_news import show_news
from screens.results import (
    COMPARED,
    NOT_SELECTED,
    PASSED_OVER,
    SELECTED,
    show_result,
    show_results,
    show_why,
)
from screens.results_buttons import ShowDesk, ShowSection
from screens.results_checks import show_checks
from screens.results_desk import ask_seed, confirm_seed
from screens.results_words import decimal
from screens.screen import Press, Screen
from tests.samples import NOON, agenda_process, sample_process

LANGUAGES = ("en", "ko")
PROJECTS, VOTERS = 119, 400
DRAFT = EditionView(0, "a" * 64)
PUBLIC = EditionView(1, "a" * 64, NOON, {}, 7, "b" * 64, newest=1)
WHY = {"ko": "추첨 번호를 잘못 입력했습니다.", "en": "The seed was typed wrongly."}


def big_process() -> Process:
    rng = random.Random(4)
    projects = tuple(
        Project(
            f"BO.D{no}",
            no,
            Wording(
                {"en": f"<Project> {no} " + "long " * 30, "ko": f"<사업> {no} " + "긴이름 " * 30}
            ),
            Wording({"en": f"Project {no}", "ko": f"사업 {no}"}),
            Wording({"en": "What.", "ko": "무엇."}),
            rng.randrange(10_000_000, 400_000_000),
        )
        for no in range(1, PROJECTS + 1)
    )
    process = sample_process()
    heading = replace(process.headings[0], projects=projects, budget_limit=3_000_000_000)
    return replace(process, headings=(heading, *process.headings[1:]))


def result_of(process: Process, heading: Heading) -> HeadingResult:
    rng = random.Random(heading.no)
    numbers = [project.no for project in heading.projects]
    standing = [
        (
            str(at),
            "citizens",
            tuple(dict.fromkeys(numbers[int(len(numbers) * rng.random() ** 2)] for _ in range(3))),
        )
        for at in range(VOTERS)
    ]
    count = count_heading(process, heading, standing, "seed")
    return HeadingResult(
        heading, count.result, count.comparison, saves=500, counted=400, replaced=90, withdrawn=10
    )


BIG = big_process()
RESULT = result_of(BIG, BIG.headings[0])


def pages(section: str, t: Translator) -> Iterator[Screen]:
    page, seen = 0, set()
    while page not in seen:
        seen.add(page)
        screen = show_result(ResultView(BIG, PUBLIC, RESULT, page), section, t)
        yield screen
        turns = [
            key.button.page
            for row in screen.rows
            for key in row
            if isinstance(key, Press)
            and isinstance(key.button, ShowSection)
            and key.button.section == section
            and key.button.page > page
        ]
        page = min(turns, default=page)


def fits(screen: Screen) -> bool:
    plain = re.sub(r"<[^<>]+>", "", screen.text)
    keys = [key for row in screen.rows for key in row]
    return (
        len(plain) <= 4096
        and len(keys) <= 100
        and all(len(key.button.pack().encode()) <= 64 for key in keys if isinstance(key, Press))
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("section", [SELECTED, PASSED_OVER, NOT_SELECTED, COMPARED])
def test_a_heading_of_119_projects_fits_telegram_in_every_part(
    section: str, language: str
) -> None:
    screens = list(pages(section, translator_for(language)))

    assert all(fits(screen) for screen in screens)
    assert len(screens) > 1 or section == COMPARED


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_project_with_more_points_than_a_selected_one_is_listed_with_its_reason(
    language: str,
) -> None:
    result = RESULT.result
    fewest = min(dict(result.points)[project_id] for project_id in result.funded)
    expected = {
        reason.project_id
        for reason in result.reasons
        if not is_funded(reason) and reason.points > fewest
    }

    text = "\n".join(screen.text for screen in pages(PASSED_OVER, translator_for(language)))

    numbers = re.findall(r"&lt;(?:Project|사업)&gt; (\d+) ", text)
    reasons = re.findall(r"^(?:Not selected: it needs|.*모자라 선정되지 않았습니다)", text, re.M)
    assert expected
    assert {f"BO.D{number}" for number in numbers} == expected
    assert len(numbers) == len(reasons) == len(expected)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_project_has_its_story(language: str) -> None:
    t = translator_for(language)

    stories = [
        show_why(ReasonView(BIG, PUBLIC, RESULT, project.no), "", 0, t)
        for project in RESULT.heading.projects
    ]

    assert all(fits(story) for story in stories)
    assert len({story.text for story in stories}) == PROJECTS


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_result_says_that_it_is_a_proposal_and_that_the_council_decides(
    language: str,
) -> None:
    t = translator_for(language)
    says = {"en": "The city council decides.", "ko": "최종 결정은 시의회가 합니다."}[language]
    view = ResultsView(BIG, PUBLIC, (PUBLIC,), (RESULT,), frozenset({1}), False)

    screens = [
        show_results(view, t),
        show_checks(view, t),
        show_result(ResultView(BIG, PUBLIC, RESULT), SELECTED, t),
        show_why(ReasonView(BIG, PUBLIC, RESULT, 1), "", 0, t),
        show_news(ResultNews(BIG, PUBLIC, (RESULT,), False), t),
    ]

    for screen in screens:
        assert says in screen.text
        assert fits(screen)
        assert "확정" not in screen.text
        assert "탈락" not in screen.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_drafts_and_corrected_results_say_so(language: str) -> None:
    t = translator_for(language)
    old = replace(PUBLIC, newest=2)
    new = EditionView(2, "c" * 64, NOON, WHY, 9, "d" * 64, newest=2)
    replaced = replace(RESULT, replaced_why=WHY)

    draft = show_result(ResultView(BIG, DRAFT, RESULT), SELECTED, t)
    outdated = show_result(ResultView(BIG, old, replaced), SELECTED, t)
    corrected = show_result(ResultView(BIG, new, RESULT), SELECTED, t)

    assert ("Only managers can see this", "운영 담당자에게만")[language == "ko"] in draft.text
    assert ("no longer stands", "더는 유효하지")[language == "ko"] in outdated.text
    assert WHY[language] in outdated.text
    assert WHY[language] in corrected.text


def test_the_comparison_says_that_it_has_no_effect() -> None:
    screen = show_result(ResultView(BIG, PUBLIC, RESULT), COMPARED, translator_for("en"))

    assert "It has no effect on the result." in screen.text
    assert "equal shares" in screen.text
    assert "most points first" in screen.text


def test_a_group_is_told_with_a_link_that_leads_to_its_heading() -> None:
    news = ResultNews(BIG, PUBLIC, (RESULT,), True, "madang_bot")

    screen = show_news(news, translator_for("ko"))

    assert screen.rows[0][0].url == "https://t.me/madang_bot?start=r-0-1"  # type: ignore[union-attr]
    assert screen.text.count("\n") < 14


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Fraction(12), "12"),
        (Fraction(2469, 2), "1,234.5"),
        (Fraction(2, 3), "0.67"),
        (Fraction(0), "0"),
        (Fraction(1, 20), "0.05"),
    ],
)
def test_numbers_are_written_with_at_most_two_decimals(value: Fraction, written: str) -> None:
    assert decimal(value) == written


@pytest.mark.parametrize("language", LANGUAGES)
def test_thirty_headings_fit_a_notice_and_a_motion_with_its_reasons(language: str) -> None:
    t = translator_for(language)
    many = tuple(
        replace(
            RESULT,
            heading=replace(
                RESULT.heading, no=no, names=Wording({"en": "District " * 9, "ko": "자치구 " * 15})
            ),
        )
        for no in range(1, 31)
    )
    why = {"ko": "사유 " * 130, "en": "A reason " * 44}
    new = EditionView(2, "c" * 64, NOON, why, 9, "d" * 64, newest=2)
    summary = PublicationSummary(
        BIG, "e" * 64, "f" * 64, "0" * 64, "seed " * 30, many, frozenset(range(1, 31)), why
    )
    motion = MotionView(BIG, 1, "correct", {}, "e" * 64, "담당", NOON, "open", False, 2, summary)

    screens = [
        show_news(ResultNews(BIG, new, many, False), t),
        show_motion(motion, t),
        show_correction(CorrectionView(BIG, Vote.BUDGET, "", why, "", summary), t),
        show_results(ResultsView(BIG, new, (PUBLIC, new), many, frozenset(), True), t),
        show_checks(ResultsView(BIG, new, (PUBLIC, new), many, frozenset(), True), t),
    ]

    assert [len(screen.text) for screen in screens if not fits(screen)] == []


@pytest.mark.parametrize(
    ("vote", "desk"), [(Vote.BUDGET, ShowDesk), (Vote.AGENDA, ShowAgendaDesk)]
)
def test_leaving_the_seed_leads_back_to_the_desk_of_its_vote(
    vote: Vote, desk: type[Button]
) -> None:
    view = SeedView(agenda_process(), typed="4 8 15", vote=vote)

    screens = ask_seed(view, translator_for("en")), confirm_seed(view, translator_for("en"))

    for screen in screens:
        [cancel] = screen.rows[-1]
        assert isinstance(cancel, Press)
        assert isinstance(cancel.button, desk)
