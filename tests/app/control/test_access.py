"""Access keys over HTTP: made, limited, replaced, removed, each at once; the value only where it is asked for."""

from pathlib import Path
from typing import Any

import pytest

from profiles.access_limits import NAMES
from tests.app.control.conftest import Ask
from tests.app.serving import ServiceInThread, chat, post

SHAPE = {"name", "client", "built_in", "state", "created_at", "old_key_until", "used", *NAMES}


@pytest.fixture
def demo(ask: Ask) -> None:
    ask("POST", "profiles", {"preset": "demo"}, 201)


def test_all_are_listed_without_their_values(ask: Ask, service: ServiceInThread) -> None:
    said = ask("GET", "access")
    assert [one["name"] for one in said["keys"]] == ["codex", "claude-code", "default"]
    for one in said["keys"]:
        assert set(one) == SHAPE
        assert one["used"] == {"minute": 0, "day": 0, "tokens": 0, "active": 0}
    assert said["clients"] == ["codex", "claude-code", "other"]
    assert said["most"]["rpm"] > 0
    for key in service.context.access.list():
        assert key.key not in str(said)
        assert ask("GET", f"access/{key.name}/key") == {"key": key.key}


def test_a_key_is_made_used_limited_and_removed(ask: Ask, service: ServiceInThread, demo: None) -> None:
    ask("POST", "use", {"profile": "demo"})
    made = ask("POST", "access", {"name": "ci", "rpd": 2, "models": ["any"]}, 201)
    assert set(made) == SHAPE
    assert (made["client"], made["rpd"], made["models"]) == ("other", 2, ["any"])
    key = ask("GET", "access/ci/key")["key"]
    assert [chat(service.base, key=key)[0] for _ in range(3)] == [200, 200, 429]
    assert chat(service.base, key=key, model="other")[0] == 403
    changed = ask("PATCH", "access/ci", {"rpd": 3, "models": None})
    assert (changed["rpd"], changed["models"], changed["used"]["day"]) == (3, [], 2)
    assert chat(service.base, key=key, model="other")[0] == 200
    assert ask("PATCH", "access/ci", {"reset_usage": True})["used"]["day"] == 0
    assert ask("PATCH", "access/ci", {"enabled": False})["state"] == "disabled"
    assert chat(service.base, key=key)[0] == 403
    assert ask("PATCH", "access/ci", {"enabled": True, "expires_at": "2020-01-01"})["state"] == "expired"
    assert chat(service.base, key=key)[0] == 401
    assert ask("DELETE", "access/ci") == {"removed": "ci"}
    assert "invalid_api_key" in chat(service.base, key=key)[1]
    assert len(ask("GET", "access")["keys"]) == 3


def test_rotation_without_downtime(ask: Ask, service: ServiceInThread, demo: None, tmp_path: Path) -> None:
    ask("POST", "use", {"profile": "demo"})
    settings = tmp_path / "home" / ".claude" / "settings.json"
    old = service.context.access.get("claude-code")
    assert old in settings.read_text()
    said = ask("POST", "access/claude-code/rotate", {})
    new = service.context.access.get("claude-code")
    assert (set(said), said["warnings"]) == ({*SHAPE, "warnings"}, [])
    assert said["old_key_until"]
    assert new in settings.read_text()
    assert old not in settings.read_text()
    body = {"model": "m", "max_tokens": 9, "messages": [{"role": "user", "content": "hi"}]}
    for key in (old, new):
        assert post(service.base, "/v1/messages", body, key)[0] == 200
    ended = ask("POST", "access/claude-code/rotate", {"grace_seconds": 0})
    assert ended["old_key_until"] is None
    for key in (old, new):
        assert post(service.base, "/v1/messages", body, key)[0] == 401
    settings.chmod(0o400)
    assert "claude-code" in ask("POST", "access/claude-code/rotate", {})["warnings"][0]


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("POST", "access", {}, 400, "bad_request"),
        ("POST", "access", {"name": "My Key"}, 400, "bad_name"),
        ("POST", "access", {"name": "codex"}, 409, "already_exists"),
        ("POST", "access", {"name": "x", "client": "all"}, 400, "bad_request"),
        ("POST", "access", {"name": "x", "colour": "red"}, 400, "unknown_field"),
        ("POST", "access", {"name": "x", "rpm": 0}, 400, "bad_limit"),
        ("PATCH", "access/nobody", {"rpm": 1}, 404, "access_not_found"),
        ("PATCH", "access/codex", {"client": "other"}, 400, "built_in"),
        ("PATCH", "access/codex", {"models": "gpt-5"}, 400, "bad_limit"),
        ("PATCH", "access/codex", {"reset_usage": "yes"}, 400, "bad_request"),
        ("DELETE", "access/codex", None, 400, "built_in"),
        ("DELETE", "access/nobody", None, 404, "access_not_found"),
        ("GET", "access/nobody/key", None, 404, "access_not_found"),
        ("POST", "access/nobody/rotate", {}, 404, "access_not_found"),
        ("POST", "access/codex/rotate", {"grace_seconds": -1}, 400, "bad_grace"),
        ("POST", "access/codex/rotate", {"grace_seconds": True}, 400, "bad_request"),
    ],
)
def test_what_is_refused(
    method: str, path: str, body: Any, status: int, code: str, ask: Ask, service: ServiceInThread
) -> None:
    before = service.context.access.list()
    assert ask(method, path, body, status)["error"]["code"] == code
    assert service.context.access.list() == before
