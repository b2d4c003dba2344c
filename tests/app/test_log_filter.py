"""What the filter of the log matches."""

import pytest

from app.errors import FilterError
from app.log_filter import compile_filter

EXCHANGE = {
    "id": "x_1",
    "client": "codex",
    "access_key": "codex",
    "profile": "deepseek",
    "inbound_wire": "responses",
    "upstream_wire": "chat",
    "requested_model": "gpt-5.5",
    "upstream_model": "DeepSeek-V4[1m]",
    "served_model": None,
    "status": 429,
    "state": "failed",
    "fault": "provider",
    "streamed": True,
    "error": {"code": "quota_exhausted", "message": "额度不足: out of money"},
    "usage": {"input": 31},
    "notes": [{"path": "tools[0]", "action": "left out"}],
}


@pytest.mark.parametrize(
    "expression",
    [
        "",
        "client=codex",
        "client=CODEX",
        "status=429",
        "status!=200",
        "state=failed client=codex",
        "model=deepseek*",
        "model=*v4*",
        "model=deepseek-v?[1m]",
        "model=deepseek-v4[1m]",
        "key=codex",
        "wire=responses",
        "served_model=",
        "served_model!=x",
        "streamed=true",
        "quota",
        "额度",
        "'out of money'",
        '"out of" money',
        "tools[0]",
        "X_1",
        "profile!=other quota status=4*",
    ],
)
def test_it_matches(expression: str) -> None:
    assert compile_filter(expression)(EXCHANGE)


@pytest.mark.parametrize(
    "expression",
    [
        "client=claude-code",
        "client=code",
        "status=42",
        "status!=429",
        "state=failed client=other",
        "model=v4",
        "nowhere",
        "served_model=x",
        "client!=codex",
        "quota state=done",
        "None",
        "'money out'",
    ],
)
def test_it_does_not_match(expression: str) -> None:
    assert not compile_filter(expression)(EXCHANGE)


@pytest.mark.parametrize(
    ("expression", "said"),
    [("client='x", "does not parse"), ("colour=red", "'colour' is not a field"), ("=x", "''")],
)
def test_what_cannot_be_understood_is_said(expression: str, said: str) -> None:
    with pytest.raises(FilterError, match=said) as caught:
        compile_filter(expression)
    assert caught.value.fix


@pytest.mark.parametrize(
    ("expression", "found"),
    [
        ("warning:usage_missing", True),
        ("warning=usage_missing", True),
        ("warning:cache,usage", True),
        ("warning:stop_ignored", False),
        ("-warning:usage_missing", False),
        ("warning=usage", False),
    ],
)
def test_by_a_warning(expression: str, found: bool) -> None:
    warned = {**EXCHANGE, "warnings": ["usage_missing", "answer_empty"]}
    assert compile_filter(expression)(warned) is found


FULL = {
    **EXCHANGE,
    "id": "x_2",
    "client_version": "0.169.0",
    "project": "/home/u/shop",
    "session": "s_77",
    "path": "/v1/responses",
    "attempts": 3,
    "ttft_ms": 2_400.0,
    "total_ms": 12_600.0,
    "usage": {"input": 31_200, "cached": 28_000, "output": 3_300, "reasoning": 900},
    "size": 1_500_000,
    "cost": {"currency": "CNY", "amount": "0.19"},
    "tokens_per_second": 41.5,
    "note": "Ask the provider about it",
    "pinned": True,
}


@pytest.mark.parametrize(
    "expression",
    [
        "status:4xx",
        "status:429",
        "status:500,429",
        "status:500|429",
        "status:>=400",
        "status>400",
        "state:live|failed",
        "client:cod",
        "model:v4",
        "model:GPT",
        "model:deepseek*",
        "fault:provider",
        "error:quota",
        "error:额度",
        "error=quota_exhausted",
        "note:left",
        "note:provider",
        'note:"ask the"',
        "project:shop",
        "version:0.169",
        "session:s_77",
        "wire:chat",
        "pinned:yes",
        "stream:yes",
        "stream=yes",
        ">10s",
        "<1m",
        ">10000ms",
        "ttft:>2s",
        "ttft>2",
        "ttft:2s..3s",
        "tokens:>10k",
        ">10k",
        "cached:>=28000",
        "cost:>0.1",
        "cost:<¥0.2",
        "size:>1mb",
        ">1mb",
        "retries:2",
        "retries!=1",
        "attempts:>2",
        "speed:>40",
        "-client:claude",
        "-status:5xx -nowhere",
        '-"no such"',
        '"left out"',
        "client:claude or status:4xx",
        "client:claude OR nowhere or model:v4 fault:provider",
        "client:codex and status:429",
        "https://x or /v1/responses",
        "model:gpt model:v4",
    ],
)
def test_the_language_of_the_window_matches(expression: str) -> None:
    assert compile_filter(expression)(FULL)


@pytest.mark.parametrize(
    "expression",
    [
        "status:5xx",
        "status:<400",
        "client:claude",
        "model:kimi",
        "-model:v4",
        "-codex",
        "pinned:no",
        ">13s",
        "ttft:>3s",
        "ttft:3s..4s",
        "cost:>0.2",
        "size:>2mb",
        "retries:>2",
        "client:claude or status:5xx",
        "client:codex nowhere or client:claude",
        '"codex nowhere"',
        '"or"',
        "don't",
    ],
)
def test_the_language_of_the_window_does_not_match(expression: str) -> None:
    assert not compile_filter(expression)(FULL)


@pytest.mark.parametrize(
    "expression", [">10s", "tokens:>0", "cost:<9", "size:>0", "retries:0", "status:4xx", "ttft:<9s"]
)
def test_what_is_unknown_matches_no_comparison(expression: str) -> None:
    assert not compile_filter(expression)({"id": "x", "state": "live"})
    assert compile_filter(f"-{expression}")({"id": "x", "state": "live"})


@pytest.mark.parametrize(
    ("expression", "marked", "reason", "said"),
    [
        ("client:codex colour:red", "colour", "unknown_field", "There are"),
        ("statis:4xx", "statis", "unknown_field", "Did you mean 'status'?"),
        ("model:v4 client:", "client:", "no_value", "Write a value"),
        ("status:foo", "foo", "bad_value", "4xx"),
        ("status:>high", ">high", "bad_value", "4xx"),
        ("state:asleep", "asleep", "bad_value", "live, done, failed or cancelled"),
        ("ttft:>soon", ">soon", "bad_value", "ms, s, m"),
        ("ttft:>2kb", ">2kb", "bad_value", "ms, s, m"),
        ("cost:cheap", "cheap", "bad_value", "Write a figure"),
        ("model:>3", ">3", "bad_value", ""),
        ("codex >12", ">12", "no_unit", "ttft:>2s"),
        ("codex or", "or", "or_side", "both sides"),
        ("or codex", "or", "or_side", "both sides"),
        ("a or or b", "or", "or_side", "both sides"),
        ('model:"v4', '"v4', "open_quote", "Close the quote"),
    ],
)
def test_an_error_has_its_place(expression: str, marked: str, reason: str, said: str) -> None:
    with pytest.raises(FilterError) as caught:
        compile_filter(expression)
    error = caught.value
    assert expression[error.start : error.start + error.length] == marked
    assert (error.reason, error.code) == (reason, "bad_filter")
    assert said in error.fix


def test_text_is_made_only_for_free_text() -> None:
    assert not compile_filter("client:codex >10s").needs_text
    found = compile_filter("quota -client:other")
    assert found.needs_text
    assert found.matches(FULL, "… quota …")
    assert not found.matches(FULL, "")
