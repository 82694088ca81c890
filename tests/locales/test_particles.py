from __future__ import annotations

import pytest

from locales.particles import Template, attach, choose_particle


@pytest.mark.parametrize(
    ("word", "particle"),
    [
        ("놀이터", "를"), ("공원", "을"), ("서울", "을"),
        ("10", "을"), ("2", "를"), ("9", "를"), ("100만", "을"), ("3억 5,000만 원", "을"),
        ("1,000,000,000,000", "를"), ("100,000,000", "을"), ("1.5", "를"), ("1.0", "을"),
        ("SQL", "을"), ("AI", "를"), ("CCTV", "를"), ("KRW", "를"), ("LAN", "을"),
        ("Telegram", "을"), ("Krakow", "를"), ("school", "을"), ("Facebook", "을(를)"),
        ("apple", "을(를)"), ("Zoë", "을(를)"),
        ("「놀이터」", "를"), ('"공원"', "을"), ("‘숲’", "을"), ("공원.", "을"), ("정말?!", "을"),
        ("공원(야외)", "을"), ("가(나) 다(라)", "를"), ("(공원)", "을"), ("공원 (1) [새]", "을"),
        ("🌳", "을(를)"), ("공원🌳", "을"), ("놀이터 👨‍👩‍👧", "를"),
        ("...", "을(를)"), ("", "을(를)"),
        ("<b>놀이터</b>", "를"), ("공원&lt;", "을"), ("A &amp; B", "를"),
        ("5%", "를"), ("10kg", "을"), ("3 km", "를"), ("ㄱ", "을"), ("ㅏ", "를"),
        ("公園", "을(를)"), ("парк", "을(를)"), ("\u1100\u1169\u11bc\u110b\u116f\u11ab", "을"),
    ],
)  # fmt: skip
def test_the_object_particle_follows_the_last_sound(word: str, particle: str) -> None:
    chosen = choose_particle(word, "을/를")

    assert chosen == particle


@pytest.mark.parametrize(
    ("pair", "after_consonant", "after_vowel", "after_rieul", "unsure"),
    [
        ("은/는", "은", "는", "은", "은(는)"),
        ("이/가", "이", "가", "이", "이(가)"),
        ("과/와", "과", "와", "과", "과(와)"),
        ("으로/로", "으로", "로", "로", "(으)로"),
        ("으로부터/로부터", "으로부터", "로부터", "로부터", "(으)로부터"),
        ("이나/나", "이나", "나", "이나", "(이)나"),
        ("이라고/라고", "이라고", "라고", "이라고", "(이)라고"),
        ("이에요/예요", "이에요", "예요", "이에요", "이에요(예요)"),
    ],
)
def test_every_pair_has_its_forms_in_either_order(
    pair: str, after_consonant: str, after_vowel: str, after_rieul: str, unsure: str
) -> None:
    turned = "/".join(reversed(pair.split("/")))

    for written in (pair, turned):
        chosen = [choose_particle(word, written) for word in ("공원", "놀이터", "교실", "🌳")]
        assert chosen == [after_consonant, after_vowel, after_rieul, unsure]


def test_other_format_specifications_stay_pythons() -> None:
    template = Template("{name:은/는} {n:,}개, {share:.1%}, {{그대로}}")

    text = template.format(name="종로구", n=12345, share=0.125)

    assert text == "종로구는 12,345개, 12.5%, {그대로}"


def test_attaching_never_changes_the_word() -> None:
    word = "<b>A</b> &lt;공원&gt; "

    assert attach(word, "을/를").startswith(word)
