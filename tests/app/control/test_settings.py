"""Settings over HTTP: all of them, what each takes, and all or none of a change."""

import os
from pathlib import Path

from profiles.settings import NAMES, Settings
from tests.app.control.conftest import Ask
from tests.app.serving import ServiceInThread


def test_all_are_described(ask: Ask) -> None:
    answer = ask("GET", "settings")
    assert answer["settings"] == {name: getattr(Settings(), name) for name in NAMES}
    described = {one["name"]: one for one in answer["described"]}
    assert list(described) == list(NAMES)
    assert described["theme"] == {
        "name": "theme", "kind": "choice", "default": "system", "choices": ["system", "light", "dark"],
        "least": None, "most": None,
    }  # fmt: skip
    assert described["restore_on_quit"]["kind"] == "bool"
    assert (described["port"]["least"], described["port"]["most"]) == (0, 65535)


def test_a_change_counts_at_once(ask: Ask, service: ServiceInThread) -> None:
    answer = ask("PATCH", "settings", {"record_bodies": "never", "notifications": False, "language": "zh_CN"})
    assert answer["warnings"] == []
    assert answer["settings"]["notifications"] is False
    assert service.context.settings.load() == Settings(
        record_bodies="never", notifications=False, language="zh_CN"
    )
    assert service.service
    assert service.service.recorder.record_bodies == "never"


def test_the_port_counts_at_the_next_start(ask: Ask, service: ServiceInThread) -> None:
    assert f"port {service.port}" in ask("PATCH", "settings", {"port": 1234})["warnings"][0]
    assert ask("PATCH", "settings", {"port": service.port})["warnings"] == []


def test_all_or_none(ask: Ask) -> None:
    assert ask("PATCH", "settings", {"theme": "dark", "port": -1}, 400)["error"]["code"] == "bad_setting"
    assert ask("PATCH", "settings", {"colour": 1}, 400)["error"]["code"] == "unknown_field"
    assert ask("GET", "settings")["settings"]["theme"] == "system"


def test_editors_follow_their_setting(ask: Ask, service: ServiceInThread) -> None:
    home = Path(os.environ["HOME"])
    editor = home / ".config" / "Cursor" / "User" / "settings.json"
    editor.parent.mkdir(parents=True)
    (home / ".cursor" / "extensions" / "anthropic.claude-code-2.1.329").mkdir(parents=True)
    ask("POST", "profiles", {"preset": "demo"}, 201)
    ask("POST", "use", {"profile": "demo", "clients": ["claude-code"]})
    assert f":{service.port}" in editor.read_text()
    targets = ask("GET", "clients")["clients"][1]["targets"]
    assert [(one["place"], one["state"]) for one in targets] == [("", "connected"), ("Cursor", "connected")]
    ask("PATCH", "settings", {"write_vscode": False})
    assert not editor.exists()
