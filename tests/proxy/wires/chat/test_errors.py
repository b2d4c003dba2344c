"""Failures for chat clients (translation 5.4)."""

from typing import Any, get_args

import httpx2
import openai
import orjson
import pytest

from proxy.conversation import Failure, FailureKind
from proxy.wires.chat import say_error


@pytest.mark.parametrize(
    ("kind", "status", "code", "stops"),
    [
        ("context_overflow", 400, "context_length_exceeded", True),
        ("max_tokens_too_big", 400, "own_code", True),
        ("rate_limited", 429, "rate_limit_exceeded", False),
        ("quota", 429, "insufficient_quota", True),
        ("auth", 401, "own_code", True),
        ("forbidden", 401, "own_code", True),
        ("model_not_found", 404, "model_not_found", True),
        ("not_found", 404, "own_code", True),
        ("too_large", 413, "own_code", True),
        ("bad_request", 400, "own_code", True),
        ("policy", 400, "content_filter", True),
        ("overloaded", 503, "own_code", False),
        ("server", 502, "own_code", False),
        ("timeout", 503, "own_code", False),
        ("network", 502, "own_code", False),
        ("truncated", 502, "own_code", False),
        ("empty", 502, "own_code", False),
    ],
)
def test_section_5_4_status_code_and_whether_to_retry(
    kind: FailureKind, status: int, code: str, stops: bool
) -> None:
    reply = say_error(Failure(kind, "What happened.", code="own_code"), "other")
    assert reply.status == status
    error = orjson.loads(reply.body)["error"]
    assert set(error) == {"message", "type", "param", "code"}
    assert error["message"] == "What happened."
    assert error["code"] == code
    assert (("x-should-retry", "false") in reply.headers) == stops


def test_every_kind_is_told() -> None:
    for kind in get_args(FailureKind):
        reply = say_error(Failure(kind, "x"), "other")
        assert 400 <= reply.status < 600
        assert orjson.loads(reply.body)["error"]["code"]


@pytest.mark.parametrize(("wish", "told"), [(None, None), (0.2, "1"), (3.0, "3"), (12.1, "13")])
def test_row_124_retry_after_is_whole_seconds_where_one_is_known(
    wish: float | None, told: str | None
) -> None:
    reply = say_error(Failure("rate_limited", "Slow down.", retry_after=wish), "other")
    assert dict(reply.headers).get("retry-after") == told


def test_the_sdk_raises_the_right_class_and_asks_once() -> None:
    asked = 0

    def answer(_: httpx2.Request) -> httpx2.Response:
        nonlocal asked
        asked += 1
        reply = say_error(Failure("quota", "No balance left."), "other")
        return httpx2.Response(reply.status, content=reply.body, headers=dict(reply.headers))

    client = openai.OpenAI(
        api_key="sk-canary-chat",
        base_url="http://127.0.0.1:1/v1",
        max_retries=2,
        http_client=httpx2.Client(transport=httpx2.MockTransport(answer)),
    )
    messages: Any = [{"role": "user", "content": "hi"}]
    with pytest.raises(openai.RateLimitError, match="No balance left") as caught:
        client.chat.completions.create(model="m", messages=messages)
    assert caught.value.code == "insufficient_quota"
    assert asked == 1
