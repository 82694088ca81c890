from __future__ import annotations

from pathlib import Path

import pytest

from locales.translator import Language, languages, translator_for

_PO = """
msgid ""
msgstr ""
"Language: {language}\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: {plural}\\n"

"""


def _write(root: Path, language: str, plural: str, body: str, name: str = "texts") -> None:
    folder = root / language / "LC_MESSAGES"
    folder.mkdir(parents=True, exist_ok=True)
    text = _PO.format(language=language, plural=plural) + body
    (folder / f"{name}.po").write_text(text, encoding="utf-8")


@pytest.fixture
def catalogs(tmp_path: Path) -> Path:
    _write(
        tmp_path,
        "ko",
        "nplurals=1; plural=0;",
        'msgid "{name} is chosen."\nmsgstr "{name:이/가} 선정되었습니다."\n\n'
        'msgid "{n} day"\nmsgid_plural "{n} days"\nmsgstr[0] "{n}일"\n\n'
        '#, fuzzy\nmsgid "Guess"\nmsgstr "짐작"\n',
    )
    _write(tmp_path, "ko", "nplurals=1; plural=0;", 'msgid "Home"\nmsgstr "처음"\n', "home")
    _write(
        tmp_path,
        "pl",
        "nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);",
        'msgid "{n} day"\nmsgid_plural "{n} days"\n'
        'msgstr[0] "{n} dzień"\nmsgstr[1] "{n} dni"\nmsgstr[2] "{n} dnia"\n',
    )
    _write(tmp_path, "pt_BR", "nplurals=2; plural=(n > 1);", 'msgid "Home"\nmsgstr "Casa"\n')
    return tmp_path


@pytest.mark.parametrize(
    ("code", "language"),
    [
        ("ko", "ko"), ("ko-KR", "ko"), ("KO", "ko"), ("en-GB", "en"), ("pt-br", "pt_BR"),
        ("pt", "en"), ("pl", "pl"), ("xx", "en"), ("", "en"), (None, "en"), ("../ko", "en"),
    ],
)  # fmt: skip
def test_a_code_of_telegram_finds_its_language_or_english(
    catalogs: Path, code: str | None, language: str
) -> None:
    translator = translator_for(code, catalogs)

    assert translator.language == language


def test_all_files_of_a_language_are_one_catalog(catalogs: Path) -> None:
    ko = translator_for("ko", catalogs)

    texts = [ko.gettext("Home"), ko.ngettext("{n} day", "{n} days", 3).format(n=3)]

    assert texts == ["처음", "3일"]


def test_placeholders_choose_particles_and_english_stays_as_it_is(catalogs: Path) -> None:
    ko, en = translator_for("ko", catalogs), translator_for("en", catalogs)

    filled = [t.gettext("{name} is chosen.").format(name="공원") for t in (ko, en)]

    assert filled == ["공원이 선정되었습니다.", "공원 is chosen."]
    assert ko.fill("{a:을/를} {b:,}", a="놀이터", b=1000) == "놀이터를 1,000"


def test_fuzzy_entries_are_not_shown(catalogs: Path) -> None:
    ko = translator_for("ko", catalogs)

    assert ko.gettext("Guess") == "Guess"


def test_plural_forms_are_the_catalogs_own(catalogs: Path) -> None:
    pl = translator_for("pl", catalogs)

    forms = [pl.ngettext("{n} day", "{n} days", n).format(n=n) for n in (1, 2, 5, 22)]

    assert forms == ["1 dzień", "2 dni", "5 dnia", "22 dni"]


def test_english_needs_no_catalog(catalogs: Path) -> None:
    en = translator_for(None, catalogs)

    forms = [en.ngettext("{n} day", "{n} days", n).format(n=n) for n in (1, 2)]

    assert forms == ["1 day", "2 days"]


def test_languages_have_their_own_names(catalogs: Path) -> None:
    found = languages(catalogs)

    assert found[0] == Language("en", "English")
    assert Language("ko", "한국어") in found
    assert Language("pl", "Polski") in found
    assert len(found) == 4


def test_a_sentence_that_ends_with_an_hour_has_one_full_stop() -> None:
    message = translator_for("en").gettext("Voting closes on {when}.")

    told = message.format(when="29 August, 3 p.m.")

    assert told == "Voting closes on 29 August, 3 p.m."
