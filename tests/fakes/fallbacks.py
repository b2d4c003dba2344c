"""What the service says of fallbacks: who steps in, the real built-in rules, two of the user's, and the breakers."""

from typing import Any

from profiles.fallback_rules import KINDS, default_rules

Json = dict[str, Any]

OWN: list[Json] = [
    {"then": "next", "statuses": [400, 5], "text": "model is (unavailable|busy)"},
    {"then": "stop", "kinds": ["quota", "auth"], "codes": ["key_expired"]},
]


def fallbacks(**clients: list[str]) -> Json:
    """Return `GET fallbacks`: two for Codex, one for Claude Code, unless said otherwise."""
    said = {"codex": ["openrouter", "zhipu"], "claude-code": ["deepseek"], "other": []}
    return {
        "clients": said | {name.replace("_", "-"): ids for name, ids in clients.items()},
        "attempts": 2,
        "rules": {
            "own": [dict(rule) for rule in OWN],
            "built_in": [one.as_json() for one in default_rules()],
        },
        "kinds": list(KINDS),
    }


def breaker(profile: str, state: str = "closed", **more: Any) -> Json:
    """Return one breaker of `GET breakers`."""
    return {
        "id": f"{profile}:chat",
        "profile": profile,
        "wire": "chat",
        "url": f"https://api.{profile}.com/v1/chat/completions",
        "state": state,
        "failures": 4,
        "error": "connection_refused",
        "retry_in": None,
        **more,
    }


BREAKERS: Json = {
    "breakers": [
        breaker("zhipu", "open", retry_in=42.4),
        breaker("kimi", "half_open", error="timeout", failures=6, retry_in=0.0),
        breaker("openrouter", failures=1, error="server"),
    ]
}
"""One in each state."""
