"""`turnout config`: settings, and who has to know of a change."""

import tomllib
from pathlib import Path

import pytest

from tests.app.conftest import Turnout
from tests.app.serving import ServiceInThread

NAMES = {
    "connect_timeout_ms", "first_byte_timeout_ms", "idle_timeout_ms", "keepalive_interval_ms", "max_body_bytes",
    "record_bodies", "port",
}  # fmt: skip


def test_get(turnout: Turnout) -> None:
    assert set(turnout("config", "get", "--json").json) >= NAMES
    assert {line.split(" = ")[0] for line in turnout("config", "get").out.splitlines()} >= NAMES
    assert turnout("config", "get", "port").out == "8377\n"
    assert turnout("config", "get", "port", "--json").json == {"port": 8377}


def test_set(turnout: Turnout) -> None:
    assert turnout("config", "set", "idle_timeout_ms", "500", "--json").json == {"idle_timeout_ms": 500}
    assert turnout("config", "set", "record_bodies", "errors").out == "record_bodies = errors\n"
    assert turnout("config", "get", "record_bodies").out == "errors\n"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("set", "port", "abc"), "bad_setting"),
        (("set", "port", "70000"), "bad_setting"),
        (("set", "record_bodies", "some"), "bad_setting"),
        (("set", "idle_timeout_ms", "-1"), "bad_setting"),
        (("set", "idle_timeout", "1"), "setting_not_found"),
        (("get", "colour"), "setting_not_found"),
    ],
)
def test_what_cannot_be(words: tuple[str, ...], code: str, turnout: Turnout) -> None:
    ran = turnout("config", *words, "--json")
    assert (ran.status, ran.error["code"]) == (1, code)
    assert ran.error["fix"]


def port_of(config: Path) -> str:
    url: str = tomllib.loads(config.read_text())["model_providers"]["turnout"]["base_url"]
    return url


def test_a_new_port_reaches_connected_clients(turnout: Turnout, tmp_path: Path) -> None:
    turnout("profile", "add", "demo", "--preset", "demo")
    turnout("use", "demo")
    assert turnout("config", "set", "port", "18377").err == ""
    assert port_of(tmp_path / "home" / ".codex" / "config.toml") == "http://127.0.0.1:18377/v1"


def test_a_running_service_keeps_its_port_and_says_so(turnout: Turnout, tmp_path: Path) -> None:
    turnout("profile", "add", "demo", "--preset", "demo")
    with ServiceInThread() as service:
        turnout("use", "demo")
        ran = turnout("config", "set", "port", "18377", "--json")
        assert ran.json == {"port": 18377}
        assert f"goes on at port {service.port}" in ran.err
        assert port_of(tmp_path / "home" / ".codex" / "config.toml") == f"{service.base}/v1"


def test_editors_follow_their_setting(turnout: Turnout, tmp_path: Path) -> None:
    home = tmp_path / "home"
    editor = home / ".config" / "Code" / "User" / "settings.json"
    editor.parent.mkdir(parents=True)
    (home / ".vscode" / "extensions" / "anthropic.claude-code-2.1.329").mkdir(parents=True)
    editor.write_text("{} // mine")
    turnout("profile", "add", "demo", "--preset", "demo")
    changed = turnout("use", "demo", "--json").json["changed"]
    assert str(editor) in [one["path"] for one in changed]
    assert "ANTHROPIC_BASE_URL" in editor.read_text()
    turnout("config", "set", "write_vscode", "off")
    assert editor.read_text() == "{} // mine"
    turnout("config", "set", "write_vscode", "on")
    assert "ANTHROPIC_BASE_URL" in editor.read_text()
    turnout("restore")
    assert editor.read_text() == "{} // mine"
