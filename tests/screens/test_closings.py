"""What closed at midnight is said to have closed with the day that ended then."""

from datetime import UTC, datetime

import pytest

from deliberation.refusals import NotNow
from locales.translator import translator_for
from screens.refusals import refusal_text
from tests import samples

MIDNIGHT_IN_SEOUL = datetime(2027, 6, 20, 15, tzinfo=UTC)


@pytest.mark.parametrize("code", ["ballot-closed", "proposing-closed"])
@pytest.mark.parametrize(
    ("language", "said"), [("ko", "6월 20일 밤 12시에 마감"), ("en", "until the end of 20 June")]
)
def test_midnight_belongs_to_the_day_that_ends_with_it(
    code: str, language: str, said: str
) -> None:
    refusal = NotNow(code, process=samples.sample_process(), closed=MIDNIGHT_IN_SEOUL)

    shown = refusal_text(refusal, translator_for(language))

    assert said in shown
