"""Nothing is lost on the way: conversations and replies from any wire through the hub to any other."""

import random
from typing import Any

import msgspec
import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from proxy.conversation import (
    WIRES,
    Close,
    Counted,
    Delta,
    Event,
    Meta,
    Note,
    Open,
    Start,
    Stop,
    Usage,
    Wire,
)
from proxy.dialect import Dialect
from proxy.envelope import Sealer
from proxy.passes import lower
from proxy.reply.fold import Reply as Folded
from proxy.reply.fold import fold
from proxy.sse import SseReader
from proxy.wires import ReplyContext, codec
from tests.catalogue.conversation import (
    NAMES,
    Conversation,
    arguments,
    conversations,
    dumps,
    expected,
    gist,
    of_reply,
    of_said,
    random_reply,
    texts,
    write,
)
from tests.catalogue.talk import PAIRS, THINKER, THINKS, body, talk, tool
from tests.fakes.script import Call, Reply
from tests.fakes.script import Usage as Tokens

SEALER = Sealer(b"k" * 32)
PLAIN: dict[Wire, Dialect] = {
    "chat": Dialect(reasoning_back="reasoning_content", reasoning_plain=True),
    "messages": Dialect(reasoning_back="thinking", reasoning_plain=True, tool_result_images=True),
    "responses": Dialect(reasoning_back="reasoning_text", reasoning_plain=True, tool_result_images=True),
}
"""Providers that take all that their wire can say, and anybody's thinking."""

slow = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])


# ----------------------------------------------------------------------------- requests
def through(conversation: Conversation, inbound: Wire, upstream: Wire) -> Any:
    """The gist of a conversation when it has arrived at a provider."""
    notes: list[Note] = []
    request = codec(inbound).decode_request(write(conversation, inbound), notes)
    assert gist(request) == expected(conversation, inbound)
    lowered = lower(request, upstream, PLAIN[upstream], SEALER, notes, "fake", "m").request
    sent = orjson.dumps(codec(upstream).encode_request(lowered, PLAIN[upstream], notes))
    return gist(codec(upstream).decode_request(orjson.loads(sent), notes))


@pytest.mark.parametrize(("inbound", "upstream"), PAIRS)
def test_a_conversation_arrives_whole(inbound: Wire, upstream: Wire) -> None:
    @slow
    @given(conversations())
    def arrives(conversation: Conversation) -> None:
        assert through(conversation, inbound, upstream) == expected(conversation, inbound)

    arrives()


@pytest.mark.parametrize(("inbound", "upstream"), PAIRS)
def test_a_longer_conversation_begins_with_the_same_bytes(inbound: Wire, upstream: Wire) -> None:
    """What is said later changes nothing of what was said before: prefix caches live on that."""

    @slow
    @given(conversations(), conversations())
    def grows(first: Conversation, more: Conversation) -> None:
        longer = Conversation(first.system, (*first.turns, *more.turns))
        dialect, notes = PLAIN[upstream], list[Note]()
        sent: list[list[Any]] = []
        for conversation in (first, longer):
            request = codec(inbound).decode_request(write(conversation, inbound), notes)
            lowered = lower(request, upstream, dialect, SEALER, notes, "fake", "m").request
            encoded: Any = codec(upstream).encode_request(lowered, dialect, notes)
            sent.append(encoded["input" if upstream == "responses" else "messages"])
        begun = sent[0][:-1]  # the last message of the first may go on in the second
        assert sent[1][: len(begun)] == begun

    grows()


# ----------------------------------------------------------------------------- replies
@st.composite
def events_of_replies(draw: st.DrawFn) -> list[Event]:
    """A reply as the stages hand it to an encoder; calls may interleave."""
    events: list[Event] = [Start("up_1", "served")]
    kinds = [kind for kind in ("reasoning", "text") if draw(st.booleans())]
    keys = 0
    for kind in kinds:
        events.append(Open(keys, kind))  # type: ignore[arg-type]
        events += [Delta(keys, piece) for piece in draw(st.lists(texts, min_size=1, max_size=3))]
        if kind == "reasoning":
            events.append(Meta(keys, "sealed", "tn.v1.x.y"))
        events.append(Close(keys))
        keys += 1
    calls = draw(st.lists(arguments, min_size=0 if "text" in kinds else 1, max_size=3))
    queues = []
    for number, made in enumerate(calls):
        key, whole = keys + number, dumps(made)
        cut = draw(st.integers(1, len(whole)))
        opened = Open(key, "tool", id=f"call_{key}", name=draw(st.sampled_from(NAMES)))
        queues.append(
            [opened, *(Delta(key, piece) for piece in (whole[:cut], whole[cut:]) if piece), Close(key)]
        )
    while queues:
        queue = draw(st.sampled_from(queues))
        events.append(queue.pop(0))  # type: ignore[arg-type]
        queues = [one for one in queues if one]
    events.append(Counted(Usage(draw(st.integers(50, 999)), draw(st.integers(0, 99)), cached=40)))
    return [*events, Stop("tool_use" if calls else "end")]


