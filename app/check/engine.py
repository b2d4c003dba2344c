"""Runs a check: step after step, ended early by what is fatal, each step told as it is done."""

import logging
import platform
from collections.abc import AsyncGenerator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from time import perf_counter
from typing import Any

from msgspec.structs import replace

from app.check.answer import Answer
from app.check.findings import Finding, join
from app.check.line import ANSWER_SECONDS, QUICK_SECONDS, Line
from app.check.pipeline import CLIENTS, Pipeline
from app.check.plan import OWN_WIRES, PlannedStep, estimate, plan
from app.check.probe import Outcome, Probe, Shared
from app.check.result import CheckResult, StepResult
from app.check.steps.door import base_of
from app.check.steps.through import Way
from app.check.verdict import judge
from app.costs import cost_json, cost_of
from app.version import VERSION
from profiles.base_url import request_url
from profiles.prices import Price
from profiles.profile import DEMO_SCHEME, Profile
from proxy.conversation import WIRES, Usage, Wire
from proxy.dialect import Dialect
from proxy.route import Endpoint, KeyUnavailableError, Route
from proxy.upstream import UpstreamError
from proxy.wires import Client

_log = logging.getLogger(__name__)

VERSIONS = {"turnout": VERSION, "codex": "0.169.0", "claude-code": "2.1.329"}
"""Turnout's own, and those of the clients as which it asks."""


@dataclass(frozen=True, slots=True)
class Options:
    """How to check. `settle`: seconds for a provider to take a prefix into its cache; `patience`: the longest wait
    for a rate limit, in seconds."""

    clients: tuple[Client, ...] = CLIENTS
    quick: bool = False
    settle: float = 3.0
    patience: float = 20.0


