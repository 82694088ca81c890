from typing import ClassVar

import pytest

from screens.buttons import MAX_BYTES, Button, GoHome, SetRank, ShowBallot, UnknownButton
from screens.links import BALLOT, INVITATION, Destination, payload, read_payload


def test_a_button_comes_back_as_it_was_packed() -> None:
    button = SetRank(
        process_no=1, heading_no=27, project_no=119, rank=3, revision=12, page=2, field="transport"
    )

    assert Button.unpack(button.pack()) == button


def test_the_longest_ballot_button_fits_into_telegrams_limit() -> None:
    button = SetRank(
        process_no=99,
        heading_no=99,
        project_no=999,
        rank=20,
        revision=99_999,
        page=99,
        field="=" + ".".join(["999"] * 8),
    )

    assert len(button.pack().encode()) <= MAX_BYTES


def test_a_button_that_would_not_fit_is_refused_before_telegram_sees_it() -> None:
    button = ShowBallot(process_no=1, heading_no=1, page=0, field="한글" * 12)

    with pytest.raises(ValueError, match="packs to"):
        button.pack()


@pytest.mark.parametrize("data", ["", "zz|1", "h", "h|1|2", "h|one", "r|1|2", "|||", "h|1|"])
def test_foreign_or_old_data_is_told_apart(data: str) -> None:
    with pytest.raises(UnknownButton):
        Button.unpack(data)


def test_a_button_of_another_class_is_not_taken_for_this_one() -> None:
    with pytest.raises(UnknownButton):
        SetRank.unpack(GoHome(process_no=1).pack())


def test_two_buttons_cannot_share_a_prefix() -> None:
    with pytest.raises(TypeError, match="prefix"):
        type(
            "Twin",
            (Button,),
            {"prefix": "h", "__annotations__": {"prefix": ClassVar[str]}, "__module__": __name__},
        )


def test_a_payload_says_where_it_leads() -> None:
    assert read_payload(payload(BALLOT, 1, 3)) == Destination(BALLOT, 1, 3)


@pytest.mark.parametrize(
    "text", ["", "b-", "b-1-2-3-4-5", "b-x", "B-1", "i-1-short", "b 1", "../x"]
)
def test_a_payload_that_is_none_of_ours_leads_nowhere(text: str) -> None:
    assert read_payload(text) is None


def test_an_invitation_carries_its_token() -> None:
    found = read_payload("i-4-abcdefgh_ABCDEFGH-1")

    assert found == Destination(INVITATION, 4, token="abcdefgh_ABCDEFGH-1")
