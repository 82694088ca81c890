"""Amounts of money as people type them: 3억 5천만원, 1.5억, 2천만, KRW 350 million, 350m.

What could mean two things is not guessed: `AmountError` names the readings, so that the person
can choose. The answer should still be echoed and confirmed.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache
from typing import Final

from babel.numbers import get_currency_precision, list_currencies

MOST: Final = 10**16  # in main units: more than any state's budget

_HANGUL_DIGITS: Final = dict(zip("영일이삼사오육칠팔구", range(10), strict=True)) | {
    "공": 0,
    "륙": 6,
}
_SMALL_UNITS: Final = {"십": 10, "백": 100, "천": 1000}
_LARGE_UNITS: Final = {"만": 10**4, "억": 10**8, "조": 10**12}
_WORDS: Final = {
    "thousand": 10**3, "k": 10**3, "tys": 10**3,
    "million": 10**6, "millions": 10**6, "mn": 10**6, "mln": 10**6, "mio": 10**6, "m": 10**6,
    "billion": 10**9, "billions": 10**9, "bn": 10**9, "b": 10**9, "mld": 10**9,
    "trillion": 10**12, "tn": 10**12,
}  # fmt: skip
_CURRENCY_WORDS: Final = {
    "₩": "KRW", "\\": "KRW", "원": "KRW", "won": "KRW", "wons": "KRW",
    "$": "USD", "us$": "USD", "달러": "USD", "불": "USD", "dollar": "USD", "dollars": "USD",
    "bucks": "USD", "€": "EUR", "유로": "EUR", "euro": "EUR", "euros": "EUR",
    "¥": "JPY", "엔": "JPY", "円": "JPY", "yen": "JPY", "위안": "CNY", "元": "CNY", "rmb": "CNY",
    "yuan": "CNY", "£": "GBP", "파운드": "GBP", "pound": "GBP", "pounds": "GBP",
    "zł": "PLN", "zl": "PLN", "złoty": "PLN", "złotych": "PLN", "zloty": "PLN", "zlotych": "PLN",
    "zlotys": "PLN", "즐로티": "PLN", "₿": "BTC", "비트코인": "BTC",
    "bitcoin": "BTC", "bitcoins": "BTC", "₽": "RUB", "루블": "RUB", "ruble": "RUB",
    "rubles": "RUB", "rouble": "RUB", "roubles": "RUB", "₫": "VND", "đồng": "VND", "btc": "BTC",
    "₹": "INR", "루피": "INR", "rupee": "INR", "rupees": "INR", "฿": "THB", "바트": "THB",
    "baht": "THB", "₱": "PHP", "페소": "PHP", "peso": "PHP", "pesos": "PHP", "₮": "MNT",
    "투그릭": "MNT", "franc": "CHF", "francs": "CHF", "프랑": "CHF",
}  # fmt: skip
_AROUND = re.compile(
    r"^(?:약|대략|총|예산은?|about|approximately|approx\.?|around|ca\.?|roughly|ok\.?)\s*"
    r"|\s*(?:정도(?:요|입니다)?|쯤(?:요)?|가량|내외|입니다|이에요|예요|이요|요|approx\.?)?[.!]?$"
)
_RANGE = re.compile(
    r"\d\s*[~–—-]\s*\d|[만억조원]\s*[~–—-]|\b(?:or|to|between)\b|또는|에서|이상|이하|미만|초과"
)
_NEGATIVE = re.compile(r"^(?:[^\w]*[-−–—](?=\s*\S)|마이너스|minus\b)|-\s*[₩$€\\]?\s*\d")
_HANGUL_AMOUNT = re.compile(r"^[0-9.,영일이삼사오육칠팔구십백천만억조]+$")
_GROUP = re.compile(r"^(?P<count>[^만억조]*)(?P<unit>[만억조]?)")
_PART = re.compile(r"([0-9][0-9,]*(?:\.[0-9]+)?|[영일이삼사오육칠팔구])?([십백천])?")


class AmountError(Exception):
    """What was typed is no usable amount; code and parameters, no prose.

    Codes: amount-empty, amount-unreadable, amount-negative, amount-zero, amount-absurd (most),
    amount-fraction, amount-other-currency (currency, other), amount-range,
    amount-ambiguous (readings: amounts in the smallest unit, the likelier first).
    """

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


def parse_amount(text: str, currency: str) -> int:
    """The amount in the currency's smallest unit (AmountError where there is any doubt)."""
    plain = _plain(text)
    if not plain:
        raise AmountError("amount-empty")
    if len(plain) > 60:
        raise AmountError("amount-unreadable")
    plain = _without_chatter(plain)
    if _NEGATIVE.search(plain) and not _RANGE.search(plain):
        raise AmountError("amount-negative")
    if _RANGE.search(plain):
        raise AmountError("amount-range")
    bare, said_currency = _without_currency(plain, currency)
    readings = _read(bare, currency, said_currency)
    amounts = [_in_smallest_unit(reading, currency) for reading in readings]
    if len(amounts) > 1:
        raise AmountError("amount-ambiguous", readings=tuple(amounts))
    return amounts[0]


