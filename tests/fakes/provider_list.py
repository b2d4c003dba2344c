"""What the service says of presets and profiles: real presets, invented accounts."""

from typing import Any

from app.capabilities import matrix
from profiles.presets import load_presets
from profiles.profile import Profile

Json = dict[str, Any]


def presets() -> list[Json]:
    """Return `presets` of `GET presets`."""
    return [
        {
            "id": preset.id,
            "name": preset.name,
            "wires": [endpoint.wire for endpoint in preset.endpoints],
            "endpoints": [
                {"wire": one.wire, "base_url": one.base_url, "dialect": one.dialect}
                for one in preset.endpoints
            ],
            "models": [
                {
                    "id": model.id,
                    "context_window": model.context_window,
                    "max_output": model.max_output,
                    "efforts": list(model.efforts),
                    "images": model.images,
                    "name": model.name,
                }
                for model in preset.models
            ],
            "model": preset.model,
            "small_model": preset.small_model,
            "auth": preset.auth,
            "local": preset.local,
            "template": preset.template,
            "key_url": preset.key_url,
            "notes": list(preset.notes),
            "aliases": list(preset.aliases),
        }
        for preset in load_presets().values()
    ]


def preset(preset_id: str) -> Json:
    """Return one of them."""
    return next(one for one in presets() if one["id"] == preset_id)


def profile(preset_id: str, name: str = "", **more: Any) -> Json:
    """Return a saved profile of a preset, as `GET profiles` has it."""
    made = preset(preset_id)
    key = {"kind": "keyring", "env": None, "state": "present", "hint": "…3f2a"}
    if made["auth"] == "none":
        key = {"kind": "none", "env": None, "state": "not_needed", "hint": None}
    return {
        "id": preset_id,
        "name": name or made["name"],
        "preset": preset_id,
        **{field: made[field] for field in ("endpoints", "model", "small_model", "models", "auth")},
        "model_map": {},
        "headers": {},
        "key": key,
        "prices": {},
        "used_by": [],
        "check": None,
        "health": {"state": "unknown", "code": None, "message": None, "at": None},
        **more,
    }


def abilities(preset_id: str) -> Json:
    """Return what `GET profiles/ID/capabilities` says of a preset's provider."""
    made = load_presets()[preset_id]
    return matrix(Profile(preset_id, made.name, made.endpoints, model=made.model, preset=preset_id))


def accounts() -> list[Json]:
    """Return profiles in each state: used, limited, without a key, local, failing, with a long Chinese name."""
    prices = {"deepseek-v4-pro": {"input": 2, "cached": 0.2, "output": 3, "currency": "CNY"}}
    failing = {
        "state": "failing",
        "code": "quota_exhausted",
        "message": "402 Insufficient balance",
        "at": "2026-11-21T08:00:00+00:00",
    }
    no_key = {"kind": "keyring", "env": None, "state": "missing", "hint": None}
    return [
        profile("deepseek", "DeepSeek 深度求索", used_by=["codex"], check=_check("translation"), prices=prices),
        profile("kimi", "Kimi 月之暗面", used_by=["claude-code"], check=_check("limited")),
        profile("openrouter", key=no_key),
        profile("ollama", "Ollama on this computer", model="qwen3-coder:30b", check=_check("native")),
        profile("zhipu", "智谱清言企业版（华东一区）研发部共享账号", health=failing),
    ]  # fmt: skip


def _check(verdict: str) -> Json:
    return {"at": "2026-11-21T08:00:00+00:00", "verdicts": {"codex": {"verdict": verdict, "reasons": []}}}


DIFF = """\
--- /home/user/.codex/config.toml
+++ /home/user/.codex/config.toml
@@ -1,2 +1,9 @@
-model = "gpt-5.5"
+model = "deepseek-v4-pro"
+model_provider = "turnout"
 approval_policy = "on-request"
+
+[model_providers.turnout]
+name = "Turnout"
+base_url = "http://127.0.0.1:8787/v1"
+wire_api = "responses"
+experimental_bearer_token = "…"
--- /home/user/.claude/settings.json
+++ /home/user/.claude/settings.json
@@ -1,3 +1,6 @@
 {
+  "env": {
+    "ANTHROPIC_BASE_URL": "http://127.0.0.1:8787",
+    "ANTHROPIC_AUTH_TOKEN": "…"
+  },
   "theme": "dark"
 }
"""
