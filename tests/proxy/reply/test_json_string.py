"""One JSON string decoded in pieces: the same text as a JSON parser gives, however it is cut."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.reply.json_string import StringDecoder
from tests.fakes.replies import pieces

any_text = st.text(st.characters(codec="utf-8"))


def decode(*parts: str) -> tuple[str, StringDecoder]:
    decoder = StringDecoder()
    return "".join(decoder.feed(part, 0)[0] for part in parts), decoder


@given(any_text, st.booleans(), st.lists(st.integers(1, 4), min_size=1))
def test_row_093_any_text_in_any_pieces(text: str, ascii_only: bool, sizes: list[int]) -> None:
    encoded = json.dumps(text, ensure_ascii=ascii_only)[1:]
    decoded, decoder = decode(*pieces(encoded, sizes))
    assert decoded == text
    assert decoder.closed
    assert not decoder.failed


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        (["\\u00", 'e9"'], "é"),
        (["\\", "\\", 'n"'], "\\n"),
        (["\\\\", '\\n"'], "\\\n"),
        (["\\ud83d", '\\ude00"'], "😀"),
        (["\\uD83D\\u", "DE", '00"'], "😀"),
        (['\\b\\f\\n\\r\\t\\/\\""'], '\b\f\n\r\t/"'),
        (['\\ud83d"'], "\ufffd"),
        (['\\ud83dx"'], "\ufffdx"),
        (['\\ud83d\\n"'], "\ufffd\n"),
        (['\\ud83d\\u0041"'], "\ufffdA"),
        (['\\ud83d\\ud83d\\ude00"'], "\ufffd😀"),
        (['\\ude00"'], "\ufffd"),
        (['raw\nbreak\t"'], "raw\nbreak\t"),
        (['"'], ""),
    ],
)
def test_row_093_escapes(parts: list[str], text: str) -> None:
    decoded, decoder = decode(*parts)
    assert decoded == text
    assert decoder.closed


@pytest.mark.parametrize("part", ["\\d", "\\u12g4", "\\x41", "\\u 123"])
def test_what_json_does_not_know_fails(part: str) -> None:
    _, decoder = decode("a" + part, 'b"')
    assert decoder.failed
    assert not decoder.closed


def test_it_tells_where_it_stopped() -> None:
    decoder = StringDecoder()
    assert decoder.feed('ab"cd', 0) == ("ab", 3)
    assert decoder.feed("cd", 0) == ("", 0)
