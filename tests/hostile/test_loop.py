"""Requirement 10: a profile that leads back to Turnout costs one hop and a clear error, by whatever name it does."""

import pytest

from proxy.conversation import WIRES, Wire
from tests.fakes.relay import make_route, running_proxy
from tests.proxy.test_relay import ask

NAMES = ("127.0.0.1", "localhost", "LOCALHOST", "127.1", "2130706433", "0.0.0.0", "127.0.0.1.")


@pytest.mark.parametrize("wire", WIRES)
async def test_one_hop_and_no_more(wire: Wire) -> None:
    """What the profile's own check does not see (a name that means this machine) is seen when it comes back."""
    for name in NAMES if wire == "chat" else NAMES[1:2]:
        async with running_proxy() as running:
            route = make_route(f"http://{name}:{running.proxy.port}/v1", wire, private_network=True)
            running.proxy.routes.load({"fake": route}, {"other": "fake"})
            status, said, _ = await running.post(wire, ask(wire, stream=False))
            assert status >= 400, name
            assert said["error"]["message"], name
            (only,) = running.proxy.recorder.exchanges()
            assert only.state == "failed", name
            assert len(only.attempts) <= 2, name
            if name == "localhost":
                assert "Turnout" in said["error"]["message"], said
