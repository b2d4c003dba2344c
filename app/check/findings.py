"""What a check can find, by stable ids (the command line contract), each with its sentence and its fix."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from proxy.conversation import Wire
from proxy.wires import Client

Severity = Literal["fatal", "limit", "note"]
"""fatal: not safe to use; limit: usable, with this limit; note: good to know, or mended by Turnout."""
SEVERITIES: tuple[Severity, ...] = ("fatal", "limit", "note")


@dataclass(frozen=True, slots=True)
class Kind:
    """What an id means. `message` and `fix` may hold names in braces, filled in where it is found."""

    severity: Severity
    message: str
    fix: str


KINDS: Mapping[str, Kind] = {
    "unreachable": Kind(
        "fatal",
        "The provider cannot be reached: {why}",
        "Check the network and the host name in the profile's base URL.",
    ),
    "base_url_wrong": Kind(
        "fatal",
        "The base URL leads nowhere on {wire}: {why}",
        "{advice}",
    ),
    "html_reply": Kind(
        "fatal",
        "A web page came back on {wire} instead of an API's answer.",
        "{advice}",
    ),
    "key_refused": Kind(
        "fatal",
        "The provider does not accept the key: {why}",
        "Store the right key: turnout key set {profile}",
    ),
    "key_missing": Kind(
        "fatal",
        "There is no key to send: {why}",
        "Store it: turnout key set {profile}",
    ),
    "key_unconfirmed": Kind(
        "fatal",
        "The key is not sent: {why}",
        "Confirm the address: turnout profile confirm-key {profile}",
    ),
    "quota_exhausted": Kind(
        "fatal",
        "The account has no quota or balance left: {why}",
        "Top up the account at the provider, or use another profile.",
    ),
    "model_missing": Kind(
        "fatal",
        "The provider does not serve the model {model}: {why}",
        "Give the profile a model that the provider lists{near}: turnout profile edit {profile} --model M",
    ),
    "responses_unsupported": Kind(
        "fatal",
        "POST /responses is refused for {model}: {why}",
        "Give the profile the wire that works (mostly chat); Turnout translates Codex to it.",
    ),
    "messages_unsupported": Kind(
        "fatal",
        "POST /v1/messages is refused for {model}: {why}",
        "Give the profile the wire that works (mostly chat); Turnout translates Claude Code to it.",
    ),
    "chat_unsupported": Kind(
        "fatal",
        "POST /chat/completions is refused for {model}: {why}",
        "Give the profile the wire that works.",
    ),
    "provider_failing": Kind(
        "fatal",
        "The provider fails on {wire}: {why}",
        "Try again later; if it stays, tell the provider, with the report of this check.",
    ),
    "request_refused": Kind(
        "fatal",
        "A plain request is refused on {wire}: {why}",
        "The evidence has the request and the reply; `turnout check --report F` writes them for an issue.",
    ),
    "rate_limited": Kind(
        "limit",
        "The provider limits the rate of requests so much that the check ran into it: {why}",
        "Agents ask often: use an account with a higher limit.",
    ),
    "error_in_200": Kind(
        "fatal",
        "An error comes with HTTP 200 on {wire}: {why}",
        "Programs take it for an answer. Turnout tells it from one; look at the error itself.",
    ),
    "empty_reply": Kind(
        "fatal",
        "The reply on {wire} has neither text nor a call in it.",
        "Try another model of this provider.",
    ),
    "stream_truncated": Kind(
        "fatal",
        "The stream on {wire} breaks off before its end: {why}",
        "The provider, or a proxy in front of it, cuts streams; an agent's work would be lost with them.",
    ),
    "stream_not_incremental": Kind(
        "limit",
        "The stream on {wire} is held back and comes all at once: {why}",
        "Switch off response buffering in a proxy in front of the provider.",
    ),
    "stream_only": Kind(
        "note",
        "Only streamed requests are taken on {wire}.",
        "Nothing to do: Turnout streams upstream and folds the reply where a client wants it whole.",
    ),
    "reasoning_eats_budget": Kind(
        "limit",
        "Reasoning uses up a small output budget on {wire}: {spent} of {budget} tokens, and {left}.",
        "Leave room: small `max_tokens` cut the visible answer of this model.",
    ),
    "usage_missing": Kind(
        "limit",
        "Replies on {wire} do not say how many tokens they took.",
        "Clients then cannot tell when a conversation gets too long; costs are estimates.",
    ),
    "usage_implausible": Kind(
        "limit",
        "The reported tokens on {wire} cannot be right: {why}",
        "Do not trust this provider's figures for costs.",
    ),
    "model_substituted": Kind(
        "limit",
        "{model} was asked for, {served} answered (on {wire}).",
        "Ask the provider which model it serves under that name, or give the profile the served one.",
    ),
    "unknown_model_accepted": Kind(
        "note",
        "A model that does not exist is answered on {wire}{by} instead of refused.",
        "Mind the spelling of model names: a wrong one is not noticed. Turnout sends the profile's.",
    ),
    "tool_calls_missing": Kind(
        "fatal",
        "The model does not call a tool that it is told to call on {wire}{why}.",
        "Agents are nothing without tools: choose a model with tool calling.",
    ),
    "tool_arguments_invalid": Kind(
        "fatal",
        "The arguments of a tool call on {wire} are not what the tool takes: {why}",
        "Choose another model, or another provider of it.",
    ),
    "tool_ids_split": Kind(
        "note",
        "The id of a tool call comes in pieces on {wire}.",
        "Nothing to do: Turnout puts calls together by their index.",
    ),
    "tool_ids_repeated": Kind(
        "note",
        "Two tool calls on {wire} have the same id ({why}), though they belong to different replies.",
        "Nothing to do: Turnout gives the later one an id of its own.",
    ),
    "tool_result_refused": Kind(
        "fatal",
        "The result of a tool is not accepted on {wire}: {why}",
        "An agent stops at its first tool call here: choose another model, or another wire.",
    ),
    "parallel_tools_broken": Kind(
        "limit",
        "Two tool calls at once go wrong on {wire}: {why}",
        "Work that calls several tools at once may stop; single calls work.",
    ),
    "task_failed": Kind(
        "limit",
        "The small repository task was not done as {client}: {why}",
        "The model may be too weak for agents' work: try another one.",
    ),
    "reasoning_not_returned": Kind(
        "note",
        "The model reasons on {wire} ({spent} tokens) but does not show it, so it cannot be carried on.",
        "Expect it to think anew after each tool call.",
    ),
    "reasoning_required_back": Kind(
        "note",
        "After a tool call the provider demands the model's reasoning back on {wire}.",
        "Nothing to do: Turnout gives it back.",
    ),
    "reasoning_refused": Kind(
        "note",
        "The provider does not take its own reasoning back on {wire}: {why}",
        "Nothing to do: Turnout leaves it out after the first refusal.",
    ),
    "developer_role_refused": Kind(
        "note",
        "The role `developer` is refused on {wire}.",
        "Nothing to do: Turnout says `system`.",
    ),
    "strict_refused": Kind(
        "note",
        "`strict` on a tool is refused on {wire}.",
        "Nothing to do: Turnout leaves it out.",
    ),
    "images_refused": Kind(
        "limit",
        "Images are refused on {wire}: {why}",
        "Use a model that sees where pictures matter.",
    ),
    "cache_ignored": Kind(
        "limit",
        "A repeated long prefix is never served from a cache on {wire}{why}.",
        "Long sessions pay for their whole history at every step.",
    ),
    "endpoint_types_lie": Kind(
        "note",
        "The model list promises {promised} for {model}, which is refused.",
        "Trust what the steps of this check show.",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found. `wire` None: it concerns everything; `client` None: whoever uses that wire."""

    id: str
    severity: Severity
    message: str
    fix: str
    wire: Wire | None = None
    client: Client | None = None
    spares: tuple[Client, ...] = ()
    """Clients that never do what this is about."""

    def as_json(self) -> dict[str, Any]:
        """Return the contract's shape, with where it was found."""
        return {
            "id": self.id,
            "severity": self.severity,
            "message": self.message,
            "fix": self.fix,
            "wire": self.wire,
            "client": self.client,
        }


def found(
    finding_id: str,
    *,
    severity: Severity | None = None,
    wire: Wire | None = None,
    client: Client | None = None,
    spares: tuple[Client, ...] = (),
    **words: object,
) -> Finding:
    """Return a finding with its sentences filled in."""
    kind = KINDS[finding_id]
    said = {"wire": wire or "every wire", "client": client or "a client", **words}
    return Finding(
        finding_id,
        severity or kind.severity,
        kind.message.format(**said),
        kind.fix.format(**said),
        wire,
        client,
        spares,
    )


def join(findings: list[Finding]) -> list[Finding]:
    """Return one finding for each id, the gravest of them; the grave ones first."""
    kept: dict[str, Finding] = {}
    for finding in findings:
        known = kept.get(finding.id)
        if known is None or _rank(finding) < _rank(known):
            kept[finding.id] = finding
    return sorted(kept.values(), key=_rank)


def _rank(finding: Finding) -> int:
    return SEVERITIES.index(finding.severity)
