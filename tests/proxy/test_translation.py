"""One request there and back, without a socket."""

import json
from typing import Any

import orjson
import pytest

from proxy import sse
from proxy import translation as translation_module
from proxy.conversation import Fail, Failure, Note, Request, Stop
from proxy.dialect import Dialect
from proxy.envelope import Sealer
from proxy.exchange import Exchange
from proxy.large_json import MAX_VALUES
from proxy.route import Target
from proxy.translation import Translation
from proxy.wires import RequestError, codec
from tests.fakes.relay import make_route

BODY: dict[str, Any] = {
    "model": "asked",
    "max_tokens": 9,
    "stream": True,
    "messages": [{"role": "user", "content": "x"}],
}


def translate(
    body: dict[str, Any] = BODY, dialect: Dialect | None = None, wire: str = "chat", **options: Any
) -> Translation:
    raw_body = orjson.dumps(body)
    notes: list[Note] = []
    route = make_route("http://127.0.0.1:9", wire, dialect)  # type: ignore[arg-type]
    target = Target(route, route.endpoints[0], options.get("model", "served"))
    request = codec("messages").decode_request(body, notes)
    spoken = target.endpoint.dialect
    return Translation(
        request, raw_body, target, spoken, Sealer(b"k" * 32), "claude-code", options.get("raw", False), notes
    )


def chunk(**choice: Any) -> bytes:
    choice = {"index": 0, "delta": {}, "finish_reason": None, **choice}
    return b"data: " + json.dumps({"id": "c", "model": "really", "choices": [choice]}).encode() + b"\n\n"


def test_there_and_back() -> None:
    translation = translate()
    sent = json.loads(translation.body)
    assert (sent["model"], sent["stream"]) == ("served", True)
    said = translation.encoder.encode(translation.feed(chunk(delta={"content": "hi"})))
    assert b'"hi"' in said
    assert not translation.ended
    events = translation.feed(chunk(finish_reason="stop") + b"data: [DONE]\n\n")
    assert type(events[-1]) is Stop
    assert translation.ended
    exchange = Exchange("claude-code", "default", "messages", "/")
    translation.report(exchange)
    assert (exchange.served_model, exchange.stop, exchange.failure) == ("really", "end", None)


def test_a_cut_is_a_failure() -> None:
    translation = translate()
    translation.feed(chunk(delta={"content": "hi"}))
    assert type(translation.end()[-1]) is Fail
    assert translation.failure is not None
    exchange = Exchange("claude-code", "default", "messages", "/")
    translation.report(exchange)
    assert exchange.failure is translation.failure


def test_fail_ends_the_stream_once() -> None:
    translation = translate()
    translation.encoder.encode(translation.feed(chunk(delta={"content": "hi"})))
    assert b"event: error" in translation.fail(Failure("network", "gone"))
    assert translation.fail(Failure("network", "again")) == b""


@pytest.mark.parametrize("body", [b"<html>", b"[]", b"", b'"text"'])
def test_what_is_no_reply(body: bytes) -> None:
    translation = translate({**BODY, "stream": False})
    assert translation.answer(body, streamed=False) == b""
    assert translation.failure is not None


def test_a_json_reply_that_is_cut_is_not_shown_raw() -> None:
    translation = translate({**BODY, "stream": False})
    translation.answer(b'{"id": "c", "choices": [{"mess', streamed=False)
    assert translation.failure is not None
    assert translation.failure.kind == "truncated"
    assert "choices" not in translation.failure.message


MANY = b'{"a":[%s{}]}' % (b"{}," * MAX_VALUES)


@pytest.mark.parametrize("end", [b"\n\n", b""], ids=["whole", "unended"])
def test_requirement_024_an_event_with_more_values_than_any_reply_has(end: bytes) -> None:
    translation = translate()
    translation.feed(b"data: " + MANY + end)
    translation.end()
    assert translation.failure is not None
    assert (translation.failure.kind, translation.failure.code) == ("server", "reply_too_large")


def test_requirement_024_a_reply_with_more_values_than_any_has() -> None:
    translation = translate({**BODY, "stream": False})
    assert translation.answer(MANY, streamed=False) == b""
    assert translation.failure is not None
    assert (translation.failure.kind, translation.failure.code) == ("server", "reply_too_large")


def test_a_reply_that_cannot_be_read_is_our_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    translation = translate()

    def broken(_event: object) -> list[Any]:
        raise KeyError("surprise")

    monkeypatch.setattr(translation, "_decoder", type("Broken", (), {"feed": staticmethod(broken)})())
    translation.feed(b"data: {}\n\n")
    assert translation.failure is not None
    assert (translation.failure.fault, translation.failure.code) == ("translation", "translation_error")


def test_an_endless_event_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("proxy.sse.MAX_EVENT_BYTES", 100)
    translation = translate()
    translation.feed(b"data: " + b"x" * 200)
    assert translation.failure is not None
    assert translation.failure.code == "event_too_long"


def test_a_maker_gets_the_bytes_unless_our_seals_are_in_them() -> None:
    maker = Dialect(maker=True, mid_system=True, cache_control=True)
    plain = translate(dialect=maker, wire="messages", model="asked")
    assert plain.verbatim
    assert plain.body == orjson.dumps(BODY)
    blob = Sealer(b"k" * 32).seal({"p": "other", "k": "reasoning"})
    history = [
        {"role": "user", "content": "x"},
        {
            "role": "assistant",
            "content": [
                {"type": "thinking", "thinking": "t", "signature": blob},
                {"type": "text", "text": "y"},
            ],
        },
        {"role": "user", "content": "z"},
    ]
    mixed = translate({**BODY, "messages": history}, dialect=maker, wire="messages")
    assert not mixed.verbatim
    assert blob.encode() not in mixed.body


def test_raw_needs_the_same_wire() -> None:
    with pytest.raises(RequestError, match="Raw mode") as refused:
        translate(raw=True)
    assert (refused.value.failure.code, refused.value.failure.status) == ("raw_not_possible", 400)
    translation = translate(raw=True, wire="messages")
    assert translation.verbatim
    assert any("raw" in note.action for note in translation.notes)


def test_refused_fields_are_left_out() -> None:
    translation = translate(dialect=Dialect(refused_fields=("max_tokens",)))
    assert "max_tokens" not in json.loads(translation.body)


def test_a_request_keeps_its_type() -> None:
    assert isinstance(codec("messages").decode_request(BODY, []), Request)


def test_a_reply_that_never_ends_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(translation_module, "MAX_LETTERS", 1_000)
    translation = translate()
    word = chunk(delta={"content": "word " * 20})
    for _ in range(30):
        if not translation.ended:
            translation.feed(word)
    assert translation.ended
    assert translation.failure is not None
    assert translation.failure.code == "reply_too_large"


def test_an_event_that_is_too_long_keeps_what_came_before_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sse, "MAX_EVENT_BYTES", 1_000)
    for end in (b"", b"\n\n"):
        translation = translate()
        said = translation.encoder.encode(
            translation.feed(chunk(delta={"content": "hi"}) + b"data: " + b"x" * 2_000 + end)
        )
        said += translation.encoder.encode(translation.end())
        assert b'"hi"' in said
        assert b"event: error" in said
        assert translation.failure is not None
        assert translation.failure.code == "event_too_long"
