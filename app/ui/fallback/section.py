"""The section itself: it asks the service who steps in, what keeps failing and by which rules, and changes that."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QPushButton, QWidget

from app.ui import icons
from app.ui.call import Problem
from app.ui.fallback.breaker_row import BreakerRow
from app.ui.fallback.order import OrderRow
from app.ui.fallback.rule_dialog import RuleDialog
from app.ui.fallback.rule_row import RuleRow
from app.ui.link import Link
from app.ui.settings.row import Row
from app.ui.widgets.section import Section

Json = dict[str, Any]

LOOK_MS = 2_000
"""After requests the breakers are asked for again, at most this often."""


class FallbackSection(Section):
    """Rows for the clients, the breakers and the rules; `before` is where a setting of the same subject stands."""

    def __init__(self, link: Link, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._link = link
        self._answer: Json = {}
        self._profiles: list[Json] = []
        self.orders: dict[str, OrderRow] = {}
        self.breakers: dict[str, BreakerRow] = {}
        self.own: list[RuleRow] = []
        self.built_in: list[RuleRow] = []
        self._about, self._failing = Row(), Row()
        self.add_rule, self.fold = QPushButton(), QPushButton()
        self.add_rule.setIcon(icons.icon("plus"))
        self.add_rule.clicked.connect(lambda: self._open_rule(None))
        self.fold.setCheckable(True)
        self.fold.setProperty("role", "link")
        self.fold.toggled.connect(lambda _: self._show_built_in())
        self._when, self._more = Row(self.add_rule), Row(self.fold)
        for row in (self._about, self._failing, self._when, self._more):
            self.add(row)
        self._soon = QTimer(self, singleShot=True, interval=LOOK_MS)
        self._soon.timeout.connect(self._look_again)
        link.exchange.connect(self._note)
        self.retranslate()

    def refresh(self) -> None:
        """Ask for all of it."""
        self._link.call("GET", "profiles", then=self._take_profiles, fail=self._complain, owner=self)
        self._link.call("GET", "fallbacks", then=self._take, fail=self._complain, owner=self)
        self._ask_breakers()

    def before(self, setting: str) -> QWidget | None:
        """Return the row that a setting's row stands before."""
        return self._when if setting.startswith("breaker_") else self._failing

    def retranslate(self) -> None:
        self.set_heading(self.tr("When a provider fails"))
        self._about.set_texts(
            "",
            self.tr(
                "A request that fails before it was answered goes on to the next profile; the client asks once."
                " A conversation stays with the profile that answered it."
            ),
        )
        self._show_failing()
        self._when.set_texts(
            self.tr("When a request goes on"),
            self.tr("The first rule that fits decides. Your own are asked before the built-in ones."),
        )
        self.add_rule.setText(self.tr("Add rule"))
        self.add_rule.setAccessibleName(self.add_rule.text())
        self._show_built_in()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    # ------------------------------------------------------------------ what the service says
    def _take_profiles(self, answer: Json) -> None:
        self._profiles = list(answer.get("profiles") or [])
        self._show_orders()

    def _take(self, answer: Json) -> None:
        before, self._answer = self._answer, answer
        self._about.set_problem("")
        self._show_orders()
        if before.get("rules") != answer["rules"]:
            self._show_own()
            self._show_built_in()

    def _complain(self, problem: Problem) -> None:
        self._about.set_problem(str(problem))

    def _show_orders(self) -> None:
        routes = self._link.last_status.get("routes") or {}
        for client, ids in (self._answer.get("clients") or {}).items():
            if client not in self.orders:
                row = self.orders[client] = OrderRow(client)
                row.edited.connect(lambda ids, row=row: self._keep_order(row, ids))
                self.add(row, self._first_setting())
            self.orders[client].show_order(ids, (routes.get(client) or {}).get("profile"), self._profiles)

    def _first_setting(self) -> QWidget:
        """The first row below those of the clients."""
        known = (self._about, *self.orders.values())
        return next(row for row in self._rows if row not in known)

    # ------------------------------------------------------------------ who steps in
    def _keep_order(self, row: OrderRow, ids: list[str]) -> None:
        def kept(answer: Json) -> None:
            row.set_problem("")
            self._answer["clients"][row.client] = answer["profiles"]

        def refused(problem: Problem) -> None:
            row.set_problem(str(problem))
            self._show_orders()

        self._link.call(
            "PUT", f"fallbacks/{row.client}", {"profiles": ids}, then=kept, fail=refused, owner=row
        )

    # ------------------------------------------------------------------ what keeps failing
    def _ask_breakers(self) -> None:
        self._link.call("GET", "breakers", then=self._take_breakers, fail=self._complain, owner=self)

    def _take_breakers(self, answer: Json) -> None:
        found = {str(one["id"]): one for one in answer["breakers"]}
        for name in [name for name in self.breakers if name not in found]:
            self.remove(self.breakers.pop(name))
        for name, breaker in found.items():
            if name not in self.breakers:
                row = self.breakers[name] = BreakerRow()
                row.reset_wanted.connect(self._reset)
                row.due.connect(self._look_again)
                self.add(row, self._after_breakers(), lined=False)
            self.breakers[name].show_breaker(breaker, self._name(str(breaker.get("profile"))))
        self._show_failing()

    def _after_breakers(self) -> QWidget:
        known = (self._failing, *self.breakers.values())
        places = [place for place, row in enumerate(self._rows) if row in known]
        return self._rows[places[-1] + 1]

    def _show_failing(self) -> None:
        about = self.tr(
            "After several failures in a row a provider's breaker opens: others are asked at once."
        )
        nobody = self.tr("No provider fails.")
        self._failing.set_texts(self.tr("Breakers"), about if self.breakers else f"{about} {nobody}")

    def _reset(self, name: str) -> None:
        row = self.breakers[name]

        def gone(_answer: Json) -> None:
            self._take_breakers({"breakers": [one for one in self._known() if one["id"] != name]})

        def refused(problem: Problem) -> None:
            if problem.code == "no_such_breaker":  # it answered meanwhile
                self._ask_breakers()
            else:
                row.set_problem(str(problem))

        path = f"breakers/{quote(name, safe='')}/reset"
        self._link.call("POST", path, then=gone, fail=refused, owner=row)

    def _known(self) -> list[Mapping[str, Any]]:
        return [row.breaker for row in self.breakers.values()]

    def _name(self, profile: str) -> str:
        return next((str(one["name"]) for one in self._profiles if one["id"] == profile), profile)

    def _note(self, summary: Mapping[str, Any]) -> None:
        if self.isVisible() and summary.get("state") != "live" and not self._soon.isActive():
            self._soon.start()

    def _look_again(self) -> None:
        if self.isVisible():
            self._ask_breakers()

    # ------------------------------------------------------------------ the rules
    def _own_rules(self) -> list[Json]:
        return list((self._answer.get("rules") or {}).get("own") or [])

    def _show_own(self) -> None:
        for row in self.own:
            self.remove(row)
        rules = self._own_rules()
        self.own = [
            RuleRow(rule, number, own=True, last=number == len(rules)) for number, rule in enumerate(rules, 1)
        ]
        for place, row in enumerate(self.own):
            row.edit_wanted.connect(lambda place=place: self._open_rule(place))
            row.remove_wanted.connect(lambda place=place: self._remove_rule(place))
            row.move_wanted.connect(lambda step, place=place: self._move_rule(place, step))
            self.add(row, self._more)

    def _show_built_in(self) -> None:
        rules = (self._answer.get("rules") or {}).get("built_in") or []
        shown = self.fold.isChecked()
        said = self.tr("Hide the built-in rules") if shown else self.tr("Show the built-in rules")
        self.fold.setText(said)
        self.fold.setAccessibleName(said)
        self.fold.setIcon(icons.icon("chevron-down" if shown else "chevron-right", "accent"))
        if [row.rule for row in self.built_in] != (rules if shown else []):
            for row in self.built_in:
                self.remove(row)
            self.built_in = []
            for number, rule in enumerate(rules if shown else [], 1):
                self.built_in.append(RuleRow(rule, number, own=False))
                self.add(self.built_in[-1])

    def _open_rule(self, place: int | None) -> None:
        if not self._answer:
            return  # nothing is known yet; the row above says why
        rules = self._own_rules()
        dialog = RuleDialog(None if place is None else rules[place], self._answer["kinds"], self.window())

        def save(rule: Json) -> None:
            wanted = [*rules, rule] if place is None else [*rules[:place], rule, *rules[place + 1 :]]
            self._put(wanted, dialog.accept, dialog.refuse, dialog)

        dialog.save_wanted.connect(save)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _remove_rule(self, place: int) -> None:
        rules = self._own_rules()
        self._put_from(place, [*rules[:place], *rules[place + 1 :]])

    def _move_rule(self, place: int, step: int) -> None:
        rules = self._own_rules()
        rules.insert(place + step, rules.pop(place))
        self._put_from(place, rules)

    def _put_from(self, place: int, rules: list[Json]) -> None:
        row = self.own[place]
        self._put(rules, lambda: None, lambda problem: row.set_problem(str(problem)), row)

    def _put(
        self,
        rules: list[Json],
        done: Callable[[], object],
        refused: Callable[[Problem], None],
        owner: QWidget,
    ) -> None:
        def kept(answer: Json) -> None:
            done()
            self._take({**self._answer, "rules": {**self._answer["rules"], "own": answer["own"]}})

        self._link.call("PUT", "fallback-rules", {"rules": rules}, then=kept, fail=refused, owner=owner)
