"""A combo box whose list has a border: the style sheet takes it away from Qt's own."""

from PySide6.QtWidgets import QComboBox, QFrame, QStyledItemDelegate, QWidget

from app.ui import theme


class Choice(QComboBox):
    """As QComboBox; its entries are as high as the style sheet says."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view().setItemDelegate(
            QStyledItemDelegate(self)
        )  # the style sheet does not reach the default one

    def showPopup(self) -> None:  # noqa: N802
        around = self.view().parentWidget()
        if isinstance(around, QFrame):
            # Each time: a change of scheme resets it. The application's sheet does not reach this frame.
            around.setStyleSheet(f"QComboBoxPrivateContainer {{ border: 1px solid {theme.tokens().edge}; }}")
            around.setFrameShape(QFrame.Shape.StyledPanel)
        super().showPopup()
