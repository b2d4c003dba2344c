"""What a check took, or will take, as a sentence."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from PySide6.QtCore import QCoreApplication, QLocale

from app.ui.usage.figures import money


def say_before() -> str:
    """Return what to expect of a check that has not been planned yet."""
    return QCoreApplication.translate(
        "check", "A check sends a few dozen small requests to the provider: some cents at most."
    )


def say_planned(profile: str, plan: Mapping[str, Any] | None) -> str:
    """Return what a check that runs is likely to cost; None: its plan has not come yet."""
    translate = QCoreApplication.translate
    if plan is None:
        return translate("check", "Starting…")
    said = translate("check", "Checking {profile}: about {cost}. It can be cancelled at any time.")
    return said.format(profile=profile, cost=_cost(plan.get("cost"), plan.get("tokens") or {}))


def say_done(check: Mapping[str, Any]) -> str:
    """Return when a check ran, with which model, how long it took and what it cost."""
    translate = QCoreApplication.translate
    said = translate("check", "Checked {when} with {model}, in {seconds} s, for {cost}.").format(
        when=_when(str(check["started_at"])),
        model=check.get("model") or "–",
        seconds=f"{float(check.get('total_ms') or 0) / 1000:.1f}",
        cost=_cost(check.get("cost"), check.get("spent") or {}),
    )
    quick = translate("check", "This was a quick check.")
    return f"{said} {quick}" if check.get("quick") else said


def _when(moment: str) -> str:
    """A moment as everywhere in the app: a system's short form may have the month first, or a year of two digits."""
    try:
        return f"{datetime.fromisoformat(moment).astimezone():%Y-%m-%d %H:%M}"
    except ValueError:
        return "–"


def _cost(cost: Mapping[str, Any] | None, tokens: Mapping[str, int]) -> str:
    number = QLocale().toString
    translate = QCoreApplication.translate
    said = translate("check", "{input} input and {output} output tokens").format(
        input=number(int(tokens.get("input", 0))), output=number(int(tokens.get("output", 0)))
    )
    if not cost:
        return said
    paid = money(cost["currency"], cost["amount"])
    return translate("check", "{cost} ({tokens})").format(cost=paid, tokens=said)
