"""JSON laid out for reading."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.ui.requests.json_text import lay_out, readable
from app.ui.requests.plain_text import LONGEST_LINE

LETTERS = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=20)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-999, 999) | LETTERS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(LETTERS, inner, max_size=4),
    max_leaves=20,
)


def laid_out(text: str) -> str:
    return "".join(lay_out(text))


@settings(max_examples=50)
@given(st.lists(JSON) | st.dictionaries(LETTERS, JSON))
def test_as_the_standard_library_does_it(value: object) -> None:
    assert laid_out(json.dumps(value)) == json.dumps(value, indent=2)
    assert laid_out(json.dumps(value, indent=1)) == json.dumps(value, indent=2)


def test_large_texts_come_in_pieces_of_whole_lines() -> None:
    value = {"input": [{"role": "user", "content": f"line {number}"} for number in range(3_000)]}
    pieces = list(lay_out(json.dumps(value)))
    assert len(pieces) > 10
    assert all(piece.endswith("\n") for piece in pieces[:-1])
    assert "".join(pieces) == json.dumps(value, indent=2)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a": [1, {"b"', '{\n  "a": [\n    1,\n    {\n      "b"'),
        ('{"a": "cut off', '{\n  "a": "cut off'),
        ("]]}", "]]}"),
        ("", ""),
        ('data: {"a":1}\n\n', 'data: {"a":1}\n\n'),
        ("<html>\x1b[0m", "<html>␛[0m"),
    ],
)
def test_anything_else_and_anything_broken(text: str, expected: str) -> None:
    assert laid_out(text) == expected


def test_a_line_of_ten_megabytes_is_broken() -> None:
    for text in ('{"a": "' + "x" * 10_000_000 + '"}', "y" * 10_000_000):
        longest = max(len(line) for line in laid_out(text).split("\n"))
        assert longest <= LONGEST_LINE + 20


def test_nothing_nests_too_deep() -> None:
    text = laid_out("[" * 100_000)
    assert max(map(len, text.split("\n"))) < 200


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r'"\u6587\u4ef6"', '"文件"'),
        (r'"\ud83d\ude42"', '"🙂"'),
        (r'"\u0007 \u001b"', r'"\u0007 \u001b"'),
        (r'"\ud83d"', r'"\ud83d"'),
        (r'"\\u6587"', r'"\\u6587"'),
        (r'"\\\u6587"', r'"\\文"'),
        (r'"\u202e"', '"⟨202E⟩"'),
    ],
)
def test_escaped_letters_are_letters(text: str, expected: str) -> None:
    assert readable(text) == expected
