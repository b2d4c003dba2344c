"""Rules that refuse a key which has used tokens and a request today, has one under way, and asks for 5000 tokens."""

from typing import Any

RULES: dict[str, dict[str, Any]] = {
    "api_key_expired": {"expires_at": 0.0},
    "api_key_disabled": {"enabled": False},
    "model_not_allowed": {"allowed": ("nothing-else",)},
    "quota_exceeded": {"tokens": 1},
    "rate_limit_rpm": {"per_minute": 1},
    "rate_limit_rpd": {"per_day": 1},
    "concurrent_limit": {"concurrent": 1},
    "max_tokens_exceeded": {"max_output": 4999},
}
