"""Ids and names that nobody has typed: short words made of a name or an address, and not taken yet."""

import re
from collections.abc import Collection

_NOT_WORDS = re.compile(r"[^a-z0-9]+")
_LONGEST_ID = 40
"""Of ids that we make up; people read them in command lines."""
_HOST_EXTRAS = frozenset(("api", "www", "com", "cn", "net", "org", "ai", "io", "dev", "co", "app"))


def slug(text: object) -> str:
    """Return an id made of a text; empty where nothing in it can be one."""
    words = _NOT_WORDS.sub("-", text.lower()).strip("-") if isinstance(text, str) else ""
    return words[:_LONGEST_ID].strip("-")


def name_host(host: str) -> str:
    """Return what people would call the provider at this host: deepseek for api.deepseek.com."""
    if host.replace(".", "").isdecimal() or ":" in host:
        return "local"
    return "-".join(part for part in host.split(".") if part not in _HOST_EXTRAS)


def unused(stem: str, taken: Collection[str], joint: str) -> str:
    """Return the stem, or the stem with the first number that is free."""
    numbered = (f"{stem}{joint}{number}" for number in range(2, len(taken) + 3))
    return stem if stem not in taken else next(name for name in numbered if name not in taken)
