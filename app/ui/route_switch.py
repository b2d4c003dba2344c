"""The switch of one client in the header: which profile serves it, and the menu to choose another."""

from typing import Any

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy, QWidget

from app.ui import icons, theme
from app.ui.menu_text import menu_text
from app.ui.names import client_name
from app.ui.profile_marks import Mark, mark_of
from app.ui.profile_use import name_of, stand_in
from app.ui.tips import plain_tip

_PAD, _GAP, _ICON = 10, 6, 16
_LEAST, _MOST = 150, 380
_NOTE_COLUMNS = 32
"""Of what stands behind a profile in the menu: its model, or what is wrong with it."""


class RouteSwitch(QPushButton):
    """`Codex → DeepSeek · deepseek-chat ▾`; `chosen` has the profile's id, or "" for the client's own login."""

    chosen = Signal(str, str)
    """The client and the profile."""
    manage = Signal()
    """The user wants to see the profiles."""
    back = Signal(str)
    """The client's conversations shall go to its own profile again, and not to a fallback."""
    fallbacks = Signal()
    """The user wants to see who steps in."""
    confirm = Signal(str)
    """The user wants to see this profile, whose key waits to be confirmed."""

    def __init__(self, client: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.client = client
        self._route: dict[str, Any] = {}
        self._profiles: list[dict[str, Any]] = []
        self._mark = Mark()
        self.setProperty("role", "switch")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        menu = QMenu(self)
        menu.aboutToShow.connect(self._fill)
        self.setMenu(menu)
        theme.theme().changed.connect(self.update)
        self.retranslate()

    def show_route(self, route: dict[str, Any], profiles: list[dict[str, Any]]) -> None:
        """Show the client's entry of the status document, with what the profiles are called."""
        self._route, self._profiles = route, profiles
        self.retranslate()

    @property
    def profile(self) -> dict[str, Any] | None:
        """The profile that serves the client now; None while it goes its own way."""
        if not self._route.get("connected"):
            return None
        wanted = self._route.get("profile")
        return next((one for one in self._profiles if one["id"] == wanted), None)

    def retranslate(self) -> None:
        profile = self.profile
        self._mark = mark_of(profile) if profile else Mark()
        if profile and stand_in(self._route):
            self._mark = Mark("warn", self.tr("fallback"))
        said = f"{client_name(self.client)} → {' '.join(self._parts()).strip()}"
        if self._mark.text:
            said = f"{said} ({self._mark.text})"
        self.setAccessibleName(said)
        self.setToolTip(plain_tip(said))
        self.updateGeometry()
        self.update()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def sizeHint(self) -> QSize:  # noqa: N802
        name, model = self._parts()
        plain, bold = self._metrics()
        width = plain.horizontalAdvance(client_name(self.client)) + bold.horizontalAdvance(name)
        width += plain.horizontalAdvance(model) + 2 * _PAD + 4 * _GAP + 2 * _ICON
        width += _ICON + _GAP if self._mark.kind else 0
        return QSize(max(_LEAST, min(width + _GAP, _MOST)), theme.CONTROL_HEIGHT)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(_LEAST, theme.CONTROL_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        super().paintEvent(event)
        painter = QPainter(self)
        name, model = self._parts()
        plain, bold = self._metrics()
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        ink = "text" if self.isEnabled() else "faint"
        dim = "dim" if self.isEnabled() else "faint"
        left, right = _PAD, self.width() - _PAD

        def draw(text: str, metrics: QFontMetrics, color: str, room: int) -> int:
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(0, room))
            painter.setPen(theme.color(color))
            painter.drawText(QRect(left, 0, max(0, room), self.height()), middle, shown)
            return metrics.horizontalAdvance(shown)

        def put(icon: str, color: str, at: int) -> None:
            drawn = icons.pixmap(icon, color, _ICON, self.devicePixelRatioF())
            painter.drawPixmap(at, (self.height() - _ICON) // 2, drawn)

        put("chevron-down", dim, right - _ICON + 4)
        right -= _ICON + _GAP - 4
        if self._mark.kind:
            put(
                "warning" if self._mark.kind == "warn" else "error",
                "warn" if self._mark.kind == "warn" else "err",
                right - _ICON,
            )
            right -= _ICON + _GAP
        left += draw(client_name(self.client), plain, dim, right - left) + _GAP
        put("arrow-right", dim, left)
        left += _ICON + _GAP
        painter.setFont(self._bold())
        left += draw(name, bold, ink if self.profile else dim, right - left) + _GAP
        painter.setFont(self.font())
        if right - left > min(3 * _ICON, plain.horizontalAdvance(model)):
            draw(model, plain, dim, right - left)

    def _parts(self) -> tuple[str, str]:
        """The profile's name and its model; or what the client does without."""
        profile = self.profile
        if profile is not None:
            if instead := stand_in(self._route):
                said = self.tr("now {profile}").format(profile=name_of(instead, self._profiles))
                return str(profile["name"]), said
            return str(profile["name"]), str(self._route.get("model") or profile.get("model") or "")
        if self._route.get("connected") and self._route.get("profile"):
            return str(self._route["profile"]), ""
        return self.tr("own login") if self._route else "…", ""

    def _metrics(self) -> tuple[QFontMetrics, QFontMetrics]:
        return QFontMetrics(self.font()), QFontMetrics(self._bold())

    def _bold(self) -> QFont:
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold)
        return font

    def _fill(self) -> None:
        menu = self.menu()
        menu.clear()
        group = QActionGroup(menu)
        now = (self.profile or {}).get("id")
        self._add_mending(menu)
        for profile in self._profiles:
            mark = mark_of(profile)
            note = mark.text or str(profile.get("model") or "")
            # Behind the tab stands what menus draw at their right edge.
            text = f"{menu_text(str(profile['name']))}\t{menu_text(note, _NOTE_COLUMNS)}"
            self._add(menu, group, text, profile["id"], profile["id"] == now)
        if self._profiles:
            menu.addSeparator()
        off = self.tr("Off: use {client}'s own login").format(client=client_name(self.client))
        self._add(menu, group, off, "", now is None and not self._route.get("connected"))
        menu.addSeparator()
        manage = menu.addAction(self.tr("Manage profiles…"))
        manage.triggered.connect(self.manage)
        fallbacks = menu.addAction(self.tr("Fallbacks…"))
        fallbacks.triggered.connect(self.fallbacks)

    def _add_mending(self, menu: QMenu) -> None:
        """What is to be done about the profile that serves, before what else could."""
        profile = self.profile
        if profile is None:
            return
        name = menu_text(str(profile["name"]))
        if stand_in(self._route):
            action = menu.addAction(icons.icon("undo"), self.tr("Back to {profile}").format(profile=name))
            action.triggered.connect(lambda: self.back.emit(self.client))
        if profile.get("key_unconfirmed"):
            said = self.tr("Confirm the key of {profile}…").format(profile=name)
            action = menu.addAction(icons.icon("key"), said)
            action.triggered.connect(lambda: self.confirm.emit(profile["id"]))
        if not menu.isEmpty():
            menu.addSeparator()

    def _add(self, menu: QMenu, group: QActionGroup, text: str, profile: str, checked: bool) -> None:
        action = QAction(text, menu, checkable=True, checked=checked)
        group.addAction(action)
        menu.addAction(action)
        action.triggered.connect(lambda: self.chosen.emit(self.client, profile))
