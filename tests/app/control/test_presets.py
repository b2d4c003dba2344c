"""The presets over HTTP, every one with every field."""

from profiles.presets import load_presets
from tests.app.control.conftest import Ask

FIELDS = {
    "id", "name", "wires", "endpoints", "models", "model", "small_model", "auth", "local", "template", "key_url",
    "notes", "aliases",
}  # fmt: skip


def test_all_presets(ask: Ask) -> None:
    listed = ask("GET", "presets")["presets"]
    assert [one["id"] for one in listed] == list(load_presets())
    assert all(set(one) == FIELDS for one in listed)
    deepseek = next(one for one in listed if one["id"] == "deepseek")
    assert deepseek["wires"] == ["chat", "messages", "responses"]
    assert deepseek["models"][0]["context_window"]
