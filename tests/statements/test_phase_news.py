"""When people begin to deliberate, a thread is told where to say what they think."""

import pytest

from deliberation.phase_views import StageNews
from locales.translator import translator_for
from screens.notices import screen_of
from screens.screen import Link
from tests.samples import NOON
from tests.statements.samples import discussing_process


@pytest.mark.parametrize(("event", "is_offered"), [("entered", True), ("ended", False)])
def test_a_phase_of_deliberation_leads_to_the_statements(event: str, is_offered: bool) -> None:
    process = discussing_process()
    news = StageNews(
        process, process.stages[0], event, NOON, process.headings[2], bot_username="madang_bot"
    )

    screen = screen_of("stage-news", news, translator_for("en"))

    urls = [key.url for row in screen.rows for key in row if isinstance(key, Link)]
    address = f"https://t.me/madang_bot?start=w-{process.no}-3"
    assert (address in urls) is is_offered
