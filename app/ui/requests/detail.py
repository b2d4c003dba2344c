"""The pane below the list: one request in nine tabs, and its way through its session."""

from urllib.parse import quote

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QTabWidget, QVBoxLayout, QWidget

from app.ui.link import Call, Link, Problem
from app.ui.requests.body_tab import BodyTab
from app.ui.requests.detail_tab import Detail, DetailTab
from app.ui.requests.diff_tab import DiffTab
from app.ui.requests.events_tab import EventsTab
from app.ui.requests.headers_tab import HeadersTab
from app.ui.requests.overview_tab import OverviewTab
from app.ui.requests.profile_names import ProfileNames
from app.ui.requests.row import Summary
from app.ui.requests.timing_tab import TimingTab
from app.ui.widgets.icon_button import IconButton

_ASK_MS = 80
"""Whoever runs through the list with a key held down stops at none of the requests on the way."""
_LIVE_MS = 1_000
"""So often a request that is being answered is read again."""
_DETAIL_MS = 30_000
"""A recorded request can have many megabytes."""


class DetailPane(QWidget):
    """`step` asks for the next (1) or previous (-1) request of the session."""

    step = Signal(int)
    closed = Signal()

    def __init__(self, link: Link, names: ProfileNames | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names = names or ProfileNames(link, self)
        self._names.changed.connect(self._name_profiles)
        self.setProperty("role", "panel")
        self._link = link
        self._id = ""
        self._summary: Summary = {}
        self._detail: Detail = {}
        self._call: Call | None = None
        self._shown: dict[int, Detail] = {}
        self._soon = QTimer(self, singleShot=True, interval=_ASK_MS)
        self._soon.timeout.connect(self._ask)
        self.overview = OverviewTab()
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.setUsesScrollButtons(True)
        self._all: list[DetailTab] = [
            self.overview,
            BodyTab("client_request"),
            BodyTab("upstream_request"),
            BodyTab("upstream_response"),
            BodyTab("client_response"),
            DiffTab(),
            EventsTab(),
            TimingTab(),
            HeadersTab(),
        ]
        for tab in self._all:
            self.tabs.addTab(tab, "")
        self.tabs.currentChanged.connect(lambda _: self._show())
        self._number = self._count = 0
        self._place = QLabel()
        self._place.setProperty("role", "small")
        self._before, self._after = IconButton("chevron-left"), IconButton("chevron-right")
        self._close = IconButton("close")
        self._before.clicked.connect(lambda: self.step.emit(-1))
        self._after.clicked.connect(lambda: self.step.emit(1))
        self._close.clicked.connect(self.closed)
        corner = QWidget()
        row = QHBoxLayout(corner)
        row.setContentsMargins(8, 1, 8, 1)
        row.setSpacing(0)
        for widget in (self._place, self._before, self._after, self._close):
            row.addWidget(widget)
        self.tabs.setCornerWidget(corner)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.tabs)
        self.retranslate()

    @property
    def exchange(self) -> str:
        """The id of the request that is shown, "" for none."""
        return self._id

    @property
    def detail(self) -> Detail:
        """What is known of the request that is shown."""
        return self._detail

    def show_request(self, summary: Summary) -> None:
        """Show a request: its summary at once, the rest when it has come."""
        other = summary["id"] != self._id
        ended = self._summary.get("state") == "live" and summary.get("state") != "live"
        self._id, self._summary = summary["id"], summary
        kept = {} if other else {key: value for key, value in self._detail.items() if key not in summary}
        self._detail = {**kept, **summary}
        self._show()
        if other or ended:
            self._soon.start(_ASK_MS)
        elif summary.get("state") == "live" and not self._soon.isActive() and self._call is None:
            self._soon.start(_LIVE_MS)

    def set_place(self, number: int, count: int) -> None:
        """Say which request of its session this is; 0: it has none."""
        self._number, self._count = number, count
        self._place.setText(f"{number} / {count}" if number else "")
        self._name_place()
        self._before.setEnabled(number > 1)
        self._after.setEnabled(0 < number < count)
        for widget in (self._place, self._before, self._after):
            widget.setVisible(number > 0)

    def _name_place(self) -> None:
        said = self.tr("Request {number} of {count} in its session")
        said = said.format(number=self._number, count=self._count)
        self._place.setAccessibleName(said)
        self._place.setToolTip(said)

    def turn(self, step: int) -> None:
        """Show the next tab, or the previous one, round the end."""
        self.tabs.setCurrentIndex((self.tabs.currentIndex() + step) % self.tabs.count())

    # ------------------------------------------------------------------ asking
    def _ask(self) -> None:
        if not self._id or not self.isVisible():
            return
        if self._call is not None:
            self._call.cancel()
        wanted = self._id
        self._call = self._link.call(
            "GET",
            f"exchanges/{quote(wanted, safe='')}",
            then=lambda detail: self._take(wanted, detail),
            fail=lambda problem: self._fail(wanted, problem),
            owner=self,
            timeout_ms=_DETAIL_MS,
        )

    def _take(self, wanted: str, detail: Detail) -> None:
        self._call = None
        if wanted == self._id:
            mine: Detail = {key: self._summary[key] for key in ("pinned", "note") if key in self._summary}
            self._detail = self._names.put_in({**self._summary, **detail, **mine})
            self._show()

    def _name_profiles(self) -> None:
        self._detail = self._names.put_in(self._detail)
        self._show()

    def _fail(self, wanted: str, problem: Problem) -> None:
        """A request that only the list still has: what the summary says stays."""
        self._call = None
        if wanted == self._id:
            gone: Detail = {"bodies": {}, "events": [], "headers": {}, "attempts_detail": []}
            self._detail = {**gone, "bodies_kept": False, **self._summary, "problem": str(problem)}
            self._show()

    def _show(self) -> None:
        """Fill the tab in front; the others are filled when they are turned to."""
        if not self._id:
            return
        at = self.tabs.currentIndex()
        if self._shown.get(at) is not self._detail:
            self._shown[at] = self._detail
            self._all[at].show_detail(self._detail)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        if self._id and "bodies" not in self._detail:
            self._soon.start(_ASK_MS)

    # ------------------------------------------------------------------ texts
    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def retranslate(self) -> None:
        for at, tab in enumerate(self._all):
            self.tabs.setTabText(at, tab.title())
        self.tabs.tabBar().setAccessibleName(self.tr("Parts of the request"))
        self._name_place()
        self._before.set_name(self.tr("Previous request of the session"))
        self._after.set_name(self.tr("Next request of the session"))
        self._close.set_name(self.tr("Close the details"))
