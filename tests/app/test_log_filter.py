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
