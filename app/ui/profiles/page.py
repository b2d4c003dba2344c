"""The Profiles page: the list on the left; the form, the presets or a diff on the right."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QWidget

from app.ui.call import Problem
from app.ui.link import Link
from app.ui.names import client_name, keyring_name
from app.ui.page import Page
from app.ui.profiles.form import ProfileForm
from app.ui.profiles.leaving import Leaving
from app.ui.profiles.new_profile import NewProfile
from app.ui.profiles.planned_changes import PlannedChanges
from app.ui.profiles.preset_card import CUSTOM
from app.ui.profiles.removal import Removal
from app.ui.profiles.review import Review
from app.ui.profiles.saving import Saving
from app.ui.profiles.side_list import SideList
from app.ui.service_words import join
from app.ui.widgets.empty_state import EmptyState

LIST_WIDTH = 264


class ProfilesPage(Page):
    """Asks the service for everything; `open(profile=ID)`, with `prices=True` at its prices, with `key=True` at the
    question about its key; `open(new=True)`."""

    name: ClassVar[str] = "profiles"
    icon_name: ClassVar[str] = "profiles"

    def __init__(self, link: Link, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._link = link
        self._profiles: list[Mapping[str, Any]] = []
        self._presets: list[Mapping[str, Any]] = []
        self._loaded = False
        self._wanted: str | None = None
        self._at_prices = self._at_key = False
        self._pending: tuple[str, tuple[str, ...]] | None = None
        self.side = SideList(self)
        self.form, self.new, self.review = ProfileForm(link, self), NewProfile(self), Review(self)
        self.empty = EmptyState("profiles", parent=self)
        self.saving, self.removal = Saving(link, self), Removal(link, self)
        self.leaving, self.changes = Leaving(self.form), PlannedChanges(link, self.form)
        self.right = QStackedWidget(self)
        self._unknown = QWidget(self)
        for widget in (self._unknown, self.empty, self.new, self.form, self.review):
            self.right.addWidget(widget)
        self._build()
        self._connect()
        self.retranslate()

    def _build(self) -> None:
        splitter = QSplitter(Qt.Orientation.Horizontal, self, childrenCollapsible=False)
        splitter.addWidget(self.side)
        splitter.addWidget(self.right)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([LIST_WIDTH, 900])
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(splitter)
        self.setFocusProxy(self.side.list)

    def _connect(self) -> None:
        self.side.list.chosen.connect(lambda chosen: self._leave(lambda: self._show(chosen)))
        self.side.list.reordered.connect(self._order)
        self.side.list.remove_asked.connect(self._remove)
        self.side.list.confirm_asked.connect(lambda profile: self.open(profile=profile, key=True))
        self.form.confirm_asked.connect(self._confirm_key)
        self.side.new_asked.connect(lambda: self._leave(self._show_new))
        self.new.chosen.connect(self._begin)
        self.new.cancelled.connect(self._show_any)
        bar = self.form.bar
        bar.save_asked.connect(lambda: self._save(()))
        bar.use_asked.connect(self._save)
        bar.check_asked.connect(self._check)
        bar.remove_asked.connect(lambda: self._remove(self.form.profile["id"] if self.form.profile else ""))
        self.leaving.save_wanted.connect(lambda: self._save(()))
        self.saving.busy.connect(bar.set_busy)
        self.saving.saved.connect(self._saved)
        self.saving.refused.connect(self._refused)
        self.saving.first_write.connect(self._review)
        self.saving.used.connect(self._used)
        self.review.applied.connect(self._apply)
        self.review.declined.connect(self._decline)
        self.removal.back.connect(self._is_back)
        self._link.profiles_changed.connect(self._reload)
        self._link.up.connect(lambda _: self._reload())
        self._link.status.connect(self._take_status)

    # ------------------------------------------------------------------ the page
    def title(self) -> str:
        return self.tr("Profiles")

    def open(self, **what: Any) -> None:
        if what.get("new"):
            self._leave(self._show_new)
        elif profile := what.get("profile"):
            self._wanted = profile
            self._at_prices, self._at_key = bool(what.get("prices")), bool(what.get("key"))
            if self._find(profile) is not None:
                self._leave(lambda: self._show(profile))

    def retranslate(self) -> None:
        self.empty.set(
            self.tr("No profile yet"),
            self.tr("A profile is one account of a provider: its address, a key, and a model."),
            [(self.tr("New profile"), self._show_new)],
        )

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        if not self._loaded:
            self._reload()
        super().showEvent(event)

    # ------------------------------------------------------------------ what the service says
    def _reload(self) -> None:
        if not self._presets:
            self._link.call("GET", "presets", then=self._take_presets, owner=self)
        self._link.call("GET", "profiles", then=self._take_profiles, owner=self)
        self._take_status(self._link.last_status)

    def _take_presets(self, answer: dict[str, Any]) -> None:
        self._presets = answer.get("presets") or []
        self.form.set_presets(self._presets)
        self.new.set_presets(self._presets)

    def _take_profiles(self, answer: dict[str, Any]) -> None:
        first, self._loaded = not self._loaded, True
        self._profiles = list(answer.get("profiles") or [])
        self.side.list.show_profiles(self._profiles)
        current = self.right.currentWidget()
        shown = self.form.profile
        if current is self.form and shown is not None:
            self._follow(shown)
        elif first or current in (self._unknown, self.empty):
            self._show_any()

    def _take_status(self, document: Mapping[str, Any]) -> None:
        keyring = document.get("keyring") or {}
        self.form.body.key.set_keyring(
            keyring_name(keyring.get("backend") or ""), keyring.get("state") or "ok"
        )

    def _follow(self, shown: Mapping[str, Any]) -> None:
        """The shown profile may have changed elsewhere: by hand, at the command line, in the tray."""
        if self.saving.is_busy:
            return  # what we do ourselves is shown when it is done
        now = self._find(shown["id"])
        if now is None:
            if self.form.is_dirty():
                text = self.tr("This profile was deleted elsewhere. Save makes it anew.")
                self.form.keep_as_new()
                self.form.say(text, "warn")
            else:
                self._show_any()
        elif self.form.is_same(now):
            self.form.show_profile_again(now)
            self.form.abilities.ask()
            self.changes.ask()
        elif self.form.is_dirty():
            text = self.tr("This profile was changed elsewhere since you opened it.")
            actions = [
                (self.tr("Reload"), lambda: self._show(shown["id"])),
                (self.tr("Keep mine"), self.form.banner.hide),
            ]
            self.form.say(text, "warn", actions)
        else:
            self._show(shown["id"])

    # ------------------------------------------------------------------ what is shown
    def _show_any(self) -> None:
        """The wanted profile, the current one, else the first; the presets where there is none."""
        ids = [profile["id"] for profile in self._profiles]
        wanted = (self._wanted, self.side.list.current_id(), ids[0] if ids else None)
        found = next((one for one in wanted if one in ids), None)
        if found is not None:
            self._show(found)
        elif self._presets:
            self._show_new()
        else:
            self.right.setCurrentWidget(self.empty)

    def _show(self, profile_id: str) -> None:
        profile = self._find(profile_id)
        if profile is None:
            return
        self._wanted = None
        self.side.list.select(profile_id)
        self.form.show_profile(profile)
        self.right.setCurrentWidget(self.form)
        if self._at_prices:
            self._at_prices = False
            self.form.go_to("prices")
        if self._at_key:
            self._at_key = False
            self.form.go_to_question()
        self.form.abilities.ask()
        self.changes.ask()

    def _show_new(self) -> None:
        self.side.list.select(None)
        self.new.begin(can_go_back=bool(self._profiles))
        self.right.setCurrentWidget(self.new)
        self.new.setFocus()

    def _begin(self, preset_id: str, address: str) -> None:
        """A card was chosen."""
        preset = None if preset_id == CUSTOM else next(one for one in self._presets if one["id"] == preset_id)
        self.right.setCurrentWidget(self.form)
        self.form.show_new(preset, address)

    def _leave(self, go: Callable[[], None]) -> None:
        """Go elsewhere; not over unsaved changes without asking."""
        if self.right.currentWidget() is not self.form:
            go()
            return
        self.side.list.select(self.form.profile["id"] if self.form.profile else None)
        self.leaving.leave(go)

    # ------------------------------------------------------------------ what is done
    def _save(self, clients: Sequence[str]) -> None:
        if self.saving.is_busy or self.form.find_problem():
            return
        self.form.banner.hide()
        profile = self.form.profile
        if profile is not None and not self.form.is_dirty():
            if clients:
                self.saving.use(profile["id"], tuple(clients))
            return
        draft, confirmed = self.form.draft(), self.form.confirmed()
        if profile is not None and confirmed:
            draft["confirm_key"] = confirmed
        self.saving.save(draft, self.form.key(), then_use=clients)

    def _saved(self, profile: dict[str, Any], notes: list[str]) -> None:
        known = [one for one in self._profiles if one["id"] != profile["id"]]
        place = next((at for at, one in enumerate(self._profiles) if one["id"] == profile["id"]), len(known))
        self._profiles = [*known[:place], profile, *known[place:]]
        self.side.list.show_profiles(self._profiles)
        self._show(profile["id"])
        if notes:
            self.form.say(join(*notes), "info")
        self.form.bar.said.setText(self.tr("Saved"))
        self.leaving.saved()

    def _refused(self, problem: Problem) -> None:
        self.leaving.refused()
        self.right.setCurrentWidget(self.form)
        self.form.take_refusal(problem)

    def _review(self, profile_id: str, clients: tuple[str, ...], diff: str) -> None:
        self._pending = profile_id, clients
        self.right.setCurrentWidget(self.review)
        self.review.show_diff(diff)

    def _apply(self) -> None:
        if self._pending is not None and not self.saving.is_busy:
            profile_id, clients = self._pending
            self.saving.use(profile_id, clients, sure=True)

    def _decline(self) -> None:
        self._pending = None
        self.right.setCurrentWidget(self.form)

    def _used(self, profile_id: str, clients: tuple[str, ...], warnings: list[str]) -> None:
        self._pending = None
        self.right.setCurrentWidget(self.form)
        profile = self._find(profile_id) or {"name": profile_id}
        names = [client_name(client) for client in clients]
        one, both = (
            self.tr("{client} now uses {profile}."),
            self.tr("{client} and {other} now use {profile}."),
        )
        text = (one if len(names) == 1 else both).format(
            client=names[0], other=names[-1], profile=profile["name"]
        )
        self.notice.emit("warn" if warnings else "ok", " ".join([text, *warnings]))

    def _confirm_key(self, profile_id: str, origins: list[str]) -> None:
        """The stored key may go to these origins too."""

        def confirmed(profile: dict[str, Any]) -> None:
            self._profiles = [profile if one["id"] == profile_id else one for one in self._profiles]
            self.side.list.show_profiles(self._profiles)
            if self.form.profile is not None and self.form.profile["id"] == profile_id:
                self.form.show_profile_again(profile)
            self.notice.emit(
                "ok", self.tr("The key of {profile} is confirmed.").format(profile=profile["name"])
            )

        self._link.call(
            "POST",
            f"profiles/{profile_id}/confirm-key",
            {"origins": origins},
            then=confirmed,
            fail=self._not_confirmed,
            owner=self,
        )

    def _not_confirmed(self, problem: Problem) -> None:
        self._say_problem(problem)
        self._reload()  # the address was changed meanwhile

    def _check(self) -> None:
        """The Check page looks at what is saved."""
        if self.form.is_dirty() or self.form.profile is None:
            self.leaving.save_first(self._check)
        else:
            self.navigate.emit("check", {"profile": self.form.profile["id"]})

    def _remove(self, profile_id: str) -> None:
        profile = self._find(profile_id)
        if profile is not None:
            self.removal.remove(profile, lambda: self._gone(profile_id), self._say_problem)

    def _gone(self, profile_id: str) -> None:
        ids = [one["id"] for one in self._profiles]
        place = ids.index(profile_id) if profile_id in ids else 0
        self._profiles = [one for one in self._profiles if one["id"] != profile_id]
        self.side.list.show_profiles(self._profiles)
        if self.form.profile is not None and self.form.profile["id"] == profile_id:
            if self._profiles:
                self._show(self._profiles[min(place, len(self._profiles) - 1)]["id"])
            else:
                self._show_any()

    def _is_back(self, profile_id: str) -> None:
        self._wanted = profile_id
        self.right.setCurrentWidget(self.empty)
        self._reload()

    def _order(self, ids: list[str]) -> None:
        self._profiles.sort(key=lambda profile: ids.index(profile["id"]))
        self._link.call("POST", "profiles/order", {"ids": ids}, fail=self._order_refused, owner=self)

    def _order_refused(self, problem: Problem) -> None:
        self._say_problem(problem)
        self._reload()

    def _say_problem(self, problem: Problem) -> None:
        self.notice.emit("error", str(problem))

    def _find(self, profile_id: str) -> Mapping[str, Any] | None:
        return next((one for one in self._profiles if one["id"] == profile_id), None)
