"""How an expression falls into words, and where each stands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.filter_words import quote, split_words


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("", []),
        ("  a  b ", [(None, None, "a"), (None, None, "b")]),
        ("client=codex", [("client", "=", "codex")]),
        ("status!=200", [("status", "!=", "200")]),
        ("model:llama3:8b", [("model", ":", "llama3:8b")]),
        ("ttft>=2s", [("ttft", ">=", "2s")]),
        (">10s", [("", ">", "10s")]),
        ("10:30", [(None, None, "10:30")]),
        ("https://host/x", [(None, None, "https://host/x")]),
        ("tools[0]=x", [("tools[0]", "=", "x")]),
        ("=x", [("", "=", "x")]),
        ('"a b" c', [(None, None, "a b"), (None, None, "c")]),
        ("""model:"a b"'c d'""", [("model", ":", "a bc d")]),
        (r'"say \"hi\""', [(None, None, 'say "hi"')]),
        (r"a\ b", [(None, None, "a b")]),
        (r"C:\dir", [("C", ":", r"\dir")]),
        ("don't", [(None, None, "don't")]),
        ('out"of', [(None, None, 'out"of')]),
    ],
)
def test_words(expression: str, expected: list[tuple[str | None, str | None, str]]) -> None:
    assert [(word.field, word.operator, word.value) for word in split_words(expression)] == expected


def test_places_and_signs() -> None:
    one, two, three = split_words(' -status:4xx or  "x y"')
    assert (one.start, one.field_start, one.value_start, one.end, one.negated) == (1, 2, 9, 12, True)
    assert two.is_or
    assert (three.start, three.end, three.quoted) == (17, 22, True)
    assert [word.is_or for word in split_words('"or" -or OR or:x')] == [False, False, True, False]
    assert [word.is_and for word in split_words('"and" AND')] == [False, True]


def test_an_open_quote_runs_to_the_end() -> None:
    (word,) = split_words("model:'a b c")
    assert (word.open_quote, word.value, word.end) == (6, "a b c", 12)
    assert split_words("x -")[1].value == "-"


@given(st.text(min_size=1))
def test_a_quoted_value_is_one_word(value: str) -> None:
    (word,) = split_words(f"model:{quote(value)}")
    assert (word.field, word.value) == ("model", value)
    (word,) = split_words(quote(value))
    assert (word.field, word.value, word.is_or, word.is_and, word.negated) == (
        None,
        value,
        False,
        False,
        False,
    )


@given(st.text())
def test_any_text_falls_into_words(expression: str) -> None:
    at = 0
    for word in split_words(expression):
        assert at <= word.start < word.end <= len(expression)
        at = word.end
