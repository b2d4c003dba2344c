"""What a check's findings mean for each client."""

from collections.abc import Sequence

from app.check.findings import Finding, Severity, join
from app.check.plan import OWN_WIRES
from app.check.result import StepResult, Verdict
from proxy.conversation import Wire
from proxy.wires import Client

_CORE = ("text", "tool_call", "tool_result")
"""What has to pass through Turnout as a client, or it is no agent."""


def judge(
    client: Client, upstream: Wire, findings: Sequence[Finding], steps: Sequence[StepResult]
) -> Verdict:
    """Return a client's verdict. `upstream`: the provider's wire that serves it.

    A fatal finding makes it unsafe, and so does a core step that did not pass for whatever reason; a limit limits
    it; notes change nothing.
    """
    own = join([one for one in findings if concerns(one, client, upstream)])
    fatal, limits = _said(own, "fatal"), _said(own, "limit")
    if not fatal and (missed := _missed(client, steps)):
        fatal = (missed,)
    if fatal:
        return Verdict("unsafe", (*fatal, *limits))
    if limits:
        return Verdict("limited", limits)
    return Verdict("native" if upstream == OWN_WIRES[client] else "translation")


def concerns(finding: Finding, client: Client, upstream: Wire) -> bool:
    """Tell whether a finding is about this client's way to the provider."""
    if client in finding.spares:
        return False
    if finding.client is not None:
        return finding.client == client
    return finding.wire is None or finding.wire == upstream


def _missed(client: Client, steps: Sequence[StepResult]) -> str:
    """Return which core step a client did not get through, "" where there is none."""
    for step in steps:
        if step.client == client and step.id in _CORE and step.state != "passed":
            return f"{step.name} could not be shown to work: {step.cause}"
    return ""


def _said(findings: Sequence[Finding], severity: Severity) -> tuple[str, ...]:
    return tuple(one.message for one in findings if one.severity == severity)
