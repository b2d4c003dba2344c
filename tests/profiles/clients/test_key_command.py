"""The key command is known by its words, whatever our program is called."""

import pytest

from profiles.clients.key_command import is_key_command


@pytest.mark.parametrize("words", [["key", "get", "ds"], ("turnout", "key", "get", "ds", "--home", "/h")])
def test_ours(words: object) -> None:
    assert is_key_command(words)


@pytest.mark.parametrize("words", [None, "key get ds", [], ["key"], ["get", "key"], ["key", "set"], 3])
def test_not_ours(words: object) -> None:
    assert not is_key_command(words)
