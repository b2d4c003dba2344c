"""Tool names on the way out: deterministic, legal, unique, and reversible by the request's own table."""

import re
from collections.abc import Iterable
from hashlib import sha256
from typing import Final, TypeAlias

Key: TypeAlias = tuple[str | None, str]
"""A tool as the client knows it: (namespace, name)."""

JOINT: Final = "__"
_ILLEGAL = re.compile(r"[^A-Za-z0-9_-]")
_LEGAL = re.compile(r"[A-Za-z0-9_-]+")
_HASH_CHARS: Final = 8


def encode_names(keys: Iterable[Key], limit: int) -> dict[Key, str]:
    """Return each tool's upstream name, `^[A-Za-z0-9_-]{1,limit}$`.

    A namespaced tool is called `namespace__name`. Where two would share a name, a tool that had it from the
    start keeps it, the other one gets a hash of its own name; so does one that had to be cut. The same keys
    in the same order give the same names.
    """
    wanted = dict.fromkeys(keys)
    names: dict[Key, str] = {}
    taken: set[str] = set()
    for key in wanted:
        if key[0] is None and len(key[1]) <= limit and _LEGAL.fullmatch(key[1]):
            names[key] = key[1]
            taken.add(key[1])
    for key in wanted:
        if key in names:
            continue
        plain = _joined(key)
        name = _ILLEGAL.sub("_", plain) or "tool"
        if len(name) > limit or name in taken:
            name = _hashed(name, plain, limit)
            while name in taken:
                plain += "'"
                name = _hashed(name, plain, limit)
        names[key] = name
        taken.add(name)
    return {key: names[key] for key in wanted}


def _joined(key: Key) -> str:
    namespace, name = key
    if namespace is None:
        return name
    return f"{namespace}{name}" if namespace.endswith(JOINT) else f"{namespace}{JOINT}{name}"


def _hashed(name: str, whole: str, limit: int) -> str:
    tail = sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()[:_HASH_CHARS]
    return f"{name[: limit - _HASH_CHARS - 1]}_{tail}"
