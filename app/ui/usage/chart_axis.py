"""The axes of the usage chart: days below, amounts at the left."""

from collections.abc import Callable, Sequence
from datetime import date

import pyqtgraph as pg  # type: ignore[import-untyped]
from PySide6.QtCore import QCoreApplication, QDate, QLocale

LABEL = 64
"""Pixels that a day's label takes, with the room around it."""


def day_text(day: date) -> str:
    """A day as people write it, without its year."""
    # The translation orders month and day.
    return QLocale().toString(
        QDate(day.year, day.month, day.day), QCoreApplication.translate("UsageChart", "MMM d")
    )


class DayAxis(pg.AxisItem):  # type: ignore[misc]  # untyped
    """As many days get a label as fit; the last one always."""

    days: Sequence[date] = ()

    def tickValues(self, _low: float, _high: float, size: float) -> list[tuple[float, list[int]]]:  # noqa: N802
        if not self.days:
            return []
        step = max(1, -(-len(self.days) * LABEL // max(1, int(size))))
        return [(float(step), list(range(len(self.days) - 1, -1, -step)))]

    def tickStrings(self, values: Sequence[float], _scale: float, _spacing: float) -> list[str]:  # noqa: N802
        return [day_text(self.days[round(value)]) for value in values]


class ValueAxis(pg.AxisItem):  # type: ignore[misc]  # untyped
    """Amounts in words of their metric."""

    write: Callable[[float], str] = staticmethod(str)

    def tickStrings(self, values: Sequence[float], _scale: float, _spacing: float) -> list[str]:  # noqa: N802
        return [self.write(value) for value in values]
