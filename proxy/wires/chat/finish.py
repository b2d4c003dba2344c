"""What `finish_reason` means, read and written."""

from collections.abc import Mapping

from proxy.conversation import Failure, StopReason

_REASONS: Mapping[str, StopReason] = {
    "stop": "end",
    "tool_calls": "tool_use",
    "function_call": "tool_use",
    "tool_use": "tool_use",
    "stop_sequence": "stop_sequence",
    "length": "max_tokens",
    "max_tokens": "max_tokens",
    "model_length": "context_window",  # Mistral
    "model_context_window_exceeded": "context_window",  # Zhipu
    "content_filter": "content_filter",
    "sensitive": "content_filter",  # Zhipu
    "safety": "content_filter",  # Gemini's own words, as some gateways pass them on
    "recitation": "content_filter",
    "prohibited_content": "content_filter",
    "refusal": "refusal",
}

BREAKDOWNS: Mapping[str, Failure] = {
    "insufficient_system_resource": Failure(  # DeepSeek
        "overloaded",
        "The provider ran out of resources in the middle of the reply",
        code="overloaded",
    ),
    # OpenRouter, Zhipu, vLLM and SGLang
    "error": Failure("server", "The provider ended the reply with an error", code="server"),
    "network_error": Failure("server", "The provider lost its model during the reply", code="server"),
    "abort": Failure("server", "The provider aborted the reply", code="server"),
}
"""A `finish_reason` that is a failure."""

CUT: frozenset[StopReason] = frozenset({"max_tokens", "context_window", "content_filter"})
"""After these the last words may be missing."""

_FINISHES: Mapping[StopReason, str] = {
    "max_tokens": "length",
    "context_window": "length",
    "content_filter": "content_filter",
}


def reason_of(finish: str) -> StopReason:
    """Return what a provider's word (in lower case) means; an unknown one ends a reply as `stop` does."""
    return _REASONS.get(finish, "end")


def reason_told(reason: StopReason, calls: int, refused: bool) -> StopReason:
    """Return the reason that the reply itself tells: `stop` with calls, and the reverse, are common."""
    if reason == "end" and (calls or refused):
        return "tool_use" if calls else "refusal"
    return "end" if reason == "tool_use" and not calls else reason


def finish_reason(reason: StopReason, complete: bool, cut: bool, refused: bool) -> str:
    """Return `finish_reason`: never one that makes a client run a call that was cut."""
    if reason in _FINISHES:
        return _FINISHES[reason]
    if cut:
        return "length"
    if complete:
        return "tool_calls"
    return "content_filter" if reason == "refusal" and not refused else "stop"
