"""What the tests of leaks get: a keyring in memory, in this process alone."""

from collections.abc import Iterator

import keyring
import pytest

from tests.fakes.keyring_backends import MemoryKeyring


@pytest.fixture
def memory_keyring() -> Iterator[MemoryKeyring]:
    """A keyring that works."""
    before, backend = keyring.get_keyring(), MemoryKeyring()
    keyring.set_keyring(backend)
    yield backend
    keyring.set_keyring(before)
