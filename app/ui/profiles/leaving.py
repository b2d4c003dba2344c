"""Keeps unsaved changes from being lost: whoever wants to leave the form is asked there, and nothing waits."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from app.ui.profiles.form import ProfileForm

Go = Callable[[], None]


class Leaving(QObject):
    """`leave(go)` goes at once, or asks: save first, discard, or stay."""

    save_wanted = Signal()
    """The form has no problem and is to be saved; then `saved` goes on."""

    def __init__(self, form: ProfileForm) -> None:
        super().__init__(form)
        self._form = form
        self._go: Go | None = None

    def leave(self, go: Go) -> None:
        """Go elsewhere; not over unsaved changes without asking."""
        if not self._form.is_dirty():
            go()
            return
        actions = [
            (self.tr("Save"), lambda: self.save_first(go)),
            (self.tr("Discard"), go),
            (self.tr("Stay"), self._form.banner.hide),
        ]
        self._form.say(self.tr("There are unsaved changes."), "warn", actions)

    def save_first(self, go: Go) -> None:
        """Save, and go where that worked."""
        if not self._form.find_problem():
            self._go = go
            self.save_wanted.emit()

    def saved(self) -> None:
        """It is saved: go, if somebody wanted to."""
        go, self._go = self._go, None
        if go is not None:
            go()

    def refused(self) -> None:
        """It could not be saved: stay."""
        self._go = None
