from dataclasses import replace
from pathlib import Path

from actions import ballots
from locales.translator import translator_for
from screens.ballot_project import show_project
from tests.results.voting import register
from tests.samples import open_house, sample_process

JIEUN = 7_311_442_907_121


async def test_a_project_names_those_that_cannot_be_carried_out_beside_it(tmp_path: Path) -> None:
    sample = sample_process()
    city, eunpyeong, jongno = sample.headings
    playground, library, ramps = eunpyeong.projects
    excluding = replace(
        eunpyeong, projects=(playground, replace(library, excludes=("p3",)), ramps)
    )
    year = replace(sample, headings=(city, excluding, jongno))
    async with open_house(tmp_path, year) as house:
        await register(house, JIEUN, 2)

        views = [await ballots.look_at_project(house, JIEUN, 1, 2, no) for no in (1, 2, 3)]

        korean = [show_project(view, translator_for("ko")).text for view in views]
        english = [show_project(view, translator_for("en")).text for view in views]
        assert "함께 추진할 수 없는" not in korean[0]
        assert "함께 추진할 수 없는 사업: 경사로 설치." in korean[1]
        assert "함께 추진할 수 없는 사업: 작은도서관." in korean[2]
        assert "Cannot be carried out beside: Library." in english[2]
