"""The requests page: the list of all requests, live, and below it the one under the cursor."""

from functools import partial
from typing import Any, ClassVar

from PySide6.QtCore import QByteArray, QPoint, QSettings, Qt
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.filter_words import quote
from app.log_filter import Filter
from app.ui.link import Link
from app.ui.page import Page
from app.ui.preferences import preferences
from app.ui.requests.actions import RequestActions
from app.ui.requests.clearing import Clearing
from app.ui.requests.detail import DetailPane
from app.ui.requests.empty_list import EmptyList
from app.ui.requests.marks import Marks
from app.ui.requests.model import RequestModel
from app.ui.requests.profile_names import ProfileNames
from app.ui.requests.reader import Reader
from app.ui.requests.row import Row, Summary
from app.ui.requests.seen_values import values_of
from app.ui.requests.table import RequestTable
from app.ui.requests.toolbar import Toolbar
from app.ui.widgets.banner import Banner

_SPLIT = "requests/split"


class RequestsPage(Page):
    """Reads the kept requests once it is connected, then takes each as it changes."""

    name: ClassVar[str] = "requests"
    icon_name: ClassVar[str] = "requests"

    def __init__(self, link: Link, settings: QSettings | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._link = link
        self._settings = settings or preferences()
        self._marks = Marks(self._settings)
        self._wanted = ""
        self._last_shown: Summary | None = None
        self.model = RequestModel(self)
        self.table = RequestTable(self.model, self._settings)
        self.actions_ = RequestActions(link, self)
        self.toolbar = Toolbar(self._settings, partial(values_of, self.model.store), self._more_menu)
        self._names = ProfileNames(link, self)
        self.detail = DetailPane(link, self._names)
        self._paused = Banner(kind="info")
        self._paused.hide()
        self._empty = EmptyList(link)
        self._clearing = Clearing(link, self.model, self)
        self._reader = Reader(link, self.model, self._marked, self)
        self._lists = QStackedWidget()
        self._lists.addWidget(self.table)
        self._lists.addWidget(self._empty)
        self._split = QSplitter(Qt.Orientation.Vertical)
        self._split.addWidget(self._lists)
        self._split.addWidget(self.detail)
        self._split.setChildrenCollapsible(False)
        self._split.setStretchFactor(0, 1)
        self.detail.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (self.toolbar, self._paused):
            column.addWidget(widget)
        column.addWidget(self._split, 1)
        self._connect()
        self.retranslate()
        if link.connected:
            self._reader.read()

    def _connect(self) -> None:
        link, table, toolbar, actions = self._link, self.table, self.toolbar, self.actions_
        link.down.connect(lambda _: self._show_state())
        link.status.connect(lambda _: self._show_state())
        link.exchange.connect(self._receive)
        self._reader.moved.connect(self._show_state)
        self._clearing.failed.connect(lambda said: self.notice.emit("error", said))
        self._empty.unfilter_wanted.connect(lambda: toolbar.filter.set_expression(""))
        self._empty.profiles_wanted.connect(lambda: self.navigate.emit("profiles", {}))
        self._empty.test_wanted.connect(actions.send_test)
        self._empty.copied.connect(lambda: self.notice.emit("ok", self.tr("Copied. Run it in a terminal.")))
        self._names.changed.connect(lambda: self.model.name_profiles(self._names.put_in))
        self.model.counted.connect(self._on_counted)
        self.model.waiting.connect(self._say_paused)
        table.chosen.connect(self._choose)
        table.opened.connect(self.open_detail)
        table.pause_pressed.connect(lambda: self.pause(not self.model.is_frozen))
        table.menu_wanted.connect(self._show_menu)
        toolbar.filter.changed.connect(self._filter)
        toolbar.filter.left.connect(table.setFocus)
        toolbar.grouped.connect(self._group)
        toolbar.paused.connect(self.pause)
        toolbar.cleared.connect(self._clear)
        self.detail.step.connect(self._step_in_session)
        self.detail.closed.connect(self.close_detail)
        self.detail.overview.noted.connect(lambda key, note: self._mark(key, note=note))
        self.detail.overview.pinned.connect(lambda key, pinned: self._mark(key, pinned=pinned))
        self.detail.overview.menu_wanted.connect(self._fill_for_shown)
        actions.said.connect(self.notice)
        actions.navigate.connect(self.navigate)
        actions.replayed.connect(self._show_when_there)
        actions.session_wanted.connect(self._show_session)
        actions.pin_wanted.connect(self._toggle_pin)
        actions.note_wanted.connect(self._write_note)
        self._split.splitterMoved.connect(lambda *_: self._settings.setValue(_SPLIT, self._split.saveState()))
        # Ctrl+F is the window's, from every page: two for one key would cancel each other out.
        export = QShortcut(QKeySequence("Ctrl+E"), self)
        export.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        export.activated.connect(self._export)

    # ------------------------------------------------------------------ the page
    def title(self) -> str:
        return self.tr("Requests")

    def open(self, **what: Any) -> None:
        """`exchange`: the id of a request to show in full; `filter`: an expression to filter by."""
        if "filter" in what:
            self.toolbar.filter.set_expression(str(what["filter"]))
        if exchange := what.get("exchange"):
            self._show_when_there(str(exchange))
        elif not self.table.hasFocus():
            self.table.setFocus()

    def focus_filter(self) -> None:
        """Put the cursor into the filter."""
        self.toolbar.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.toolbar.filter.selectAll()

    def retranslate(self) -> None:
        self.model.retranslate()
        self._say_paused(self.model.waiting_count())
        self._show_state()

    # ------------------------------------------------------------------ what comes
    def _receive(self, summary: Summary) -> None:
        self.model.receive(self._marked(summary))

    def _marked(self, summary: Summary) -> Summary:
        pinned, note = self._marks.get(str(summary["id"]))
        summary = self._names.put_in(summary)
        return {**summary, "pinned": pinned, "note": note} if pinned or note else summary

    # ------------------------------------------------------------------ what is shown
    def _on_counted(self) -> None:
        self._show_state()
        if self._wanted:
            self._show_when_there(self._wanted)
        row = self.model.store.rows.get(self.detail.exchange)
        if row is not None and self.detail.isVisible() and row.summary is not self._last_shown:
            self._show_in_detail(row)

    def _show_in_detail(self, row: Row) -> None:
        self._last_shown = row.summary
        self.detail.show_request(row.summary)
        session = self._session_of(row)
        self.detail.set_place(session.index(row) + 1 if row in session else 0, len(session))

    def _show_state(self) -> None:
        """Show the list, or why there is nothing in it."""
        store = self.model.store
        if not store.lines:
            self._empty.explain(len(store.rows), self._reader.is_loading)
        self._lists.setCurrentWidget(self.table if store.lines else self._empty)

    def _filter(self, wanted: Filter) -> None:
        self.model.set_filter(wanted)
        if self.table.is_following:
            self.table.scrollToBottom()
        elif self.table.currentIndex().isValid():
            self.table.scrollTo(self.table.currentIndex())

    def _group(self, grouped: bool) -> None:
        self.model.set_grouped(grouped)
        self.table.follow()

    # ------------------------------------------------------------------ pause
    def pause(self, paused: bool) -> None:
        """Freeze the list, or go on with it."""
        if paused != self.model.is_frozen:
            self.model.set_frozen(paused)
        self.toolbar.set_paused(paused)
        self._paused.setVisible(paused)
        self._say_paused(self.model.waiting_count())

    def _say_paused(self, count: int) -> None:
        said = self.tr("Paused · {count} new. Recording goes on.").format(count=count)
        if said != self._paused.text:
            self._paused.set(said, "info", [(self.tr("Go on"), lambda: self.pause(False))])

    def _clear(self) -> None:
        self._clearing.clear()
        if self.detail.exchange not in self.model.store.rows:
            self.close_detail()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        # Another page is in front, or the window is closed: the bar could not be reached any more.
        self._clearing.finish()
        super().hideEvent(event)

    # ------------------------------------------------------------------ one request
    def _choose(self, exchange: str) -> None:
        row = self.model.store.rows.get(exchange)
        if row is not None and self.detail.isVisible():
            self._show_in_detail(row)

    def open_detail(self) -> None:
        """Show the request under the cursor in full; once it is, go into it."""
        if self.detail.isVisible() and self.detail.exchange:
            self.detail.tabs.tabBar().setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            self._show_detail()

    def _show_detail(self) -> None:
        row = self.table.current_row()
        if row is None:
            return
        if not self.detail.isVisible():
            self.detail.show()
            state = self._settings.value(_SPLIT)
            if not (isinstance(state, QByteArray) and self._split.restoreState(state)):
                height = self._split.height()
                self._split.setSizes([height * 45 // 100, height * 55 // 100])
        self._show_in_detail(row)
        self.table.scrollTo(self.table.currentIndex())

    def close_detail(self) -> None:
        """Give the list all of the room."""
        self.detail.hide()
        self.table.setFocus()

    def _show_when_there(self, exchange: str) -> None:
        """Show a request as soon as it is in the list, whatever the filter says."""
        if not exchange:
            return
        row = self.model.store.rows.get(exchange)
        self._wanted = "" if row is not None else exchange
        if row is None:
            return
        if self.model.position(exchange) < 0:
            self.model.store.folded.discard(row.session)
            self.toolbar.filter.set_expression("")
        at = self.model.position(exchange)
        self.table.go(at)
        self._show_detail()

    def _session_of(self, row: Row) -> list[Row]:
        if not row.session:
            return []
        return [one for one in self.model.store.rows.values() if one.session == row.session]

    def _step_in_session(self, step: int) -> None:
        row = self.model.store.rows.get(self.detail.exchange)
        session = self._session_of(row) if row else []
        if row in session and 0 <= (at := session.index(row) + step) < len(session):
            self._show_when_there(session[at].id)

    def _show_session(self, session: str) -> None:
        self.toolbar.filter.set_expression(f"session={quote(session)}")

    def _go_to_error(self, step: int) -> None:
        start = self.table.currentIndex().row()
        if start < 0 and step < 0:
            start = 0
        at = self.model.next_error(start, step)
        if at >= 0:
            self.table.go(at)
        else:
            self.notice.emit("info", self.tr("No errors in the list"))

    # ------------------------------------------------------------------ marks
    def _mark(self, exchange: str, *, pinned: bool | None = None, note: str | None = None) -> None:
        was_pinned, had_note = self._marks.get(exchange)
        pinned, note = was_pinned if pinned is None else pinned, had_note if note is None else note
        self._marks.set(exchange, pinned=pinned, note=note)
        self.model.mark(exchange, pinned=pinned, note=note)
        row = self.model.store.rows.get(exchange)
        if row is not None and exchange == self.detail.exchange:
            self._show_in_detail(row)

    def _toggle_pin(self, exchange: str) -> None:
        self._mark(exchange, pinned=not self._marks.get(exchange)[0])

    def _write_note(self, exchange: str) -> None:
        self._show_when_there(exchange)
        self.detail.tabs.setCurrentIndex(0)
        self.detail.overview.edit_note()

    # ------------------------------------------------------------------ menus and keys
    def _show_menu(self, at: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._fill(menu)
        menu.popup(at)

    def _fill(self, menu: QMenu) -> None:
        shown = [line for line in self.model.store.lines if isinstance(line, Row)]
        self.actions_.fill(menu, self.table.selected_rows(), self.toolbar.filter.applied, shown)

    def _fill_for_shown(self, menu: QMenu) -> None:
        if row := self.model.store.rows.get(self.detail.exchange):
            self.actions_.fill(menu, [row])

    def _more_menu(self) -> QMenu:
        menu = QMenu(self)
        self._fill(menu)
        menu.addSeparator()
        columns = self.table.columns().menu()
        columns.setTitle(self.tr("Columns"))
        menu.addMenu(columns)
        return menu

    def _export(self) -> None:
        if rows := self.table.selected_rows():
            self.actions_.export(rows)
        else:
            shown = [line for line in self.model.store.lines if isinstance(line, Row)]
            self.actions_.export_matching(self.toolbar.filter.applied, shown)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        row = self.table.current_row()
        match event.key():
            case Qt.Key.Key_N:
                self._go_to_error(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
            case Qt.Key.Key_Space:
                self.pause(not self.model.is_frozen)
            case Qt.Key.Key_BracketLeft if self.detail.isVisible():
                self.detail.turn(-1)
            case Qt.Key.Key_BracketRight if self.detail.isVisible():
                self.detail.turn(1)
            case Qt.Key.Key_J | Qt.Key.Key_K:
                self.table.move_by(1 if event.key() == Qt.Key.Key_J else -1)
            case Qt.Key.Key_C if event.modifiers() & Qt.KeyboardModifier.ControlModifier and row is not None:
                self.actions_.copy_curl(row)
            case Qt.Key.Key_Escape if self.toolbar.filter.text():
                self.toolbar.filter.set_expression("")
            case Qt.Key.Key_Escape if self.detail.isVisible():
                self.close_detail()
            case _:
                super().keyPressEvent(event)
