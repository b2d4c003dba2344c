"""Images: a small picture with one plain colour."""

import base64
import struct
import zlib

from app.check.line import Ask
from app.check.probe import Outcome, Probe, short
from proxy.conversation import Image, Message, Text

SIDE = 32
"""Pixels; some providers refuse pictures of fewer than 28."""
RED = (220, 20, 20)
QUESTION = "Which colour fills this picture? Answer with one word."


async def image(probe: Probe) -> Outcome:
    """Show a picture; a model that is known not to see need not."""
    model = probe.shared.profile.find_model(probe.line.model)
    blind = model is not None and model.images is False
    said = Message("user", (Text(QUESTION), Image(picture())))
    answer = await probe.line.ask(probe.wire, Ask(items=(said,)))
    if answer.failure is None:
        right = "red" in answer.text.lower()
        probe.can("images", True if right else "accepted")
        if right:
            return probe.passed(f"{answer.text.strip()[:40]!r}", answer)
        return probe.passed(
            f"accepted, though the answer is {answer.text.strip()[:40]!r} for a red picture", answer
        )
    if answer.failure.kind not in (
        "bad_request",
        "not_found",
        "model_not_found",
        "server",
        "too_large",
        "policy",
        "forbidden",
    ):
        return probe.failed_by(answer)
    probe.can("images", False)
    why = short(answer.failure.message)
    # A picture that the profile says the model cannot see is no surprise.
    return probe.fail(probe.find("images_refused", severity="note" if blind else None, why=why), answer)


def picture() -> str:
    """Return a red square as a data URL."""
    row = b"\0" + bytes(RED) * SIDE
    data = (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", struct.pack(">IIBBBBB", SIDE, SIDE, 8, 2, 0, 0, 0))
        + _chunk(b"IDAT", zlib.compress(row * SIDE))
        + _chunk(b"IEND", b"")
    )
    return "data:image/png;base64," + base64.b64encode(data).decode()


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
