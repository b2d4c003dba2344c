"""The lines between the window's head and its page: the service is away, something went wrong, something to know."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.accessibility import announce
from app.ui.call import Problem
from app.ui.widgets.banner import Banner, Kind

GOOD_NEWS_MS = 6_000
"""What went well need not be closed by hand; what did not stays."""

Action = tuple[str, Callable[[], object]]
Say = Callable[[], tuple[str, Kind, Sequence[Action]]]


class Notices(QWidget):
    """At most one line for the service and one for everything else; the latest counts.

    The service's line is given as a function, so that it is said anew after a change of language.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._say: Say | None = None
        self._is_pages = False
        self.service = Banner()
        self.other = Banner(closable=True)
        self._timer = QTimer(self, singleShot=True, interval=GOOD_NEWS_MS)
        self._timer.timeout.connect(self.other.hide)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for banner in (self.service, self.other):
            banner.hide()
            column.addWidget(banner)

    def show_service(self, say: Say | None) -> None:
        """Say what is wrong with the service; None: nothing."""
        self._say = say
        if say is not None:
            self.service.set(*say())
            announce(self.service, self.service.text)
        self.service.setVisible(say is not None)

    def show_notice(
        self,
        kind: Kind,
        text: str,
        actions: Sequence[Action] = (),
        *,
        pages: bool = False,
        brief: bool = False,
    ) -> None:
        """Say something until it is closed or something else is said.

        `pages`: or its page is left; `brief`: or a few seconds have passed, as after good news.
        """
        self._is_pages = pages
        self.other.set(text, kind, actions)
        self.other.show()
        announce(self.other, text)
        self._timer.stop()
        if kind == "ok" or brief:
            self._timer.start()

    def show_problem(self, problem: Problem) -> None:
        """Say what went wrong, and what to do."""
        self.show_notice("error", str(problem))

    def leave_page(self) -> None:
        """Another page is shown: what was said of the one before has no place there."""
        if self._is_pages:
            self.clear()

    def clear(self) -> bool:
        """Close what can be closed; whether there was anything."""
        shown = self.other.isVisible()
        self.other.hide()
        return shown

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.LanguageChange and self._say is not None:
            self.service.set(*self._say())
        super().changeEvent(event)
