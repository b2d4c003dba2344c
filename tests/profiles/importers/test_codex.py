"""Codex's config.toml as a place to import from."""

from pathlib import Path

import pytest

from profiles.errors import BadFileError, NotFoundError
from profiles.importers.codex import read

CONFIG = """\
model = "deepseek-chat"
model_provider = "old"

[model_providers.old]
name = "Old relay"
base_url = "https://relay.example/v1"
wire_api = "chat"
env_key = "RELAY_KEY"
http_headers = { "X-Team" = "a", "Authorization" = "Bearer sk-canary-h" }
query_params = { v = "1" }

[model_providers.new]
base_url = "https://new.example/v1"
experimental_bearer_token = "sk-canary-n"

[model_providers.login]
base_url = "https://login.example/v1"
requires_openai_auth = true

[model_providers.empty]
name = "Empty"

[model_providers.turnout]
base_url = "http://127.0.0.1:8377/v1"

[profiles.fast]
model = "new-small"
model_provider = "new"
"""


def test_every_provider_with_its_key_headers_and_model(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(CONFIG)
    (tmp_path / "auth.json").write_text('{"OPENAI_API_KEY": "sk-canary-auth"}')
    source = read(path)
    old, new, login = source.providers
    assert (old.name, old.wire, old.model) == ("Old relay", "chat", "deepseek-chat")
    assert old.key.value == "sk-canary-h"
    assert old.headers == {"X-Team": "a"}
    assert len(old.notes) == 2
    assert (new.name, new.wire, new.model, new.key.value) == ("new", "responses", "new-small", "sk-canary-n")
    assert login.key.value == "sk-canary-auth"
    assert {one.origin.rpartition(".")[2] for one in source.skipped} == {"empty]", "turnout]"}


def test_a_key_in_a_variable_stays_a_variable(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text('[model_providers.a]\nbase_url = "https://a.example/v1"\nenv_key = "A_KEY"\n')
    assert read(path).providers[0].key.env == "A_KEY"


def test_a_file_without_providers_is_said(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text('model = "gpt-5.5"\n')
    (tmp_path / "auth.json").write_text("not json")
    source = read(path)
    assert (source.providers, len(source.skipped)) == ((), 1)


@pytest.mark.parametrize("content", [b"a = ", b"\xff\xfe"])
def test_a_broken_file_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(content)
    with pytest.raises(BadFileError):
        read(path)


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        read(tmp_path / "config.toml")
