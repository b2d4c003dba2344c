"""`turnout import`."""

import json
from pathlib import Path

import pytest

from tests.app.conftest import Turnout
from tests.fakes.keyring_backends import MemoryKeyring

CONFIG = """\
[model_providers.a]
name = "A"
base_url = "https://a.example/v1"
experimental_bearer_token = "sk-canary-i"
"""
LINK = (
    "ccswitch://v1/import?resource=provider&app=codex&name=L&endpoint=https://l.example/v1&apiKey=sk-canary-l"
)


def test_a_dry_run_writes_nothing(turnout: Turnout, tmp_path: Path, memory_keyring: MemoryKeyring) -> None:
    path = tmp_path / "config.toml"
    path.write_text(CONFIG)
    ran = turnout("import", "codex", str(path), "--dry-run", "--json")
    assert ran.status == 0
    assert ran.json["profiles"][0]["id"] == "a"
    assert "canary" not in ran.out
    assert turnout("profile", "list", "--json").json == []


def test_profiles_and_keys_are_made(turnout: Turnout, tmp_path: Path, memory_keyring: MemoryKeyring) -> None:
    path = tmp_path / "config.toml"
    path.write_text(CONFIG)
    ran = turnout("import", "codex", str(path))
    assert ran.status == 0
    assert "Imported 1 profile(s). Use one: turnout use a" in ran.out
    assert "canary" not in ran.out + ran.err
    assert turnout("key", "get", "a").out.strip() == "sk-canary-i"
    again = turnout("import", "codex", str(path))
    assert "exists" in again.out
    assert "Imported 0 profile(s)." in again.out


def test_a_link_comes_on_standard_input(turnout: Turnout, memory_keyring: MemoryKeyring) -> None:
    ran = turnout("import", "cc-switch", "-", "--json", stdin=LINK + "\n")
    assert [one["id"] for one in ran.json["profiles"]] == ["l"]


def test_a_link_as_an_argument_is_refused(turnout: Turnout) -> None:
    ran = turnout("import", "cc-switch", LINK)
    assert ran.status == 2
    assert "canary" not in ran.err
    assert turnout("import", "codex", "-", stdin="x").status == 2


def test_environment_variables(
    turnout: Turnout, monkeypatch: pytest.MonkeyPatch, memory_keyring: MemoryKeyring
) -> None:
    monkeypatch.setenv("DEEPSEEK_API_KEY", "sk-canary-e")
    ran = turnout("import", "env")
    assert ran.status == 0
    assert "deepseek" in ran.out


def test_what_is_not_there(turnout: Turnout, tmp_path: Path) -> None:
    ran = turnout("import", "cc-switch", str(tmp_path / "none.db"), "--json")
    assert ran.status == 1
    assert ran.error["code"] == "not_found"


def test_what_is_skipped_is_said(turnout: Turnout, tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text(json.dumps({"model": "opus"}))
    ran = turnout("import", "claude-code", str(path))
    assert ran.status == 0
    assert "skipped: " in ran.out
