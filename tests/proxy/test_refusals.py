"""The words in which a body is refused."""

from typing import Any

import orjson
import pytest

from proxy.refusals import refuse, refusing_depth, wrong_type
from proxy.wires import RequestError


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (None, "nothing"),
        (True, "a boolean"),
        ("x", "a string"),
        (5, "a number"),
        (5.5, "a number"),
        ([], "a list"),
        ({}, "an object"),
    ],
)
def test_what_was_found_is_said(found: Any, words: str) -> None:
    assert str(wrong_type("a[0].b", "a widget", found)) == f"a[0].b: expected a widget, found {words}"


def test_the_client_is_at_fault() -> None:
    failure = refuse("n", "is too many").failure
    assert (failure.kind, failure.fault, failure.status, failure.message) == (
        "bad_request",
        "client",
        400,
        "n: is too many",
    )


def test_json_that_is_nested_too_deeply_is_refused() -> None:
    deep: list[object] = []
    for _ in range(400):
        deep = [deep]
    with pytest.raises(RequestError, match="nested too deeply"), refusing_depth():
        orjson.dumps(deep)

    def recurse() -> None:
        recurse()

    with pytest.raises(RequestError, match="nested too deeply"), refusing_depth():
        recurse()
    with pytest.raises(TypeError, match="surrogates"), refusing_depth():
        orjson.dumps("\ud800")