def readable(reply: Folded) -> Any:
    """A fold without the ids that wires make and the seal, which comes back as the provider's own."""
    parts = [
        msgspec.structs.replace(part, sealed=None, native=None, text=_parsed(part)) for part in reply.parts
    ]
    calls = [part for part in parts if part.kind == "tool"]  # these may have opened in another order
    said = [part for part in parts if part.kind != "tool"]
    return said, sorted(calls, key=lambda part: part.id), reply.usage, reply.stop


def _parsed(part: Any) -> Any:
    return orjson.loads(part.text) if part.kind == "tool" else part.text


@pytest.mark.parametrize("wire", WIRES)
def test_what_an_encoder_writes_its_decoder_reads(wire: Wire) -> None:
    @slow
    @given(events_of_replies(), st.lists(st.integers(1, 80), min_size=1, max_size=10))
    def reads_back(events: list[Event], sizes: list[int]) -> None:
        context = ReplyContext(model="m", show_reasoning_summary=True)
        encoder = codec(wire).reply_encoder(context)
        stream = b"".join(encoder.encode([event]) for event in events)
        wanted = readable(fold(events))
        assert readable(fold(decoded(wire, stream, sizes))) == wanted
        whole: Any = orjson.loads(orjson.dumps(codec(wire).encode_whole(fold(events), context)))
        assert readable(fold(codec(wire).reply_decoder().whole(whole))) == wanted

    reads_back()


def decoded(wire: Wire, stream: bytes, sizes: list[int]) -> list[Event]:
    """The events of a stream that comes in pieces of these sizes."""
    reader, decoder = SseReader(), codec(wire).reply_decoder()
    events: list[Event] = []
    turn = position = 0
    while position < len(stream):
        piece = stream[position : position + sizes[turn % len(sizes)]]
        position, turn = position + len(piece), turn + 1
        for event in reader.feed(piece):
            events += decoder.feed(event)
    for event in reader.end():
        events += decoder.feed(event)
    return events + decoder.end()


# ----------------------------------------------------------------------------- over HTTP


@pytest.mark.parametrize(("inbound", "upstream"), PAIRS)
async def test_row_121_random_replies_arrive_streamed_and_whole(inbound: Wire, upstream: Wire) -> None:
    dice = random.Random(f"{inbound} {upstream}")
    asked = body(inbound, "go", tools=[tool(inbound, name) for name in NAMES], **THINKS[inbound])
    async with talk(upstream, Reply(text=""), THINKER[upstream]) as on:
        for _ in range(12):
            reply = random_reply(dice)
            on.provider.play(reply)  # type: ignore[union-attr]
            assert of_said(await on.stream(inbound, asked)) == of_reply(reply)
            assert of_said(await on.post(inbound, asked)) == of_reply(reply)


@pytest.mark.parametrize(("inbound", "upstream"), PAIRS)
async def test_row_101_pieces_of_any_size_give_the_same_stream(inbound: Wire, upstream: Wire) -> None:
    made = [Call("read", {"path": "ä世🎉\n"}), Call("write_file", {"path": "b"})]
    asked = body(inbound, "go", tools=[tool(inbound, name) for name in NAMES], **THINKS[inbound])
    async with talk(upstream, Reply(text=""), THINKER[upstream]) as on:
        for size in (1, 2, 3, 7, 61, 1000):
            reply = Reply(
                reasoning="Grüße — 世",
                text="🎉 \u2028 text",
                calls=made,
                usage=Tokens(9, 9),
                write=size,
                interleave=True,
            )
            on.provider.play(reply)  # type: ignore[union-attr]
            assert of_said(await on.stream(inbound, asked)) == of_reply(reply)
