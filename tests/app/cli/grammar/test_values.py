"""Ports and counts: what is taken, and what is refused in words."""

from argparse import ArgumentTypeError

import pytest

from app.cli.grammar.values import count, port


def test_what_is_taken() -> None:
    assert [port(text) for text in ("0", "8377", "65535")] == [0, 8377, 65535]
    assert [count(text) for text in ("0", "50", "9" * 18)] == [0, 50, 10**18 - 1]


@pytest.mark.parametrize("text", ["", "-1", "65536", "000001", "8e3", "²"])
def test_no_port(text: str) -> None:
    with pytest.raises(ArgumentTypeError, match="0 to 65535"):
        port(text)


@pytest.mark.parametrize("text", ["", "-1", "1.5", "x", "9" * 19])
def test_no_count(text: str) -> None:
    with pytest.raises(ArgumentTypeError, match="from 0 on"):
        count(text)
