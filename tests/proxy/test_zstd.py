"""Zstandard, wherever it comes from."""

from proxy.zstd import ZstdDecompressor, compress, decompress


def test_there_and_back() -> None:
    packed = compress(b"turnout" * 100)
    assert len(packed) < 100
    assert decompress(packed) == ZstdDecompressor().decompress(packed) == b"turnout" * 100
