"""`madang count` and `madang verify`, as somebody at home runs them."""

import json
import resource
import subprocess
import sys

import pytest

from bot.commands.verify import own_language
from deliberation.bundle import build_bundle
from tests.count.elections import ROOT
from tests.count.test_bundle import sample_parts

TEXT = """META
key;value
budget;1000.5
vote_type;ordinal
max_length;3
currency;PLN
PROJECTS
project_id;cost
a;600
b;400.25
c;300
VOTES
voter_id;vote
1;a,b
2;b
3;c,a
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "Jongno.pb"
    path.write_text(TEXT, "utf-8")
    return path


def madang(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "bot.cli", *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_json_is_one_object_and_nothing_else(file):
    done = madang("count", file, "--json")
    heading = json.loads(done.stdout)["headings"][0]

    assert done.returncode == 0
    assert set(heading) == {
        "file", "heading", "rule", "ballots", "rank_entries", "budget", "spent", "funded",
        "order", "rounds", "add1_steps", "exact_decisions", "ties", "covered_voters",
        "mean_points", "cpu_s",
    }  # fmt: skip
    assert (heading["heading"], heading["ballots"], heading["rank_entries"]) == ("Jongno", 3, 5)
    assert (heading["budget"], heading["spent"]) == ("1000.50", "700.25")
    assert heading["funded"] == ["b", "c"]


def test_headings_come_in_the_order_of_the_files_and_rules_can_rank(file, tmp_path):
    other = tmp_path / "Mapo.pb"
    other.write_text(TEXT, "utf-8")

    done = madang("count", other, file, "--rule", "schulze", "--json")
    headings = json.loads(done.stdout)["headings"]

    assert [one["heading"] for one in headings] == ["Mapo", "Jongno"]
    assert sorted(headings[0]["order"]) == ["a", "b", "c"]
    assert headings[0]["funded"] == []


def test_a_bad_file_is_named_with_its_line(file):
    file.write_text(TEXT.replace("2;b", "2;b,z"), "utf-8")

    done = madang("count", file)

    assert done.returncode == 2
    assert "Jongno.pb, line 15: unknown project" in done.stderr
    assert done.stdout == ""


def test_the_table_prints_both_sums(file):
    done = madang("count", file)

    assert "3 ballots; 5 rank entries = 5 summed over the ballots" in done.stdout


def test_a_cold_count_of_a_small_file_takes_less_than_two_seconds(file):
    madang("count", file)  # whatever is compiled is compiled now

    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    madang("count", file, "--json")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)

    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 2


def test_verify_says_in_one_line_whether_all_is_well(tmp_path):
    sound, broken = tmp_path / "sound.zip", tmp_path / "broken.zip"
    data = build_bundle(*sample_parts())
    sound.write_bytes(data)
    changed = bytearray(data)
    changed[data.index(b"budget;500") + 7] ^= 1
    broken.write_bytes(changed)

    good, bad = madang("verify", sound), madang("verify", broken)

    assert (good.returncode, good.stdout.count("\n")) == (0, 1)
    assert good.stdout.startswith("VERIFIED: sample-2027, edition 1: 2 headings and 75 ballots")
    assert "--log" in good.stderr  # who has the hash from elsewhere compares it
    assert (bad.returncode, bad.stdout.count("\n")) == (1, 1)
    assert bad.stdout.startswith("NOT VERIFIED")


def test_verify_answers_in_korean_where_the_terminal_is_korean(tmp_path):
    sound, broken = tmp_path / "sound.zip", tmp_path / "broken.zip"
    data = build_bundle(*sample_parts())
    sound.write_bytes(data)
    broken.write_bytes(data[:-1])

    good = madang("verify", sound, "--language", "ko")
    bad = madang("verify", broken, "--language", "ko")

    assert good.stdout.startswith("확인되었습니다: sample-2027, 제1판, 선정 단위 2곳, 투표 75건.")
    assert bad.stdout.startswith("확인되지 않았습니다: 검증 자료가 아니거나")
    assert own_language({"LANG": "ko_KR.UTF-8"}) == "ko"
    assert own_language({"LC_ALL": "C", "LANG": "ko_KR.UTF-8"}) == "en"
