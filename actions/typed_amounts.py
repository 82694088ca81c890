"""Amounts as staff and citizens type them: read, or refused with the year's currency."""

from deliberation.process import Process
from deliberation.refusals import BadInput
from locales.amounts import AmountError, parse_amount


def amounts_in(process: Process, typed: str) -> tuple[int, ...]:
    """Return the amounts that a text can be read as, mostly one (BadInput "amount-...")."""
    try:
        return (parse_amount(typed, process.currency),)
    except AmountError as error:
        readings = error.params.get("readings")
        if error.code == "amount-ambiguous" and isinstance(readings, tuple):
            return readings
        raise BadInput(error.code, **{"currency": process.currency, **error.params}) from None
