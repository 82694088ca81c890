"""A bundle and the public log as the bot hands them out, compared at home."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from actions import bundles, log_reading
from bot.commands import verify
from bot.rehearsing.handing_out import hand_out
from deliberation.bundle_check import verify_bundle
from deliberation.bundle_log import check_against_log
from deliberation.bundle_reading import BundleDiffers, VerifiedBundle
from deliberation.phases import Vote
from locales.translator import translator_for
from screens.verifying import difference_line, verified_line
from tests.results.test_publishing import counted, publish

ROOT = Path(verify.__file__).parents[2]


async def test_a_published_bundle_is_found_in_the_public_log(tmp_path: Path) -> None:
    async with counted(tmp_path) as house:
        await publish(house)
        await bundles.store_what_is_published(house)
        bundle = await bundles.look(house, 1, 1)
        log = (await log_reading.whole(house, 1)).content.decode()
    found = verify_bundle(bundle.content)
    lines = log.splitlines(keepends=True)

    entry = check_against_log(found, log)

    assert entry == len(lines) > found.log_entries
    for text, code in (
        ("".join(lines[:-1]), "bundle_not_logged"),
        ("".join(lines[: found.log_entries - 1]), "log_too_short"),
        (log.replace('"at_utc":1', '"at_utc":2', 1), "log_broken"),
        (log.replace("{", "", 1), "log_unreadable"),
        ("[]\n", "log_unreadable"),
    ):
        with pytest.raises(BundleDiffers) as caught:
            check_against_log(found, text)
        assert caught.value.code == code
    with pytest.raises(BundleDiffers, match="log_is_another"):
        check_against_log(replace(found, checkpoint_sha256="0" * 64), log)


async def test_a_year_s_published_files_are_handed_out_and_agree(tmp_path: Path) -> None:
    async with counted(tmp_path) as house:
        await publish(house)

        *handed, log = await hand_out(house, 1, tmp_path / "out")

        text = log.read_text("utf-8")
        assert [one.name for one in (*handed, log)] == [
            "sample-2027-1.zip",
            "sample-2027-log.jsonl",
        ]
        assert all(check_against_log(verify_bundle(one.read_bytes()), text) for one in handed)


def test_every_difference_has_words_in_every_language() -> None:
    sources = [*(ROOT / "deliberation").glob("*bundle*.py")]
    raised = re.compile(r'BundleDiffers\(\s*"(\w+)"')
    codes = {code for path in sources for code in raised.findall(path.read_text("utf-8"))}
    names = ("reason", "file", "format", "stated", "entry", "about", "heading", "place", "found")
    params = {name: f"<{name}>" for name in (*names, "project", "line", "announced")}

    said = {
        (language, code): difference_line(code, params, translator_for(language))
        for language in ("ko", "en")
        for code in codes
    }

    assert len(codes) > 25
    assert not [key for key, line in said.items() if key[1] in line or "{" in line]
    assert all(said["ko", code] != said["en", code] for code in codes)


def test_what_was_verified_is_named_by_its_kind() -> None:
    t = translator_for("en")
    found = VerifiedBundle("year", 2, 1, 1, 9, "0" * 64, "1" * 64, heading_id="city")

    said = [verified_line(replace(found, vote=one), t) for one in (Vote.LINES, Vote.AGENDA)]

    assert "line review of city, edition 2: 1 ballot, counted again" in said[0]
    assert "shortlist of city, edition 2: 1 ballot, counted again" in said[1]
