"""A small PNG made here: the clients refuse a broken one."""

import base64
import struct
import zlib


def png(width: int = 32, height: int = 32, colour: bytes = b"\xc0\x20\x20") -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\0" + colour * width) * height
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def image_block() -> dict[str, object]:
    """The picture as a Messages content block."""
    source = {"type": "base64", "media_type": "image/png", "data": base64.b64encode(png()).decode()}
    return {"type": "image", "source": source}
