"""What an error body says, and the form in which it may be shown."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.error_text import MAX_QUOTE_CHARS, ErrorText, quote, read_error, read_error_object


@pytest.mark.parametrize(
    ("body", "text", "codes"),
    [
        ({"error": {"message": "m", "type": "t", "code": "C"}}, "m", ("c", "t")),
        ({"type": "error", "error": {"type": "api_error", "message": "m"}}, "m", ("api_error",)),
        ({"error": "m"}, "m", ()),
        ({"error": {"code": 1211, "message": "m"}}, "m", ("1211",)),
        ({"base_resp": {"status_code": 1004, "status_msg": "m"}}, "m", ("base_resp:1004",)),
        ({"detail": "m"}, "m", ()),
        ({"detail": {"error": {"message": "m"}}}, "m", ()),
        ({"message": "m", "error": "m too"}, "m too", ()),
        ({"message": "outer", "error": {"message": "inner"}}, "outer: inner", ()),
        ({"error": {"message": '{"error":{"message":"inner","code":"c"}}'}}, "inner", ("c",)),
        ({"error": {"message": "{not json"}}, "{not json", ()),
        ({"error": {"message": "<html>x</html>"}}, "", ()),
        ([{"error": {"message": "a"}}, {"error": {"message": "b"}}], "a: b", ()),
        ("m", "m", ()),
        (["a", ["b"]], "a: b", ()),
        ({"error": {"code": True, "message": "m"}}, "m", ()),
        ({}, "", ()),
    ],
)
def test_row_129_shapes(body: object, text: str, codes: tuple[str, ...]) -> None:
    read = read_error(json.dumps(body).encode())
    assert (read.text, read.codes, read.shape) == (text, codes, "json")
    assert read == read_error_object(body)


def test_row_129_fastapi_names_the_place() -> None:
    body = {"detail": [{"loc": ["body", "tools", 0, "name"], "msg": "field required", "type": "missing"}]}
    read = read_error_object(body)
    assert (read.text, read.param, read.codes) == (
        "tools.0.name: field required",
        "tools.0.name",
        ("missing",),
    )
    assert read_error_object({"error": {"message": "m", "param": "top_k"}}).param == "top_k"


def test_figures_and_delays_given_as_fields() -> None:
    read = read_error_object(
        {"error": {"n_prompt_tokens": 9, "n_ctx": 4, "retry_after": 2, "details": [{"retryDelay": "7s"}]}}
    )
    assert (read.used, read.limit, read.retry_after) == (9, 4, 2.0)
    assert read_error_object({"retryDelay": "1.5s"}).retry_after == 1.5
    assert read_error_object({"retryDelay": "soon"}).retry_after is None
    assert read_error_object({"retry_after": True}).retry_after is None


@pytest.mark.parametrize(
    ("body", "read"),
    [
        (b"", ErrorText("", shape="empty")),
        (b" \n", ErrorText("", shape="empty")),
        (b"\xef\xbb\xbfplain", ErrorText("plain", shape="text")),
        (b"\xff", ErrorText("\ufffd", shape="text")),
        (b"{broken", ErrorText("{broken", shape="text")),
        (b"<h1>Nope</h1>", ErrorText("Nope", shape="html")),
        (b"<html><body>x</body></html>", ErrorText("", shape="html")),
        (b"<x>not a page</x>", ErrorText("<x>not a page</x>", shape="text")),
        (b'data: {"error":{"message":"m"}}\n\n', ErrorText("m")),
        (b"event: error\n\n", ErrorText("event: error", shape="text")),
    ],
)
def test_row_129_what_is_no_json(body: bytes, read: ErrorText) -> None:
    assert read_error(body) == read


def test_a_value_that_holds_itself_many_times_over_is_read_no_deeper_than_needed() -> None:
    deep: object = "bottom"
    for _ in range(100):
        deep = {"error": deep}
    assert read_error_object(deep).text == ""
    assert len(read_error_object([f"m{n}" for n in range(1000)]).text) < 100


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\r\n\tb  c", "a b c"),
        ("\x1b[1;31mred\x1b[0m \x1b]0;title\x07end", "red end"),
        ("a\x00b\u202ec\u200bd", "abcd"),
        ("see <a href='x'>this</a>", "see this"),
        ("1 < 2 > 0", "1 < 2 > 0"),
        ("Bearer abcdefgh123, bye", "Bearer ***, bye"),
        ("you sent sk-canary-12345678", "you sent sk-***"),
        ("Incorrect API key provided: ab12****yz", "Incorrect API key provided: ***"),
        ("token abcd1234efgh invalid", "token *** invalid"),
        ("令牌: canary12345 无效", "令牌: *** 无效"),
        ("token limit 131072 exceeded", "token limit 131072 exceeded"),
        ("the keyboard12345 and monkeys", "the keyboard12345 and monkeys"),
        ("id 0b5e1c9a-1111-4222-8333-444455556666", "id 0b5e1c9a-1111-4222-8333-444455556666"),
        ("余额不足", "余额不足"),
    ],
)  # fmt: skip
def test_quotes(text: str, shown: str) -> None:
    assert quote(text) == shown


@given(st.text(max_size=3000))
def test_quotes_are_always_short_and_printable(text: str) -> None:
    shown = quote(text)
    assert len(shown) <= MAX_QUOTE_CHARS
    assert shown.isprintable()


def test_long_quotes_end_with_an_ellipsis() -> None:
    assert quote("ab " * 1000, 10) == "ab ab ab…"
