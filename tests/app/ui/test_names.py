"""Ids in the words that users know."""

import pytest

from app.ui.names import client_name, keyring_name


@pytest.mark.parametrize(
    ("client", "name"),
    [("codex", "Codex"), ("claude-code", "Claude Code"), ("other", "Other apps"), ("new", "new")],
)
def test_client(client: str, name: str) -> None:
    assert client_name(client) == name


@pytest.mark.parametrize(
    ("backend", "name"),
    [
        ("SecretService", "Secret Service"),
        ("SecretService.Keyring", "Secret Service"),
        ("macOS", "Keychain"),
        ("own", "own"),
    ],
)
def test_keyring(backend: str, name: str) -> None:
    assert keyring_name(backend) == name