class Check:
    """One check of one profile. `run` yields the steps' results; `result` then has everything."""

    def __init__(self, profile: Profile, route: Route, options: Options) -> None:
        self._profile, self._options = profile, options
        self._route = replace(route, model=route.model or next(iter(route.models), None))
        declared = {endpoint.wire: endpoint for endpoint in self._route.endpoints}
        self._upstream: dict[Client, Wire] = {
            client: self._route.endpoint_for(OWN_WIRES[client]).wire for client in options.clients
        }
        tried = {} if options.quick else _also_likely(profile, declared)
        self._endpoints = {**declared, **tried}
        self.steps = plan(list(declared), list(tried), self._upstream, options.clients, options.quick)
        self._started = datetime.now(UTC).isoformat(timespec="seconds")
        self._began = perf_counter()
        self._done: list[StepResult] = []
        self._spent = {"input": 0, "cached": 0, "output": 0}
        self._line = Line(self._route, self._endpoints, options.patience, self._count_answer)
        self._shared = Shared(profile, self._line, options.quick, options.settle)
        self._probes: dict[tuple[Wire | None, Client | None], Probe] = {}
        self._dead: list[Finding] = []
        self._ended = False

    # ------------------------------------------------------------------ before
    def plan_json(self) -> dict[str, Any]:
        """Return the plan: its steps, the tokens they are likely to take, and the cost where prices are known."""
        tokens, cost = estimate(self.steps, self._price())
        return {
            "profile": self._profile.id,
            "steps": [step.as_json() for step in self.steps],
            "tokens": tokens,
            "cost": cost_json(cost),
        }

    def _price(self) -> Price | None:
        return self._profile.prices.get(self._route.model or "")

    # ------------------------------------------------------------------ running
    async def run(self) -> AsyncGenerator[StepResult, None]:
        """Take the steps. Closing the iterator ends the check and whatever request is under way."""
        found: set[str] = set()
        for endpoint in self._route.endpoints:
            with suppress(KeyUnavailableError):  # the first step says so
                found.add(await self._route.credential(endpoint.url) or "")
        keys = tuple(found - {""})
        self._line.secrets = keys
        self._line.limit = limit = QUICK_SECONDS if self._options.quick else ANSWER_SECONDS
        pipeline = Pipeline(self._route, keys, self._options.patience, self._count, limit)
        async with self._line, pipeline:
            for step in self.steps:
                probe = self._probe(step, pipeline)
                result = await self._take(step, probe)
                self._done.append(result)
                yield result
        self._ended = True

    def _probe(self, step: PlannedStep, pipeline: Pipeline) -> Probe:
        """Return the probe of a step's wire or client; the provider's own is on its first wire."""
        place = (step.wire, step.client)
        probe = self._probes.get(place)
        if probe is None:
            wire = step.wire or self._profile.endpoints[0].wire
            probe = Probe(self._shared, wire, step.client, step.declared)
            if step.client is not None:
                probe.kept["way"] = Way(pipeline, step.client)
            self._probes[place] = probe
        return probe

    async def _take(self, step: PlannedStep, probe: Probe) -> StepResult:
        because = self._reason_to_skip(step, probe)
        if because:
            return self._result(step, probe, Outcome("skipped", because), None)
        probe.found_now.clear()
        probe.core = step.spec.core
        began = perf_counter()
        try:
            outcome = await step.spec.run(probe)
        except UpstreamError as error:
            finding = probe.judge(error.failure, "request_refused")
            outcome = probe.fail(finding)
        except Exception as error:  # noqa: BLE001  # one step's fault must not take the others along
            _log.exception("a step of the check failed: %s", step.spec.id)
            outcome = Outcome("failed", f"Turnout's check itself failed here ({type(error).__name__}).")
        took = (perf_counter() - began) * 1000
        self._note(step, probe, outcome)
        return self._result(step, probe, outcome, took)

    def _reason_to_skip(self, step: PlannedStep, probe: Probe) -> str:
        upstream = self._upstream[step.client] if step.client is not None else step.wire
        for fatal in self._dead:
            if _stands_in_the_way(fatal, step, upstream):
                return f"because of {fatal.id}"
        for need in step.spec.needs:
            if not self._went_well(need, step):
                return f"because {need} did not pass"
        missing = next((name for name in step.spec.uses if name not in probe.kept), None)
        return f"because there is no {missing} to go on from" if missing else ""

    def _went_well(self, need: str, step: PlannedStep) -> bool:
        passed = self._shared.passed
        return (need, step.wire, step.client) in passed or (need, None, None) in passed

    def _note(self, step: PlannedStep, probe: Probe, outcome: Outcome) -> None:
        """Note what a step's end means for the others."""
        fatal = [finding for finding in probe.found_now if finding.severity == "fatal"]
        self._dead += fatal
        limited = outcome.state == "failed" and bool(probe.found_now) and not fatal and step.declared
        if outcome.state == "passed" or limited:
            self._shared.passed.add((step.spec.id, step.wire, step.client))

    def _result(self, step: PlannedStep, probe: Probe, outcome: Outcome, ms: float | None) -> StepResult:
        now = [] if ms is None else join(probe.found_now)
        return StepResult(
            id=step.spec.id,
            name=step.spec.name,
            wire=step.wire,
            via=step.via,
            client=step.client,
            state=outcome.state,
            cause=outcome.cause,
            fix=outcome.fix,
            ms=ms,
            findings=tuple(finding.id for finding in now),
            severity=now[0].severity if now else None,
            evidence=tuple(outcome.evidence),
        )

    # ------------------------------------------------------------------ counting
    def _count_answer(self, answer: Answer) -> None:
        self._count(answer.reply.usage if answer.reply is not None else None)

    def _count(self, usage: Usage | None) -> None:
        if usage is not None and not usage.estimated:
            self._spent["input"] += usage.input
            self._spent["cached"] += usage.cached
            self._spent["output"] += usage.output

    # ------------------------------------------------------------------ after
    def result(self) -> CheckResult:
        """Return everything so far; a check that was cut short has no verdicts."""
        shared = self._shared
        findings = tuple(shared.findings)
        verdicts = (
            {
                client: judge(client, upstream, findings, self._done)
                for client, upstream in self._upstream.items()
            }
            if self._ended
            else {}
        )
        return CheckResult(
            profile=self._profile.id,
            started_at=self._started,
            quick=self._options.quick,
            model=self._line.model or None,
            steps=tuple(self._done),
            findings=findings,
            verdicts={str(client): verdict for client, verdict in verdicts.items()},
            capabilities={
                **shared.capabilities,
                **({"mended": mended} if (mended := self._line.mended) else {}),
            },
            versions={**VERSIONS, "python": platform.python_version(), "system": platform.system()},
            total_ms=(perf_counter() - self._began) * 1000,
            spent=dict(self._spent),
            cost=cost_json(cost_of(self._spent, self._price())),
            cancelled=not self._ended,
        )


def _stands_in_the_way(fatal: Finding, step: PlannedStep, upstream: Wire | None) -> bool:
    """Tell whether a step makes no sense after a fatal finding. `upstream`: the provider's wire it goes to."""
    if fatal.client is not None:
        return fatal.client == step.client
    if fatal.spares and (step.client is None or step.client in fatal.spares):
        return False
    return fatal.wire is None or fatal.wire == upstream


def _also_likely(profile: Profile, declared: Mapping[Wire, Endpoint]) -> dict[Wire, Endpoint]:
    """Return the wires that the profile does not name, at the addresses where they would be."""
    found: dict[Wire, Endpoint] = {}
    if any(endpoint.base_url.startswith(f"{DEMO_SCHEME}:") for endpoint in profile.endpoints):
        return found
    for wire in WIRES:
        if wire in declared:
            continue
        near = next(
            (declared[other] for other in ("chat", "responses", "messages") if other in declared), None
        )
        if near is None:
            continue
        base = base_of(near)
        if wire == "messages":
            base = base.removesuffix("/v1")
        elif near.wire == "messages":
            base = f"{base.removesuffix('/v1')}/v1"
        found[wire] = Endpoint(wire, request_url(base, wire), Dialect())
    return found
