"""Every client that has a file of ours is known with its file; any other is refused by name."""

from pathlib import Path

import pytest

from profiles.clients.kinds import CONNECTABLE, find_kind, locate
from profiles.errors import NotFoundError
from profiles.routes import Client

FILES = {"codex": "config.toml", "claude-code": "settings.json"}


@pytest.mark.parametrize("client", CONNECTABLE)
def test_each_client_has_its_file(client: Client, tmp_path: Path) -> None:
    kind = find_kind(client)
    env = {"CODEX_HOME": str(tmp_path / "ü x"), "CLAUDE_CONFIG_DIR": str(tmp_path / "ü x")}
    assert locate(client, env) == tmp_path / "ü x" / FILES[client]
    assert kind.read(b"", tmp_path).values == {}
    assert kind.containers


def test_any_other_is_refused() -> None:
    with pytest.raises(NotFoundError, match="no file") as caught:
        find_kind("other")
    assert caught.value.code == "client_not_found"
