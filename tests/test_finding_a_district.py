"""A citizen finds a district: by its first letters, by a place, and back to the list."""

from pathlib import Path

from rehearsal.people import Person
from tests.world import World


def _labels(person: Person) -> list[str]:
    rows = person.screen().get("reply_markup", {}).get("inline_keyboard", [])
    return [key["text"] for row in rows for key in row]


async def test_a_district_is_found_by_its_beginning_by_a_place_or_on_the_list(
    tmp_path: Path,
) -> None:
    world = await World.open(tmp_path, "seoul-2019", "at proposing +1h")
    soonja = world.box.user("순자", language_code="ko")
    seen: list[tuple[str, list[str]]] = []

    async def after(act: object) -> None:
        await world.quiet()
        seen.append((str(soonja.screen()["text"]), _labels(soonja)))

    try:
        await soonja.start()
        await world.quiet()
        for label in ("읽었고", "동의합니다", "자치구 고르기"):
            await soonja.tap(label)
            await world.quiet()
        await after(await soonja.send("ㄱ"))
        await after(await soonja.send("뉴욕"))
        await after(await soonja.tap("전체 자치구"))
        await after(await soonja.send_location(37.6177, 126.9227))
        await after(await soonja.send_location(37.6, 126.952))
        await after(await soonja.send_location(35.1, 129.0))
    finally:
        await world.close()

    initials, unknown, every, place, border, outside = seen
    assert initials[1][:8] == [
        "강남구", "강동구", "강북구", "강서구", "관악구", "광진구", "구로구", "금천구",
    ]  # fmt: skip
    assert "뉴욕" in unknown[0]
    assert "전체 자치구" in unknown[1]
    assert "강남구" in every[1]
    assert "어디인가요" in every[0]
    assert place == (
        "보내신 위치가 속한 자치구입니다. 맞으면 눌러 주세요.",
        ["은평구", "전체 자치구"],
    )
    assert "경계" in border[0]
    assert set(border[1][:2]) == {"종로구", "서대문구"}
    assert "바깥" in outside[0]
    assert "전체 자치구" in outside[1]
