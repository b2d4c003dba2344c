"""What a step works with: the line, what earlier steps learned, and where it puts what it finds."""

import difflib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from app.check.answer import Answer
from app.check.findings import KINDS, Finding, Severity, found
from app.check.line import Line
from app.check.result import Evidence, State
from profiles.profile import Profile
from proxy.conversation import Failure, Wire
from proxy.redact import mask
from proxy.wires import Client

CHECK_URL = "Check the base URL of the profile (often `/v1` is missing or doubled)."
MAX_WHY = 300
"""Characters of a provider's words in a sentence of ours."""


@dataclass(slots=True)
class Outcome:
    """What a step says of itself; its findings are at the probe."""

    state: State
    cause: str = ""
    fix: str = ""
    evidence: list[Evidence] = field(default_factory=list)


@dataclass(slots=True)
class Shared:
    """What all steps of one check share. `listed`: the provider's model list, None where it gives none."""

    profile: Profile
    line: Line
    quick: bool
    settle: float
    """Seconds to wait for a provider's cache to take a prefix in."""
    findings: list[Finding] = field(default_factory=list)
    capabilities: dict[str, Any] = field(default_factory=dict)
    listed: list[dict[str, Any]] | None = None
    passed: set[tuple[str, Wire | None, Client | None]] = field(default_factory=set)


@dataclass(slots=True)
class Probe:
    """One wire of the provider (or one client), as its steps see it. `kept`: answers that later steps go on from."""

    shared: Shared
    wire: Wire
    client: Client | None = None
    declared: bool = True
    """The profile names this wire; else it is only tried."""
    core: bool = True
    """The step that runs now is one without which an agent is nothing."""
    kept: dict[str, Any] = field(default_factory=dict)
    found_now: list[Finding] = field(default_factory=list)
    """By the step that runs now."""

    @property
    def line(self) -> Line:
        return self.shared.line

    def find(
        self,
        finding_id: str,
        *,
        severity: Severity | None = None,
        everywhere: bool = False,
        spares: tuple[Client, ...] = (),
        **words: Any,
    ) -> Finding:
        """Note a finding; on a wire that is only tried nothing is worse than a note."""
        words.setdefault("model", self.line.model)
        words.setdefault("profile", self.shared.profile.id)
        words.setdefault("advice", CHECK_URL)
        words.setdefault("near", self._near())
        # A provider's words may be among them, and its key in these.
        words = {
            name: mask(one, self.line.secrets) if isinstance(one, str) else one for name, one in words.items()
        }
        finding = found(
            finding_id,
            severity=severity if self.declared else "note",
            wire=None if everywhere else self.wire,
            client=self.client,
            spares=spares,
            **words,
        )
        self.found_now.append(finding)
        self.shared.findings.append(finding)
        return finding

    def _near(self) -> str:
        """Return listed models that are named like the profile's, as part of a sentence."""
        names = [str(entry.get("id", "")) for entry in self.shared.listed or ()]
        near = difflib.get_close_matches(self.line.model, [name for name in names if name != self.line.model])
        return f" (such as {' or '.join(near)})" if near else ""

    def can(self, name: str, value: object) -> None:
        """Note what was observed of a capability on this wire; through translation it says nothing."""
        if self.client is None:
            self.shared.capabilities.setdefault(name, {})[self.wire] = value

    def seen(self, name: str) -> object:
        """Return what was observed of a capability on this wire, None where nothing was."""
        return self.shared.capabilities.get(name, {}).get(self.wire)

    def fail(self, finding: Finding, *answers: Answer) -> Outcome:
        """Return a failed step in a finding's words."""
        return Outcome("failed", finding.message, finding.fix, [self.line.show(one) for one in answers])

    def passed(self, cause: str = "", *answers: Answer) -> Outcome:
        """Return a passed step."""
        return Outcome(
            "passed", mask(cause, self.line.secrets), evidence=[self.line.show(one) for one in answers]
        )

    def skipped(self, cause: str, *answers: Answer) -> Outcome:
        """Return a step that has nothing to say here."""
        return Outcome(
            "skipped", mask(cause, self.line.secrets), evidence=[self.line.show(one) for one in answers]
        )

    def failed_by(self, answer: Answer, otherwise: str = "request_refused") -> Outcome:
        """Return a failed step for a failure of the request itself; `otherwise`: where nothing common explains it."""
        failure = answer.failure
        if failure is None:
            return self.fail(self.find("empty_reply"), answer)
        if not self.declared:
            return self._untaken(failure, answer)
        return self.fail(self.judge(failure, otherwise, page=answer.is_page), answer)

    def _untaken(self, failure: Failure, answer: Answer) -> Outcome:
        """Say that a wire which the profile does not name is none that could be used."""
        self.can("wires", False)
        if failure.code != "wire_not_supported" and failure.kind in (
            "not_found",
            "auth",
            "forbidden",
            "model_not_found",
        ):
            return self.skipped(f"{self.wire} cannot be used there: {short(failure.message)}", answer)
        return self.fail(self.find(f"{self.wire}_unsupported", why=short(failure.message)), answer)

    def judge(self, failure: Failure, otherwise: str, page: bool = False) -> Finding:
        """Note what a failure means."""
        finding_id, everywhere = name_of(failure, self.wire, otherwise, page)
        severity: Severity | None = (
            None if self.core or everywhere or KINDS[finding_id].severity != "fatal" else "limit"
        )
        return self.find(finding_id, severity=severity, everywhere=everywhere, why=short(failure.message))


Run = Callable[[Probe], Awaitable[Outcome]]


def short(text: str) -> str:
    """Return a provider's words at the length of a sentence."""
    text = " ".join(text.split())
    return text if len(text) <= MAX_WHY else text[: MAX_WHY - 1] + "…"


def name_of(failure: Failure, wire: Wire, otherwise: str, page: bool = False) -> tuple[str, bool]:
    """Return the finding's id for a failure, and whether it concerns every wire."""
    if failure.status >= 500 and (page or failure.code == "web_page"):
        return "provider_failing", False  # a gateway's own page
    if failure.code == "web_page" or page:
        return "html_reply", False
    if failure.code in ("key_unavailable", "key_unconfirmed"):
        return failure.code.replace("unavailable", "missing"), True
    if failure.code == "wire_not_supported":
        return f"{wire}_unsupported", False
    match failure.kind:
        case "network":
            return ("provider_failing", False) if failure.code == "hung_up" else ("unreachable", True)
        case "auth" | "forbidden":
            return "key_refused", True
        case "quota":
            return "quota_exhausted", True
        case "model_not_found":
            return "model_missing", False
        case "not_found":
            return "base_url_wrong", False
        case "rate_limited":
            return "rate_limited", True
        case "truncated":
            return "stream_truncated", False
        case "empty":
            return "empty_reply", False
        case "overloaded" | "server" | "timeout":
            return (
                "error_in_200"
                if failure.status in (0, 200) and failure.kind != "timeout"
                else "provider_failing"
            ), False
        case _:
            return ("error_in_200" if failure.status == 200 else otherwise), False
