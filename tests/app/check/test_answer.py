"""Answers as they come in: streams with their times, whole bodies, broken ones, pages."""

import pytest

from app.check import answer as answers
from app.check.answer import Answer
from app.check.line import Ask
from app.check.turns import user
from tests.app.check.conftest import probing
from tests.fakes.script import Extra, Reply, Status
from tests.fakes.zoo_provider import ZooProvider

HELLO = Ask(items=(user("Reply with OK"),))


@pytest.mark.parametrize("wire", ["chat", "messages", "responses"])
async def test_a_stream_is_read_with_its_times(wire: str) -> None:
    with ZooProvider() as fake:
        async with probing(fake, wire) as probe:  # type: ignore[arg-type]
            answer = await probe.line.ask(probe.wire, HELLO)
    assert (answer.text, answer.streamed, answer.counted, answer.failure) == ("OK", True, True, None)
    first, last, pieces, size = answer.pace("text")
    assert 0 < first <= last
    assert (pieces, size) == (1, 2)
    assert answer.pace("tool") == (0.0, 0.0, 0, 0)


async def test_a_whole_reply_and_a_broken_one() -> None:
    with ZooProvider(change=lambda reply, ask: reply) as fake:
        async with probing(fake) as probe:
            whole = await probe.line.ask("chat", Ask(items=HELLO.items, stream=False))
            fake.play(Status(200, body='{"choices": [{"mess', content_type="application/json"))
            broken = await probe.line.ask("chat", Ask(items=HELLO.items, stream=False))
            fake.play(Status(200, body="<html>hello</html>", content_type="text/html"))
            page = await probe.line.ask("chat", HELLO)
    assert (whole.text, whole.streamed, whole.counted) == ("OK", False, True)
    assert broken.failure is not None and broken.failure.kind == "truncated"
    assert page.is_page and page.failure is not None and page.failure.code == "web_page"


async def test_a_reply_that_never_ends_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "MAX_REPLY_BYTES", 500)
    with ZooProvider() as fake:
        fake.play(Reply(text="word " * 500))
        async with probing(fake) as probe:
            answer = await probe.line.ask("chat", HELLO)
    assert answer.failure is not None and answer.failure.kind == "truncated"


async def test_an_event_that_never_ends_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("proxy.sse.MAX_EVENT_BYTES", 1000)
    with ZooProvider() as fake:
        fake.play(Reply(text="OK", troubles=(Extra(b"data: " + b"x" * 5000, 0),)))
        async with probing(fake) as probe:
            answer = await probe.line.ask("chat", HELLO)
    assert answer.failure is not None


async def test_a_stream_without_its_type_is_a_stream() -> None:
    choice = '{"index":0,"delta":{"content":"OK"},"finish_reason":"stop"}'
    body = f'data: {{"id":"1","model":"m","choices":[{choice}]}}\n\ndata: [DONE]'
    with ZooProvider() as fake:
        fake.play(Status(200, body=body, content_type="application/octet-stream"))
        async with probing(fake) as probe:
            answer = await probe.line.ask("chat", HELLO)
    assert (answer.streamed, answer.text, answer.failure) == (True, "OK", None)


def test_pages_are_told_by_their_beginning_too() -> None:
    assert Answer("chat", b"", body=b" <!DOCTYPE html><p>").is_page
    assert not Answer("chat", b"", body=b'{"a": "<html>"}').is_page
