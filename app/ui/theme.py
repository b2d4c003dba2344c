"""Light and dark: the palette and style sheet of the application, and the colours for what paints itself."""

from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontInfo, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QStyle, QWidget

from app.ui import style_sheet
from app.ui.style_sheet import CONTROL_HEIGHT, RADIUS
from app.ui.system_scheme import SystemScheme
from app.ui.tokens import DARK, LIGHT, Tokens

__all__ = [
    "CONTROL_HEIGHT", "DARK", "LIGHT", "RADIUS", "ROW_HEIGHT",
    "Choice", "Theme", "Tokens",
    "color", "mono_font", "motion_ms", "set_choice", "set_role", "theme", "tokens", "ui_font",
]  # fmt: skip

Choice = Literal["system", "light", "dark"]

ROW_HEIGHT = 28
MOTION_MS = 120
"""The longest movement: enough to be seen, too short to be waited for."""
_FONT_PX = (13, 16)
"""Base font size: the system's, within what the fixed control height holds."""
_FAMILIES = [
    "Inter", "Segoe UI Variable Text", "Segoe UI", "SF Pro Text", "Helvetica Neue", "Cantarell", "Ubuntu",
    "Noto Sans", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei UI", "DejaVu Sans",
]  # fmt: skip
_MONO = [
    "JetBrains Mono", "Cascadia Mono", "SF Mono", "Menlo", "Consolas", "Ubuntu Mono",
    "Noto Sans Mono", "DejaVu Sans Mono", "Noto Sans Mono CJK SC",
]  # fmt: skip


class Theme(QObject):
    """The chosen scheme, applied to the application. `changed` follows each change of colours."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._choice: Choice = "system"
        self._tokens = LIGHT
        self._dressed = False
        self._system = SystemScheme(self)
        self._system.changed.connect(self._follow)

    @property
    def tokens(self) -> Tokens:
        return self._tokens

    @property
    def choice(self) -> Choice:
        return self._choice

    @property
    def is_dark(self) -> bool:
        return self._tokens == DARK

    def set_choice(self, choice: Choice) -> None:
        """Dress the application in a scheme; "system" follows the desktop from now on."""
        self._choice = choice
        schemes = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
        # Also tells the window frame where the platform can; a silent no-op on plain X11.
        QGuiApplication.styleHints().setColorScheme(schemes.get(choice, Qt.ColorScheme.Unknown))
        self._system.watch()
        self._apply()

    def _follow(self) -> None:
        if self._choice == "system":
            self._apply()

    def _apply(self) -> None:
        dark = self._choice == "dark" or (self._choice == "system" and self._system.is_dark)
        wanted = DARK if dark else LIGHT
        if self._dressed and wanted == self._tokens:
            return
        self._tokens = wanted
        app = QApplication.instance()
        if isinstance(app, QApplication):
            if not self._dressed:
                app.setStyle("Fusion")
                app.setFont(ui_font())
            app.setPalette(_palette(wanted))
            app.setStyleSheet(style_sheet.build(wanted, app.font().pixelSize()))
            self._dressed = True
        self.changed.emit()


_theme: Theme | None = None


def theme() -> Theme:
    """Return the one theme of this process."""
    global _theme  # noqa: PLW0603
    if _theme is None:
        _theme = Theme()
    return _theme


def tokens() -> Tokens:
    """Return the current colours."""
    return theme().tokens


def set_choice(choice: Choice) -> None:
    """Choose the scheme of the application."""
    theme().set_choice(choice)


def color(name: str) -> QColor:
    """Return a token (`"accent"`) of the current scheme, or the colour that `name` spells (`"#123456"`)."""
    return QColor(name if name.startswith("#") else getattr(tokens(), name))


def set_role(widget: QWidget, role: str) -> None:
    """Give a widget another role in the style sheet, also after it was shown."""
    if widget.property("role") != role:
        widget.setProperty("role", role)
        widget.style().unpolish(widget)
        widget.style().polish(widget)
        widget.update()


def ui_font() -> QFont:
    """Return the application's font: the first family that is installed, at about the system's size."""
    least, most = _FONT_PX
    font = QFont()
    font.setFamilies(_FAMILIES)
    font.setPixelSize(min(most, max(least, QFontInfo(QApplication.font()).pixelSize())))
    return font


def mono_font(difference: int = -1) -> QFont:
    """Return the fixed-width font for numbers and code, `difference` pixels larger than the base font."""
    font = QFont()
    font.setFamilies(_MONO)
    font.setStyleHint(QFont.StyleHint.Monospace)
    font.setPixelSize(max(9, QFontInfo(QApplication.font()).pixelSize() + difference))
    return font


def motion_ms() -> int:
    """Return how long a movement lasts: 0 where the desktop asks for none."""
    hint = QApplication.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration)
    return min(MOTION_MS, max(0, hint))


def _palette(colors: Tokens) -> QPalette:
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: colors.bg,
        QPalette.ColorRole.WindowText: colors.text,
        QPalette.ColorRole.Base: colors.panel,
        QPalette.ColorRole.AlternateBase: colors.bg,
        QPalette.ColorRole.Text: colors.text,
        QPalette.ColorRole.PlaceholderText: colors.dim,
        QPalette.ColorRole.Button: colors.panel,
        QPalette.ColorRole.ButtonText: colors.text,
        QPalette.ColorRole.BrightText: colors.err,
        QPalette.ColorRole.Highlight: colors.selection,
        QPalette.ColorRole.HighlightedText: colors.text,
        QPalette.ColorRole.Link: colors.accent,
        QPalette.ColorRole.LinkVisited: colors.accent,
        QPalette.ColorRole.ToolTipBase: colors.panel,
        QPalette.ColorRole.ToolTipText: colors.text,
        QPalette.ColorRole.Light: colors.panel,
        QPalette.ColorRole.Midlight: colors.hover,
        QPalette.ColorRole.Mid: colors.edge,
        QPalette.ColorRole.Dark: colors.dim,
        QPalette.ColorRole.Shadow: colors.line,
        QPalette.ColorRole.Accent: colors.accent,
    }
    for role, value in roles.items():
        palette.setColor(role, QColor(value))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(colors.faint))
    return palette
