"""Which presets a few typed letters mean, best first."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

DEMO = "demo"
_ADDRESS = re.compile(
    r"https?://|localhost(?::|/|\Z)|\d+(?:\.\d+){3}|[a-z0-9-]+(?:\.[a-z0-9-]+)+[:/]|(?:[a-z0-9-]+\.){2,}[a-z]{2,}\Z",
    re.IGNORECASE,
)

Preset = Mapping[str, Any]
"""As `GET presets` describes it: id, name, wires, endpoints, models, aliases, local …"""


def search(presets: Sequence[Preset], text: str) -> list[Preset]:
    """The presets that hold every word of the text: names first, then aliases, then models and hosts.

    Without a text all of them, as they come, but the demo first: it is what a newcomer can try at once.
    """
    words = text.lower().split()
    if not words:
        return sorted(presets, key=lambda preset: preset["id"] != DEMO)
    ranked = [
        (rank, place) for place, preset in enumerate(presets) if (rank := _rank(preset, words)) is not None
    ]
    return [presets[place] for _, place in sorted(ranked)]


def is_address(text: str) -> bool:
    """Whether the text is rather an address than the name of a provider."""
    return _ADDRESS.match(text.strip()) is not None


def _rank(preset: Preset, words: Sequence[str]) -> int | None:
    """The worst rank among the words (0: begins the name); None where a word is nowhere."""
    ranks = [_rank_word(preset, word) for word in words]
    found = [rank for rank in ranks if rank is not None]
    return max(found) if len(found) == len(ranks) else None


def _rank_word(preset: Preset, word: str) -> int | None:
    name = str(preset["name"]).lower()
    aliases = [str(alias).lower() for alias in preset.get("aliases") or ()]
    if name.startswith(word) or preset["id"].startswith(word):
        return 0
    if any(part.startswith(word) for part in re.split(r"[\s(.-]+", name)):
        return 1
    if any(alias.startswith(word) for alias in aliases):
        return 2
    if word in name or any(word in alias for alias in aliases):
        return 3
    far = [
        str(model.get("id", "") if isinstance(model, Mapping) else model)
        for model in preset.get("models") or ()
    ]
    far += [str(endpoint.get("base_url", "")) for endpoint in preset.get("endpoints") or ()]
    return 4 if any(word in one.lower() for one in far) else None
