"""The Codex catalog: complete entries, true windows, efforts the provider tells apart."""

import json

import pytest

from profiles.clients.catalog import UNKNOWN_WINDOW, CatalogEntry, catalog, list_entries
from profiles.making import make_profile
from profiles.presets import load_presets
from profiles.profile import EFFORTS, KeyRef, Model, Profile

# Without any one of these Codex 0.169.0 refuses the whole file or ignores the entry.
REQUIRED = {
    *("slug", "display_name", "supported_reasoning_levels", "shell_type", "visibility", "supported_in_api"),
    *(
        "priority",
        "support_verbosity",
        "truncation_policy",
        "experimental_supported_tools",
        "base_instructions",
    ),
}


def profile(preset: str, profile_id: str | None = None) -> Profile:
    return make_profile(profile_id or preset, preset=preset).profile


def test_entries_are_complete_and_in_order() -> None:
    data = catalog([CatalogEntry("a", "A", 1000, ("low", "high"), images=False), CatalogEntry("b", "B")])
    first, second = json.loads(data)["models"]
    assert set(first) >= REQUIRED
    assert [first["priority"], second["priority"]] == [0, 1]
    assert (first["context_window"], second["context_window"]) == (1000, UNKNOWN_WINDOW)
    assert [level["effort"] for level in first["supported_reasoning_levels"]] == ["low", "high"]
    assert (first["default_reasoning_level"], second["default_reasoning_level"]) == ("high", None)
    assert (first["input_modalities"], second["input_modalities"]) == (["text"], ["text", "image"])
    assert first["apply_patch_tool_type"] == "freeform"
    assert "use_responses_lite" not in first
    assert "tool_mode" not in first


def test_same_entries_same_bytes() -> None:
    entries = [CatalogEntry("a", "A")]
    assert catalog(entries) == catalog(entries)


@pytest.mark.parametrize(("efforts", "default"), [(("none", "low"), "low"), (("medium", "max"), "medium")])
def test_default_effort(efforts: tuple[str, ...], default: str) -> None:
    (entry,) = json.loads(catalog([CatalogEntry("a", "A", efforts=efforts)]))["models"]
    assert entry["default_reasoning_level"] == default


def test_profiles_in_use_come_first_and_every_model_can_be_pinned() -> None:
    slugs = [
        entry.slug for entry in list_entries([profile("kimi"), profile("deepseek")], ["deepseek", "gone"])
    ]
    assert slugs[:2] == ["deepseek-v4-pro", "deepseek-v4-flash"]
    assert set(slugs[2:]) == {
        *("deepseek-v4-pro@deepseek", "deepseek-v4-flash@deepseek"),
        *("kimi-k2.7-code@kimi", "kimi-k3@kimi"),
    }


def test_what_is_known_of_a_model_is_in_its_entry() -> None:
    entries = {
        entry.slug: entry for entry in list_entries([profile("deepseek"), profile("zhipu")], ["deepseek"])
    }
    pro = entries["deepseek-v4-pro"]
    assert (pro.context_window, pro.efforts, pro.images) == (1_048_576, ("low", "high", "max"), False)
    assert entries["glm-5.2@zhipu"].efforts == ("none", "high")
    assert entries["glm-5.2@zhipu"].name == "glm-5.2 (Zhipu GLM)"


def test_efforts_of_an_unknown_model_come_from_the_dialect() -> None:
    made = make_profile("d", preset="deepseek", model="new-model").profile
    entry = next(iter(list_entries([made], ["d"])))
    assert (entry.slug, entry.efforts) == ("new-model", ("none", "low", "high", "max"))


def test_no_efforts_where_thinking_cannot_be_switched() -> None:
    made = make_profile(
        "c", base_url="http://127.0.0.1:1", wire="chat", model="m", key=KeyRef("none")
    ).profile
    (entry, _) = list_entries([made], ["c"])
    assert (entry.efforts, entry.context_window) == ((), None)


def test_model_names_are_shown() -> None:
    base = profile("deepseek")
    named = Profile(base.id, base.name, base.endpoints, models=(Model("x", name="The X"),))
    assert [entry.name for entry in list_entries([named], [named.id])] == ["The X", "The X (DeepSeek)"]


@pytest.mark.parametrize("preset", [one.id for one in load_presets().values() if not one.template])
def test_every_preset_makes_a_catalog(preset: str) -> None:
    made = profile(preset)
    entries = list_entries([made], [preset])
    for model in json.loads(catalog(entries))["models"]:
        assert set(model) >= REQUIRED
        assert {level["effort"] for level in model["supported_reasoning_levels"]} <= set(EFFORTS)
