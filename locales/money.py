"""Amounts of money, written in each language's habit and never rounded.

Amounts are integers in the currency's smallest unit: won, grosz. Reading what people type is
in `locales.amounts`.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import Final

from babel import Locale
from babel.numbers import format_currency, get_currency_name, get_currency_precision

from locales.amounts import AmountError, parse_amount
from locales.translator import Translator, translator_for

__all__ = ["AmountError", "currency_name", "format_money", "parse_amount"]

_KOREAN_UNITS: Final = ((10**12, "조"), (10**8, "억"), (10**4, "만"))
_ENGLISH_UNITS: Final = ((10**12, "trillion", 3), (10**9, "billion", 3), (10**6, "million", 1))


@lru_cache(maxsize=16384)
def format_money(
    amount: int, currency: str, language: Translator | str, *, short: bool = True
) -> str:
    """The amount in the language's habit: 3억 5,000만 원, KRW 350 million.

    Short forms stand only where they are exact; otherwise, and with `short=False`, all digits
    are shown.
    """
    translator = translator_for(language) if isinstance(language, str) else language
    sign = "-" if amount < 0 else ""
    size = abs(amount)
    if translator.language == "ko" and currency == "KRW":
        return sign + _korean_won(size, short)
    precision = get_currency_precision(currency)
    main = Decimal(size).scaleb(-precision)
    if translator.language in ("en", "ko"):
        million = translator.language == "en" and short and _in_millions(main)
        return f"{sign}{currency} {million or _digits(main, precision)}"
    return sign + _as_babel_knows(main, currency, translator.locale)


def currency_name(currency: str, translator: Translator) -> str:
    """The currency as people call it: 대한민국 원, South Korean won."""
    return get_currency_name(currency, locale=translator.locale)


def _korean_won(size: int, short: bool) -> str:
    if not short or size < 10**4 or size % 10**4:
        return f"{size:,}원"
    groups = []
    for unit, name in _KOREAN_UNITS:
        count, size = divmod(size, unit)
        if count:
            groups.append(f"{count:,}{name}")
    return " ".join(groups) + " 원"


def _in_millions(main: Decimal) -> str:
    for unit, name, most_digits in _ENGLISH_UNITS:
        count = main / unit
        if count >= 1 and count == round(count, most_digits):
            return f"{count.normalize():,f} {name}"
    return ""


def _digits(main: Decimal, precision: int) -> str:
    return f"{main:,.{0 if main == main.to_integral_value() else precision}f}"


def _as_babel_knows(main: Decimal, currency: str, locale: Locale) -> str:
    if main != main.to_integral_value():
        return str(format_currency(main, currency, locale=locale))
    pattern = locale.currency_formats["standard"].pattern.replace(".00", "")
    return str(format_currency(main, currency, pattern, locale=locale, currency_digits=False))
