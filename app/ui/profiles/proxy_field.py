"""How requests to the provider leave this computer: by the environment's proxy, directly, or through one named here."""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from app.ui.profiles.problem_border import ProblemBorder
from app.ui.widgets.choice import Choice

ENVIRONMENT, DIRECT = "environment", "direct"
NAMED = 2
"""The place of the third choice."""


class ProxyField(QWidget):
    """`value()` is "environment", "direct", or the address that was typed: "" while it is still to be."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind, self.address = Choice(), QLineEdit()
        self.kind.addItems([""] * 3)
        self.kind.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToContents)
        self.kind.activated.connect(self._chosen)
        self.address.textEdited.connect(lambda _: self.edited.emit())
        self.address.setPlaceholderText("socks5h://127.0.0.1:1080")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.kind)
        row.addWidget(self.address, 1)
        self._filler = row
        row.addStretch(0)
        self.setFocusProxy(self.kind)
        ProblemBorder(self, self.address)
        self.set_value(ENVIRONMENT)
        self.retranslate()

    def set_value(self, proxy: str) -> None:
        """Show one."""
        self.kind.setCurrentIndex({ENVIRONMENT: 0, DIRECT: 1}.get(proxy, NAMED))
        self.address.setText("" if proxy in (ENVIRONMENT, DIRECT) else proxy)
        self._show_address()

    def value(self) -> str:
        return (ENVIRONMENT, DIRECT, self.address.text().strip())[self.kind.currentIndex()]

    def retranslate(self) -> None:
        words = (self.tr("As the environment says"), self.tr("None: directly"), self.tr("This one:"))
        for place, word in enumerate(words):
            self.kind.setItemText(place, word)
        self.kind.setAccessibleName(self.tr("Which proxy"))
        self.address.setAccessibleName(self.tr("Address of the proxy"))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _chosen(self) -> None:
        self._show_address()
        if not self.address.isHidden():
            self.address.setFocus()
        self.edited.emit()

    def _show_address(self) -> None:
        named = self.kind.currentIndex() == NAMED
        self.address.setVisible(named)
        self._filler.setStretch(self._filler.count() - 1, 0 if named else 1)
