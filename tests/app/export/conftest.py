"""A recorded request to export: streamed, translated, repeated once, with masked keys."""

from typing import Any

import pytest

from proxy.redact import MASK


@pytest.fixture
def detail() -> dict[str, Any]:
    """What `turnout log show --json` gives for it."""
    return {
        "id": "x_1",
        "started_at": "2026-11-20T10:00:00.000+00:00",
        "client": "codex",
        "client_version": "0.169.0",
        "access_key": "codex",
        "inbound_wire": "responses",
        "upstream_wire": "chat",
        "profile": "deepseek",
        "path": "/v1/responses",
        "requested_model": "gpt-5.5",
        "upstream_model": "deepseek-chat",
        "served_model": "deepseek-chat",
        "streamed": True,
        "status": 502,
        "state": "failed",
        "stop": None,
        "fault": "provider",
        "error": {"code": "server", "message": "The provider failed (HTTP 500): boom"},
        "ttft_ms": None,
        "total_ms": 120.5,
        "usage": None,
        "attempts": 2,
        "notes": [{"path": "tools[1]", "action": "web_search removed"}],
        "bodies": {
            "client_request": '{"model":"gpt-5.5","input":"it\'s 你好"}',
            "upstream_request": '{"model":"deepseek-chat","messages":[{"role":"user","content":"it\'s 你好"}]}',
            "upstream_response": '{"error":"boom ```"}',
            "client_response": '{"error":{"message":"boom"}}',
        },
        "events": [],
        "attempts_detail": [
            {
                "profile": "deepseek", "url": "https://api.deepseek.com/v1/chat/completions",
                "started_ms": 1.0, "status": 500, "ms": 50.0, "error": "a | b",
            },
            {
                "profile": "deepseek", "url": "https://api.deepseek.com/v1/chat/completions",
                "started_ms": 60.0, "status": 500, "ms": 55.0, "error": "boom",
            },
        ],
        "headers": {
            "client_request": {"authorization": MASK, "content-type": "application/json", "host": "127.0.0.1:8377"},
            "upstream_request": {"authorization": MASK, "x-api-key": MASK, "content-type": "application/json"},
            "upstream_response": {"content-type": "application/json"},
        },
    }  # fmt: skip
