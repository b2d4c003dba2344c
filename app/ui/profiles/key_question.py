"""Whether the stored key may go to another address too: asked in place, before it goes anywhere."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from app.ui.widgets.inline_question import InlineQuestion


class KeyQuestion(InlineQuestion):
    """`agreed` and a click on `no` are the two answers; `ask` shows the question, `forget` takes it away."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("key", parent)
        self._origins: tuple[str, ...] = ()
        self._known: tuple[str, ...] = ()
        self._variable = ""

    def ask(self, origins: Sequence[str], known: Sequence[str] = (), variable: str = "") -> None:
        """Ask about these origins. `known`: those the key was given for; `variable`: the key's, if it is in one."""
        self._origins, self._known, self._variable = tuple(origins), tuple(known), variable
        self.is_answered = False
        self.retranslate()

    def thank(self) -> None:
        """Say what becomes of it with the next save."""
        self.is_answered = True
        self.retranslate()

    def forget(self) -> None:
        """There is nothing to ask."""
        self.is_answered = False
        self.hide()

    def retranslate(self) -> None:
        if self.is_answered:
            text = self.tr("Once this is saved, the key goes to {address} too.")
        elif self._variable:
            text = self.tr("Send the key in {variable} to {address} too?")
        else:
            text = self.tr("Use the stored key for {address} too?")
        given = self.tr("It was given for {address}, and goes nowhere else until you say so.")
        unsaid = self.tr("It goes nowhere else until you say so.")
        self.say(
            text.format(address=", ".join(self._origins), variable=self._variable),
            given.format(address=", ".join(self._known)) if self._known else unsaid,
            self.tr("Use it"),
            self.tr("Name another variable") if self._variable else self.tr("Enter another key"),
        )
