"""The first run at its second step, with a check under way, for screenshots."""

from app.ui.first_run.dialog import FirstRun
from tests.fakes.link import FakeLink
from tests.fakes.provider_list import DIFF, presets, profile

KEY = "sk-canary-4f1e9c7a2b8d"
STEPS = [
    {"id": name, "name": said, "wire": wire, "via": "native", "client": None}
    for name, said, wire in (
        ("reach", "Reachable, TLS", None),
        ("base_url", "Base URL", None),
        ("key", "Key accepted", None),
        ("models", "Model listed", None),
        ("text", "Short answer", "chat"),
        ("stream", "Streaming", "chat"),
        ("tool_call", "Tool call", "chat"),
    )
]
_NODE = "/home/user/.nvm/versions/node/v22.11.0/bin"
CLIENTS = [
    {"client": "codex", "name": "Codex", "found": True, "version": "0.169.0", "program": f"{_NODE}/codex"},
    {"client": "claude-code", "name": "Claude Code", "found": True, "version": "2.1.329", "program": f"{_NODE}/claude"},
]  # fmt: skip


def answer_all(link: FakeLink) -> None:
    """A service that has everything a first run asks for."""
    link.answer("GET", "presets", {"presets": presets()})
    link.answer("GET", "settings", {"settings": {"record_bodies": "all"}})
    link.answer("PATCH", "settings", {"settings": {}})
    link.answer("GET", "clients", {"clients": CLIENTS})
    link.answer("POST", "profiles", lambda body: profile(body.get("preset") or "deepseek"))
    link.answer("POST", "use", lambda body: {"diff": DIFF if body["dry_run"] else "", "warnings": []})
    link.answer("POST", "models", {"models": [{"id": "a-model"}, {"id": "b-model"}], "notes": []})
    link.hang("POST", "check")
    link.connect_with({"keyring": {"backend": "SecretService.Keyring", "state": "ok"}, "routes": {}})


def build(link: FakeLink) -> FirstRun:
    """Return the dialog at its first step."""
    answer_all(link)
    return FirstRun(link)
