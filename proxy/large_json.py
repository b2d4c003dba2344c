"""JSON as large as requests get, read, counted and written in pieces: between two of them other threads have their
turn, and everybody's streams go on. One call for twenty megabytes keeps Python's lock for 60 ms."""

import re
import secrets
from collections.abc import Iterator, Mapping
from typing import cast

import orjson

from proxy.surrogates import read_json

MAX_VALUES = 250_000
"""Ten times what a conversation of a million tokens has in messages, parts and fields. Each costs some microseconds in
each pass, and a note where nobody knows it: a million empty objects are three megabytes and took 17 s."""
_PIECE = 256 * 1024
"""Bytes: so much is read or counted at a time, in about a millisecond."""
_BATCH = 16
"""So many items of a list are written at a time."""
_MAX_VAIN = 32
"""So many pieces may be read in vain: something within an item can look like the beginning of the next one."""
_LIST = re.compile(rb'"(messages|input)"[ \t\r\n]*:[ \t\r\n]*(?=\[)')
"""Where a conversation begins, on all wires."""
_ITEM = re.compile(rb'\[[ \t\r\n]*(\{[ \t\r\n]*"[a-z_]{1,32}"[ \t\r\n]*:)')
_REST = secrets.token_hex(16)
"""The name of a list's last items while they are read; it is in no document."""
_ESCAPED = re.compile(rb"\\*.?", re.DOTALL)
"""Backslashes and what they escape: no piece ends in between."""
_NO_VALUE = bytes(set(range(256)) - set(b",[{"))
_NO_VALUE_NOR_QUOTE = bytes(set(_NO_VALUE) - set(b'"'))


class _DoubtError(Exception):
    """The document is to be read in one piece."""


def write_json(body: Mapping[str, object]) -> bytes:
    """Return the bytes that `orjson.dumps` returns, in memory of their own size: the record keeps bodies for long.

    Raises what it does.
    """
    return b"".join(_written(body))


def _written(body: Mapping[str, object]) -> Iterator[bytes]:
    yield b"{"
    between = b""
    for name, value in body.items():
        yield between
        if type(value) is list and len(value) > _BATCH:
            yield orjson.dumps({name: []})[1:-2]
            between = b""
            for at in range(0, len(value), _BATCH):
                yield between
                # As deep as they are in the body: there is a limit.
                yield orjson.dumps([value[at : at + _BATCH]])[2:-2]
                between = b","
            yield b"]"
        else:
            yield orjson.dumps({name: value})[1:-1]
        between = b","
    yield b"}"


def read_large_json(document: bytes) -> object:
    """Return what `read_json` returns; raises what it does."""
    if len(document) > 4 * _PIECE:
        try:
            return _read_conversation(document)
        except (_DoubtError, orjson.JSONDecodeError):
            pass  # an error says where it is in the whole
    return read_json(document)


def _read_conversation(document: bytes) -> dict[str, object]:
    """Read an object with a long list of objects in it by the list's items.

    It is the whole document's value, because a reader of JSON is in the same state before a list's item as behind a
    bracket, and each piece is read between brackets, as deep as it stands in the document. Raises `_DoubtError` and
    `orjson.JSONDecodeError` where that cannot be shown.
    """
    begin = _LIST.search(document, 0, 4 * _PIECE)
    before = document[: begin.start()].rstrip(b" \t\r\n") if begin else b""
    first = _ITEM.match(document, begin.end()) if begin else None
    if begin is None or first is None or not before.endswith((b"{", b",")):
        raise _DoubtError
    name, mark = begin[1].decode(), first[1]
    # Cannot be read where the list is not the outermost object's.
    whole = cast(dict[str, object], read_json(document[: begin.end()] + b"[]}"))
    items: list[object] = []
    start, vain = first.start(1), 0
    at = document.find(mark, start + _PIECE)
    while at > 0:
        piece = document[start:at].rstrip(b" \t\r\n")
        found = _read_items(piece[:-1]) if piece.endswith(b",") else None
        if found is not None:
            items += found
            start = at
            at += _PIECE
        else:  # within an item
            vain += len(piece)
        if vain > _MAX_VAIN * _PIECE:
            raise _DoubtError
        at = document.find(mark, at + 1)
    rest = cast(dict[str, object], read_json(b'{"%b":[%b' % (_REST.encode(), document[start:])))
    whole[name] = items + cast(list[object], rest.pop(_REST))
    return whole | rest


def _read_items(piece: bytes) -> list[object] | None:
    try:
        lists = cast(list[list[object]], read_json(b"[[%b]]" % piece))
    except orjson.JSONDecodeError:
        return None
    return lists[0] if len(lists) == 1 else None  # two: the piece closes the list and opens another one


def has_too_many_values(document: bytes | str, most: int = MAX_VALUES) -> bool:
    """Tell, before it is read, whether a document has more values than that; an empty list or object counts twice.

    What stands before each of them is a comma or the bracket of what holds it, outside of texts.
    """
    if len(document) <= most:
        return False
    if isinstance(document, str):
        document = document.encode("utf-8", "surrogatepass")
    pieces = range(0, len(document), _PIECE)
    if sum([len(document[at : at + _PIECE].translate(None, _NO_VALUE)) for at in pieces]) <= most:
        return False
    count, at, within = 0, 0, 0
    while at < len(document) and count <= most:
        last = _ESCAPED.match(document, at + _PIECE - 1)
        end = last.end() if last else len(document)
        piece = document[at:end].replace(rb"\\", b"").replace(rb"\"", b"")
        texts = piece.translate(None, _NO_VALUE_NOR_QUOTE).split(b'"')
        count += sum([len(text) for text in texts[within::2]])
        within = (within + len(texts) - 1) % 2
        at = end
    return count > most
