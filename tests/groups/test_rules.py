"""The rules of groups and threads."""

from dataclasses import replace

import pytest

from deliberation.groups import (
    RIGHTS,
    GroupFacts,
    covers,
    guessed_headings,
    missing_rights,
    topic_address,
    topic_title,
)
from screens import group_buttons
from screens.buttons import MAX_BYTES, Button
from tests import samples

PROCESS = samples.sample_process()


def test_a_group_without_topics_needs_no_right_to_manage_them() -> None:
    lacking = frozenset[str]()

    assert missing_rights(True, lacking) == RIGHTS
    assert missing_rights(False, lacking) == RIGHTS[1:]
    assert missing_rights(True, frozenset(RIGHTS)) == ()


@pytest.mark.parametrize(
    ("chat_id", "username", "topic_id", "message_id", "address"),
    [
        (-1_002_000_000_001, "", 44, 0, "https://t.me/c/2000000001/44"),
        (-1_002_000_000_001, "seoul_talk", 44, 0, "https://t.me/seoul_talk/44"),
        (-1_002_000_000_001, "", 0, 7, "https://t.me/c/2000000001/7"),
        (-4_100_000_001, "", 0, 7, ""),
    ],
)
def test_a_topic_has_an_address_unless_the_group_is_a_basic_one(
    chat_id: int, username: str, topic_id: int, message_id: int, address: str
) -> None:
    found = topic_address(chat_id, username, topic_id, message_id)

    assert found == address


@pytest.mark.parametrize(
    ("title", "numbers"),
    [("은평구 주민 모임", {2}), ("Talk in JONGNO-GU", {3}), ("이웃", set()), ("", set())],
)
def test_a_groups_title_names_its_heading(title: str, numbers: set[int]) -> None:
    found = guessed_headings(PROCESS, title)

    assert found == numbers


@pytest.mark.parametrize(
    ("scope", "covered"),
    [
        ("", {1, 2, 3}),
        ("jongno", {3}),
        ("city", {1}),
        ("Department of parks", {1, 2, 3}),
    ],
)
def test_a_facilitators_scope_covers_headings_and_a_departments_name_limits_nothing(
    scope: str, covered: set[int]
) -> None:
    found = {heading.no for heading in PROCESS.headings if covers(scope, PROCESS, heading)}

    assert found == covered


def test_a_topics_title_is_never_too_long_for_telegram() -> None:
    heading = replace(PROCESS.headings[0], names=samples.words("a" * 300, "가" * 300))

    assert len(topic_title(heading, "ko")) == 128


def test_only_groups_are_groups() -> None:
    kinds = ["group", "supergroup", "channel", "private"]

    found = [kind for kind in kinds if GroupFacts(-1, "", kind).is_group]

    assert found == ["group", "supergroup"]


def test_every_button_fits_with_the_largest_numbers() -> None:
    largest = {
        "process_no": 999_999_999,
        "chat_id": -1_009_999_999_999,
        "user_id": 9_999_999_999,
        "heading_no": 999,
        "thread_no": 999_999,
        "round_no": 9_999,
        "page": 99,
        "scope_no": 999,
        "role": "facilitator",
        "language": "ko",
        "door": "asks",
        "is_chosen": True,
    }
    kinds = [
        kind
        for kind in vars(group_buttons).values()
        if isinstance(kind, type) and issubclass(kind, Button) and kind is not Button
    ]

    packed = [kind(**{name: largest[name] for name in kind.model_fields}).pack() for kind in kinds]

    assert len(kinds) > 25
    assert max(len(data.encode()) for data in packed) <= MAX_BYTES
    assert all(type(Button.unpack(data)) in kinds for data in packed)
