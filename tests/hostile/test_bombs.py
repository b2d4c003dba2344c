"""Requirement 52, goal G12: a small body that unpacks to a large one costs what the limit says, and nobody waits."""

import gzip
import json
import time
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import brotli  # type: ignore[import-untyped]
from backports import zstd

from proxy.handlers import Limits
from tests import extent
from tests.app.serving import ServiceProcess
from tests.fakes.provider import FakeProvider
from tests.hostile.conftest import prepare
from tests.hostile.talk import Answer, Talk, http
from tests.hostile.watching import MIB, Lag, Memory, milliseconds, percentile

UNPACKED = (512 if extent.FULL else 72) * MIB
ROOM = Limits().max_body + 16 * MIB
REQUEST = {"model": "m", "max_tokens": 9, "messages": [{"role": "user", "content": "packed"}]}
PLAIN = json.dumps(REQUEST).encode()


class Brotli:
    """Its compressor by the names of the others."""

    def __init__(self, lgwin: int = 24) -> None:
        inner = brotli.Compressor(quality=4, lgwin=lgwin)
        self.compress, self.flush = inner.process, inner.finish


def zeros(compressor: Any, size: int = UNPACKED) -> bytes:
    block = bytes(MIB)
    return b"".join([*(compressor.compress(block) for _ in range(size // MIB)), compressor.flush()])


def deflated(size: int = UNPACKED) -> bytes:
    return zeros(zlib.compressobj(1), size)


def gzipped(size: int = UNPACKED) -> bytes:
    return zeros(zlib.compressobj(1, wbits=zlib.MAX_WBITS | 16), size)


def bodies() -> Iterator[tuple[str, str, bytes, frozenset[int]]]:
    """Yield name, Content-Encoding, body and the statuses that are right."""
    bomb, broken, unknown, good = frozenset({413}), frozenset({400}), frozenset({415}), frozenset({200})
    by_zstd = zeros(zstd.ZstdCompressor())
    by_gzip = gzipped()
    yield "zstd bomb", "zstd", by_zstd, bomb
    yield "gzip bomb", "gzip", by_gzip, bomb
    yield "x-gzip bomb", "x-gzip", by_gzip, bomb
    yield "deflate bomb", "deflate", deflated(), bomb
    yield "gzip in gzip", "gzip, gzip", gzip.compress(by_gzip, mtime=0), bomb
    yield "zstd in zstd", "zstd,zstd", zstd.compress(by_zstd), bomb
    yield (
        "zstd in gzip in deflate",
        "zstd, gzip, deflate",
        zlib.compress(gzip.compress(by_zstd, mtime=0)),
        bomb,
    )
    yield "zstd frames that are bombs together", "zstd", zstd.compress(bytes(MIB)) * 72, bomb
    by_br = zeros(Brotli())
    yield "br bomb", "br", by_br, bomb
    yield "br in br", "br, br", brotli.compress(by_br), bomb
    yield "br in gzip", "br, gzip", gzip.compress(by_br, mtime=0), bomb
    yield "br bomb with a small window", "br", zeros(Brotli(lgwin=10)), bomb
    yield "empty br streams", "br", brotli.compress(b"") * 100_000, broken
    yield "two br streams", "br", brotli.compress(PLAIN) * 2, broken
    yield "cut br", "br", brotli.compress(PLAIN)[:-2], broken
    yield "br bomb that is cut", "br", zeros(Brotli(), 48 * MIB)[:-1], broken
    yield "gzip called br", "br", gzip.compress(PLAIN, mtime=0), broken
    yield "br called gzip", "gzip", brotli.compress(PLAIN), broken
    yield "plain called br", "br", PLAIN, broken
    yield "four codings", "gzip, gzip, gzip, gzip", PLAIN, broken
    yield "empty gzip members", "gzip", gzip.compress(b"", mtime=0) * 100_000, broken
    yield "empty zstd frames", "zstd", zstd.compress(b"") * 100_000, broken
    yield "cut gzip", "gzip", gzip.compress(PLAIN, mtime=0)[:-9], broken
    yield "cut zstd", "zstd", zstd.compress(PLAIN)[:-3], broken
    yield "cut deflate", "deflate", zlib.compress(PLAIN)[:-5], broken
    yield "gzip bomb that is cut", "gzip", gzipped(48 * MIB)[:-20], broken
    yield "no body", "gzip", b"", broken
    yield "wrong checksum", "gzip", gzip.compress(PLAIN, mtime=0)[:-8] + bytes(8), broken
    yield "gzip called zstd", "zstd", gzip.compress(PLAIN, mtime=0), broken
    yield "zstd called gzip", "gzip", zstd.compress(PLAIN), broken
    yield "plain called gzip", "gzip", PLAIN, broken
    yield "deflate without its head", "deflate", zlib.compress(PLAIN)[2:-4], broken
    yield "junk behind the end", "gzip", gzip.compress(PLAIN, mtime=0) + b"junk", broken
    for coding in ("brotli", "compress", "xz", "br, compress", "GZIP;q=1", "x", "chunked", "*", "g\u017fip"):
        yield f"unknown: {coding}", coding, PLAIN, unknown
    yield "identity", "identity", PLAIN, good
    yield "no coding", "", PLAIN, good
    yield "capitals", "GZip", gzip.compress(PLAIN, mtime=0), good
    yield "br", "br", brotli.compress(PLAIN), good
    yield "br in capitals, twice", "BR, br", brotli.compress(brotli.compress(PLAIN)), good
    yield (
        "48 MiB unpacked from br",
        "br",
        brotli.compress(PLAIN[:-1] + b" " * 48 * MIB + b"}", quality=3),
        good,
    )
    yield (
        "three codings",
        "gzip, identity, zstd,deflate",
        zlib.compress(zstd.compress(gzip.compress(PLAIN))),
        good,
    )
    yield (
        "two gzip members",
        "gzip",
        gzip.compress(PLAIN[:20], mtime=0) + gzip.compress(PLAIN[20:], mtime=0),
        good,
    )
    yield "two zstd frames", "zstd", zstd.compress(PLAIN[:20]) + zstd.compress(PLAIN[20:]), good
    yield (
        "a thousand members",
        "gzip",
        gzip.compress(b"", mtime=0) * 999 + gzip.compress(PLAIN, mtime=0),
        good,
    )
    yield "48 MiB unpacked", "gzip", gzip.compress(PLAIN[:-1] + b" " * 48 * MIB + b"}", 1, mtime=0), good


def test_what_unpacks_to_more_than_it_is(provider: FakeProvider, tmp_path: Path) -> None:
    context = prepare(provider)
    context.settings.set("record_bodies", "never")
    key = context.access.get("default")
    wrong: list[str] = []
    figures: dict[str, Any] = {}
    with ServiceProcess(tmp_path, "--port", "0") as service, Talk(service.port) as talk:

        def send(coding: str, body: bytes) -> Answer:
            headers = [
                ("Host", f"127.0.0.1:{service.port}"),
                ("Content-Type", "application/json"),
                ("Authorization", f"Bearer {key}"),
                ("Content-Encoding", coding),
            ]
            return talk.ask(http("POST", "/v1/messages", headers, body))

        for coding, body in (("zstd", zstd.compress(PLAIN)), ("br", brotli.compress(PLAIN))):
            assert send(coding, body).status == 200  # what is imported once is there now
        memory = Memory(service.child.pid)
        for name, coding, body, right in bodies():
            provider.play(provider.script)
            memory.begin()
            begun = time.perf_counter()
            with Lag(service.port) as lag:
                answer = send(coding, body)
                took = time.perf_counter() - begun
            figures[name] = {
                "status": answer.status,
                "bytes": len(body),
                "mib": round(memory.growth / MIB, 1),
                "ms": milliseconds(took),
                "lag_p99_ms": milliseconds(percentile(lag.waits, 0.99)),
                "lag_max_ms": milliseconds(max(lag.waits)),
            }
            if answer.status not in right or (b"error" not in answer.body and right != {200}):
                wrong.append(f"{name}: {answer.status} {answer.body[:200]!r}")
            if right != {200} and memory.growth > ROOM:
                wrong.append(f"{name}: {memory.growth / MIB:.1f} MiB more")
            if len(provider.asks) != (right == {200}):
                wrong.append(f"{name}: {len(provider.asks)} requests reached the provider")
            elif provider.asks and "content-encoding" in provider.asks[0].headers:
                wrong.append(f"{name}: the coding went on to the provider")
    extent.report({"surface": "bombs", "unpacked_mib": UNPACKED // MIB, "cases": figures})
    assert not wrong, "\n".join(wrong)


def test_a_request_that_is_too_large_hears_so(provider: FakeProvider, tmp_path: Path) -> None:
    """Also one that sends all of it before it listens."""
    context = prepare(provider)
    context.settings.set("max_body_bytes", 1_000_000)
    with ServiceProcess(tmp_path, "--port", "0") as service, Talk(service.port) as talk:
        headers = [
            ("Host", f"127.0.0.1:{service.port}"),
            ("Content-Type", "application/json"),
            ("Authorization", f"Bearer {context.access.get('default')}"),
        ]
        for wire in ("responses", "messages", "chat/completions"):
            answer = talk.ask(http("POST", f"/v1/{wire}", headers, bytes(20 * MIB)))
            assert answer.status == 413
            assert b"max_body_bytes" in answer.body
    assert provider.asks == []
