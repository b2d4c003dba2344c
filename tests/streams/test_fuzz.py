"""Requirement 50, goal 8: whatever a provider streams, the client gets a stream of its own wire, or its failure.

Each case is made from its seed alone; a failure names the seed, and `replay(seed)` shows the case.
"""

import logging
import random
import time
from functools import cache
from typing import Any

import orjson
import pytest

from proxy.conversation import Wire
from proxy.wires import codec
from tests import extent
from tests.catalogue.replies import read_stream, read_whole
from tests.catalogue.talk import PAIRS
from tests.streams.mutate import chunks_of, make_body, make_stream
from tests.streams.pipeline import CLIENTS, Way, are_alike, no_chance, play, ways

CASES = 1_000_000 if extent.FULL else 10_000
FIRST = 1_000_000 if extent.FULL else 0
"""The two extents share no seed."""
ENDS: dict[Wire, tuple[bytes, ...]] = {
    "chat": (b"[DONE]", b"finish_reason"),
    "messages": (b"message_stop", b"stop_reason"),
    "responses": (b"response.completed", b"response.incomplete", b"output_item.done"),
}
"""Where none of these came the reply cannot have ended well."""


@cache
def ways_of(pair: int, stream: bool = True) -> list[Way]:
    return ways(*PAIRS[pair], stream=stream)


def replay(seed: int) -> tuple[Way, bytes, list[bytes]]:
    """Return the case of a seed: which way, the provider's bytes, the same in pieces."""
    dice = random.Random(seed)
    way = dice.choice(ways_of(seed % len(PAIRS)))
    data = make_stream(way.upstream, dice, seed)
    return way, data, chunks_of(data, dice)


def problem_of(seed: int, lots: Any) -> str | None:
    """Play one case; return what is wrong with what the client gets."""
    way, data, chunks = replay(seed)
    lots.again()
    translation = way.translation()
    said = play(translation, [data])
    lots.again()
    if not are_alike(said, play(way.translation(), chunks)):
        return "it depends on the chunks"
    failure = translation.failure
    if failure is not None and failure.code in ("translation_error", "internal"):
        return "an error of our own"
    ended = any(end in data for end in (*ENDS[way.upstream], b"STOP"))  # that is where we stop by ourselves
    if failure is None and not ended:
        return "it had no end and looks whole"
    return _problem_in(way.inbound, said.decode(), failed=failure is not None)


def _problem_in(inbound: Wire, said: str, failed: bool) -> str | None:
    try:
        read = read_stream(inbound, said)
    except AssertionError as error:
        # A call that the token limit cut keeps its block open for good: whatever came after it comes after it.
        if "interleave" in str(error) and '"max_tokens"' in said:
            return None
        return f"not well formed: {error}"
    if failed and read.error is None:
        return "it failed and looks whole"
    if not failed and read.error is not None and not _is_filtered(read.error):
        return f"it is whole and looks failed: {read.error}"
    return None


def _is_filtered(error: Any) -> bool:
    """Codex would repeat an incomplete response five times: for it a content filter is a failure."""
    return bool(error.get("code") == "invalid_prompt")


def whole_problem_of(seed: int) -> str | None:
    """The same for a client that wants one body, of a provider that sends one or a stream."""
    dice = random.Random(seed)
    way = dice.choice(ways_of(seed % len(PAIRS), stream=False))
    streamed = dice.random() < 0.5
    data = (make_stream if streamed else make_body)(way.upstream, dice, seed)
    translation = way.translation()
    said = translation.answer(data, streamed)
    if (failure := translation.failure) is not None:
        if failure.code in ("translation_error", "internal"):
            return "an error of our own"
        reply = codec(way.inbound).say_error(failure, CLIENTS[way.inbound])
        told = read_whole(way.inbound, orjson.loads(reply.body)).error
        return None if reply.status >= 400 and told and told["message"] and not said else "no error"
    try:
        error = read_whole(way.inbound, orjson.loads(said)).error
        return None if error is None or _is_filtered(error) else "an error with status 200"
    except AssertionError as problem:
        return f"not well formed: {problem}"


def run(seeds: range) -> list[str]:
    """Play the cases; a raised exception is one problem more."""
    problems: list[str] = []
    with no_chance() as lots:
        for seed in seeds:
            try:
                problem = problem_of(seed, lots) if seed % 10 else whole_problem_of(seed)
            except Exception as error:  # noqa: BLE001  # the point of this test
                problem = f"raised {error!r}"
            if problem:
                problems.append(f"seed {seed}, {PAIRS[seed % len(PAIRS)]}: {problem}")
                if len(problems) == 5:
                    break
    return problems


@pytest.fixture
def quiet() -> Any:
    """What cannot be translated would be logged each time; here it is a problem that is reported."""
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.timeout(7200 if extent.FULL else 180)
@pytest.mark.parametrize("pair", range(len(PAIRS)), ids=["-".join(pair) for pair in PAIRS])
def test_requirement_050_any_stream(pair: int, quiet: None) -> None:
    began, busy = time.monotonic(), time.process_time()
    seeds = range(FIRST + (pair - FIRST) % len(PAIRS), FIRST + CASES, len(PAIRS))
    problems = run(seeds)
    extent.report(
        {
            "goal": "G8",
            "pair": "-".join(PAIRS[pair]),
            "cases": len(seeds),
            "problems": problems,
            "seconds": round(time.monotonic() - began, 1),
            "cpu_seconds": round(time.process_time() - busy, 1),
        }
    )
    assert problems == []


def test_requirement_050_the_sdks_take_every_event(quiet: None) -> None:
    """A sample only: the SDKs' types take longer to check than everything else."""
    from tests.catalogue import test_sdk_anthropic, test_sdk_openai

    adapters = {
        "responses": test_sdk_openai.EVENTS.validate_python,
        "messages": test_sdk_anthropic.EVENTS.validate_python,
        "chat": test_sdk_openai.ChatCompletionChunk.model_validate,
    }
    checked = 0
    problems: list[str] = []
    for seed in range(FIRST + 3, FIRST + (90_000 if extent.FULL else 900), 3):
        way, data, _ = replay(seed)
        said = play(way.translation(), [data])
        for block in said.split(b"\n\n"):
            _, mark, text = block.partition(b"data: ")
            event = orjson.loads(text) if mark and text != b"[DONE]" else {"type": "ping"}
            if event.get("type") in ("ping", "error") or ("error" in event and way.inbound == "chat"):
                continue  # the SDKs deal with these before their types
            checked += 1
            try:
                adapters[way.inbound](event)
            except ValueError as error:
                problems.append(f"seed {seed}, {way}: {str(error)[:300]}")
    assert problems == []
    assert checked > 2_000
    extent.report({"goal": "G8", "events the SDKs took": checked})
