"""A running service with a keyring that works, and its control API."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.app.serving import ServiceInThread
from tests.fakes.keyring_backends import MemoryKeyring
from tests.fakes.provider import FakeProvider

Ask = Callable[..., Any]


@pytest.fixture
def service(memory_keyring: MemoryKeyring) -> Iterator[ServiceInThread]:
    with ServiceInThread() as running:
        yield running


@pytest.fixture
def ask(service: ServiceInThread) -> Ask:
    """`ask("GET", "profiles", body=None, status=200)` returns the answer, which has that status."""

    def asking(method: str, path: str, body: Any = None, status: int | None = None) -> Any:
        got, answer = service.control(method, path, body)
        assert got == (status or 200), answer
        if got >= 400:
            assert set(answer["error"]) == {"code", "message", "fix"}
        return answer

    return asking


def add_profile(ask: Ask, provider: FakeProvider) -> None:
    """Make a profile `p` of a provider that speaks chat, with the model `m`."""
    draft = {"base_url": provider.url("chat"), "wire": "chat", "id": "p", "model": "m"}
    ask("POST", "profiles", draft, 201)
