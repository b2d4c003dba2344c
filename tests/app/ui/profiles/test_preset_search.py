"""Which presets a few typed letters mean."""

import pytest

from app.ui.profiles.preset_search import is_address, search
from profiles.presets import load_presets


def described() -> list[dict[str, object]]:
    return [
        {
            "id": preset.id,
            "name": preset.name,
            "aliases": list(preset.aliases),
            "models": [{"id": model.id} for model in preset.models],
            "endpoints": [{"wire": one.wire, "base_url": one.base_url} for one in preset.endpoints],
        }
        for preset in load_presets().values()
    ]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("deep", "deepinfra"),
        ("deepseek", "deepseek"),
        ("kimi", "kimi"),
        ("月之", "kimi"),
        ("glm", "zai"),
        ("zhipu", "zhipu"),
        ("qwen", "bailian"),
        ("claude", "anthropic"),
        ("studio", "lmstudio"),
        ("openrouter.ai", "openrouter"),
        ("volc plan", "volcengine-agent"),
    ],
)
def test_first_match(typed: str, first: str) -> None:
    assert search(described(), typed)[0]["id"] == first


def test_without_a_text_the_demo_is_first_and_all_are_there() -> None:
    presets = described()
    found = search(presets, "  ")
    assert found[0]["id"] == "demo"
    assert len(found) == len(presets)


def test_every_word_has_to_be_there() -> None:
    assert search(described(), "deepseek nowhere-at-all") == []


@pytest.mark.parametrize(
    "text", ["https://api.example.com/v1", "api.example.com/v1", "localhost:11434", "10.0.0.2:8000"]
)
def test_address(text: str) -> None:
    assert is_address(text)


@pytest.mark.parametrize("text", ["deepseek", "llama.cpp", "z.ai g", "minimax m3", "", "kimi k2.7"])
def test_no_address(text: str) -> None:
    assert not is_address(text)
