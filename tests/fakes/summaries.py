"""Requests as the control API tells them, of every kind that the list can show."""

import itertools
import json
import random
from datetime import UTC, datetime, timedelta
from typing import Any

Json = dict[str, Any]

_PROFILES = (
    ("deepseek", "deepseek-v4-pro", "chat", "CNY"),
    ("kimi", "kimi-k2-thinking", "messages", "CNY"),
    ("硅基流动", "Qwen/Qwen3-Coder-480B-A35B-Instruct", "chat", "CNY"),
    ("openrouter", "anthropic/claude-sonnet-4.5", "chat", "USD"),
    ("ollama", "gpt-oss:120b", "responses", ""),
)
_FAILURES = (
    (
        429,
        "rate_limited",
        "provider",
        "The provider limits the rate of requests (HTTP 429): 请求过于频繁，请稍后再试",
    ),
    (402, "quota", "provider", "The provider account has no quota or balance left (HTTP 402)"),
    (
        400,
        "bad_request",
        "translation",
        "The provider refused the request (HTTP 400): tools[3].strict is unknown",
    ),
    (None, "unreachable", "network", "api.deepseek.com cannot be reached: Name or service not known"),
)
_PROJECTS = ("/home/user/shop", "/home/user/网站/前端", "C:\\Users\\me\\api-server", None)
_numbers = itertools.count(1)


def summary(**changes: Any) -> Json:
    """Return a request of Codex that ended well, but for `changes`."""
    number = next(_numbers)
    return {
        "id": f"x_{number:016x}",
        "started_at": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "client": "codex",
        "client_version": "0.169.0",
        "access_key": "codex",
        "project": "/home/user/shop",
        "session": "s_0001",
        "inbound_wire": "responses",
        "upstream_wire": "chat",
        "profile": "deepseek",
        "path": "/v1/responses",
        "requested_model": "gpt-5.5-codex",
        "upstream_model": "deepseek-v4-pro",
        "served_model": "deepseek-v4-pro",
        "streamed": True,
        "status": 200,
        "state": "done",
        "stop": "stop",
        "fault": None,
        "error": None,
        "ttft_ms": 812.4,
        "total_ms": 12_640.0,
        "usage": {"input": 31_204, "cached": 28_160, "output": 3_311, "reasoning": 902, "cache_write": 0,
                  "estimated": False},
        "attempts": 1,
        "notes": [],
        "size": 214_300,
        "cost": {"currency": "CNY", "amount": "0.1874"},
        "tokens_per_second": 41.7,
        "replay_of": None,
        "bodies_kept": True,
        **changes,
    }  # fmt: skip


def live(**changes: Any) -> Json:
    """Return a request that is being answered."""
    begun = datetime.now(UTC) - timedelta(seconds=6.1)
    return summary(
        **{
            "state": "live", "status": None, "stop": None, "total_ms": None, "ttft_ms": 420.0, "cost": None,
            "usage": None, "tokens_per_second": None, "served_model": None,
            "started_at": begun.isoformat(timespec="milliseconds"),
            **changes,
        }
    )  # fmt: skip


def failed(which: int = 0, **changes: Any) -> Json:
    """Return a request that failed in one of four ways: 429, 402, 400, unreachable."""
    status, code, fault, message = _FAILURES[which % len(_FAILURES)]
    return summary(
        **{
            "state": "failed", "status": status or 502, "fault": fault, "stop": None, "served_model": None,
            "error": {"code": code, "message": message}, "usage": None, "cost": None, "ttft_ms": None,
            "tokens_per_second": None, "total_ms": 1_940.0, "attempts": 3 if status == 429 else 1,
            **changes,
        }
    )  # fmt: skip


def many(count: int, seed: int = 7) -> list[Json]:
    """Return so many requests of all kinds, oldest first, the same ones each time but for their times."""
    chance = random.Random(seed)
    begun = datetime.now(UTC) - timedelta(seconds=4 * count)
    return [_any(chance, begun + timedelta(seconds=4 * number), count - number) for number in range(count)]


