"""The dialog of a rule: what it does, and when it fits; an empty field is no condition."""

import re
from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QCheckBox, QGridLayout, QLineEdit, QWidget

from app.ui.call import Problem
from app.ui.fallback import words
from app.ui.fallback.words import Rule
from app.ui.widgets.choice import Choice
from app.ui.widgets.form_dialog import FormDialog

THENS = ("next", "stop")
_ACROSS = 3
_LINES = ("statuses", "wait_over", "codes", "text")
_PLACE = re.compile(r"rules(?:\[\d+\])?(?:\.(\w+))?: (.*)", re.DOTALL)
"""How the service names the field that it refuses (profiles/fallback_rules.py)."""
_BETWEEN = re.compile(r"[,;\s，；、]+")


class RuleDialog(FormDialog):
    """`rule` is one of `GET fallbacks`, None for a new one; `kinds` as listed there. `save_wanted` has all of it."""

    def __init__(self, rule: Rule | None, kinds: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._new = rule is None
        before: Rule = rule or {}
        self.then = Choice()
        self.then.addItems([""] * len(THENS))
        self.then.setCurrentIndex(THENS.index(before["then"]) if before.get("then") in THENS else 0)
        self.kinds = {kind: QCheckBox() for kind in kinds}
        for kind, box in self.kinds.items():
            box.setChecked(kind in before.get("kinds", ()))
            box.toggled.connect(lambda _: self._problem.hide())
        self.lines = {name: QLineEdit() for name in _LINES}
        self.lines["statuses"].setText(", ".join(map(str, before.get("statuses", ()))))
        self.lines["codes"].setText(", ".join(before.get("codes", ())))
        self.lines["text"].setText(str(before.get("text", "")))
        wait = before.get("wait_over")
        self.lines["wait_over"].setText("" if wait is None else f"{wait:g}")
        self._add(then=self.then)
        self._add(kinds=self._boxes())
        self._add(statuses=self.lines["statuses"], wait_over=self.lines["wait_over"])
        self._add(codes=self.lines["codes"])
        self._add(text=self.lines["text"])
        self._finish()
        self.retranslate()
        self.then.setFocus()

    def refuse(self, problem: Problem) -> None:
        """Say why the service did not take it: at the field that it is about, where it says which."""
        self._save.setEnabled(True)
        found = _PLACE.fullmatch(problem.message)
        if found is None:
            self._say(str(problem))
            return
        said = str(Problem(problem.code, found[2], problem.fix))
        self._say(said[:1].upper() + said[1:], found[1] or "")

    def retranslate(self) -> None:
        self._title.setText(self.tr("New rule") if self._new else self.tr("Edit the rule"))
        self._label(
            {
                "then": self.tr("What happens"),
                "kinds": self.tr("If one of these went wrong"),
                "statuses": self.tr("And the HTTP status is"),
                "wait_over": self.tr("And the wait is over (seconds)"),
                "codes": self.tr("And the request's error code is"),
                "text": self.tr("And the provider's words match"),
            }
        )
        for place, then in enumerate(THENS):
            self.then.setItemText(place, words.outcome({"then": then}))
        for kind, box in self.kinds.items():
            word = words.kind_word(kind)
            box.setText(word[:1].upper() + word[1:])
        self.lines["statuses"].setPlaceholderText(self.tr("any, or such as 429, 5xx"))
        self.lines["wait_over"].setPlaceholderText(self.tr("any"))
        self.lines["codes"].setPlaceholderText(self.tr("any, or as the requests show it: key_expired"))
        self.lines["text"].setPlaceholderText(self.tr("any, or a regular expression: model is (busy|full)"))
        self._forms["kinds"].set_hint("kinds", self.tr("None: whatever went wrong."))
        self._save.setText(self.tr("Add") if self._new else self.tr("Save"))
        super().retranslate()

    # ------------------------------------------------------------------ inside
    def _boxes(self) -> QWidget:
        boxes = QWidget()
        grid = QGridLayout(boxes)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(0)
        for place, box in enumerate(self.kinds.values()):
            grid.addWidget(box, place // _ACROSS, place % _ACROSS)
        return boxes

    def _take(self) -> None:
        self._forget_problems()
        rule: dict[str, Any] = {"then": THENS[self.then.currentIndex()]}
        if kinds := [kind for kind, box in self.kinds.items() if box.isChecked()]:
            rule["kinds"] = kinds
        if codes := _split(self.lines["codes"].text()):
            rule["codes"] = codes
        if text := self.lines["text"].text():
            rule["text"] = text
        self._take_numbers(rule)
        if self._find_wrong() is not None:
            return
        if len(rule) == 1:
            self._say(self.tr("Choose at least one condition."))
        else:
            self._save.setEnabled(False)
            self.save_wanted.emit(rule)

    def _take_numbers(self, rule: dict[str, Any]) -> None:
        statuses = [status.lower().removesuffix("xx") for status in _split(self.lines["statuses"].text())]
        if not all(status.isdecimal() for status in statuses):
            said = self.tr("Enter HTTP statuses such as 429, 503, or 5xx for all of them.")
            self._say(said, "statuses")
        elif statuses:
            rule["statuses"] = [int(status) for status in statuses]
        if wait := self.lines["wait_over"].text().strip():
            try:
                rule["wait_over"] = float(wait.replace(",", "."))
            except ValueError:
                self._say(self.tr("Enter a number of seconds."), "wait_over")


def _split(text: str) -> list[str]:
    return [word for word in _BETWEEN.split(text) if word]
