"""One request in the list: its summary, what the user added to it, and what was worked out of both."""

import time
from typing import Any

from app.filter_fields import searchable
from app.ui.requests import wording

Summary = dict[str, Any]


class Row:
    """`number` orders the rows by arrival. `cells` keeps the texts of the columns until something changes."""

    __slots__ = ("_text", "arrived", "cells", "number", "summary")

    def __init__(self, summary: Summary, number: int) -> None:
        self.summary = summary
        self.number = number
        self.arrived = time.monotonic()
        self.cells: dict[str, str] = {}
        self._text = ""

    @property
    def id(self) -> str:
        return str(self.summary["id"])

    @property
    def text(self) -> str:
        """All of the row in lower case, for free text."""
        if not self._text:
            self._text = searchable(self.summary)
        return self._text

    @property
    def session(self) -> str:
        return str(self.summary.get("session") or "")

    @property
    def profile(self) -> str:
        """What its profile is called, "" where it has none."""
        return str(self.summary.get("profile_name") or self.summary.get("profile") or "")

    @property
    def is_live(self) -> bool:
        return self.summary.get("state") == "live"

    @property
    def is_error(self) -> bool:
        return self.summary.get("state") == "failed"

    @property
    def is_pinned(self) -> bool:
        return bool(self.summary.get("pinned"))

    def update(self, summary: Summary) -> None:
        """Take what the service says now; what the user added stays."""
        for name in ("pinned", "note"):
            if name in self.summary:
                summary = {**summary, name: self.summary[name]}
        self.summary = summary
        self.forget()

    def mark(self, *, pinned: bool, note: str) -> None:
        """Take what the user added."""
        self.summary = {**self.summary, "pinned": pinned, "note": note}
        self.forget()

    def forget(self) -> None:
        """Work everything out again when it is next asked for."""
        self.cells.clear()
        self._text = ""

    def tick(self) -> None:
        """Time has passed for a live row."""
        self.cells.pop("total", None)

    @property
    def total_ms(self) -> float | None:
        """How long it took, or has taken so far."""
        total: float | None = self.summary.get("total_ms")
        if total is None and self.is_live:
            began = wording.moment(self.summary.get("started_at", ""))
            return None if began is None else max(0.0, (time.time() - began.timestamp()) * 1_000)
        return total


def is_substituted(summary: Summary) -> bool:
    """Tell whether the provider answered with another model than it was asked for.

    A dated or prefixed name of the same model is none: `gpt-5.5` and `gpt-5.5-2026-04-01`, `kimi-k2` and
    `moonshotai/kimi-k2`.
    """
    asked, served = summary.get("upstream_model"), summary.get("served_model")
    if not asked or not served:
        return False
    asked, served = (str(name).lower().rpartition("/")[2] for name in (asked, served))
    return not (served.startswith(asked) or asked.startswith(served))
