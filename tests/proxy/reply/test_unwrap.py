"""Raw input out of wrapped arguments: exact, live, and proven or not."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.reply.unwrap import Unwrapper
from tests.fakes.replies import pieces

any_text = st.text(st.characters(codec="utf-8"))
any_json = st.recursive(
    st.none() | st.booleans() | st.integers() | any_text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(any_text, inner, max_size=3),
    max_leaves=8,
)


def unwrap(arguments: str, *sizes: int) -> tuple[str, bool, str]:
    """The raw input, whether it is proven, and the surprise."""
    unwrapper = Unwrapper()
    text = "".join(unwrapper.feed(piece) for piece in pieces(arguments, sizes or [len(arguments) or 1]))
    rest, proven = unwrapper.close()
    return text + rest, proven, unwrapper.surprise


@given(
    any_text,
    st.booleans(),
    st.sampled_from([(",", ":"), (", ", ": "), (" ,\n", "\t:\r")]),
    st.lists(st.integers(1, 9), min_size=1),
)
def test_row_093_any_text_in_any_pieces(
    raw: str, ascii_only: bool, marks: tuple[str, str], sizes: list[int]
) -> None:
    arguments = json.dumps({"input": raw}, ensure_ascii=ascii_only, separators=marks)
    assert unwrap(f" {arguments}\n", *sizes) == (raw, True, "")


@given(
    any_text,
    st.dictionaries(any_text, any_json, max_size=3),
    st.dictionaries(any_text, any_json, max_size=3),
    st.lists(st.integers(1, 9), min_size=1),
)
def test_row_093_other_keys_before_and_after(
    raw: str, before: dict[str, object], after: dict[str, object], sizes: list[int]
) -> None:
    before.pop("input", None)
    after.pop("input", None)
    arguments = json.dumps({**before, "input": raw, **{k: v for k, v in after.items() if k not in before}})
    assert unwrap(arguments, *sizes) == (raw, True, "")


def test_row_093_it_comes_live() -> None:
    unwrapper = Unwrapper()
    assert unwrapper.feed('{"in') == ""
    assert unwrapper.feed('put":"*** Be') == "*** Be"
    assert unwrapper.feed("gin\\") == "gin"
    assert unwrapper.feed("n+\\u00") == "\n+"
    assert unwrapper.feed("e9\\\\") == "é\\"
    assert unwrapper.close() == ("", False)
    assert unwrapper.feed('"') == ""
    assert unwrapper.close() == ("", False)
    assert unwrapper.feed("}") == ""
    assert unwrapper.close() == ("", True)


@pytest.mark.parametrize("sizes", [[1], [2], [3, 1], [1000]])
@pytest.mark.parametrize(
    ("arguments", "raw"),
    [
        ("*** Begin Patch\n*** End Patch", "*** Begin Patch\n*** End Patch"),
        ("{ const x = 1; }", "{ const x = 1; }"),
        ('{"use strict"; run()}', '{"use strict"; run()}'),
        ('{"a": 1} + {"b": 2}', '{"a": 1} + {"b": 2}'),
        ('{"a": 1, b: 2}', '{"a": 1, b: 2}'),
        ('{"a" "b"}', '{"a" "b"}'),
        ('{"\\d": 1}', '{"\\d": 1}'),
        ('{"a": [1} }', '{"a": [1} }'),
        ('{"a": foo()}', '{"a": foo()}'),
        ('"use strict"; run()', '"use strict"; run()'),
        ("nullify()", "nullify()"),
        ("nul", "nul"),
        (" \n text", " \n text"),
        ("17", "17"),
    ],
)
def test_text_that_is_no_json_is_the_input(arguments: str, raw: str, sizes: list[int]) -> None:
    assert unwrap(arguments, *sizes) == (raw, True, "raw text instead of JSON")


@pytest.mark.parametrize("sizes", [[1], [4], [1000]])
@pytest.mark.parametrize(
    ("arguments", "raw"),
    [
        ('{"patch": "*** Begin"}', "*** Begin"),
        ('{"a": 1, "b": "x"}', '{"a": 1, "b": "x"}'),
        ('{"a": "x", "b": "y"}', '{"a": "x", "b": "y"}'),
        ('{"input": {"a": [1]}}', '{"a":[1]}'),
        ('{"input": 17}', "17"),
        ('"*** Begin\\n"', "*** Begin\n"),
        ('"{not json}"', "{not json}"),
        ('"{\\"input\\": \\"x\\\\ny\\"}"', "x\ny"),
    ],
)
def test_json_of_another_shape(arguments: str, raw: str, sizes: list[int]) -> None:
    found, proven, surprise = unwrap(arguments, *sizes)
    assert proven
    assert surprise
    assert found == raw or json.loads(found) == json.loads(raw)


@pytest.mark.parametrize("arguments", ["", "{}", " { } ", "null", '{"input": null}'])
def test_no_input_at_all(arguments: str) -> None:
    assert unwrap(arguments) == ("", True, "no input given")


@pytest.mark.parametrize("sizes", [[1], [1000]])
@pytest.mark.parametrize(
    "arguments",
    [
        '{"input":"abc',
        '{"input":"abc\\',
        '{"input":"abc"',
        '{"input":"abc" ',
        '{"input":"abc","x":[1',
        '{"input":"a\\d"}',
        '{"input":"abc"} tail',
        '{"input":"abc"}{"input":"abc"}',
        '{"input":"abc","input":"def"}',
        '{"input":"abc" "x"}',
        '{"input":"abc", x}',
        '{"inp',
        '{"other": "abc',
        "{",
    ],
)
def test_finding_2_what_broke_off_is_not_proven(arguments: str, sizes: list[int]) -> None:
    assert unwrap(arguments, *sizes)[1] is False


@given(st.text('{}"\\input:,nul 1[]', max_size=30), st.lists(st.integers(1, 5), min_size=1))
def test_pieces_do_not_matter(arguments: str, sizes: list[int]) -> None:
    assert unwrap(arguments, *sizes) == unwrap(arguments)
