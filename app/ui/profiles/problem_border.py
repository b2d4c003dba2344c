"""Passes the red border of a problem from a field of several parts to the one that is typed into."""

from PySide6.QtCore import QDynamicPropertyChangeEvent, QEvent, QObject
from PySide6.QtWidgets import QWidget


class ProblemBorder(QObject):
    """`part` gets the property `problem` whenever `field` does (see `widgets.form`)."""

    def __init__(self, field: QWidget, part: QWidget) -> None:
        super().__init__(field)
        self._part = part
        field.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if isinstance(event, QDynamicPropertyChangeEvent) and event.propertyName().data() == b"problem":
            self._part.setProperty("problem", watched.property("problem"))
            self._part.style().unpolish(self._part)
            self._part.style().polish(self._part)
        return False
