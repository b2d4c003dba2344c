"""Large JSON in pieces: the same values, bytes and errors as in one."""

import json
import random
from collections.abc import Callable
from typing import Any

import orjson
import pytest

from proxy import large_json
from proxy.large_json import has_too_many_values, read_large_json, write_json
from proxy.surrogates import read_json
from tests import extent

DOCUMENTS = 50_000 if extent.FULL else 2_000
TEXTS = ('{"role":', '},{"role":"user"}', "]}", '"messages":[', "\\", '\\"', "\\\\", "é\U0001f600", "", "\n")
SCALARS = (None, True, 0, -7, 2**63 - 1, 0.5, 1e300, *TEXTS)
NAMES = ("model", "system", "messages", "input", "messages", 'x,"messages', "é")
FIELDS = ("role", "type", "content", "messages")
BROKEN = (b"", b"]", b"[", b",", b"],[", b"}", b'"', b"\\", rb'"\ud800"', b"\xff", b'{"role":', b"]}", b" ")
STYLES = ((",", ":"), (", ", ": "), (" ,\n", " :\t"))


def make_value(chance: random.Random, depth: int = 4) -> Any:
    kind = chance.random()
    if depth == 0 or kind < 0.5:
        return chance.choice(SCALARS)
    size = chance.randrange(4)
    if kind < 0.7:
        return [make_value(chance, depth - 1) for _ in range(size)]
    return {name: make_value(chance, depth - 1) for name in chance.sample(FIELDS, size)}


def make_items(chance: random.Random) -> list[Any]:
    return [
        {"role": make_value(chance), "content": make_value(chance)}
        if chance.random() < 0.95
        else make_value(chance)
        for _ in range(chance.choice((1, 5, 16, 17, 33)))
    ]


def make_body(chance: random.Random) -> list[tuple[str, Any]]:
    """Return the members of an object; names may come twice."""
    names = chance.choices(NAMES, k=chance.randrange(6))
    return [(name, make_items(chance) if chance.random() < 0.5 else make_value(chance)) for name in names]


@pytest.fixture
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(large_json, "_PIECE", 16)


def outcome(read: Callable[[bytes], object], document: bytes) -> object:
    """Return a document's value with the order of its names, or what is wrong with it."""
    try:
        return orjson.dumps(read(document))
    except orjson.JSONDecodeError as error:
        return str(error)


def members(body: list[tuple[str, Any]], **style: Any) -> bytes:
    """Return an object in which names may come twice."""
    said = [f"{json.dumps(name)}{style['separators'][1]}{json.dumps(value, **style)}" for name, value in body]
    return ("{" + style["separators"][0].join(said) + "}").encode()


def test_what_is_written_is_what_is_written_at_once() -> None:
    chance = random.Random(1)
    bodies = [dict(make_body(chance)) for _ in range(DOCUMENTS)]
    assert [body for body in bodies if write_json(body) != orjson.dumps(body)] == []


@pytest.mark.parametrize("items", [1, 17])
@pytest.mark.parametrize("depth", [250, 251, 252, 253, 254, 255, 256])
def test_depth_is_refused_where_it_is_at_once(items: int, depth: int) -> None:
    value: object = 1
    for _ in range(depth):
        value = [value]
    for body in ({"a": [value] * items}, {"a": value}):
        try:
            written = orjson.dumps(body)
        except TypeError as error:
            with pytest.raises(TypeError, match=str(error)):
                write_json(body)
        else:
            assert write_json(body) == written


