"""What a card of the preset grid says."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QCoreApplication

from app.ui.profiles.letters import hue, letter
from app.ui.profiles.preset_search import DEMO

CUSTOM = ""
"""The id of the card for an address of one's own."""

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class PresetCard:
    """One card: the preset's id, its mark, name, second line and tag."""

    id: str
    letter: str
    hue: str
    name: str
    line: str
    tag: str = ""

    @property
    def spoken(self) -> str:
        return ", ".join(part for part in (self.name, self.line, self.tag) if part)


def describe_preset(preset: Mapping[str, Any]) -> PresetCard:
    """The card of a preset (`GET presets`)."""
    wires = preset.get("wires") or [endpoint["wire"] for endpoint in preset.get("endpoints") or ()]
    line, tag = " · ".join(wires), ""
    if preset["id"] == DEMO:
        line = translate("PresetCard", "Try it: no key, no network")
    elif preset.get("local"):
        tag = translate("PresetCard", "local")
    return PresetCard(preset["id"], letter(preset["name"]), hue(preset["id"]), preset["name"], line, tag)


def describe_custom(address: str = "") -> PresetCard:
    """The card for an address of one's own: `address` where one was typed."""
    name = (
        translate("PresetCard", "Use this address") if address else translate("PresetCard", "Other provider")
    )
    return PresetCard(CUSTOM, "+", "#5f6775", name, address or translate("PresetCard", "By its base URL"))
