"""Which steps a check takes, in which order, on which wires, and what they are likely to cost."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.check.probe import Run
from app.check.result import Via
from app.check.steps import (
    cache,
    counting,
    door,
    habits,
    images,
    reasoning,
    refusals,
    through,
    tools,
    words,
)
from app.costs import Cost, cost_of
from profiles.prices import Price
from proxy.conversation import Wire
from proxy.wires import Client

OWN_WIRES: dict[Client, Wire] = {"codex": "responses", "claude-code": "messages"}
CLIENT_NAMES: dict[Client, str] = {"codex": "Codex", "claude-code": "Claude Code", "other": "a client"}


@dataclass(frozen=True, slots=True)
class Spec:
    """One kind of step. `needs`: earlier steps of the same wire or client that have to have gone well; `uses`: what
    they have to have kept. `tokens`: a guess of input and output. `wires`: where it makes sense (empty: everywhere)."""

    id: str
    name: str
    run: Run
    needs: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    tokens: tuple[int, int] = (0, 0)
    wires: tuple[Wire, ...] = ()
    quick: bool = False
    core: bool = False
    """An agent is nothing without it: a refused request is fatal here, and a limit elsewhere."""


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """A step at its place. `wire` None: it is about the provider as a whole."""

    spec: Spec
    wire: Wire | None
    via: Via = "native"
    client: Client | None = None
    declared: bool = True

    def as_json(self) -> dict[str, Any]:
        """Return the entry of the plan; id, wire and via name a step."""
        return {
            "id": self.spec.id,
            "name": self.spec.name,
            "wire": self.wire,
            "via": self.via,
            "client": self.client,
        }


_DOOR = (
    Spec("reach", "Reachable, TLS", door.reach, quick=True, core=True),
    Spec("base_url", "Base URL", door.base_url, ("reach",), quick=True, core=True),
    Spec("key", "Key accepted", door.key, ("reach",), ("list",), quick=True, core=True),
    Spec("models", "Model listed", door.models, ("reach",), ("list",), quick=True, core=True),
)
_NATIVE = (
    Spec("text", "Short answer", words.text, tokens=(20, 60), quick=True, core=True),
    Spec("stream", "Streaming", words.stream, ("text",), tokens=(40, 200), quick=True, core=True),
    Spec("served_model", "Model that answers", words.served_model, ("text",), quick=True),
    Spec("usage", "Tokens reported", words.usage, ("text",), ("text",)),
    Spec(
        "tool_call", "Tool call", tools.tool_call, ("text", "stream"), tokens=(120, 80), quick=True, core=True
    ),
    Spec("tool_result", "Tool result", tools.tool_result, ("tool_call",), ("call",), (200, 60), core=True),
    Spec("parallel", "Two calls at once", tools.parallel, ("tool_result",), tokens=(400, 160)),
    Spec("arguments", "Long arguments", tools.arguments, ("tool_call",), tokens=(160, 250)),
    Spec("reasoning", "Reasoning across a call", reasoning.reasoning, ("tool_result",), tokens=(500, 600)),
    Spec("budget", "Small budget", words.budget, ("text",), tokens=(20, 32)),
    Spec(
        "developer",
        "Role developer",
        habits.developer,
        ("text",),
        tokens=(40, 60),
        wires=("chat", "responses"),
    ),
    Spec(
        "strict", "Strict tools", habits.strict, ("tool_call",), tokens=(120, 80), wires=("chat", "responses")
    ),
    Spec("image", "Image", images.image, ("text",), tokens=(300, 60)),
    Spec("cache", "Prompt cache", cache.cache, ("text",), tokens=(12_000, 100)),
    Spec("unknown_model", "Unknown model", refusals.unknown_model, ("text",), tokens=(20, 30)),
    Spec("errors", "Errors and limits", refusals.errors, ("text",)),
    Spec("count_tokens", "Token count", counting.count_tokens, ("text",), wires=("messages",)),
)
_TRIED = (
    Spec("endpoint", "Endpoint", door.endpoint),
    Spec("text", "Short answer", words.text, ("endpoint",), tokens=(20, 60)),
    Spec("tool_call", "Tool call", tools.tool_call, ("text",), tokens=(120, 80)),
    Spec("tool_result", "Tool result", tools.tool_result, ("tool_call",), ("call",), (200, 60)),
)
_THROUGH = (
    Spec("text", "Short answer", through.text, tokens=(120, 60)),
    Spec("tool_call", "Tool call", through.tool_call, tokens=(220, 80), quick=True),
    Spec(
        "tool_result",
        "Tool result",
        through.tool_result,
        ("tool_call",),
        ("talk", "turn"),
        (320, 60),
        quick=True,
    ),
    Spec("task", "Repository task", through.task, ("tool_result",), tokens=(14_000, 1_200)),
    Spec("count_tokens", "Token count", through.count_tokens, wires=("messages",)),
)
_LAST = (Spec("promises", "Promises of the model list", door.promises, ("models",)),)


def plan(
    declared: Sequence[Wire],
    tried: Sequence[Wire],
    served_by: dict[Client, Wire],
    clients: Sequence[Client],
    quick: bool,
) -> tuple[PlannedStep, ...]:
    """Return the steps in order. `served_by`: which of the provider's wires serves a client."""
    needed = {served_by[client] for client in clients} if quick else set(declared)
    steps = [PlannedStep(spec, None) for spec in _DOOR]
    for wire in declared:
        if wire in needed:
            steps += [PlannedStep(spec, wire) for spec in _NATIVE if _fits(spec, wire)]
    for client in clients:
        own = OWN_WIRES[client]
        steps += [PlannedStep(spec, own, "translation", client) for spec in _THROUGH if _fits(spec, own)]
    if not quick:
        steps += [PlannedStep(spec, wire, declared=False) for wire in tried for spec in _TRIED]
        steps += [PlannedStep(spec, None) for spec in _LAST]
    return tuple(step for step in steps if step.spec.quick or not quick)


def _fits(spec: Spec, wire: Wire) -> bool:
    return not spec.wires or wire in spec.wires


def estimate(steps: Sequence[PlannedStep], price: Price | None) -> tuple[dict[str, int], Cost | None]:
    """Return the tokens that a plan is likely to take, and their cost where the price is known."""
    tokens = {
        "input": sum(step.spec.tokens[0] for step in steps),
        "output": sum(step.spec.tokens[1] for step in steps),
    }
    return tokens, cost_of(tokens, price)
