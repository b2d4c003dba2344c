"""Whether the provider may be in the user's own network: asked below an address that is."""

from PySide6.QtWidgets import QWidget

from app.ui.widgets.inline_question import InlineQuestion


class ConsentQuestion(InlineQuestion):
    """`ask` shows why, in the service's words; "" takes it away."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("warning", parent)
        self._why = ""

    def ask(self, why: str) -> None:
        """Ask; "": there is nothing to ask."""
        self._why = why
        if why:
            self.retranslate()
        else:
            self.hide()

    def retranslate(self) -> None:
        risk = self.tr(
            "The risk: whoever controls the provider's name can then lead your key to a machine near you."
        )
        self.say(self._why, risk, self.tr("It is in my own network"))
