"""Reasoning goes out sealed; a compaction goes out as nothing but a seal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.conversation import Close, Counted, Delta, Event, Fail, Meta, Open, Stop, StopReason, Usage
from proxy.envelope import Envelope, Sealer, digest
from proxy.reply.seal import Compact, Seal
from tests.fakes.replies import BROKEN, END, START, call, events_in_any_order, feed, text, thought

SEALER = Sealer(b"a key for tests only")
PRINT = "messages/acme/claude"


def through(*events: Event) -> list[Event]:
    return Seal(SEALER, PRINT).feed(list(events))


def envelopes(events: list[Event]) -> list[tuple[int, Envelope]]:
    found = []
    for event in events:
        if isinstance(event, Meta) and event.field == "sealed":
            assert isinstance(event.value, str)
            envelope = SEALER.open_envelope(event.value)
            assert envelope is not None
            found.append((event.key, envelope))
    return found


def test_row_067_098_each_reasoning_part_is_sealed_before_its_close() -> None:
    native = {"signature": "sig"}
    out = through(
        START, *thought("I ", "think", native=native), *text("a", key=1), *thought("more", key=2), END
    )
    assert envelopes(out) == [
        (0, Envelope(fingerprint=PRINT, native=native, digest=digest("I think"))),
        (2, Envelope(fingerprint=PRINT, digest=digest("more"))),
    ]
    sealed_at = [
        index for index, event in enumerate(out) if isinstance(event, Meta) and event.field == "sealed"
    ]
    assert [out[index + 1] for index in sealed_at] == [Close(0), Close(2)]
    assert [event for event in out if not (isinstance(event, Meta) and event.field == "sealed")] == [
        START,
        *thought("I ", "think", native=native),
        *text("a", key=1),
        *thought("more", key=2),
        END,
    ]


def test_row_067_redacted_thinking_has_no_text_but_a_seal() -> None:
    [(key, envelope)] = envelopes(through(*thought(key=4, native={"data": "blob"})))
    assert (key, envelope.native, envelope.digest) == (4, {"data": "blob"}, digest(""))


def test_row_099_thinking_that_is_open_at_the_end_is_sealed() -> None:
    out = through(START, Open(0, "reasoning"), Delta(0, "a"), Stop("max_tokens"))
    assert isinstance(out[-2], Meta)
    assert envelopes(out)[0][1].digest == digest("a")


def test_nothing_to_seal_is_not_sealed() -> None:
    events: list[Event] = [START, *thought(), *text("a", key=1), *call("run", "{}", key=2), END]
    assert through(*events) == events
    cut: list[Event] = [START, Open(0, "reasoning"), Delta(0, "a"), BROKEN]
    assert through(*cut) == cut


def test_the_hot_path_returns_the_very_list() -> None:
    stage = Seal(SEALER, PRINT)
    stage.feed([START, *thought("a"), Open(1, "text")])
    chunk: list[Event] = [Delta(1, "b")]
    assert stage.feed(chunk) is chunk


@given(events_in_any_order, st.lists(st.integers(1, 5), min_size=1))
def test_any_order_of_events_is_taken(events: list[Event], sizes: list[int]) -> None:
    assert feed(Seal(SEALER, PRINT).feed, [*events, END], sizes)[-1] == END
    assert isinstance(feed(Compact(SEALER, PRINT).feed, [*events, END], sizes)[-1], Stop | Fail)


# ----------------------------------------------------------------------------- compaction
def compacted(*events: Event) -> list[Event]:
    return Compact(SEALER, PRINT).feed(list(events))


def test_all_text_becomes_one_compaction_part() -> None:
    usage = Counted(Usage(5, 6))
    out = compacted(
        START,
        *thought("hm"),
        *text("We ", "did", key=1),
        *call("run", "{}", key=2),
        *text("that", key=3),
        usage,
        Stop("tool_use"),
    )
    assert [type(event) for event in out] == [type(START), Counted, Open, Meta, Close, Stop]
    assert (out[2], out[-2], out[-1]) == (Open(0, "compaction"), Close(0), END)
    [(_, envelope)] = envelopes(out)
    assert envelope == Envelope(
        fingerprint=PRINT, kind="compaction", digest=digest("We did\n\nthat"), text="We did\n\nthat"
    )


def test_an_empty_summary_is_none() -> None:
    out = compacted(START, *text("  \n"), END)
    assert isinstance(out[-1], Fail)
    assert out[-1].failure.kind == "empty"


@pytest.mark.parametrize("reason", ["max_tokens", "context_window", "refusal", "content_filter"])
def test_a_summary_that_was_cut_is_none(reason: StopReason) -> None:
    out = compacted(START, *text("We did"), Stop(reason))
    assert isinstance(out[-1], Fail)
    assert (out[-1].failure.kind, out[-1].failure.code) == ("truncated", "summary_not_whole")


def test_a_failure_passes() -> None:
    assert compacted(START, *text("a"), BROKEN) == [START, BROKEN]
