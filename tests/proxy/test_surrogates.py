"""Joining halves of surrogate pairs."""

import json
import random

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy import surrogates
from proxy.surrogates import Halves, encodable, read_json, well_formed


def halves(text: str) -> str:
    """The text with each pair as two characters."""
    units = text.encode("utf-16-le", "surrogatepass")
    return "".join(chr(int.from_bytes(units[at : at + 2], "little")) for at in range(0, len(units), 2))


@given(st.text(), st.integers(1, 5))
def test_row_101_text_that_was_cut_anywhere_is_whole_again(text: str, size: int) -> None:
    cut, joining = halves(text), Halves()
    pieces = [joining.join("a", cut[at : at + size]) for at in range(0, len(cut), size)]
    assert "".join(pieces) == text
    for piece in pieces:
        piece.encode()


def test_a_half_that_stays_alone_is_replaced() -> None:
    assert well_formed("a\ud83db") == "a\ufffdb"
    joining = Halves()
    assert joining.join("a", "x\ud83d") == "x"
    assert joining.join("b", "\ude00") == "\ufffd"
    assert joining.join("a", "") == ""
    assert joining.join("a", "y") == "\ufffdy"


values = st.recursive(
    st.text(st.characters()) | st.integers(-100, 100),  # lone halves among the characters
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(st.characters()), inner, max_size=3),
    max_leaves=5,
)


def mended(value: object) -> object:
    if isinstance(value, str):
        return well_formed(value)
    if isinstance(value, list):
        return [mended(entry) for entry in value]
    if isinstance(value, dict):
        return {well_formed(key): mended(entry) for key, entry in value.items()}
    return value


@given(values)
def test_a_document_with_halves_is_read(value: object) -> None:
    assert read_json(json.dumps(value).encode()) == mended(value)


@pytest.mark.parametrize("text", ['"\\\\ud83d"', '"\\\\\\\\ud83d"', '"\\ud83d\\ude00"'])
def test_other_escapes_stay(text: str) -> None:
    assert read_json(text.encode()) == json.loads(text)
    assert read_json(f'["\\ud83d",{text}]'.encode()) == ["\ufffd", json.loads(text)]


@pytest.mark.parametrize("document", [b"", b"{", b'"\\ud83', b'{"a":"\\ud83d"', b"\xff"])
def test_what_is_no_json_is_refused(document: bytes) -> None:
    with pytest.raises(orjson.JSONDecodeError):
        read_json(document)


def test_what_json_can_be_written_of_again() -> None:
    odd = {"\ud83d": ["\ud83d", float("nan"), 10**30, 10**400, True, None, 1.5, {"a": "ok"}]}
    mended = encodable(odd)
    assert orjson.loads(orjson.dumps(mended)) == mended
    assert mended == {"\ufffd": ["\ufffd", None, 1e30, None, True, None, 1.5, {"a": "ok"}]}


@pytest.mark.parametrize("run", [1, 2, 3, 4096])
def test_backslashes_are_told_from_escapes(run: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever stands before what looks like a half, and wherever the pieces end in which that is counted."""
    monkeypatch.setattr(surrogates, "_RUN", run)
    chance, wrong, cut = random.Random(run), [], 0
    signs = (
        rb"\\",
        rb"\\\\",
        rb"\ud83d",
        rb"\ude00",
        rb"\uDBFF",
        rb"\udfff",
        b"u",
        b"d83d",
        rb"\n",
        rb"\u0041",
    )
    for _ in range(2_000):
        text = b'"%b"' % b"".join(chance.choices(signs, k=chance.randrange(9)))
        meant = json.loads(text)
        cut += not meant.isascii() and well_formed(meant) != meant
        if read_json(text) != well_formed(meant):
            wrong.append(text)
    assert wrong == []
    assert cut > 500


def test_requirement_024_a_million_backslashes_before_a_half() -> None:
    assert read_json(b'"' + rb"\\" * 500_000 + rb'\ud800"') == "\\" * 500_000 + "\ufffd"
