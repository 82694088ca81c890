"""The words that simulated people look for stand on the bot's screens, in every language."""

import re
from importlib import import_module
from types import ModuleType

import pytest

from locales.translator import languages, read_catalogs
from rehearsal.citizens.words import found_in, matches

MODULES = (
    "rehearsal.citizens.registering",
    "rehearsal.citizens.proposing",
    "rehearsal.citizens.voting",
    "rehearsal.citizens.talking",
    "rehearsal.citizens.reading",
    "rehearsal.citizens.sitting",
    "bot.rehearsing.opening",
    "rehearsal.citizens.answering",
    "bot.rehearsing.staff",
    "bot.rehearsing.reviewers",
    "bot.rehearsing.costing",
)
# Names of the simulation's own, in capitals as the words are.
NO_WORDS = {"AGENDA"}


def _words(module: ModuleType) -> set[str]:
    return {
        value
        for name, value in vars(module).items()
        if name.isupper() and isinstance(value, str) and re.search(r"\w{2}", value)
        if not name.startswith("_") and name not in NO_WORDS
    }


@pytest.mark.parametrize("name", MODULES)
def test_every_word_that_is_looked_for_is_in_the_catalogs(name: str) -> None:
    wanted = _words(import_module(name))

    for language in languages()[1:]:
        known: set[str] = set()
        for _path, catalog in read_catalogs(language.code):
            for message in catalog:
                ids = message.id if isinstance(message.id, tuple) else (message.id,)
                known.add(" | ".join(ids))

        assert wanted - known == set()


def test_a_placeholder_stands_for_anything() -> None:
    assert matches("Put it at rank {rank}", "en", "Put it at rank 3")
    assert matches("{n} ballot more | {n} ballots more", "en", "2 ballots more")
    assert not matches("Vote", "en", "Vote (0 of 3 ballots)")
    assert found_in("Budget limit: {amount}", "ko", "은평구\n선정 한도액: 2억 원\n") is not None
