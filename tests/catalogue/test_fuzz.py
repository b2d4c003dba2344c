"""Many streams at once, some of which break: each is whole or ends with an error, and none hears another."""

import asyncio
import json
import random
import re
import time
from dataclasses import dataclass
from typing import Any

from proxy.conversation import WIRES, Wire
from tests import extent
from tests.catalogue.replies import Said, read_stream
from tests.catalogue.talk import PAIRS, THINKER, THINKS, body, dialect, tool
from tests.fakes.asked import Ask
from tests.fakes.provider import FakeProvider
from tests.fakes.relay import RunningProxy, make_route, running_proxy
from tests.fakes.script import Call, Cut, Drop, Eof, ErrorInStream, Reply, Status, Turn

AT_ONCE = 200
STREAMS = 2_000 if extent.FULL else AT_ONCE
"""Goal 9."""
FAULTY = 0.2
FAULTS = ("cut", "closed", "eof", "error", "500", "drop")
NONCE = re.compile(r"nonce-[0-9a-f]{12}")


@dataclass(frozen=True)
class Plan:
    """One stream: who asks whom, its mark, and what goes wrong after how many deltas."""

    inbound: Wire
    upstream: Wire
    nonce: str
    fault: str | None
    after: int
    gap: float

    def turn(self) -> Turn:
        match self.fault:
            case "500":
                return Status(500, f"boom {self.nonce}")
            case "drop":
                return Drop()
        troubles: dict[str | None, list[Any]] = {
            "cut": [Cut(self.after)],
            "closed": [Cut(self.after, reset=False)],
            "eof": [Eof(self.after)],
            "error": [ErrorInStream(self.after, message=f"overloaded {self.nonce}")],
            None: [],
        }
        return Reply(
            reasoning=f"thinking of {self.nonce}",
            text=f"the text of {self.nonce} 世界 🎉",
            calls=[Call("read", {"path": self.nonce}), Call("read", {"path": f"{self.nonce}/2"})],
            piece=5,
            interleave=True,
            gap=self.gap,
            troubles=troubles[self.fault],
        )


def plans(seed: int) -> list[Plan]:
    dice = random.Random(seed)
    made: list[Plan] = []
    for number in range(STREAMS):
        inbound, upstream = PAIRS[number % len(PAIRS)]
        fault = dice.choice(FAULTS) if dice.random() < FAULTY else None
        nonce = f"nonce-{dice.randrange(16**12):012x}"
        made.append(Plan(inbound, upstream, nonce, fault, dice.randrange(-1, 22), dice.choice([0, 0, 0.005])))
    return made


async def run(running: RunningProxy, plan: Plan) -> None:
    """Play one stream and check it."""
    asked = body(plan.inbound, f"say {plan.nonce}", stream=True, tools=[tool(plan.inbound, "read")])
    asked |= {"model": f"m@{plan.upstream}", **THINKS[plan.inbound]}
    status, text = await running.stream(plan.inbound, asked)
    assert set(NONCE.findall(text)) <= {plan.nonce}, "another stream's words"
    if status != 200:
        assert plan.fault is not None, text
        assert status >= 500
        envelope = json.loads(text)
        assert envelope["error"]["message"]
        assert (envelope.get("type") == "error") == (plan.inbound == "messages")
        return
    said = read_stream(plan.inbound, text)
    if plan.fault is not None:
        assert said.error is not None, f"{plan} looks complete"
        assert said.error["message"]
        assert said.stop == ""
        return
    check_whole(said, plan)


async def settled(running: RunningProxy) -> None:
    """Wait until no request is under way; a provider's body may end after its last event."""
    async with asyncio.timeout(10):
        while any(one.state == "live" for one in running.proxy.recorder.exchanges()):  # noqa: ASYNC110
            await asyncio.sleep(0.01)


def check_whole(said: Said, plan: Plan) -> None:
    assert said.error is None, said.error
    assert said.kinds == ["reasoning", "text", "call", "call"]
    assert said.thoughts == [f"thinking of {plan.nonce}"]
    assert said.text == f"the text of {plan.nonce} 世界 🎉"
    given = [
        json.loads(call.arguments) if isinstance(call.arguments, str) else call.arguments
        for call in said.calls
    ]
    assert given == [{"path": plan.nonce}, {"path": f"{plan.nonce}/2"}]


async def test_requirement_057_two_hundred_at_once_with_faults() -> None:
    made = plans(seed=1)
    by_nonce = {plan.nonce: plan for plan in made}
    faulty = sum(plan.fault is not None for plan in made)
    assert 0.1 * STREAMS <= faulty <= 0.3 * STREAMS
    states: dict[str, str] = {}
    begun = time.monotonic()

    def answer(ask: Ask) -> Turn:
        (nonce,) = NONCE.findall(ask.user_text)
        return by_nonce[nonce].turn()

    with FakeProvider(answer, strict=True) as provider:
        routes = [
            make_route(provider.url(wire), wire, dialect(THINKER[wire]), profile=wire) for wire in WIRES
        ]
        async with running_proxy(*routes) as running:
            running.proxy.recorder.listen(lambda exchange: states.update({exchange.id: exchange.state}))
            places = asyncio.Semaphore(AT_ONCE)

            async def play(plan: Plan) -> None:
                async with places:
                    await run(running, plan)

            async with asyncio.timeout(170), asyncio.TaskGroup() as group:
                for plan in made:
                    group.create_task(play(plan))
            await settled(running)
        assert len(provider.asks) == STREAMS
        assert provider.problems == []
    ended = list(states.values())
    assert ended.count("failed") == faulty
    assert ended.count("done") == STREAMS - faulty
    seconds = round(time.monotonic() - begun, 1)
    extent.report(
        {"goal": "G9", "streams": STREAMS, "at_once": AT_ONCE, "faulty": faulty, "seconds": seconds}
    )


async def test_clients_that_leave_take_nothing_with_them() -> None:
    """Half of the clients go away in the middle; the others do not notice, and no request is left running."""
    made = [plan for plan in plans(3) if plan.fault is None][:90]
    by_nonce = {plan.nonce: plan for plan in made}

    def answer(ask: Ask) -> Turn:
        (nonce,) = NONCE.findall(ask.user_text)
        return by_nonce[nonce].turn()

    async def leave(running: RunningProxy, plan: Plan) -> None:
        asked = body(plan.inbound, f"say {plan.nonce}", stream=True, **THINKS[plan.inbound])
        paths = {"chat": "chat/completions"}
        url = f"{running.base}/v1/{paths.get(plan.inbound, plan.inbound)}"
        answer = await running.session.post(url, json=asked | {"model": f"m@{plan.upstream}"})
        await answer.content.readany()
        answer.close()

    with FakeProvider(answer) as provider:
        routes = [
            make_route(provider.url(wire), wire, dialect(THINKER[wire]), profile=wire) for wire in WIRES
        ]
        async with running_proxy(*routes) as running:
            async with asyncio.timeout(60), asyncio.TaskGroup() as group:
                for number, plan in enumerate(made):
                    group.create_task((leave if number % 2 else run)(running, plan))
            await settled(running)
        assert provider.problems == []
