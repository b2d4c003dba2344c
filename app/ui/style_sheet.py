"""The one style sheet: widgets are addressed by their class and their `role` property."""

from dataclasses import asdict

from app.ui.assets import ASSETS
from app.ui.tokens import DARK, Tokens

CONTROL_HEIGHT = 30
"""Pixels of a button or field: Chinese labels are taller than Latin ones, and both must sit on one line."""
RADIUS = 6
BORDER = 2  # a control's two border lines together


def build(tokens: Tokens, font_px: int) -> str:
    """Return the style sheet of a scheme for a base font of `font_px` pixels."""
    values = {
        **asdict(tokens),
        "radius": f"{RADIUS}px",
        "inner": f"{CONTROL_HEIGHT - BORDER}px",
        "small": f"{font_px - 1}px",
        "base": f"{font_px}px",
        "large": f"{font_px + 2}px",
        "huge": f"{font_px + 5}px",
        "controls": (ASSETS / "icons" / "controls").as_posix(),
        "scheme": "dark" if tokens == DARK else "light",
    }
    text = _SHEET
    for name, value in values.items():
        text = text.replace(f"@{name}@", value)
    return text


_SHEET = """
QMainWindow, QDialog, QWidget[role="page"] { background: @bg@; }
QWidget { color: @text@; font-size: @base@; }
QWidget:disabled { color: @faint@; }
QToolTip { background: @panel@; color: @text@; border: 1px solid @edge@; padding: 4px 6px; }

QLabel { background: transparent; }
QLabel[role="dim"] { color: @dim@; }
QLabel[role="small"] { color: @dim@; font-size: @small@; }
QLabel[role="title"] { font-size: @huge@; font-weight: 600; }
QLabel[role="heading"] { font-size: @large@; font-weight: 600; }
QLabel[role="strong"] { font-weight: 600; }
QLabel[role="section"] { color: @dim@; font-size: @small@; font-weight: 600; }
QLabel[role="accent"] { color: @accent@; }
QLabel[role="ok"] { color: @ok@; }
QLabel[role="warn"] { color: @warn@; }
QLabel[role="error"] { color: @err@; }
QLabel[role="tag"], QLabel[role="tag-accent"], QLabel[role="tag-ok"], QLabel[role="tag-warn"],
QLabel[role="tag-error"] { border-radius: 4px; padding: 1px 6px; font-size: @small@; max-height: 20px; }
QLabel[role="tag"] { background: @chip@; color: @dim@; }
QLabel[role="tag-accent"] { background: @accent_bg@; color: @accent@; }
QLabel[role="tag-ok"] { background: @ok_bg@; color: @ok@; }
QLabel[role="tag-warn"] { background: @warn_bg@; color: @warn@; }
QLabel[role="tag-error"] { background: @err_bg@; color: @err@; }

QFrame[role="card"] { background: @panel@; border: 1px solid @line@; border-radius: @radius@; }
QFrame[role="panel"], QWidget[role="panel"] { background: @panel@; border: none; }
QFrame[role="bar-top"] { background: @panel@; border: none; border-bottom: 1px solid @line@; }
QFrame[role="bar-bottom"] { background: @bg@; border: none; border-top: 1px solid @line@; }
QFrame[role="side"] { background: @bg@; border: none; border-right: 1px solid @line@; }
QFrame[role="rule"] { background: @line@; border: none; max-height: 1px; min-height: 1px; }
QFrame[role="banner-info"] { background: @accent_bg@; border: none; border-bottom: 1px solid @line@; }
QFrame[role="banner-ok"] { background: @ok_bg@; border: none; border-bottom: 1px solid @line@; }
QFrame[role="banner-warn"] { background: @warn_bg@; border: none; border-bottom: 1px solid @line@; }
QFrame[role="banner-error"] { background: @err_bg@; border: none; border-bottom: 1px solid @line@; }
QFrame[role="toast"] { background: @text@; border: none; border-radius: @radius@; }
QFrame[role="toast"] QLabel { color: @bg@; }
QFrame[role="toast"] QPushButton {
    background: transparent; border: 1px solid @dim@; color: @bg@; min-height: 24px; }
QFrame[role="toast"] QPushButton:hover, QFrame[role="toast"] QPushButton:focus { border-color: @bg@; }

QPushButton {
    background: @panel@; border: 1px solid @edge@; border-radius: @radius@;
    min-height: @inner@; padding: 0 12px; }
QPushButton:hover { background: @hover@; }
QPushButton:pressed { background: @chip@; }
QPushButton:focus { border: 2px solid @accent@; min-height: 26px; padding: 0 11px; }
QPushButton:disabled { background: @bg@; border-color: @line@; color: @faint@; }
QPushButton:checked { background: @selection@; border-color: @accent@; color: @accent@; }
QPushButton::menu-indicator {
    image: url("@controls@/chevron-down-@scheme@.svg"); width: 12px; height: 12px;
    subcontrol-origin: padding; subcontrol-position: right center; right: 8px; }
QPushButton[role="primary"] { background: @accent@; border-color: @accent@; color: @on_accent@; font-weight: 600; }
QPushButton[role="primary"]:hover { background: @accent_hover@; border-color: @accent_hover@; }
QPushButton[role="primary"]:focus { border: 2px solid @text@; }
QPushButton[role="primary"]:disabled { background: @chip@; border-color: @chip@; color: @faint@; }
QPushButton[role="danger"] { color: @err@; }
QPushButton[role="danger"]:hover { background: @err_bg@; border-color: @err@; }
QPushButton[role="danger"]:focus { border-color: @err@; }
QPushButton[role="danger"]:disabled { color: @faint@; }
QPushButton[role="link"] {
    background: transparent; border: 1px solid transparent; color: @accent@;
    padding: 0 4px; min-height: 20px; text-align: left; }
QPushButton[role="link"]:hover { text-decoration: underline; }
QPushButton[role="link"]:focus { border: 1px solid @accent@; }
QPushButton[role="link"]:disabled { color: @faint@; }
QPushButton[role="flat"] { background: transparent; border-color: transparent; }
QPushButton[role="flat"]:hover { background: @hover@; }
QPushButton[role="flat"]:focus { border-color: @accent@; }
QPushButton[role="quiet"] { background: transparent; border-color: transparent; color: @dim@; padding: 0 6px; }
QPushButton[role="quiet"]:hover { color: @text@; background: @hover@; }
QPushButton[role="quiet"]:focus { border: 1px solid @accent@; min-height: @inner@; padding: 0 6px; }
QPushButton[role="switch"] {
    background: @panel@; border: 1px solid @edge@; border-radius: @radius@; padding: 0; text-align: left; }
QPushButton[role="switch"]:hover { background: @hover@; }
QPushButton[role="switch"]:focus { border: 2px solid @accent@; padding: 0; }
QPushButton[role="switch"]::menu-indicator { image: none; width: 0; }

QPushButton[role="chip"], QToolButton[role="chip"] {
    background: @chip@; border: 1px solid transparent; border-radius: 11px; color: @dim@;
    padding: 0 10px; min-height: 20px; max-height: 20px; }
QPushButton[role="chip"]:hover, QToolButton[role="chip"]:hover { color: @text@; border-color: @edge@; }
QPushButton[role="chip"]:checked, QToolButton[role="chip"]:checked {
    background: @accent_bg@; color: @accent@; border-color: @accent@; }
QPushButton[role="chip"]:focus, QToolButton[role="chip"]:focus { border: 1px solid @accent@; color: @text@; }

QToolButton { background: transparent; border: 1px solid transparent; border-radius: @radius@; padding: 4px; }
QToolButton:hover { background: @hover@; }
QToolButton:pressed { background: @chip@; }
QToolButton:checked { background: @selection@; color: @accent@; }
QToolButton:focus { border: 1px solid @accent@; }
QToolButton::menu-indicator { image: none; width: 0; }
QToolButton[role="nav"] {
    border: 1px solid transparent; border-radius: @radius@; padding: 0 8px; color: @dim@;
    min-height: 32px; text-align: left; }
QToolButton[role="nav"]:hover { background: @chip@; color: @text@; }
QToolButton[role="nav"]:checked { background: @selection@; color: @accent@; font-weight: 600; }
QToolButton[role="nav"]:focus { border-color: @accent@; }

QLineEdit, QSpinBox, QDoubleSpinBox, QDateEdit, QComboBox {
    background: @panel@; border: 1px solid @edge@; border-radius: @radius@; min-height: @inner@;
    padding: 0 8px; selection-background-color: @accent@; selection-color: @on_accent@; }
QComboBox, QDateEdit { padding-right: 24px; }
QLineEdit:hover, QSpinBox:hover, QDoubleSpinBox:hover, QDateEdit:hover, QComboBox:hover { border-color: @dim@; }
QLineEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QDateEdit:focus, QComboBox:focus, QComboBox:on {
    border: 2px solid @accent@; min-height: 26px; padding-left: 7px; }
QLineEdit:disabled, QSpinBox:disabled, QDoubleSpinBox:disabled, QComboBox:disabled {
    background: @bg@; border-color: @line@; color: @faint@; }
QLineEdit:read-only { background: @bg@; }
QLineEdit[problem="true"], QSpinBox[problem="true"], QComboBox[problem="true"] { border: 1px solid @err@; }
QLineEdit[problem="true"]:focus, QSpinBox[problem="true"]:focus, QComboBox[problem="true"]:focus {
    border: 2px solid @err@; }
QComboBox { combobox-popup: 0; }
QComboBox::drop-down, QDateEdit::drop-down { border: none; width: 24px; }
QComboBox::down-arrow, QDateEdit::down-arrow {
    image: url("@controls@/chevron-down-@scheme@.svg"); width: 12px; height: 12px; }
QComboBox QLineEdit { border: none; background: transparent; min-height: 0; padding: 0; }
QComboBox QAbstractItemView {
    background: @panel@; border: 1px solid @edge@; padding: 4px; outline: none;
    selection-background-color: @selection@; selection-color: @text@; }
QComboBox QAbstractItemView::item { min-height: 26px; padding: 0 6px; border: none; }
QComboBox QAbstractItemView::item:selected, QComboBox QAbstractItemView::item:hover {
    background: @selection@; color: @text@; }
QAbstractSpinBox QLineEdit { border: none; background: transparent; min-height: 0; padding: 0 6px; }
QSpinBox::up-button, QSpinBox::down-button, QDoubleSpinBox::up-button, QDoubleSpinBox::down-button {
    border: none; background: transparent; width: 18px; }
QSpinBox::up-arrow, QDoubleSpinBox::up-arrow {
    image: url("@controls@/chevron-up-@scheme@.svg"); width: 10px; height: 10px; }
QSpinBox::down-arrow, QDoubleSpinBox::down-arrow {
    image: url("@controls@/chevron-down-@scheme@.svg"); width: 10px; height: 10px; }

QPlainTextEdit, QTextEdit, QTextBrowser {
    background: @panel@; border: 1px solid @line@; border-radius: @radius@; padding: 4px;
    selection-background-color: @accent@; selection-color: @on_accent@; }
QPlainTextEdit:focus, QTextEdit:focus, QTextBrowser:focus { border-color: @accent@; }
QPlainTextEdit[role="code"], QTextEdit[role="code"] { background: @code@; }
QPlainTextEdit[role="plain"], QTextEdit[role="plain"] { border: none; border-radius: 0; }

QCheckBox, QRadioButton { background: transparent; spacing: 8px; min-height: 24px; padding: 0 2px; }
QCheckBox::indicator, QRadioButton::indicator {
    width: 16px; height: 16px; border: 1px solid @dim@; background: @panel@; }
QCheckBox::indicator { border-radius: 4px; }
QRadioButton::indicator { border-radius: 9px; }
QCheckBox::indicator:hover, QRadioButton::indicator:hover { border-color: @accent@; }
QCheckBox::indicator:checked, QRadioButton::indicator:checked { background: @accent@; border-color: @accent@; }
QCheckBox::indicator:checked { image: url("@controls@/check-@scheme@.svg"); }
QCheckBox::indicator:indeterminate {
    background: @accent@; border-color: @accent@; image: url("@controls@/minus-@scheme@.svg"); }
QRadioButton::indicator:checked { image: url("@controls@/dot-@scheme@.svg"); }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { border-color: @line@; background: @bg@; }
QCheckBox:focus, QRadioButton:focus { color: @accent@; }
QCheckBox::indicator:focus, QRadioButton::indicator:focus { border: 2px solid @accent@; width: 14px; height: 14px; }

QAbstractItemView {
    background: @panel@; border: none; outline: none; alternate-background-color: @bg@;
    selection-background-color: @selection@; selection-color: @text@; }
QListView#completion { border: 1px solid @edge@; }
QListView#completion::item { min-height: 26px; }
QTableView { gridline-color: @line@; }
QTableView::item, QTreeView::item { border: none; padding: 0 5px; }  /* the style adds 3 */
QListView::item { border: none; padding: 0 8px; }
QTableView::item:hover, QTreeView::item:hover, QListView::item:hover { background: @hover@; color: @text@; }
QTableView::item:selected, QTreeView::item:selected, QListView::item:selected {
    background: @selection@; color: @text@; }
QTableView:focus, QTreeView:focus, QListView:focus { border: none; }
QHeaderView { background: @panel@; border: none; }
QHeaderView::section {
    background: @panel@; color: @dim@; border: none; border-bottom: 1px solid @line@;
    padding: 0 8px; min-height: 28px; font-size: @small@; font-weight: 500; }
QHeaderView::section:hover { color: @text@; background: @hover@; }
QHeaderView::up-arrow { image: url("@controls@/chevron-up-@scheme@.svg"); width: 10px; height: 10px; }
QHeaderView::down-arrow { image: url("@controls@/chevron-down-@scheme@.svg"); width: 10px; height: 10px; }
QTableCornerButton::section { background: @panel@; border: none; border-bottom: 1px solid @line@; }
QTreeView::branch { background: transparent; }
QTreeView::branch:has-children:closed { image: url("@controls@/chevron-right-@scheme@.svg"); }
QTreeView::branch:has-children:open { image: url("@controls@/chevron-down-@scheme@.svg"); }

QDialog#palette { background: @panel@; border: 1px solid @edge@; }
QTabWidget::pane { border: none; border-top: 1px solid @line@; top: -1px; }
QTabWidget::tab-bar { left: 8px; }
QTabBar { background: transparent; qproperty-drawBase: 0; }
QTabBar::tab {
    background: transparent; color: @dim@; border: none; border-bottom: 2px solid transparent;
    padding: 0 4px; margin: 0 8px; min-height: 32px; }
QTabBar::tab:hover { color: @text@; }
QTabBar::tab:selected { color: @accent@; border-bottom: 2px solid @accent@; }
QTabBar::tab:focus { color: @accent@; border: 1px solid @accent@; border-radius: 4px; }
QTabBar::tab:disabled { color: @faint@; }

QTabBar::scroller { width: 48px; }
QTabBar QToolButton { background: @bg@; border: none; border-radius: 0; padding: 0; }
QTabBar QToolButton:hover { background: @hover@; }
QTabBar QToolButton::left-arrow {
    image: url("@controls@/chevron-left-@scheme@.svg"); width: 14px; height: 14px; }
QTabBar QToolButton::right-arrow {
    image: url("@controls@/chevron-right-@scheme@.svg"); width: 14px; height: 14px; }

QSplitter::handle { background: @line@; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
QSplitter::handle:hover { background: @accent@; }

QMenu { background: @panel@; border: 1px solid @edge@; padding: 4px; menu-scrollable: 1; }
QMenu::item { padding: 0 24px 0 8px; min-height: 28px; border-radius: 4px; }
QMenu::item:selected { background: @selection@; color: @text@; }
QMenu::item:disabled { color: @dim@; background: transparent; }
QMenu::separator { height: 1px; background: @line@; margin: 4px 4px; }
QMenu::icon { padding-left: 8px; }
QMenu::indicator { width: 16px; height: 16px; margin-left: 8px; }
QMenu::indicator:non-exclusive:checked { image: url("@controls@/tick-@scheme@.svg"); }
QMenu::indicator:exclusive:checked { image: url("@controls@/tick-@scheme@.svg"); }
QMenu::right-arrow { image: url("@controls@/chevron-right-@scheme@.svg"); width: 12px; height: 12px; right: 6px; }

QScrollArea { background: transparent; border: none; }
QScrollArea > QWidget > QWidget[role="page"] { background: @bg@; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: @edge@; border-radius: 3px; margin: 3px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover { background: @dim@; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; border: none; background: transparent; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QAbstractScrollArea::corner { background: transparent; }

QProgressBar { background: @chip@; border: none; border-radius: 2px; max-height: 4px; min-height: 4px; }
QProgressBar::chunk { background: @accent@; border-radius: 2px; }
QGroupBox { border: none; margin-top: 24px; font-weight: 600; }
QGroupBox::title { subcontrol-origin: margin; subcontrol-position: top left; padding: 0; }
"""
