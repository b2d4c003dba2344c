"""cc-switch's database and links as places to import from."""

import base64
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

import pytest

from profiles.errors import BadFileError, NotFoundError
from profiles.importers.cc_switch import BadLinkError, read_database, read_link

CODEX_TOML = (
    '[model_providers.custom]\nname = "R"\nbase_url = "https://r.example/v1"\nwire_api = "responses"\n'
)
ROWS = [
    ("1", "claude", "DeepSeek", {"env": {"ANTHROPIC_BASE_URL": "https://api.deepseek.com/anthropic",
     "ANTHROPIC_AUTH_TOKEN": "sk-canary-1"}}, {}),
    ("2", "claude", "Chat relay", {"env": {"ANTHROPIC_BASE_URL": "https://relay.example/v1",
     "ANTHROPIC_API_KEY": "sk-canary-2"}}, {"apiFormat": "openai_chat"}),
    ("3", "claude", "Official", {"env": {}}, {}),
    ("4", "codex", "R", {"auth": {"OPENAI_API_KEY": "sk-canary-4"}, "config": CODEX_TOML},
     {"apiFormat": "openai_chat"}),
    ("5", "codex", "OpenAI Official", {"auth": {}, "config": ""}, {}),
    ("6", "codex", "Broken", {"auth": {}, "config": "a = "}, {}),
    ("7", "gemini", "Gemini", {"env": {}}, {}),
    ("8", "claude", "Odd", [], {}),
]  # fmt: skip


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A database of cc-switch with the columns that are read."""
    path = tmp_path / "cc switch ?.db"
    with closing(sqlite3.connect(path)) as made:
        made.execute(
            "CREATE TABLE providers"
            " (id TEXT, app_type TEXT, name TEXT, settings_config TEXT, sort_index INTEGER, meta TEXT)"
        )
        for number, (row, app, name, settings, meta) in enumerate(ROWS):
            made.execute(
                "INSERT INTO providers VALUES (?, ?, ?, ?, ?, ?)",
                (row, app, name, json.dumps(settings), number, json.dumps(meta)),
            )
        made.execute("INSERT INTO providers VALUES ('9', 'claude', 'Damaged', '{', 9, '{}')")
        made.commit()
    return path


def test_providers_of_both_clients_with_what_they_really_speak(database: Path) -> None:
    before = database.read_bytes()
    source = read_database(database)
    assert [(one.name, one.wire, one.key.value) for one in source.providers] == [
        ("DeepSeek", "messages", "sk-canary-1"),
        ("Chat relay", "chat", "sk-canary-2"),
        ("R", "chat", "sk-canary-4"),
    ]
    assert len(source.skipped) == 6
    assert all("canary" not in one.reason + one.origin for one in source.skipped)
    assert database.read_bytes() == before


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "cc-switch.db"
    path.write_text("no database, and longer than the hundred bytes that one begins with " * 3)
    with pytest.raises(BadFileError):
        read_database(path)
    with pytest.raises(NotFoundError):
        read_database(tmp_path / "none.db")


def link(**fields: str) -> str:
    return "ccswitch://v1/import?" + urlencode({"resource": "provider", **fields})


def test_a_link_with_fields() -> None:
    [found] = read_link(
        link(app="claude", name="Relay", endpoint="https://a.example, https://b.example", apiKey="sk-canary-l",
             sonnetModel="big", opusModel="bigger", haikuModel="small", apiFormat="openai_responses")
    ).providers  # fmt: skip
    assert (found.base_url, found.wire, found.key.value) == ("https://a.example", "responses", "sk-canary-l")
    assert (found.model, found.small_model, found.model_map) == ("big", "small", {"opus": "bigger"})
    assert "2 addresses" in found.notes[0]


def test_a_link_with_the_clients_whole_file() -> None:
    config = base64.b64encode(
        json.dumps({"auth": {"OPENAI_API_KEY": "sk-canary-c"}, "config": CODEX_TOML}).encode()
    )
    [found] = read_link(link(app="codex", name="R", config=config.decode())).providers
    assert (found.base_url, found.wire, found.key.value) == (
        "https://r.example/v1",
        "responses",
        "sk-canary-c",
    )
    toml = base64.b64encode(CODEX_TOML.encode()).decode()
    [found] = read_link(
        link(app="codex", name="R", config=toml, configFormat="toml", apiKey="sk-canary-k")
    ).providers
    assert found.key.value == "sk-canary-k"


@pytest.mark.parametrize("fields", [{"app": "gemini", "name": "G"}, {"app": "claude", "name": "No address"}])
def test_a_link_that_cannot_become_a_profile(fields: dict[str, str]) -> None:
    source = read_link(link(**fields))
    assert (source.providers, len(source.skipped)) == ((), 1)


@pytest.mark.parametrize(
    "text",
    [
        "https://example.com/?apiKey=sk-canary-x",
        "ccswitch://v2/import?resource=provider&apiKey=sk-canary-x",
        "ccswitch://v1/import?resource=mcp&apiKey=sk-canary-x",
        "ccswitch://v1/import?resource=provider&app=claude&config=%%%&apiKey=sk-canary-x",
        "ccswitch://[v1/import?apiKey=sk-canary-x",
    ],
)
def test_other_texts_are_refused_and_never_repeated(text: str) -> None:
    with pytest.raises(BadLinkError) as raised:
        read_link(text)
    assert "canary" not in raised.value.message + raised.value.fix
