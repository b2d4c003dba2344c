"""Images: a picture that can be decoded, and what a refusal means."""

import base64
import struct
import zlib

import pytest

from app.check.steps.images import RED, SIDE, image, picture
from profiles.profile import Model
from tests.app.check.conftest import found, probing
from tests.fakes.script import Reply, Status, Turn
from tests.fakes.zoo_provider import ZooProvider


def test_the_picture_is_a_red_square() -> None:
    data = base64.b64decode(picture().partition(",")[2])
    assert data.startswith(b"\x89PNG")
    assert struct.unpack(">II", data[16:24]) == (SIDE, SIDE)
    start = data.index(b"IDAT") + 4
    size = struct.unpack(">I", data[start - 8 : start - 4])[0]
    assert zlib.decompress(data[start : start + size])[1:4] == bytes(RED)


@pytest.mark.parametrize(
    ("turn", "state", "seen", "finds"),
    [
        (Reply(text="Red"), "passed", True, []),
        (Reply(text="I see nothing"), "passed", "accepted", []),
        (Status(400, "text only"), "failed", False, ["images_refused"]),
        (Status(401, "no"), "failed", None, ["key_refused"]),
    ],
    ids=["sees", "blind", "refuses", "key"],
)
async def test_pictures(turn: Turn, state: str, seen: object, finds: list[str]) -> None:
    with ZooProvider() as fake:
        fake.play(turn)
        async with probing(fake) as probe:
            outcome = await image(probe)
            assert (outcome.state, probe.seen("images"), found(probe)) == (state, seen, finds)


async def test_a_model_that_is_known_not_to_see_is_no_surprise() -> None:
    with ZooProvider() as fake:
        fake.play(Status(400, "text only"))
        async with probing(fake, models=(Model("fake-large", images=False),)) as probe:
            await image(probe)
            assert [finding.severity for finding in probe.shared.findings] == ["note"]
