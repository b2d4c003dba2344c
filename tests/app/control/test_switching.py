"""Use, connect, restore and undo over HTTP: the command line's shapes, and nothing written in a dry run."""

from pathlib import Path

import pytest

from tests.app.control.conftest import Ask

MINE = "# mine\n"
SHAPE = {"changed", "diff", "mode", "profile", "clients", "warnings", "kept"}


@pytest.fixture
def config(tmp_path: Path, ask: Ask) -> Path:
    file = tmp_path / "home" / ".codex" / "config.toml"
    file.parent.mkdir()
    file.write_text(MINE)
    ask("POST", "profiles", {"preset": "demo"}, 201)
    return file


def test_a_dry_run_shows_both_files_and_writes_none(ask: Ask, config: Path, tmp_path: Path) -> None:
    planned = ask("POST", "use", {"profile": "demo", "clients": ["codex", "claude-code"], "dry_run": True})
    assert set(planned) == SHAPE
    assert "config.toml" in planned["diff"]
    assert "settings.json" in planned["diff"]
    assert config.read_text() == MINE
    assert not (tmp_path / "home" / ".claude").exists()
    assert ask("GET", "status")["routes"]["codex"]["profile"] is None


def test_there_and_back(ask: Ask, config: Path) -> None:
    done = ask("POST", "use", {"profile": "demo", "clients": ["codex"]})
    assert (done["profile"], done["clients"], done["mode"]) == ("demo", ["codex"], "proxy")
    port = ask("GET", "status")["port"]
    assert f":{port}/" in config.read_text()
    routes = ask("GET", "status")["routes"]
    assert routes["codex"] == {
        "profile": "demo", "model": routes["codex"]["model"], "mode": "proxy", "connected": True, "overridden": False,
        "fallback": None,
    }  # fmt: skip
    assert routes["claude-code"]["profile"] is None
    ask("POST", "restore", {"clients": ["codex"], "dry_run": True})
    assert f":{port}/" in config.read_text()
    ask("POST", "restore", {})
    assert config.read_text() == MINE
    assert ask("POST", "connect", {"clients": ["codex"]})["clients"] == ["codex"]
    assert f":{port}/" in config.read_text()
    ask("POST", "undo", {})
    assert config.read_text() == MINE


def test_somebody_elses_edit_is_noticed(ask: Ask, config: Path) -> None:
    ask("POST", "use", {"profile": "demo", "clients": ["codex"]})
    config.write_text(config.read_text().replace('model_provider = "turnout"', 'model_provider = "other"'))
    route = ask("GET", "status")["routes"]["codex"]
    assert (route["connected"], route["overridden"]) == (False, True)


def test_other_apps_have_no_file(ask: Ask, config: Path) -> None:
    done = ask("POST", "use", {"profile": "demo", "clients": ["other"]})
    assert (done["clients"], done["diff"]) == (["other"], "")
    assert ask("GET", "status")["routes"]["other"]["profile"] == "demo"


@pytest.mark.parametrize(
    ("path", "body", "status", "code"),
    [
        ("use", {}, 400, "bad_request"),
        ("use", {"profile": "nobody"}, 404, "profile_not_found"),
        ("use", {"profile": "demo", "clients": ["emacs"]}, 400, "bad_request"),
        ("use", {"profile": "demo", "clients": []}, 400, "bad_request"),
        ("use", {"profile": "demo", "clients": "codex"}, 400, "bad_request"),
        ("use", {"profile": "demo", "mode": "magic"}, 400, "bad_request"),
        ("use", {"profile": "demo", "dry_run": 1}, 400, "bad_request"),
        ("use", {"profile": "demo", "x": 1}, 400, "unknown_field"),
        ("use", {"profile": "demo", "clients": ["other"], "mode": "direct"}, 400, "direct_impossible"),
        ("connect", {"clients": ["codex"]}, 404, "no_profile"),
        ("undo", {}, 404, "nothing_to_undo"),
    ],
    ids=str,
)
def test_what_is_refused(
    ask: Ask, config: Path, path: str, body: dict[str, object], status: int, code: str
) -> None:
    assert ask("POST", path, body, status)["error"]["code"] == code
    assert config.read_text() == MINE


def test_a_profile_without_its_key_is_not_used(ask: Ask, config: Path) -> None:
    ask("POST", "profiles", {"preset": "deepseek"}, 201)
    error = ask("POST", "use", {"profile": "deepseek"}, 400)["error"]
    assert (error["code"], error["fix"]) == ("no_key", "Open the profile and enter its key.")
