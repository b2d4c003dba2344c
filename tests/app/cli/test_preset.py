"""`turnout preset list`."""

from tests.app.conftest import Turnout


def test_the_list(turnout: Turnout) -> None:
    presets = turnout("preset", "list", "--json").json
    ids = [preset["id"] for preset in presets]
    assert len(ids) >= 45
    assert {"openai", "anthropic", "deepseek", "openrouter", "kimi", "ollama", "demo"} <= set(ids)
    assert all(name == name.lower() for name in ids)
    assert all(set(one) == {"wire", "base_url"} for preset in presets for one in preset["endpoints"])
    text = turnout("preset", "list").out
    assert all(f"{name} " in text for name in ids)


def test_a_search(turnout: Turnout) -> None:
    found = turnout("preset", "list", "deepseek", "--json").json
    assert "deepseek" in [preset["id"] for preset in found]
    assert len(found) < 45
    ran = turnout("preset", "list", "no-such-thing")
    assert (ran.status, "No preset matches" in ran.out) == (0, True)
    assert turnout("preset", "list", "no-such-thing", "--json").json == []
