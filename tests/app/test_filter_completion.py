"""What is offered while a filter is written."""

import pytest

from app.filter_completion import MOST_OFFERED, complete
from app.filter_fields import FIELDS
from app.log_filter import compile_filter

SEEN = {"model": ["kimi-k2", "deepseek-v4", "Kimi 月之暗面"], "profile": ["deepseek"], "client": ["cherry"]}


def offers(expression: str, cursor: int | None = None) -> tuple[str, ...]:
    at = len(expression) if cursor is None else cursor
    return complete(expression, at, lambda field: SEEN.get(field, [])).offers


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("sta", ("status:", "state:")),
        ("client:codex pro", ("profile:", "project:")),
        ("-prof", ("profile:",)),
        ("model:k", ("kimi-k2", '"Kimi 月之暗面"', "deepseek-v4")),
        ("model:kimi-k2", ()),
        ("client:c", ("codex", "claude-code", "cherry")),
        ("status:4", ("4xx", "400", "401", "402", "404", "429")),
        ("ttft:", (">2s", ">10s", ">1m")),
        ("cost:", (">0.1", ">1")),
        ("colour:", ()),
        ('"free te', ()),
        ("xyzzy", ()),
    ],
)
def test_offers(expression: str, expected: tuple[str, ...]) -> None:
    found = offers(expression)
    assert found[: len(expected)] == expected
    if not expected:
        assert not found


def test_an_empty_field_offers_the_first_fields() -> None:
    assert offers("") == tuple(f"{name}:" for name in list(FIELDS)[:MOST_OFFERED])
    assert offers("client:codex ") == offers("")


def test_the_place_is_the_word_at_the_cursor() -> None:
    text = "-sta model:k"
    found = complete(text, 4, lambda _: [])
    assert (found.start, found.end) == (1, 4)
    assert text[: found.start] + "status:" + text[found.end :] == "-status: model:k"
    found = complete("stat:4xx", 2, lambda _: [])
    assert (found.start, found.end, found.offers) == (0, 8, ("status:", "state:"))


@pytest.mark.parametrize("field", list(FIELDS))
def test_every_offered_value_makes_a_filter(field: str) -> None:
    for value in complete(f"{field}:", len(field) + 1, lambda name: SEEN.get(name, [])).offers:
        compile_filter(f"{field}:{value}")
