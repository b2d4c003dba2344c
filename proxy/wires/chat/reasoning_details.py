"""`reasoning_details` (OpenRouter, MiniMax): joined from pieces, and with Turnout's envelope inside."""

from collections.abc import Iterable

from proxy.conversation import Json
from proxy.json_fields import text_field

FORMAT = "turnout-v1"
"""The `format` of an entry whose `data` is Turnout's envelope."""

_TEXTS = ("text", "summary")


def sealed_entry(sealed: str, index: int) -> Json:
    """Return the entry that carries an envelope; the openai SDK joins entries of a stream by `index`."""
    return {"type": "reasoning.encrypted", "data": sealed, "format": FORMAT, "index": index}


def read_sealed(details: Iterable[Json]) -> tuple[list[str], list[str]]:
    """Return the envelopes that are ours and what others sealed (`data`, `signature`)."""
    ours: list[str] = []
    foreign: list[str] = []
    for entry in details:
        sealed = text_field(entry, "data") or text_field(entry, "signature")
        if sealed:
            (ours if entry.get("format") == FORMAT else foreign).append(sealed)
    return ours, foreign


def detail_text(details: Iterable[Json]) -> str:
    """Return the visible thinking in the entries."""
    return "".join(text_field(entry, name) for entry in details for name in _TEXTS)


def join_details(into: list[Json], entries: Iterable[Json]) -> None:
    """Add entries of a stream to `into`: pieces of one entry become one, all else stays as it is, in order.

    OpenRouter: pieces have the type and `index` of their entry; a signature may come long after its text.
    The entries themselves are not changed.
    """
    for entry in entries:
        earlier = next(
            (known for known in reversed(into) if _is_piece(entry, known, known is into[-1])), None
        )
        if earlier is None:
            into.append(dict(entry))
            continue
        for name, value in entry.items():
            known = earlier.get(name)
            if name in _TEXTS and isinstance(known, str) and isinstance(value, str):
                earlier[name] = known + value
            elif value is not None and known is None:
                earlier[name] = value


def _is_piece(entry: Json, known: Json, is_last: bool) -> bool:
    kind, index = entry.get("type"), entry.get("index")
    if kind != known.get("type") or index != known.get("index") or kind == "reasoning.encrypted":
        return False
    if index is None and not is_last:
        return False
    ids = {entry.get("id"), known.get("id")} - {None}
    return len(ids) < 2 and not known.get("signature")
