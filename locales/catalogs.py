"""Check the catalogs against the texts in the code; `python -m locales.catalogs [--merge]`.

The texts are extracted from every package. A catalog is sound when each has a translation that
is not fuzzy, with the same placeholders and the same markup; what no code asks for any more is
named too. `--merge` writes one `madang.po` for each language, with an empty entry where a
translation is missing, and takes the files that it was merged from away.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Formatter
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

from locales.particles import is_particle_pair
from locales.translator import CATALOGS, languages, read_catalogs

PACKAGES: Final = (
    "bot", "conversations", "handlers", "screens", "actions", "storage", "deliberation", "locales",
)  # fmt: skip
MERGED: Final = "madang.po"

_TAG = re.compile(r"</?[a-z][^<>]*>")
_HANGUL = re.compile(r"[가-힣]")

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with one entry of one language.

    Kinds: missing, fuzzy, obsolete, placeholders, markup, particles, plurals, twice.
    """

    language: str
    kind: str
    message: str
    where: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A translation and the file that it stands in."""

    path: Path
    catalog: Catalog
    message: Message


def main(arguments: Sequence[str] | None = None) -> int:
    """Report on every language; 1 where something is wrong."""
    parser = argparse.ArgumentParser(prog="locales.catalogs", description=__doc__)
    parser.add_argument("--merge", action="store_true", help="write one catalog for a language")
    parser.add_argument("--language", help="only this one")
    chosen = parser.parse_args(arguments)
    source = extract(CATALOGS.parent)
    troubles = 0
    for language in languages()[1:]:
        if chosen.language not in (None, language.code):
            continue
        if chosen.merge:
            merge(source, language.code, CATALOGS)
        found = check(source, language.code, CATALOGS)
        troubles += len(found)
        for trouble in found:
            sys.stdout.write(
                f"{trouble.language}: {trouble.kind}: {trouble.message!r} {trouble.where}\n"
            )
        sys.stdout.write(f"{language.name}: {len(source)} texts, {len(found)} troubles\n")
    return 1 if troubles else 0


def extract(root: Path, packages: Sequence[str] = PACKAGES) -> Catalog:
    """All texts that the packages ask a translator for, with where they stand."""
    catalog = Catalog(project="madang", charset="utf-8")
    for package in packages:
        if not (root / package).is_dir():
            continue
        for name, line, message, comments, context in extract_from_dir(
            root / package, [("**.py", "python")], comment_tags=("Translators:",)
        ):
            catalog.add(
                message, None, [(f"{package}/{name}", line)], auto_comments=comments,
                context=context,
            )  # fmt: skip
    return catalog


def check(source: Catalog, language: str, catalogs: Path) -> tuple[Trouble, ...]:
    """Everything that is wrong with a language's catalogs, in the source's order."""
    return tuple(_check(source, language, catalogs))


def merge(source: Catalog, language: str, catalogs: Path) -> Path:
    """One file with every text of the source and its translation, in the source's order."""
    known = {
        _key(entry): entry
        for _, catalog in reversed(read_catalogs(language, catalogs))
        for entry in _entries(catalog)
        if _is_translated(entry)
    }
    merged = Catalog(locale=language, project="madang", charset="utf-8", fuzzy=False)
    for message in _entries(source):
        entry = known.get(_key(message))
        merged.add(
            message.id,
            entry.string if entry else None,
            message.locations,
            entry.flags if entry else (),
            message.auto_comments,
            entry.user_comments if entry else (),
            context=message.context,
        )
    folder = catalogs / language / "LC_MESSAGES"
    written = folder / (MERGED + ".tmp")
    with written.open("wb") as file:
        write_po(file, merged, width=99, no_location=False, include_lineno=False)
    for old in folder.glob("*.po"):
        old.unlink()
    return written.rename(folder / MERGED)


def _check(source: Catalog, language: str, catalogs: Path) -> Iterator[Trouble]:
    entries: dict[Key, list[Entry]] = {}
    for path, catalog in read_catalogs(language, catalogs):
        for message in _entries(catalog):
            entries.setdefault(_key(message), []).append(Entry(path, catalog, message))
    wanted = {_key(message) for message in _entries(source)}
    for message in _entries(source):
        for kind, where in _about(message, entries.get(_key(message), [])):
            yield Trouble(language, kind, _key(message)[1], where)
    for key, found in entries.items():
        if key not in wanted:
            yield Trouble(language, "obsolete", key[1], found[0].path.name)


def _about(message: Message, found: list[Entry]) -> Iterator[tuple[str, str]]:
    """What is wrong with the entries for one message, and where."""
    if not any(_is_translated(entry.message) or entry.message.fuzzy for entry in found):
        yield "missing", ", ".join(f"{name}:{line}" for name, line in message.locations)
    if len({_forms(entry.message.string) for entry in found}) > 1:
        yield "twice", ", ".join(entry.path.name for entry in found)
    for entry in found:
        if entry.message.fuzzy:
            yield "fuzzy", entry.path.name
        elif _is_translated(entry.message):
            for kind in _troubles(message, entry):
                yield kind, entry.path.name


def _troubles(message: Message, entry: Entry) -> Iterator[str]:
    sources, texts = _forms(message.id), _forms(entry.message.string)
    if len(sources) > 1 and len(texts) != entry.catalog.num_plurals:
        yield "plurals"
    wanted = {name for text in sources for name in _placeholders(text)}
    # A singular may leave the number out; a form for all numbers may not.
    spare = wanted - set(_placeholders(sources[0])) if len(texts) > 1 else set()
    for text in texts:
        try:
            given = _placeholders(text)
        except ValueError:
            yield "placeholders"
            continue
        if not wanted - spare <= set(given) <= wanted:
            yield "placeholders"
        if any(_HANGUL.search(spec) and not is_particle_pair(spec) for spec in given.values()):
            yield "particles"
        if Counter(_TAG.findall(text)) != Counter(_TAG.findall(sources[-1])):
            yield "markup"


def _placeholders(text: str) -> dict[str, str]:
    """The names in a text with their specifications; particles win over plain ones."""
    found: dict[str, str] = {}
    for _, name, spec, _ in Formatter().parse(text):
        if name is not None and (spec or name not in found):
            found[name] = spec or ""
    return found


def _entries(catalog: Catalog) -> Iterator[Message]:
    return (message for message in catalog if message.id)


def _key(message: Message) -> Key:
    return (message.context or "", _forms(message.id)[0])


def _forms(texts: object) -> tuple[str, ...]:
    """A message's text, or its plural forms, as a tuple."""
    if isinstance(texts, (tuple, list)):
        return tuple(text or "" for text in texts)
    return (str(texts or ""),)


def _is_translated(message: Message) -> bool:
    return all(_forms(message.string)) and not message.fuzzy


if __name__ == "__main__":
    sys.exit(main())
