"""The units in which people read the service's numbers: seconds for milliseconds, megabytes for bytes."""

import math
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QLocale

_DIGITS = 3


@dataclass(frozen=True, slots=True)
class Unit:
    """`factor` of the service's units make one of ours; `kind` names it."""

    kind: str = ""
    factor: int = 1

    def word(self) -> str:
        """Return the unit's short name in the user's language; "" for a plain number."""
        words = {
            "s": QCoreApplication.translate("units", "s"),
            "MB": QCoreApplication.translate("units", "MB"),
            "days": QCoreApplication.translate("units", "days"),
        }
        return words.get(self.kind, "")

    def show(self, value: int, *, up: bool = False) -> str:
        """Write the service's number in our unit, without needless digits; `up` never writes less than it is."""
        scaled = value / self.factor
        if up:
            scaled = math.ceil(scaled * 10**_DIGITS) / 10**_DIGITS
        locale = QLocale()
        locale.setNumberOptions(QLocale.NumberOption.OmitGroupSeparator)
        text = locale.toString(float(scaled), "f", _DIGITS)
        return text.rstrip("0").rstrip(".,") if self.factor != 1 else str(value)

    def read(self, text: str) -> int | None:
        """Read a number in our unit; None where there is none, or where it would have to be rounded."""
        number, ok = QLocale().toDouble(text.strip())
        if not ok:
            number, ok = QLocale.c().toDouble(text.strip())
        if not ok or not math.isfinite(number):
            return None
        value = round(number * self.factor)
        return (
            value
            if abs(value - number * self.factor) < 0.5 and (self.factor > 1 or value == number)
            else None
        )


def unit_of(name: str) -> Unit:
    """Return the unit in which the setting of this name is shown; its ending tells what the service counts."""
    if name.endswith("_ms"):
        return Unit("s", 1000)
    if name.endswith("_bytes"):
        return Unit("MB", 1024 * 1024)
    if name.endswith("_mb"):
        return Unit("MB")
    if name.endswith("_days"):
        return Unit("days")
    return Unit()
