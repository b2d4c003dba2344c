"""What the service says of presets and profiles: real presets, invented accounts."""

from dataclasses import replace
from typing import Any

from app.capabilities import matrix
from app.control.key_states import KeyState
from app.control.presets import preset_json
from app.control.profile_json import profile_json
from profiles.making import make_profile
from profiles.presets import load_presets
from profiles.profile import KeyRef, Profile

Json = dict[str, Any]


def presets() -> list[Json]:
    """Return `presets` of `GET presets`."""
    return [preset_json(preset) for preset in load_presets().values()]


def preset(preset_id: str) -> Json:
    """Return one of them."""
    return next(one for one in presets() if one["id"] == preset_id)


def profile(preset_id: str, name: str = "", **more: Any) -> Json:
    """Return a saved profile of a preset, as `GET profiles` has it, with its key in the keyring."""
    made = replace(_profile(preset_id), key=KeyRef("keyring"))
    if made.auth == "none":
        said = profile_json(replace(made, key=KeyRef("none")), KeyState("not_needed"))
    else:
        said = profile_json(made, KeyState("present", "…3f2a"))
    return {**said, "name": name or made.name, **more}


def abilities(preset_id: str) -> Json:
    """Return what `GET profiles/ID/capabilities` says of a preset's provider."""
    return matrix(_profile(preset_id))


def _profile(preset_id: str) -> Profile:
    return make_profile(preset_id, preset=preset_id).profile


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
