"""Dated names, makers' prefixes and regions are the same model; another one is not."""

import pytest

from proxy.model_names import is_substituted, same_model

SAME = [
    ("deepseek-v4-pro", "deepseek-v4-pro"),
    ("claude-haiku-4-5", "claude-haiku-4-5-20251001"),
    ("claude-haiku-4-5", "anthropic/claude-4.5-haiku-20251001"),
    ("claude-sonnet-5", "us.anthropic.claude-sonnet-5-20260218-v1:0"),
    ("gpt-5.5", "gpt-5.5-2026-04-23"),
    ("gpt-5.5", "openai/gpt-5.5"),
    ("MiniMax-M3", "MiniMaxAI/MiniMax-M3"),
    ("deepseek-v4-flash", "deepseek/deepseek-v4-flash-0731"),
    ("doubao-seed-2-1-pro-260628", "doubao-seed-2-1-pro"),
    ("x-ai/grok-4.1-fast:free", "grok-4.1-fast"),
    ("deepseek-v4-pro[1m]", "deepseek-v4-pro"),
    ("gemini-3.6-flash", "models/gemini-3.6-flash-001"),
    ("llama3.3", "llama3.3:latest"),
    ("model", "model-latest"),
    ("a-1", "A-1"),
]
OTHER = [
    ("deepseek-v4-pro", "deepseek-v4-flash"),
    ("claude-3-5-sonnet-20241022", "deepseek-v4-flash"),
    ("gpt-5.5", "gpt-5.5-mini"),
    ("glm-5.2", "glm-5.1"),
    ("qwen3-coder-plus", "qwen3-coder"),
    ("gpt-4", "gpt-4o"),
]


@pytest.mark.parametrize(("asked", "served"), SAME)
def test_the_same_model(asked: str, served: str) -> None:
    assert same_model(asked, served)
    assert same_model(served, asked)
    assert not is_substituted(asked, served)
    assert not is_substituted(served, asked)


@pytest.mark.parametrize(("asked", "served"), OTHER)
def test_another_model(asked: str, served: str) -> None:
    assert not same_model(asked, served)
    assert is_substituted(asked, served)


@pytest.mark.parametrize("asked", ["openrouter/auto", "ark-code-latest", "auto", "demo"])
def test_names_that_stand_for_others(asked: str) -> None:
    assert not is_substituted(asked, "some-model-1")


@pytest.mark.parametrize("served", [None, ""])
def test_a_reply_without_a_name_tells_nothing(served: str | None) -> None:
    assert not is_substituted("a", served)
    assert not same_model("a", served or "")
