"""The model catalog that Codex reads: true context windows, effort levels and its apply_patch tool."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from profiles.presets import dialect_for
from profiles.profile import EFFORTS, Model, Profile, Wire

UNKNOWN_WINDOW = 128_000
"""Tokens assumed where nobody knows: Codex then compacts early rather than running into an error."""
# Which endpoint serves Codex: its own wire, then the one that loses least.
_WIRES: tuple[Wire, ...] = ("responses", "chat", "messages")

# Codex ignores an entry without instructions, and sends these as the first developer message (0.169.0).
INSTRUCTIONS = """\
You are a coding agent working in the user's terminal, in a real repository, through the tools you are given.

- Work until the task is done. Read before you change, change as little as needed, and check the result by \
running what the project offers (tests, build, linter).
- Use the tools for every action; never claim to have read, run or changed something you have not. When a tool \
fails, read its output, fix the cause and go on.
- Edit files with apply_patch where it is available, in exactly the format its description gives. Use paths \
relative to the working directory.
- Keep the style of the code around you. Do not revert changes you did not make, do not commit or push unless \
asked, and do not run destructive commands without being asked.
- Ask only when a decision is really the user's; otherwise decide, and say what you assumed.
- Finish with a short plain answer: what you did, where, how you checked it, and what is left.
"""

_EFFORT_TEXT = {
    "none": "No reasoning",
    "minimal": "As little reasoning as possible",
    "low": "Fast answers with light reasoning",
    "medium": "Balance of speed and depth",
    "high": "Deeper reasoning for complex problems",
    "xhigh": "Very deep reasoning",
    "max": "The deepest reasoning the model has",
}


@dataclass(frozen=True, slots=True)
class CatalogEntry:
    """One model as Codex shows it. `efforts` in the words of EFFORTS; empty: the model takes none."""

    slug: str
    name: str
    context_window: int | None = None
    efforts: tuple[str, ...] = ()
    images: bool = True
    description: str = ""


def list_entries(profiles: Iterable[Profile], active: Iterable[str]) -> tuple[CatalogEntry, ...]:
    """The models of the profiles in use (by id) under their own names, then every model as `model@profile`."""
    known = {profile.id: profile for profile in profiles}
    in_use = [known[name] for name in dict.fromkeys(active) if name in known]
    entries: dict[str, CatalogEntry] = {}
    for profile in in_use:
        for model in _models(profile):
            entries.setdefault(model.id, _entry(profile, model, model.id))
    for profile in known.values():
        for model in _models(profile):
            slug = f"{model.id}@{profile.id}"
            entries[slug] = _entry(profile, model, slug)
    return tuple(entries.values())


def catalog(entries: Iterable[CatalogEntry]) -> bytes:
    """The file for `model_catalog_json`: every field that Codex 0.169.0 needs, in the given order."""
    models = [_describe(entry, place) for place, entry in enumerate(entries)]
    return (json.dumps({"models": models}, ensure_ascii=False, indent=1) + "\n").encode()


def _models(profile: Profile) -> tuple[Model, ...]:
    """The profile's models, the default one first, also where only its name is known."""
    names = [name for name in (profile.model, profile.small_model) if name]
    first = [profile.find_model(name) or Model(name) for name in dict.fromkeys(names)]
    return (*first, *(model for model in profile.models if model.id not in names))


def _entry(profile: Profile, model: Model, slug: str) -> CatalogEntry:
    endpoint = next(filter(None, (profile.endpoint(wire) for wire in _WIRES)))
    dialect = dialect_for(profile, endpoint)
    images = dialect.get("images", True) if model.images is None else model.images
    name = model.name or model.id
    return CatalogEntry(
        slug,
        name if slug == model.id else f"{name} ({profile.name})",
        model.context_window,
        _efforts(model, dialect),
        bool(images),
        f"Served by {profile.name} through Turnout",
    )


def _efforts(model: Model, dialect: dict[str, Any]) -> tuple[str, ...]:
    """One client effort for every word the endpoint tells apart, that word itself where it is one."""
    if dialect.get("thinking", "none") == "none":
        return ()
    if model.efforts:
        return tuple(effort for effort in EFFORTS if effort in model.efforts)
    words: dict[str, str] = {}
    for effort in EFFORTS:
        word = dialect.get("efforts", {}).get(effort)
        if word is not None and (word not in words or effort == word):
            words[word] = effort
    return tuple(effort for effort in EFFORTS if effort in words.values())


def _describe(entry: CatalogEntry, place: int) -> dict[str, Any]:
    window = entry.context_window or UNKNOWN_WINDOW
    default = next(
        (one for one in ("high", "medium", *reversed(entry.efforts)) if one in entry.efforts), None
    )
    return {
        "slug": entry.slug,
        "display_name": entry.name,
        "description": entry.description,
        "supported_reasoning_levels": [
            {"effort": effort, "description": _EFFORT_TEXT[effort]} for effort in entry.efforts
        ],
        "default_reasoning_level": default,
        "default_reasoning_summary": "auto",
        "shell_type": "unified_exec",
        "apply_patch_tool_type": "freeform",
        "visibility": "list",
        "supported_in_api": True,
        "priority": place,
        "support_verbosity": False,
        "truncation_policy": {"mode": "tokens", "limit": 10_000},
        "experimental_supported_tools": [],
        "supports_search_tool": False,
        "context_window": window,
        "max_context_window": window,
        "input_modalities": ["text", "image"] if entry.images else ["text"],
        "base_instructions": INSTRUCTIONS,
    }
