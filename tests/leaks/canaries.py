"""Keys that must not be found anywhere, and the search for them in every spelling."""

import json
import secrets
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from urllib.parse import quote

PIECE = 12
"""Characters: so much of a key in one piece is a leak. What people know a key by has four."""
_SIGNS = "~+/="
"""Signs that URLs, JSON and base64 each write otherwise; providers' keys have some of them."""


def new_key(name: str) -> str:
    """Return a key that nothing else looks like."""
    return f"sk-canary-{name}-{secrets.token_hex(6)}{_SIGNS}{secrets.token_urlsafe(18)}"


@cache
def spellings(key: str) -> frozenset[bytes]:
    """Return every piece of a key as it may be written: raw, in URLs, JSON, hex, and base64 at each alignment."""
    raw = key.encode()
    found = set(_pieces(raw, PIECE))
    for text in (
        quote(key, safe=""),
        quote(key, safe="").lower(),
        quote(key),
        json.dumps(key)[1:-1].replace("/", r"\/"),
    ):
        found.update(_pieces(text.encode(), PIECE + 8))
    for text in (raw.hex(), raw.hex().upper()):
        found.update(_pieces(text.encode(), 2 * PIECE))
    for before in range(3):
        first, last = -(-before * 8 // 6), (before + len(raw)) * 8 // 6
        for encode in (b64encode, urlsafe_b64encode):
            found.update(_pieces(encode(bytes(before) + raw)[first:last], PIECE * 4 // 3))
    # The common beginning is in every test of ours and says nothing.
    return frozenset(one for one in found if not b"sk-canary-".endswith(one) and one not in b"sk-canary-")


def _pieces(text: bytes, size: int) -> Iterator[bytes]:
    yield from (text[at : at + size] for at in range(len(text) - size + 1))


def find(data: bytes, keys: Mapping[str, str]) -> list[str]:
    """Return what is found of which key."""
    return [
        f"{name}: {piece!r}"
        for name, key in keys.items()
        if (piece := next((one for one in spellings(key) if one in data), None)) is not None
    ]


def find_in_files(folders: Iterable[Path], keys: Mapping[str, str]) -> tuple[list[str], int, int]:
    """Return what is found in all files below, and how many files and bytes were searched."""
    found, files, size = [], 0, 0
    for folder in folders:
        for path in folder.rglob("*"):
            found += [f"{path.name!r} (a name): {one}" for one in find(path.name.encode(), keys)]
            if path.is_symlink() or not path.is_file():
                continue
            data = path.read_bytes()
            files, size = files + 1, size + len(data)
            found += [f"{path}: {one}" for one in find(data, keys)]
    return found, files, size
