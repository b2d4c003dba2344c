"""Settings over HTTP: all of them, what each takes, and all or none of a change."""

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
