"""Reading a body: codings, limits, JSON."""

import gzip
import json
import random
import threading
import zlib
from functools import partial
from itertools import product

import brotli  # type: ignore[import-untyped]
import pytest
from backports import zstd

from proxy.body import apart, decompress, parse_object
from proxy.conversation import Failure
from proxy.handlers import MAX_NOTES, Limits
from proxy.large_json import MAX_VALUES
from proxy.wires import RequestError
from tests.fakes.provider import FakeProvider
from tests.fakes.relay import make_route, running_proxy
from tests.fakes.script import Reply
from tests.proxy.test_relay import ask

LIMIT = 100_000
PLAIN = b'{"a": "' + b"x" * 1000 + b'"}'


def failure_of(error: pytest.ExceptionInfo[RequestError]) -> Failure:
    return error.value.failure


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("", PLAIN),
        ("identity", PLAIN),
        ("gzip", gzip.compress(PLAIN, mtime=0)),
        ("x-gzip", gzip.compress(PLAIN, mtime=0)),
        ("deflate", zlib.compress(PLAIN)),
        ("zstd", zstd.compress(PLAIN)),
        ("br", brotli.compress(PLAIN)),
    ],
)
def test_known_codings(coding: str, body: bytes) -> None:
    assert decompress(body, coding, LIMIT) == PLAIN


