"""Environment variables as a place to import from."""

from profiles.importers.environment import read


def test_the_names_of_the_providers_documents() -> None:
    source = read(
        {
            "DEEPSEEK_API_KEY": "sk-canary-d",
            "MOONSHOT_API_KEY": "sk-canary-m",
            "OPENAI_API_KEY": "sk-canary-o",
            "OPENAI_BASE_URL": "https://relay.example/v1",
            "ANTHROPIC_BASE_URL": "https://m.example",
            "ANTHROPIC_AUTH_TOKEN": "sk-canary-t",
            "PATH": "/usr/bin",
        }
    )
    assert {one.preset: one.key.value for one in source.providers if one.preset} == {
        "deepseek": "sk-canary-d",
        "kimi": "sk-canary-m",
    }
    assert {one.base_url: one.wire for one in source.providers if one.base_url} == {
        "https://relay.example/v1": "chat",
        "https://m.example": "messages",
    }


def test_openais_own_key() -> None:
    [found] = read({"OPENAI_API_KEY": "sk-canary-o"}).providers
    assert found.preset == "openai"


def test_nothing_there() -> None:
    assert read({"HOME": "/root"}).providers == ()
