"""Joining halves of surrogate pairs."""

from hypothesis import given
from hypothesis import strategies as st

from proxy.surrogates import Halves, well_formed


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
