"""The first tab of a request: what happened in plain words, what was wrong, what was changed, and the figures."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.ui.mend_words import note_words
from app.ui.requests import story, wording
from app.ui.requests.detail_tab import Detail, DetailTab
from app.ui.requests.fact_grid import Fact, FactGrid
from app.ui.requests.marks import LONGEST_NOTE
from app.ui.requests.plain_text import one_line
from app.ui.service_words import localize

_LONGEST = 600
_MOST_NOTES = 60


class OverviewTab(DetailTab):
    """`noted` has a request's id and the note that the user wrote; `pinned` its id and whether to pin it."""

    noted = Signal(str, str)
    pinned = Signal(str, bool)
    menu_wanted = Signal(object)
    """A `QMenu` to fill with what can be done with the request."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._detail: Detail = {}
        self._said = _text("strong")
        self._actions = QPushButton()
        self._menu = QMenu(self._actions)
        self._menu.aboutToShow.connect(self._fill_menu)
        self._actions.setMenu(self._menu)
        self._warnings = _text("warn")
        self._error = QFrame()
        self._error.setProperty("role", "card")
        self._error_title = _text("error")
        self._error_facts = FactGrid(columns=1)
        error = QVBoxLayout(self._error)
        error.setContentsMargins(12, 10, 12, 10)
        error.setSpacing(8)
        error.addWidget(self._error_title)
        error.addWidget(self._error_facts)
        self._facts = FactGrid()
        self._changes_title, self._changes = _text("section"), _text(None)
        self._attempts_title, self._attempts = _text("section"), _text(None)
        self._pin = QPushButton()
        self._pin.setCheckable(True)
        self._pin.clicked.connect(lambda on: self.pinned.emit(self._id, on))
        self._note = QLineEdit()
        self._note.setMaxLength(LONGEST_NOTE)
        self._note.editingFinished.connect(self._on_noted)
        mine = QHBoxLayout()
        mine.setSpacing(8)
        mine.addWidget(self._note, 1)
        mine.addWidget(self._pin)
        inner = QWidget()
        inner.setProperty("role", "panel")
        column = QVBoxLayout(inner)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(10)
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(self._said, 1)
        top.addWidget(self._actions, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(top)
        for widget in (
             self._warnings, self._error, self._facts, self._changes_title, self._changes,
            self._attempts_title, self._attempts,
        ):  # fmt: skip
            column.addWidget(widget)
        column.addLayout(mine)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inner)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)
        self._scroll = scroll
        self.retranslate()

    @property
    def _id(self) -> str:
        return str(self._detail.get("id") or "")

    def title(self) -> str:
        return self.tr("Overview")

    def show_detail(self, detail: Detail) -> None:
        other = detail.get("id") != self._id
        self._detail = detail
        self._said.setText(story.sentence(detail))
        warnings = story.warnings(detail)
        self._warnings.setText("\n".join(f"▲ {text}" for text in warnings))
        self._warnings.setVisible(bool(warnings))
        self._show_error()
        self._facts.set_facts(self._all_facts())
        self._show_changes()
        self._show_attempts()
        self._pin.setChecked(bool(detail.get("pinned")))
        if other or not self._note.hasFocus():
            self._note.setText(str(detail.get("note") or ""))
        if other:
            self._scroll.verticalScrollBar().setValue(0)

    def _show_error(self) -> None:
        error = self._detail.get("error")
        self._error.setVisible(bool(error))
        if not error:
            return
        code = str(error.get("code") or "")
        message = localize(one_line(str(error.get("message") or ""), _LONGEST))
        known = story.cause(code)
        status = self._detail.get("status")
        self._error_title.setText(f"✕ {known.said if known else message}")
        facts = [
            (self.tr("Whose fault"), story.fault(self._detail.get("fault"))),
            (self.tr("Cause"), known.cause if known else ""),
            (self.tr("What to do"), known.fix if known else ""),
            (self.tr("It said"), message if known else ""),
            (self.tr("Code"), f"{one_line(code, 80)} · HTTP {status}" if status else one_line(code, 80)),
        ]
        self._error_facts.set_facts([fact for fact in facts if fact[1]])

    def _all_facts(self) -> list[Fact]:
        kept = self._detail
        usage = kept.get("usage") or {}
        at = wording.moment(kept.get("started_at", ""))
        client = wording.client_name(kept.get("client"))
        version = kept.get("client_version")
        wires = " → ".join(
            str(wire) for wire in (kept.get("inbound_wire"), kept.get("upstream_wire")) if wire
        )
        facts: list[tuple[str, object]] = [
            (self.tr("Began"), f"{at:%Y-%m-%d %H:%M:%S}" if at else None),
            (self.tr("Client"), f"{client} {version}" if version else client),
            (self.tr("Project"), kept.get("project")),
            (self.tr("Profile"), kept.get("profile_name") or kept.get("profile")),
            (self.tr("Asked for"), kept.get("requested_model")),
            (self.tr("Sent as"), kept.get("upstream_model")),
            (self.tr("Served by"), kept.get("served_model")),
            (self.tr("Wire"), wires),
            (self.tr("Replay of"), kept.get("replay_of")),
            (self.tr("First token"), _known(wording.duration(kept.get("ttft_ms")))),
            (self.tr("Total time"), _known(wording.duration(kept.get("total_ms")))),
            (self.tr("Input"), self._input(usage)),
            (self.tr("Output"), self._output(usage)),
            (self.tr("Speed"), self._speed()),
            (self.tr("Cost"), _known(wording.cost(kept.get("cost")))),
            (self.tr("Size"), _known(wording.size(kept.get("size")))),
            (self.tr("Ended by"), kept.get("stop")),
            (self.tr("Request"), f"{kept.get('path') or ''}  {kept.get('id') or ''}".strip()),
        ]
        return [(name, one_line(str(value), _LONGEST)) for name, value in facts if value]

    def _input(self, usage: Detail) -> str:
        if not usage:
            return ""
        text = wording.count(usage.get("input"))
        if usage.get("cached"):
            share = round(100 * usage["cached"] / max(1, usage.get("input") or 0))
            cached = self.tr("{count} from the cache ({share}%)")
            text += " · " + cached.format(count=wording.count(usage["cached"]), share=share)
        return text

    def _output(self, usage: Detail) -> str:
        if not usage:
            return ""
        text = wording.count(usage.get("output"))
        if usage.get("reasoning"):
            text += " · " + self.tr("{count} of it reasoning").format(count=wording.count(usage["reasoning"]))
        return text

    def _speed(self) -> str:
        rate = self._detail.get("tokens_per_second")
        return self.tr("{rate} tokens per second").format(rate=wording.speed(rate)) if rate else ""

    def _show_changes(self) -> None:
        notes = self._detail.get("notes") or []
        lines = [f"• {_note(note)}" for note in notes[:_MOST_NOTES]]
        if len(notes) > _MOST_NOTES:
            lines.append(self.tr("… and {count} more").format(count=len(notes) - _MOST_NOTES))
        self._changes.setText("\n".join(lines))
        for label in (self._changes_title, self._changes):
            label.setVisible(bool(lines))

    def _show_attempts(self) -> None:
        attempts = self._detail.get("attempts_detail") or []
        lines = []
        for number, attempt in enumerate(attempts, 1):
            status = attempt.get("status") or self.tr("no answer")
            profile = one_line(str(attempt.get("profile_name") or attempt.get("profile") or ""), 80)
            said = [profile, str(status), wording.duration(attempt.get("ms"))]
            line = f"{number}.  {' · '.join(said)}   {one_line(str(attempt.get('url') or ''), 200)}"
            if attempt.get("error") and len(attempts) > 1:
                line += f"\n     {localize(one_line(str(attempt['error']), 300))}"
            lines.append(line)
        self._attempts.setText("\n".join(lines))
        for label in (self._attempts_title, self._attempts):
            label.setVisible(bool(lines))

    def _fill_menu(self) -> None:
        self._menu.clear()
        self.menu_wanted.emit(self._menu)

    def _on_noted(self) -> None:
        if self._id and self._note.text().strip() != str(self._detail.get("note") or ""):
            self.noted.emit(self._id, self._note.text().strip())

    def edit_note(self) -> None:
        """Put the cursor into the note."""
        self._scroll.ensureWidgetVisible(self._note)
        self._note.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def retranslate(self) -> None:
        self._changes_title.setText(self.tr("What translation changed"))
        self._attempts_title.setText(self.tr("Attempts"))
        self._actions.setText(self.tr("Actions"))
        self._pin.setText(self.tr("Pin"))
        self._pin.setToolTip(self.tr("A pinned request stays when the list is cleared"))
        self._note.setPlaceholderText(self.tr("Your note"))
        self._note.setAccessibleName(self.tr("Your note"))
        if self._detail:
            self.show_detail(self._detail)


def _note(note: Mapping[str, Any]) -> str:
    action = note_words(one_line(str(note.get("action") or ""), 200))
    return f"{one_line(str(note.get('path') or ''), 120)}: {action}"


def _known(text: str) -> str:
    return "" if text == wording.UNKNOWN else text


def _text(role: str | None) -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setProperty("role", role)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