def _any(chance: random.Random, at: datetime, left: int) -> Json:
    profile, model, wire, currency = chance.choice(_PROFILES)
    is_codex = chance.random() < 0.5
    given, got = chance.randint(800, 160_000), chance.randint(5, 6_000)
    changes: Json = {
        "started_at": at.isoformat(timespec="milliseconds"),
        "profile": profile,
        "upstream_model": model,
        "served_model": model,
        "upstream_wire": wire,
        "client": "codex"
        if is_codex
        else chance.choice(("claude-code", "claude-code", "claude-code", "other")),
        "project": chance.choice(_PROJECTS),
        "session": chance.choice((None, *(f"s_{number:04}" for number in range(6)))),
        "size": chance.randint(4_000, 900_000),
    }
    if not is_codex:
        changes |= {
            "client_version": "2.1.329", "inbound_wire": "messages", "path": "/v1/messages",
            "requested_model": chance.choice(("claude-opus-4-6", "claude-haiku-4-5-20251001", "claude-sonnet-4-6")),
        }  # fmt: skip
    if changes["client"] == "other":
        changes |= {
            "client_version": None,
            "inbound_wire": "chat",
            "path": "/v1/chat/completions",
            "streamed": False,
        }
    luck = chance.random()
    if left <= 2:
        return live(**changes | {"started_at": (datetime.now(UTC) - timedelta(seconds=3 * left)).isoformat()})
    if luck < 0.1:
        return failed(chance.randrange(4), **changes)
    if luck < 0.13:
        return summary(**changes | {"state": "cancelled", "stop": None, "usage": None, "cost": None})
    if luck < 0.17:
        changes["served_model"] = "deepseek-v3.2-exp"
    seconds = chance.uniform(0.9, 48)
    return summary(
        **changes
        | {
            "ttft_ms": chance.uniform(0.2, 3) * 1_000,
            "total_ms": seconds * 1_000 if luck > 0.2 else 131_000,
            "attempts": 2 if luck > 0.95 else 1,
            "usage": {"input": given, "cached": int(given * chance.choice((0, 0.5, 0.9))), "output": got,
                      "reasoning": chance.choice((0, got // 3)), "estimated": luck > 0.97},
            "cost": {"currency": currency, "amount": f"{given * 2e-6 + got * 8e-6:.6f}"} if currency else None,
            "tokens_per_second": got / seconds,
            "notes": [{"path": "tools[2].strict", "action": "left out"}] if luck > 0.6 else [],
        }
    )  # fmt: skip


def detail(of: Json | None = None, **changes: Any) -> Json:
    """Return all that is kept of a request: bodies, events, attempts, headers."""
    kept = of or summary()
    asked = {
        "model": kept["requested_model"],
        "stream": kept["streamed"],
        "instructions": "You are a careful programmer.",
        "input": [
            {
                "type": "message",
                "role": "user",
                "content": [{"type": "input_text", "text": "Rename 文件 to file."}],
            }
        ],
        "tools": [{"type": "function", "name": "shell", "strict": False, "parameters": {"type": "object"}}],
    }
    sent = {
        "model": kept["upstream_model"],
        "stream": kept["streamed"],
        "messages": [
            {"role": "system", "content": "You are a careful programmer."},
            {"role": "user", "content": "Rename 文件 to file."},
        ],
        "tools": [{"type": "function", "function": {"name": "shell", "parameters": {"type": "object"}}}],
    }
    words = ("Re", "named", " it", ".")
    upstream = [
        (
            800 + 40 * number,
            "data: " + json.dumps({"choices": [{"index": 0, "delta": {"content": word}}]}) + "\n\n",
        )
        for number, word in enumerate(words)
    ] + [(1_000, "data: [DONE]\n\n")]
    client = [
        (801 + 40 * number, f"event: response.output_text.delta\ndata: {json.dumps({'delta': word})}\n\n")
        for number, word in enumerate(words)
    ]
    return {
        **kept,
        "bodies": {
            "client_request": json.dumps(asked, ensure_ascii=False),
            "upstream_request": json.dumps(sent, ensure_ascii=False),
            "upstream_response": "".join(text for _, text in upstream),
            "client_response": "".join(text for _, text in client),
        },
        "events": [{"side": "upstream", "ms": at, "data": text} for at, text in upstream]
        + [{"side": "client", "ms": at, "data": text} for at, text in client],
        "attempts_detail": [
            {"profile": kept["profile"], "url": "https://api.deepseek.com/v1/chat/completions", "started_ms": 12.0,
             "status": kept["status"] or 0, "ms": kept["total_ms"], "error": (kept["error"] or {}).get("message")}
        ],
        "headers": {
            "client_request": {"authorization": "•••", "user-agent": "codex_cli_rs/0.169.0"},
            "upstream_request": {"authorization": "•••", "content-type": "application/json"},
            "upstream_response": {"content-type": "text/event-stream", "x-request-id": "abc"},
        },
        **changes,
    }  # fmt: skip
