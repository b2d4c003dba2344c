"""What a service with some profiles and a day's work says: the data of the desktop's tests and screenshots."""

from typing import Any

Json = dict[str, Any]

STATUS: Json = {
    "running": True,
    "base_url": "http://127.0.0.1:8377",
    "port": 8377,
    "pid": 4123,
    "version": "0.1.0",
    "routes": {
        "codex": {"profile": "deepseek", "model": "deepseek-chat", "mode": "proxy", "connected": True},
        "claude-code": {"profile": "kimi", "model": "kimi-k2", "mode": "proxy", "connected": True},
        "other": {"profile": None, "model": None, "mode": "proxy", "connected": False},
    },
    "keyring": {"backend": "SecretService.Keyring", "state": "ok", "message": ""},
    "recording": True,
    "today": {"requests": 1204, "failed": 12, "cost": [{"currency": "CNY", "amount": 4.18}]},
    "last_error": None,
    "unfinished": None,
    "problem": None,
}


def profile(profile_id: str, name: str, model: str, wire: str = "chat", url: str = "", **more: Any) -> Json:
    """Return a profile of the control API: a key is there, nothing is known of its health."""
    return {
        "id": profile_id,
        "name": name,
        "preset": profile_id,
        "endpoints": [{"wire": wire, "base_url": url or f"https://api.{profile_id}.com/v1", "dialect": {}}],
        "model": model,
        "small_model": model,
        "models": [],
        "model_map": {},
        "headers": {},
        "key": {"kind": "keyring", "env": None, "state": "present", "hint": "…3f2a"},
        "auth": "bearer",
        "prices": {},
        "used_by": [],
        "check": None,
        "health": {"state": "unknown", "code": None, "message": None, "at": None},
        **more,
    }


NO_KEY: Json = {"kind": "keyring", "env": None, "state": "missing", "hint": None}
NEEDS_NO_KEY: Json = {"kind": "none", "env": None, "state": "not_needed", "hint": None}
FAILING: Json = {
    "state": "failing",
    "code": "quota_exhausted",
    "message": "402 Insufficient balance",
    "at": "2026-08-20T14:32:59+00:00",
}
PROFILES: list[Json] = [
    profile("deepseek", "DeepSeek", "deepseek-chat", used_by=["codex"]),
    profile("kimi", "Kimi 月之暗面", "kimi-k2", url="https://api.moonshot.cn/v1", used_by=["claude-code"]),
    profile("openrouter", "OpenRouter", "anthropic/claude-sonnet-4.5", key=NO_KEY),
    profile("zhipu", "Zhipu GLM", "glm-4.6", health=FAILING),
    profile("ollama", "Ollama", "qwen3-coder:30b", url="http://127.0.0.1:11434/v1", key=NEEDS_NO_KEY),
]
