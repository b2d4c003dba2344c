"""Overrides as typed: there and back, and what is wrong before the service says so."""

from typing import Any

import pytest

from app.ui.profiles.override_state import (
    EFFORTS,
    EVERY_MODEL,
    OURS,
    Override,
    find_override_problems,
    parse_tokens,
    read_override,
    write_override,
)
from profiles import overrides
from profiles.errors import InvalidProfileError

FULL: dict[str, Any] = {
    "headers": {"X-Title": "mine"},
    "body": {"seed": 7, "provider": {"order": ["a", "б"]}},
    "remove": ["top_p", "reasoning.summary"],
    "effort": "high",
    "max_output": 16000,
    "system_prefix": "Answer in French.",
}


def test_the_words_are_the_services() -> None:
    assert (EFFORTS, OURS, EVERY_MODEL) == (overrides.EFFORTS, overrides.OURS, overrides.EVERY_MODEL)


def test_there_and_back() -> None:
    typed = read_override("m", FULL)
    assert '"б"' in typed.body
    assert write_override(typed) == FULL
    assert write_override(read_override("m", {})) == {}
    assert Override("m").is_empty and not typed.is_empty


def test_people_write_numbers_and_lists_their_way() -> None:
    typed = Override("m", remove=" top_p，stop , ", max_output="16k")
    assert write_override(typed) == {"remove": ["top_p", "stop"], "max_output": 16000}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"body": '{"a": 1,\n}'}, "This is not JSON: look at line 2, column 1."),
        ({"body": "[1]"}, "This has to be a JSON object"),
        ({"body": '{"a": NaN}'}, "This has to be a JSON object"),
        ({"body": "[" * 100_000}, "This has to be a JSON object"),
        ({"body": '{"model": "x"}'}, "Turnout writes the field model itself"),
        ({"body": '{"a": {"b": [null]}}'}, "null takes nothing out"),
        ({"remove": "stream"}, "Turnout writes the field stream itself"),
        ({"remove": "a..b"}, "“a..b” is not a field"),
        ({"remove": "a b"}, "“a b” is not a field"),
        ({"max_output": "many"}, "Enter a number of tokens"),
        ({"max_output": "1e999"}, "Enter a number of tokens"),
        ({"headers": (("Authorization", "x"),)}, "The header Authorization carries a key"),
    ],
    ids=[
        "comma", "list", "nan", "deep", "ours", "null", "ours removed", "empty step", "space", "word", "endless", "key",
    ],
)  # fmt: skip
def test_what_is_wrong(wrong: dict[str, Any], said: str) -> None:
    [(field, found)] = find_override_problems(Override("m", **wrong)).items()
    assert field in wrong
    assert found.startswith(said)


def test_what_we_let_pass_the_service_takes() -> None:
    typed = read_override("m", FULL)
    assert find_override_problems(typed) == {}
    overrides.read_override(write_override(typed), "m")
    with pytest.raises(InvalidProfileError):
        overrides.read_override({"body": {"a": None}}, "m")


@pytest.mark.parametrize(
    ("text", "tokens"),
    [("", None), ("200000", 200000), ("200k", 200000), ("1M", 1000000), ("128 000", 128000)],
)
def test_tokens(text: str, tokens: int | None) -> None:
    assert parse_tokens(text) == tokens


@pytest.mark.parametrize("text", ["many", "0", "-5", "k"])
def test_no_tokens(text: str) -> None:
    with pytest.raises(ValueError):
        parse_tokens(text)