@pytest.mark.usefixtures("small_pieces")
def test_what_is_read_is_what_is_read_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also what is broken, and what was wrong with it."""
    chance, different, pieces = random.Random(2), [], 0
    read_items = large_json._read_items

    def count(piece: bytes) -> list[object] | None:
        nonlocal pieces
        pieces += (found := read_items(piece)) is not None
        return found

    monkeypatch.setattr(large_json, "_read_items", count)
    for _ in range(DOCUMENTS):
        style = chance.choice(STYLES)
        document = members(make_body(chance), separators=style, ensure_ascii=chance.random() < 0.5)
        place = chance.randrange(len(document))
        broken = document[:place] + chance.choice(BROKEN) + document[place + chance.randrange(4) :]
        different += [
            one for one in (document, broken) if outcome(read_large_json, one) != outcome(read_json, one)
        ]
    assert different == []
    assert pieces > DOCUMENTS


def conversation(messages: int) -> bytes:
    """Return a request of an agent; some three kilobytes for each message."""
    said = [
        {"type": "text", "text": 'print("\\n")\n' * 200},
        {"type": "tool_use", "id": "c", "input": {"role": [1, 2]}},
    ]
    turns = [{"role": "user", "content": said} for _ in range(messages)]
    return json.dumps({"model": "m", "messages": turns, "tools": [{"name": "t"}], "stream": True}).encode()


@pytest.mark.parametrize("cut", [False, True])
def test_a_conversation_is_read_piece_by_piece(cut: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where an emoji was cut in it, which strict readers refuse."""
    document = conversation(1_000)
    if cut:
        document = document.replace(b"print", rb"\ud83d", 1)
    assert len(document) > 3_000_000
    sizes: list[int] = []

    def read(piece: bytes) -> object:
        sizes.append(len(piece))
        return read_json(piece)

    monkeypatch.setattr(large_json, "read_json", read)
    assert read_large_json(document) == read_json(document)
    assert len(sizes) >= 10
    assert max(sizes) < 300_000


def test_what_is_written_piece_by_piece() -> None:
    body = orjson.loads(conversation(1_000))
    assert write_json(body) == orjson.dumps(body)


def test_a_document_that_looks_like_more_items_than_it_has_is_read_at_once() -> None:
    """What an item holds can look like the next one, again and again."""
    inner = [{"role": "user", "text": "x" * 10_000}] * 500
    document = orjson.dumps({"messages": [{"role": "user", "content": inner}, {"role": "user"}]})
    assert len(document) > 4_000_000
    assert read_large_json(document) == orjson.loads(document)


@pytest.mark.parametrize(
    "document",
    [
        b'{"messages":[{"role":1}],[{"role":2}]}',
        b'{"messages":[{"role":1}]],"a":[[{"role":2}]}',
        b'{"messages":[{"role":1},,{"role":2}]}',
        b'{"messages":[{"role":1},{"role":2},]}',
        b'{"messages":[{"role":1},{"role":2}],}',
        b'{"messages":[{"role":1} {"role":2}]}',
        b'[{"messages":[{"role":1},{"role":2}]}]',
        b'{"a":{"messages":[{"role":1},{"role":2}]}}',
        b'{"a":"{\\"messages\\":[{\\"role\\":1},{\\"role\\":2}]}"}',
        b'{"messages":[{"role":1},{"role":2}]}}',
        b'{"messages":[{"role":1},{"role":2}],"messages":[3]}',
        b'{"messages":3,"a":1,"messages":[{"role":1},{"role":2}]}',
        b'{"messages":[{"role":1},{"role":2}],"model":1,"input":[{"role":1},{"role":2}]}',
        b'{"messages":[{"role":1},{"role":2}',
    ],
)
@pytest.mark.usefixtures("small_pieces")
def test_places_that_look_like_a_conversation(document: bytes) -> None:
    for padding in (b"", b" " * 15, b" " * 200):
        spaced = document.replace(b",{", padding + b"," + padding + b"{")
        assert outcome(read_large_json, spaced) == outcome(read_json, spaced)


def values_in(value: object) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if inner is None else max(len(inner), 1) + sum(values_in(one) for one in inner)


@pytest.mark.parametrize("piece", [1, 2, 3, 7, 256 * 1024])
def test_values_are_counted_without_reading(piece: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(large_json, "_PIECE", piece)
    chance, wrong = random.Random(piece), []
    for _ in range(DOCUMENTS // 10):
        value = make_value(chance)
        count = values_in(value)
        wrong += [
            (count, written)
            for written in (orjson.dumps(value), json.dumps(value, indent=1))
            if has_too_many_values(written, count) or not has_too_many_values(written, count - 1)
        ]
    assert wrong == []


def test_commas_and_brackets_in_texts_are_none() -> None:
    text = json.dumps('[{,\\,"' * 100_000)
    assert not has_too_many_values(b'{"a":%s}' % text.encode())
    assert has_too_many_values("[" * 300_000)
    assert has_too_many_values("[" + "{}," * 300_000 + "1]")
    assert not has_too_many_values("\ud800" * 300_000)