def _plain(text: str) -> str:
    """Full-width forms as ASCII, digits of any script as 0-9, lower case, single spaces."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    chars = []
    for char in folded:
        digit = unicodedata.decimal(char, None)
        if digit is not None:
            chars.append(str(digit))
        elif unicodedata.category(char) not in ("Cf", "Cc", "Mn"):
            chars.append(char)
        elif char.isspace():
            chars.append(" ")
    return " ".join("".join(chars).split())


def _without_chatter(text: str) -> str:
    while (shorter := _AROUND.sub("", text).strip()) != text:
        text = shorter
    return text


def _without_currency(text: str, currency: str) -> tuple[str, bool]:
    """The amount alone, and whether the currency was said (AmountError for another one)."""
    said = False
    rest = text
    for word in _currency_words():
        if word not in rest:
            continue
        if word.isalpha() and word.isascii():
            pattern = rf"(?<![a-z]){re.escape(word)}(?![a-z])"
        else:
            pattern = re.escape(word)
        if not re.search(pattern, rest):
            continue
        meant = _currency_words()[word]
        if meant != currency:
            raise AmountError("amount-other-currency", currency=currency, other=meant)
        said = True
        rest = re.sub(pattern, " ", rest)
    return " ".join(rest.split()), said


@lru_cache(maxsize=1)
def _currency_words() -> dict[str, str]:
    """Every way to name a currency, longest first."""
    words = {code.casefold(): code for code in list_currencies()} | _CURRENCY_WORDS
    return dict(sorted(words.items(), key=lambda item: -len(item[0])))


def _read(text: str, currency: str, said_currency: bool) -> list[Decimal]:
    """The possible readings in main units."""
    joined = _with_digits_joined(text)
    if _HANGUL_AMOUNT.match(joined) and any("가" <= char <= "힣" for char in joined):
        return _read_hangul(joined, said_currency)
    match = re.fullmatch(r"([0-9][0-9.,]*)\s?([a-zł]*)\.?", joined)
    if match is None or (match[2] and match[2] not in _WORDS):
        raise AmountError("amount-unreadable")
    if not match[2]:
        return _read_number(match[1], get_currency_precision(currency))
    numbers = _read_number(match[1], 6)
    return [number * _WORDS[match[2]] for number in numbers]


def _with_digits_joined(text: str) -> str:
    """Spaces only where they change nothing: 1 500 000 and 3억 5천, but not 3 5억."""
    grouped = re.sub(r"(?<![0-9])[0-9]{1,3}(?: [0-9]{3})+(?![0-9])", _joined, text)
    if re.search(r"[0-9.,영일이삼사오육칠팔구] +[0-9.,영일이삼사오육칠팔구]", grouped):
        raise AmountError("amount-unreadable")
    return re.sub(r"(?<=[0-9가-힣]) +(?=[0-9가-힣])", "", grouped)


def _joined(match: re.Match[str]) -> str:
    return match[0].replace(" ", "")


def _read_number(text: str, precision: int) -> list[Decimal]:
    """A number with thousands separators of either habit, both readings where in doubt."""
    if re.fullmatch(r"[0-9]+", text):
        return [Decimal(text)]
    readings = []
    for group, point in ((",", "."), (".", ",")):
        whole, has_point, rest = text.partition(point)
        pattern = rf"[0-9]{{1,3}}(?:\{group}[0-9]{{3}})+|[0-9]+"
        if not re.fullmatch(pattern, whole) or (has_point and not re.fullmatch("[0-9]+", rest)):
            continue
        number = Decimal(whole.replace(group, "") + ("." + rest if rest else ""))
        if len(rest) <= max(precision, 0) or group == ",":
            readings.append(number)
    if len(readings) == 2 and readings[0] != readings[1]:
        return _of_two(text, readings, precision)
    if not readings:
        raise AmountError("amount-unreadable")
    return readings[:1]


def _of_two(text: str, readings: list[Decimal], precision: int) -> list[Decimal]:
    """3,500 is three thousand five hundred everywhere that we serve; 3.500 might be."""
    if "," in text and re.fullmatch(r"[0-9]{1,3}(?:,[0-9]{3})+", text):
        return readings[:1]
    return readings if precision else readings[1:]


def _read_hangul(text: str, said_won: bool) -> list[Decimal]:
    """Groups of ten thousand with units that only descend: 3억 5천만, 삼억오천, 천만, 1.5억."""
    total = Decimal(0)
    smallest = 10**20
    rest = text
    while rest:
        match = _GROUP.match(rest)
        if match is None or not match[0]:
            raise AmountError("amount-unreadable")
        unit = _LARGE_UNITS.get(match["unit"], 1)
        if unit >= smallest:
            raise AmountError("amount-unreadable")
        count = _read_group(match["count"]) if match["count"] else Decimal(1)
        rest = rest[match.end() :]
        if rest and count != count.to_integral_value():
            raise AmountError("amount-unreadable")
        if unit == 1 and smallest > 10**4 and total:
            return _colloquial(total, count, smallest, said_won)
        total += count * unit
        smallest = unit
    if total < 10**4 and not said_won and not text[-1].isdigit():
        return [total * 10**4, total]
    return [total]


def _colloquial(total: Decimal, count: Decimal, unit: int, said_won: bool) -> list[Decimal]:
    """After 억 a bare 5천 means 5천만 when people talk; with 원 it might be five thousand."""
    meant, literal = total + count * (unit // 10**4), total + count
    if 100 <= count <= 9999:
        return [meant, literal] if said_won else [meant]
    if not said_won:
        raise AmountError("amount-unreadable")
    return [literal]


def _read_group(text: str) -> Decimal:
    """A number below the large units: 3천5백, 2,500, 오천, 삼, 12.5."""
    total = Decimal(0)
    smallest = 10**5
    position = 0
    while position < len(text):
        match = _PART.match(text, position)
        if match is None or not match[0]:
            raise AmountError("amount-unreadable")
        unit = _SMALL_UNITS.get(match[2], 1)
        if unit >= smallest:
            raise AmountError("amount-unreadable")
        total += _count(match[1]) * unit
        smallest = unit
        position = match.end()
    return total


def _count(text: str | None) -> Decimal:
    if text is None:
        return Decimal(1)
    if text in _HANGUL_DIGITS:
        return Decimal(_HANGUL_DIGITS[text])
    if not re.fullmatch(r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?", text):
        raise AmountError("amount-unreadable")
    return Decimal(text.replace(",", ""))


def _in_smallest_unit(main: Decimal, currency: str) -> int:
    if main == 0:
        raise AmountError("amount-zero")
    if main > MOST:
        raise AmountError("amount-absurd", most=int(Decimal(MOST).scaleb(_precision(currency))))
    smallest = main.scaleb(_precision(currency))
    if smallest != smallest.to_integral_value():
        raise AmountError("amount-fraction")
    return int(smallest)


def _precision(currency: str) -> int:
    return get_currency_precision(currency)
