"""The test request of the empty list."""

from collections.abc import Iterator

import pytest

from app.control.trial import NAME
from profiles.making import make_profile
from profiles.routes import Client
from tests.app.serving import ServiceInThread, wait_until


@pytest.fixture
def service() -> Iterator[ServiceInThread]:
    with ServiceInThread() as running:
        running.context.profiles.add(make_profile("demo", preset="demo").profile)
        yield running


@pytest.mark.parametrize("client", ["other", "codex"])
def test_it_goes_through_turnout(service: ServiceInThread, client: Client) -> None:
    service.context.routes.set(client, "demo")
    assert service.control("POST", "reload")[0] == 200
    status, answer = service.control("POST", "trial", {})
    assert status == 200

    def ended() -> bool:
        _, found = service.control("GET", f"exchanges/{answer['id']}")
        return bool(found.get("state") == "done")

    for _ in wait_until(ended):
        pass
    _, found = service.control("GET", f"exchanges/{answer['id']}")
    assert (found["profile"], found["status"], found["replay_of"]) == ("demo", 200, NAME)
    assert "Say hello" in found["bodies"]["client_request"]


def test_without_a_profile_it_says_what_to_do(service: ServiceInThread) -> None:
    status, answer = service.control("POST", "trial", {})
    assert status >= 400
    assert answer["error"]["code"] == "no_profile"
    assert answer["error"]["fix"]
