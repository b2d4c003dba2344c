"""A check as Markdown, fit for an issue tracker: redacted, bounded, complete."""

from collections.abc import Mapping
from typing import Any

from app.check.wording import amount, mark_of, place_of, verdict_of

EVIDENCE_CHARS = 1_500
"""Of each body: a tracker takes some 65,000 characters in all."""
MAX_CHARS = 60_000
_FENCE = "````"


def write_report(result: Mapping[str, Any]) -> str:
    """Return the report of a check's result (its JSON)."""
    versions = ", ".join(f"{name} {version}" for name, version in result["versions"].items())
    lines = [
        f"## Provider check of `{result['profile']}`",
        "",
        f"Model `{result['model'] or 'none'}`, {result['started_at']}, {result['total_ms'] / 1000:.1f} s. {versions}.",
        "",
        *(f"- **{verdict_of(client, verdict)}**" for client, verdict in result["verdicts"].items()),
        "",
        *_findings(result["findings"]),
        "| | step | where | ms | what was seen |",
        "|---|---|---|---|---|",
        *(_row(step, mark_of(step)) for step in result["steps"]),
        "",
        _spent(result),
    ]
    text = "\n".join(lines)
    for step in result["steps"]:
        if step["state"] != "failed":
            continue
        shown = _evidence(step)
        if len(text) + len(shown) > MAX_CHARS:
            return f"{text}\n\nMore evidence was left out.\n"
        text += f"\n\n{shown}"
    return f"{text}\n"


def _findings(findings: list[Mapping[str, Any]]) -> list[str]:
    if not findings:
        return ["No defect was found.", ""]
    said = [
        f"- `{one['id']}` ({one['severity']}): {_plain(one['message'])} {_plain(one['fix'])}"
        for one in findings
    ]
    return [*said, ""]


def _row(step: Mapping[str, Any], mark: str) -> str:
    took = "" if step["ms"] is None else f"{step['ms']:.0f}"
    return f"| {mark} | {step['name']} | {place_of(step)} | {took} | {_cell(step['cause'])} |"


def _spent(result: Mapping[str, Any]) -> str:
    spent = result["spent"]
    given = f"{spent['input']:,} input tokens ({spent['cached']:,} cached)"
    said = f"The check took {given} and {spent['output']:,} output tokens"
    return f"{said}, {amount(result['cost'])}." if result["cost"] else f"{said}."


def _evidence(step: Mapping[str, Any]) -> str:
    lines = [f"### {step['name']} {place_of(step)}".rstrip()]
    for one in step["evidence"]:
        lines += ["", f"Request, answered with HTTP {one['status'] or 'nothing'}:", *_block(one["request"])]
        lines += ["", "Reply:", *_block(one["reply"])]
    return "\n".join(lines)


def _block(text: str) -> list[str]:
    cut = text if len(text) <= EVIDENCE_CHARS else f"{text[:EVIDENCE_CHARS]}…"
    # A fence in the text would end ours.
    return [_FENCE, cut.replace("```", "'''"), _FENCE]


def _cell(text: str) -> str:
    return _plain(text).replace("|", "\\|")


def _plain(text: str) -> str:
    """Return a provider's words as one line in which nothing is markup."""
    return " ".join(text.split()).replace("<", "&lt;").replace("@", "@\u200b")
