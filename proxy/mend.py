"""What a provider was seen to refuse, kept as a changed dialect so that it is refused once and not at every request."""

from msgspec.structs import replace

from proxy.conversation import Wire
from proxy.dialect import Dialect
from proxy.repairs import Repair
from proxy.route import Target


class Mends:
    """The learned dialects, by endpoint and model; for as long as the service runs."""

    def __init__(self) -> None:
        self._learned: dict[tuple[str, str], Dialect] = {}

    def dialect(self, target: Target) -> Dialect:
        """Return the dialect to speak with a target."""
        return self._learned.get((target.endpoint.url, target.model), target.dialect)

    def learn(self, target: Target, repair: Repair, spoken: Dialect) -> Dialect | None:
        """Return the dialect to ask again with; None where `spoken` already is what the repair asks for.

        `spoken` is the refused request's own: another request may have learned the same meanwhile. The result
        is kept where the refusal is about the endpoint and not about this one conversation.
        """
        mended = _mended(spoken, repair, target.endpoint.wire)
        if mended == spoken:
            return None
        if repair.lasting:
            self._learned[target.endpoint.url, target.model] = mended
        return mended


def _mended(dialect: Dialect, repair: Repair, wire: Wire) -> Dialect:
    match repair.action:
        case "drop_stream_options":
            return replace(dialect, stream_options=False)
        case "clamp_max_output":
            return replace(dialect, max_output=repair.limit)
        case "rename_max_tokens":
            completion = repair.field == "max_completion_tokens"
            return replace(dialect, max_tokens_field="max_completion_tokens" if completion else "max_tokens")
        case "force_stream":
            return replace(dialect, stream_only=True)
        case "add_reasoning":
            back = "reasoning_content" if wire == "chat" and dialect.reasoning_back == "none" else None
            return replace(dialect, reasoning_required=True, reasoning_back=back or dialect.reasoning_back)
        case "strip_reasoning":
            return replace(dialect, reasoning_back="none", reasoning_plain=False, reasoning_required=False)
        case "drop_effort":
            return replace(dialect, effort_field="none")
        case "relax_tool_choice":
            return replace(dialect, tool_choice="auto")
        case "end_with_user":
            return replace(dialect, prefill=False)
        case "drop_parameter":
            refused = dict.fromkeys((*dialect.refused_fields, repair.field))
            return replace(dialect, refused_fields=tuple(refused))
