"""The command by which a client that goes to a provider directly gets its key: `turnout key get ID`."""

from typing import Any

WORDS = ("key", "get")
"""What follows our program in it, whatever that is called."""


def is_key_command(words: Any) -> bool:
    """Whether these are the words of such a command."""
    if not isinstance(words, list | tuple):
        return False
    return any(tuple(words[at : at + 2]) == WORDS for at in range(len(words)))
