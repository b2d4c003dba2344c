"""Zstandard, from the standard library where it has it (Python 3.14)."""

import sys

if sys.version_info >= (3, 14):
    from compression.zstd import ZstdCompressor, ZstdDecompressor, decompress
else:
    from backports.zstd import ZstdCompressor, ZstdDecompressor, decompress

__all__ = ["ZstdCompressor", "ZstdDecompressor", "decompress"]
