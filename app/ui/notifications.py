"""What is worth a notification, which is little: never a request, only what a person has to act on."""

import time
from collections.abc import Callable

from PySide6.QtCore import QObject

from app.ui.link import Json, Link
from app.ui.reach import Reach, Stopped
from app.ui.service_words import localize
from app.ui.tray_state import CLIENTS

QUIET_S = 600.0
"""One word about a profile's key or balance in ten minutes: an agent's retries are many."""
ACCOUNT_CODES = {"auth", "key_unavailable", "key_unconfirmed", "quota", "forbidden"}
"""Failures that only the user can mend, with the key or the account."""

SUBSTITUTED = "model_substituted"
"""The one warning that cannot wait until somebody looks: it may cost money and spoil work."""


class Notifications(QObject):
    """Watches the link and the service. `notify` shows a title and a text; `wanted` asks the user's setting."""

    def __init__(
        self,
        link: Link,
        reach: Reach,
        notify: Callable[[str, str], None],
        wanted: Callable[[], bool],
        clock: Callable[[], float] = time.monotonic,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._notify, self._wanted, self._clock = notify, wanted, clock
        self._told: dict[str, float] = {}
        self._substituted: set[str] = set()
        self._overridden: set[str] = set()
        link.exchange.connect(self._take_exchange)
        link.warning.connect(self._take_warning)
        link.status.connect(self._take_status)
        reach.stopped.connect(self._take_stop)

    def _take_stop(self, stopped: Stopped) -> None:
        self._say(self.tr("Turnout's service stopped"), str(stopped.problem))

    def _take_exchange(self, summary: Json) -> None:
        error = summary.get("error") or {}
        profile = str(summary.get("profile") or "")
        if summary.get("state") == "failed" and error.get("code") in ACCOUNT_CODES:
            now = self._clock()
            quiet_until = self._told.get(profile, float("-inf")) + QUIET_S
            if now > quiet_until:
                self._told[profile] = now
                title = self.tr("{profile} refuses requests").format(profile=profile)
                self._say(title, localize(str(error.get("message") or error["code"])))

    def _take_warning(self, warning: Json) -> None:
        """Another model than the one asked for: said once for each profile; other warnings can wait."""
        profile = str(warning.get("profile") or "")
        asked, served = warning.get("asked"), warning.get("served")
        if warning.get("code") != SUBSTITUTED or not asked or not served or profile in self._substituted:
            return
        self._substituted.add(profile)
        text = self.tr("{profile} answers with {served} instead of {asked}.")
        said = text.format(profile=profile, served=served, asked=asked)
        self._say(self.tr("{profile} served another model").format(profile=profile), said)

    def _take_status(self, status: Json) -> None:
        routes = status.get("routes") or {}
        now = {client for client in CLIENTS if (routes.get(client) or {}).get("overridden")}
        for client in sorted(now - self._overridden):
            text = self.tr("Its settings were changed by another program; it does not use Turnout any more.")
            self._say(self.tr("{client} was disconnected").format(client=CLIENTS[client]), text)
        self._overridden = now

    def _say(self, title: str, text: str) -> None:
        if self._wanted():
            self._notify(title, text)
