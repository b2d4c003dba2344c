"""The doctor over HTTP: findings, and those that Turnout mends itself."""

from pathlib import Path

from tests.app.control.conftest import Ask
from tests.app.serving import ServiceInThread

FIELDS = {"id", "severity", "message", "cause", "fix", "fixable"}


def found(answer: dict[str, list[dict[str, object]]]) -> dict[object, dict[str, object]]:
    assert all(set(one) == FIELDS for one in answer["findings"])
    return {one["id"]: one for one in answer["findings"]}


def test_a_client_that_is_not_connected_is_connected(ask: Ask, tmp_path: Path) -> None:
    ask("POST", "profiles", {"preset": "demo"}, 201)
    ask("POST", "use", {"profile": "demo", "clients": ["codex"]})
    ask("POST", "restore", {})
    assert found(ask("GET", "doctor"))["not_connected"]["fixable"] is True
    assert "not_connected" not in found(ask("POST", "doctor/fix", {"id": "not_connected"}))
    assert (tmp_path / "home" / ".codex" / "config.toml").exists()


def test_a_route_to_nowhere_is_dropped(ask: Ask, service: ServiceInThread) -> None:
    service.context.routes.set("other", "nobody")
    assert "profile_missing" in found(ask("GET", "doctor"))
    assert "profile_missing" not in found(ask("POST", "doctor/fix", {"id": "profile_missing"}))
    assert service.context.routes.get("other").profile is None


def test_an_interrupted_change_is_undone(ask: Ask) -> None:
    assert "unfinished" not in found(ask("POST", "doctor/fix", {"id": "unfinished"}))


def test_what_it_cannot_mend(ask: Ask) -> None:
    assert ask("POST", "doctor/fix", {"id": "disk_full"}, 404)["error"]["code"] == "not_fixable"
    ask("POST", "doctor/fix", {}, 400)
