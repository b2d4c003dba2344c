"""Counted things in words, where the one who says it is no QObject: every language has its own plurals."""

from PySide6.QtCore import QObject


class Counts(QObject):
    """`%n` is put in the right form by `QObject.tr` alone: lupdate does not see a count given to `translate`."""

    def requests(self, count: int) -> str:
        return self.tr("%Ln request(s)", "", count)

    def requests_today(self, count: int) -> str:
        return self.tr("Today %Ln request(s)", "", count)