@pytest.mark.parametrize("size", [1, 256 * 1024 - 1, 256 * 1024, 256 * 1024 + 1, 3_000_000])
def test_members_that_follow_each_other_are_one_body(size: int) -> None:
    """Whatever the sizes: what comes out of a member can fill a piece exactly."""
    one, two = bytes(range(256)) * (size // 256) + b"x" * (size % 256), b"the rest"
    for compress in (lambda data: gzip.compress(data, mtime=0), zstd.compress):
        coding = "zstd" if compress is zstd.compress else "gzip"
        assert decompress(compress(one) + compress(two), coding, size + 8) == one + two
        with pytest.raises(RequestError) as error:
            decompress(compress(one) + compress(two), coding, size + 7)
        assert failure_of(error).kind == "too_large"


async def test_work_on_a_large_body_is_done_apart() -> None:
    here = threading.get_ident()
    assert await apart(10, threading.get_ident) == here
    assert await apart(10_000_000, threading.get_ident) != here


@pytest.mark.parametrize("size", [1, 32_752, 256 * 1024 - 1, 256 * 1024, 256 * 1024 + 1, 3_000_000])
def test_brotli_keeps_the_limit_to_the_byte(size: int) -> None:
    """Its pieces are larger than they are asked to be."""
    for body in (bytes(size), random.Random(1).randbytes(size)):
        packed = brotli.compress(body, quality=1)
        assert decompress(packed, "br", size) == body
        with pytest.raises(RequestError) as error:
            decompress(packed, "br", size - 1)
        assert failure_of(error).kind == "too_large"


def test_nothing_follows_brotli() -> None:
    """Wherever its end is in the pieces that go in, also between two of them."""
    bodies = [random.Random(1).randbytes(size) for size in (0, 1, 16_379, 16_380, 16_381, 100_000)]
    streams = [brotli.compress(body, quality=1) for body in bodies]
    assert 16 * 1024 in map(len, streams)
    for stream, rest in product(streams, (streams[0], streams[-1], b"junk", bytes(20_000))):
        with pytest.raises(RequestError) as error:
            decompress(stream + rest, "br", 10_000_000)
        assert failure_of(error).kind == "bad_request"


@pytest.mark.parametrize("coding", ["gzip", "zstd", "br"])
def test_requirement_052_a_bomb_is_refused(coding: str) -> None:
    compress = {"gzip": gzip.compress, "zstd": zstd.compress, "br": partial(brotli.compress, quality=5)}[
        coding
    ]
    bomb = compress(b"\0" * 50_000_000)
    with pytest.raises(RequestError) as error:
        decompress(bomb, coding, LIMIT)
    assert failure_of(error).kind == "too_large"


@pytest.mark.parametrize(
    ("coding", "body", "said"),
    [
        ("compress", b"x", "compress"),
        ("br", b"not br", "not valid br"),
        ("br", brotli.compress(PLAIN)[:-2], "cut off"),
        ("br", b"", "cut off"),
        ("br", brotli.compress(PLAIN) + b"junk", "not valid br"),
        ("br", brotli.compress(b"") * 2_000, "not valid br"),
        ("gzip", b"not gzip", "not valid gzip"),
        ("gzip", gzip.compress(PLAIN, mtime=0)[:-12], "cut off"),
        ("zstd", zstd.compress(PLAIN)[:-5], "cut off"),
        ("zstd", b"junk", "not valid zstd"),
        ("gzip", b"", "cut off"),
        ("gzip", gzip.compress(PLAIN, mtime=0) + b"junk", "not valid gzip"),
        ("gzip", gzip.compress(b"", mtime=0) * 2_000, "members"),
        ("zstd", zstd.compress(b"") * 2_000, "members"),
    ],
)
def test_bad_bodies_are_explained(coding: str, body: bytes, said: str) -> None:
    with pytest.raises(RequestError) as error:
        decompress(body, coding, LIMIT)
    assert said in failure_of(error).message
    assert failure_of(error).fault == "client"


@pytest.mark.parametrize(
    "body", [b"", b"[]", b'"x"', b"{", b"{'a':1}", b'{"a":NaN}', b"\xff", b"[" * 100_000]
)
def test_requirement_024_what_is_no_json_object(body: bytes) -> None:
    with pytest.raises(RequestError) as error:
        parse_object(body)
    assert failure_of(error).kind == "bad_request"


def test_objects_are_parsed() -> None:
    assert parse_object(b'{"a": 1, "a": 2}') == {"a": 2}


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
async def test_a_compressed_request_is_served(coding: str) -> None:
    import json

    body = json.dumps(ask("responses", stream=False)).encode()
    packed = gzip.compress(body) if coding == "gzip" else zstd.compress(body)
    with FakeProvider(Reply(text="unpacked")) as provider:
        async with running_proxy(make_route(provider.url("chat"), "chat")) as running:
            headers = {"Content-Type": "application/json", "Content-Encoding": coding}
            async with running.session.post(
                f"{running.base}/responses", data=packed, headers=headers
            ) as answer:
                assert answer.status == 200
        assert "content-encoding" not in {name.lower() for name in provider.asks[0].headers}


@pytest.mark.parametrize("wire", ["responses", "messages", "chat"])
async def test_a_body_over_the_limit_is_refused_in_words(wire: str) -> None:
    async with running_proxy(limits=Limits(max_body=1000)) as running:
        status, body, _ = await running.post(wire, ask(wire, stream=True, text="x" * 30_000_000))  # type: ignore[arg-type]
    assert status in (400, 413)
    assert "max_body_bytes" in body["error"]["message"]


async def test_30_megabytes_are_served_by_default() -> None:
    with FakeProvider(Reply(text="big")) as provider:
        async with running_proxy(make_route(provider.url("chat"), "chat")) as running:
            status, _, _ = await running.post(
                "messages", ask("messages", stream=False, text="x" * 30_000_000)
            )
    assert status == 200


@pytest.mark.parametrize("wire", ["responses", "messages", "chat"])
@pytest.mark.parametrize("data", [b"hello", b"[1]", b'{"input":' + b"[" * 5000 + b"]" * 5000 + b"}"])
async def test_garbage_gets_one_clear_sentence(wire: str, data: bytes) -> None:
    from tests.fakes.relay import PATHS

    async with running_proxy() as running:
        headers = {"Content-Type": "application/json"}
        async with running.session.post(running.base + PATHS[wire], data=data, headers=headers) as answer:  # type: ignore[index]
            body = await answer.json()
            assert answer.status == 400
    assert "JSON" in body["error"]["message"]


def test_requirement_024_more_values_than_any_conversation_has() -> None:
    few, many = b"[" + b"{}," * 1_000 + b"{}]", b"[" + b"{}," * (MAX_VALUES + 1) + b"{}]"
    text = b'"' + b"," * (2 * MAX_VALUES) + b'"'
    assert parse_object(b'{"a":%s,"b":%s}' % (few, text))
    with pytest.raises(RequestError, match="more than 250,000 values"):
        parse_object(b'{"a":{"b":%s}}' % many)
    keys = b",".join(b'"k%d":1' % number for number in range(MAX_VALUES + 1))
    with pytest.raises(RequestError, match="more than 250,000 values"):
        parse_object(b"{%s}" % keys)
    assert parse_object(json.dumps({"a": keys.decode()}).encode())


async def test_notes_of_a_strange_request_stay_readable() -> None:
    with FakeProvider(Reply(text="hi")) as provider:
        async with running_proxy(make_route(provider.url("chat"), "chat")) as running:
            parts = [{"type": f"unknown {number}"} for number in range(3 * MAX_NOTES)]
            body = ask("messages", stream=False)
            body["messages"][0]["content"] = [{"type": "text", "text": "hello"}, *parts]
            await running.post("messages", body)
            notes = running.last().notes
    assert len(notes) <= MAX_NOTES + 3
    assert any("more changes like these" in note.action for note in notes)
