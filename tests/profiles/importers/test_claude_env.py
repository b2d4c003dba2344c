"""What Claude Code's variables tell of a provider."""

from profiles.importers.claude_env import read_env


def test_address_key_and_models() -> None:
    source = read_env(
        {
            "ANTHROPIC_BASE_URL": "https://api.deepseek.com/anthropic",
            "ANTHROPIC_AUTH_TOKEN": "sk-canary-a",
            "ANTHROPIC_DEFAULT_SONNET_MODEL": "deepseek-chat[1m]",
            "ANTHROPIC_DEFAULT_OPUS_MODEL": "deepseek-reasoner",
            "ANTHROPIC_DEFAULT_HAIKU_MODEL": "deepseek-small",
        },
        "settings.json",
    )
    [found] = source.providers
    assert (found.base_url, found.wire) == ("https://api.deepseek.com/anthropic", "messages")
    assert found.name == "api.deepseek.com"
    assert found.key.value == "sk-canary-a"
    assert (found.model, found.small_model) == ("deepseek-chat", "deepseek-small")
    assert found.model_map == {"opus": "deepseek-reasoner"}


def test_a_key_alone_is_anthropics_own() -> None:
    [found] = read_env({"ANTHROPIC_API_KEY": "sk-canary-b"}, "env").providers
    assert found.preset == "anthropic"
    assert found.key.value == "sk-canary-b"


def test_a_login_is_no_provider() -> None:
    source = read_env({"CLAUDE_CODE_USE_BEDROCK": "1", "ANTHROPIC_API_KEY": "x-canary"}, "env")
    assert not source.providers
    assert "login" in source.skipped[0].reason


def test_other_types_are_left_alone() -> None:
    assert not read_env({"ANTHROPIC_BASE_URL": 5, "ANTHROPIC_AUTH_TOKEN": None}, "env").providers
