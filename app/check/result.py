"""The outcome of a check as values, and as the JSON of the command line contract."""

from dataclasses import dataclass, field
from typing import Any, Literal

from app.check.findings import Finding, Severity, join
from proxy.conversation import Wire
from proxy.wires import Client

State = Literal["passed", "failed", "skipped"]
Via = Literal["native", "translation"]
VerdictWord = Literal["native", "translation", "limited", "unsafe"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """One request and its reply, redacted and bounded. `status` 0: no answer came."""

    request: str
    reply: str
    status: int
    headers: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {
            "request": self.request,
            "reply": self.reply,
            "status": self.status,
            "headers": self.headers,
        }


@dataclass(frozen=True, slots=True)
class StepResult:
    """What became of one step. `wire` None: a step about the provider as a whole."""

    id: str
    name: str
    wire: Wire | None
    via: Via
    client: Client | None
    state: State
    cause: str = ""
    fix: str = ""
    ms: float | None = None
    findings: tuple[str, ...] = ()
    severity: Severity | None = None
    """The gravest of its findings'; a step that failed over a note does no harm."""
    evidence: tuple[Evidence, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the contract's shape: `cause` says what was seen, also of a step that passed."""
        return {
            "id": self.id,
            "name": self.name,
            "wire": self.wire,
            "via": self.via,
            "client": self.client,
            "state": self.state,
            "cause": self.cause,
            "fix": self.fix,
            "ms": None if self.ms is None else round(self.ms, 1),
            "findings": list(self.findings),
            "severity": self.severity,
            "evidence": [one.as_json() for one in self.evidence],
        }


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a client can use the provider, and why not, or with which limits."""

    verdict: VerdictWord
    reasons: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {"verdict": self.verdict, "reasons": list(self.reasons)}


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One check of one profile. `spent`: the tokens that replies reported, by kind; `cost`: what they cost."""

    profile: str
    started_at: str
    quick: bool
    model: str | None
    steps: tuple[StepResult, ...]
    findings: tuple[Finding, ...]
    verdicts: dict[str, Verdict]
    capabilities: dict[str, Any]
    versions: dict[str, str]
    total_ms: float
    spent: dict[str, int]
    cost: dict[str, Any] | None
    cancelled: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return `check --json`."""
        return {
            "profile": self.profile,
            "started_at": self.started_at,
            "quick": self.quick,
            "cancelled": self.cancelled,
            "model": self.model,
            "steps": [step.as_json() for step in self.steps],
            "findings": [finding.as_json() for finding in join(list(self.findings))],
            "verdicts": {client: verdict.as_json() for client, verdict in self.verdicts.items()},
            "capabilities": self.capabilities,
            "versions": self.versions,
            "total_ms": round(self.total_ms, 1),
            "spent": self.spent,
            "cost": self.cost,
        }
