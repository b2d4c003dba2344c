"""Bodies pass byte for byte: a request but for its model, a stream by whole events."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.verbatim import WholeEvents, with_model


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b'{"model":"a"}', b'{"model":"b"}'),
        (
            b' {\n "x" : 1.50 , "model" : "a" , "y":[ 1 ] }\n',
            b' {\n "x" : 1.50 , "model" : "b" , "y":[ 1 ] }\n',
        ),
        (
            b'{"meta":{"model":"a"},"model":"a","z":"\\u00e9"}',
            b'{"meta":{"model":"a"},"model":"b","z":"\\u00e9"}',
        ),
        (b'{"s":"\\"model\\":\\"a\\"","model":null}', b'{"s":"\\"model\\":\\"a\\"","model":"b"}'),
        (b'{"a:1":1,"model":"1"}', b'{"a:1":1,"model":"b"}'),
    ],
)
def test_only_the_model_changes(body: bytes, expected: bytes) -> None:
    assert with_model(body, "b") == expected


@pytest.mark.parametrize(
    "body", [b'{"model":"a","model":"c","x":1}', b'{"x":1,"x":2,"model":"a"}', b'{"x":1}']
)
def test_odd_bodies_keep_their_meaning(body: bytes) -> None:
    assert json.loads(with_model(body, "b")) == {**json.loads(body), "model": "b"}


_leaf = st.none() | st.booleans() | st.integers() | st.text(max_size=20)
_values = _leaf | st.lists(_leaf, max_size=3) | st.dictionaries(st.text(max_size=5), _leaf, max_size=3)


@given(
    st.dictionaries(st.text(max_size=8), _values, max_size=6),
    st.text(max_size=8),
    st.sampled_from([None, 1, 3]),
    st.booleans(),
)
def test_any_body(fields: dict[str, object], model: str, indent: int | None, ascii_only: bool) -> None:
    original = json.dumps({**fields, "model": "old"}, indent=indent, ensure_ascii=ascii_only)
    if any("\ud800" <= character <= "\udfff" for character in original + model):
        return
    changed = with_model(original.encode(), model).decode()
    assert json.loads(changed) == {**fields, "model": model}


_lines = st.sampled_from([b"data: x", b"event: a", b":", b"", b"data: \xc3\xa4"])


@given(
    st.lists(_lines, max_size=12),
    st.sampled_from([b"\n", b"\r\n", b"\r"]),
    st.lists(st.integers(1, 9), min_size=1, max_size=6),
)
def test_a_stream_passes_by_whole_events(lines: list[bytes], end: bytes, sizes: list[int]) -> None:
    stream = b"".join(line + end for line in lines)
    events, passed, position, turn = WholeEvents(), b"", 0, 0
    while position < len(stream):
        piece = stream[position : position + sizes[turn % len(sizes)]]
        position, turn = position + len(piece), turn + 1
        passed += events.feed(piece)
        assert stream.startswith(passed)
        assert not passed or passed.endswith(end * 2)
        assert end * 2 not in stream[len(passed) : position]
    assert passed + events.rest() == stream
    assert events.rest() == b""
