"""Zstandard, wherever it comes from."""

from proxy.zstd import ZstdCompressor, ZstdDecompressor, decompress


def test_there_and_back() -> None:
    compressor = ZstdCompressor(3)
    packed = compressor.compress(b"turnout" * 100) + compressor.flush()
    assert len(packed) < 100
    assert decompress(packed) == ZstdDecompressor().decompress(packed) == b"turnout" * 100
