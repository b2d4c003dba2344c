"""Words: what is held back, what cannot be right, what a small budget leaves."""

from typing import Any

import pytest

from app.check.answer import Answer
from app.check.steps import words
from proxy.conversation import Usage
from proxy.reply.fold import Reply, ReplyPart
from tests.app.check.conftest import found, probing
from tests.fakes import script
from tests.fakes.zoo_provider import ZooProvider


def streamed(*deltas: tuple[float, str, int]) -> Answer:
    return Answer("chat", b"", deltas=list(deltas))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("answer", "held"),
    [
        (streamed((0.1, "text", 5)), ""),
        (streamed((0.1, "text", 500)), "500 characters in a single piece"),
        (streamed((0.5, "text", 150), (0.51, "text", 150)), "nothing for 0.5 s"),
        (streamed((0.1, "text", 150), (0.11, "text", 150)), ""),
        (streamed((0.5, "text", 150), (0.9, "text", 150)), ""),
        (streamed((0.1, "reasoning", 9), (0.6, "text", 150), (0.61, "text", 150)), ""),
        (streamed((0.6, "reasoning", 9), (0.61, "text", 150), (0.62, "text", 150)), "nothing for 0.6 s"),
    ],
    ids=["short", "one piece", "burst", "fast", "slow", "thinks", "thinking held too"],
)  # fmt: skip
def test_what_is_held_back(answer: Answer, held: str) -> None:
    assert words.held_back(answer).startswith(held)
    assert bool(words.held_back(answer)) == bool(held)


@pytest.mark.parametrize(
    ("usage", "why"),
    [
        (Usage(10, 5), ""),
        (Usage(10, 5, cached=11), "11 cached of 10"),
        (Usage(10, 5, reasoning=6), "6 reasoning of 5"),
        (Usage(10, 0), "0 output tokens for 2"),
        (Usage(0, 5), "0 input tokens"),
        (Usage(100_000, 5), "100000 input tokens for"),
        (None, ""),
    ],
)
def test_what_cannot_be_right(usage: Usage | None, why: str) -> None:
    reply = Reply(parts=[ReplyPart("text", "OK")], usage=usage)
    assert words.implausible(Answer("chat", b"x" * 100, reply=reply)).startswith(why)
    assert bool(words.implausible(Answer("chat", b"x" * 100, reply=reply))) == bool(why)


async def test_a_burst_has_to_happen_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    told = iter(["held", ""])
    monkeypatch.setattr(words, "held_back", lambda answer: next(told))
    with ZooProvider() as fake:
        async with probing(fake) as probe:
            assert (await words.stream(probe)).state == "passed"
            assert found(probe) == []


@pytest.mark.parametrize(("asked", "severity"), [("fake-large", "limit"), ("code-latest", "note")])
async def test_names_that_stand_for_another(asked: str, severity: str) -> None:
    with ZooProvider() as fake:
        async with probing(fake, model=asked) as probe:
            probe.kept["text"] = Answer("chat", b"", reply=Reply(model="another-model"))
            assert (await words.served_model(probe)).state == "failed"
            assert [one.severity for one in probe.shared.findings] == [severity]


async def test_a_model_without_a_name_is_no_other_model() -> None:
    with ZooProvider() as fake:
        async with probing(fake) as probe:
            probe.kept["text"] = Answer("chat", b"", reply=Reply(model=""))
            assert (await words.served_model(probe)).state == "skipped"


@pytest.mark.parametrize(
    ("reply", "finds"),
    [
        (script.Reply(text="OK"), []),
        (script.Reply(reasoning="hm hm", text="", finish="length"), ["reasoning_eats_budget"]),
        (
            script.Reply(reasoning="hm", text="O", finish="length", usage=script.Usage(9, 32, reasoning=30)),
            ["reasoning_eats_budget"],
        ),
        (script.Reply(text="A very long answer that has no end", finish="length"), []),
        (script.Status(500, "down"), ["provider_failing"]),
    ],
    ids=["fits", "eaten", "partly", "long", "down"],
)
async def test_budgets(reply: Any, finds: list[str]) -> None:
    with ZooProvider() as fake:
        fake.play(reply)
        async with probing(fake) as probe:
            await words.budget(probe)
            assert found(probe) == finds
