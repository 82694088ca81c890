"""What was found while a process file is read: faults, warnings, and readings that may fail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from babel.numbers import list_currencies

from actions.process_models import AboutTable
from actions.toml_lines import Path, dotted, line_of
from deliberation.faults import Fault
from deliberation.instance import main_unit_of
from deliberation.process import Wording
from locales.money import AmountError, parse_amount


class Findings:
    """Collects faults and warnings, so that all of a file's are told at once.

    Knows the file's currency and languages, in which amounts and texts are read.
    """

    def __init__(self, file: str, lines: Mapping[Path, int], about: AboutTable) -> None:
        self.file = file
        self.lines = lines
        self.faults: list[Fault] = []
        self.warnings: list[Fault] = []
        self.languages = tuple(about.languages)
        self.currency = about.currency
        if self.currency not in list_currencies():
            self.fault(("process", "currency"), "currency-unknown", value=self.currency)
            self.currency = "KRW"

    def fault(self, path: Path, code: str, **params: object) -> None:
        """Note a fault at a key."""
        self.faults.append(self._note(path, code, params))

    def warn(self, path: Path, code: str, **params: object) -> None:
        """Note something that is probably not meant."""
        self.warnings.append(self._note(path, code, params))

    def _note(self, path: Path, code: str, params: Mapping[str, object]) -> Fault:
        return Fault(self.file, dotted(path), code, line_of(path, self.lines), params)

    def wording(self, path: Path, texts: Mapping[str, str], *, optional: bool = False) -> Wording:
        """A text in every language of the process, or the one text that stands for all."""
        if "" in texts:
            return Wording(dict.fromkeys(self.languages, texts[""]))
        if texts or not optional:
            for language in self.languages:
                if language not in texts:
                    self.fault(path, "text-missing", language=language)
        return Wording(dict(texts))

    def amount(self, path: Path, value: int | Decimal | str, *, least: int = 1) -> int:
        """An amount in the smallest unit: a number in main units, or as people write it."""
        try:
            if isinstance(value, str):
                amount = parse_amount(value, self.currency)
            else:
                exact = Fraction(value) * main_unit_of(self.currency)
                amount = exact.numerator
                if exact.denominator != 1:
                    raise AmountError("amount-fraction")
        except AmountError as error:
            self.fault(path, error.code, **error.params)
            return least
        if amount < least:
            self.fault(path, "amount-negative" if amount < 0 else "amount-zero")
            return least
        return amount

    def check_unique(self, path: Path, ids: Sequence[str]) -> None:
        """Note each id that has come before."""
        seen = set()
        for place, one in enumerate(ids):
            if one in seen:
                self.fault((*path, place, "id"), "id-twice", id=one)
            seen.add(one)
