"""Token counts of the wire: cached and cache-written input stand beside `input_tokens`, not in it."""

from proxy.conversation import Counted, Event, Json, Usage
from proxy.json_fields import int_field, object_field

_FIELDS = ("input_tokens", "output_tokens", "cache_read_input_tokens", "cache_creation_input_tokens")


class UsageCount:
    """Gathers the counts of `message_start` and `message_delta`; a later zero does not undo a count."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}
        self._thinking = 0

    def take(self, usage: Json) -> None:
        """Take a `usage` object; its figures are totals."""
        for name in _FIELDS:
            count = int_field(usage, name)
            if count is not None:
                self._counts[name] = max(count, 0) or self._counts.get(name, 0)
        self._thinking = (
            int_field(object_field(usage, "output_tokens_details"), "thinking_tokens") or self._thinking
        )

    def counted(self) -> list[Event]:
        """Return the event for the counts, nothing where there were none."""
        if not self._counts:
            return []
        given, output, cached, written = (self._counts.get(name, 0) for name in _FIELDS)
        return [Counted(Usage(given + cached + written, output, cached, written, self._thinking))]


def usage_object(usage: Usage | None) -> Json:
    """Write the counts for a client; all zero where there are none."""
    usage = usage or Usage()
    fields: Json = {
        "input_tokens": max(usage.input - usage.cached - usage.cache_write, 0),
        "cache_creation_input_tokens": usage.cache_write,
        "cache_read_input_tokens": usage.cached,
        "output_tokens": usage.output,
    }
    if usage.reasoning:
        fields["output_tokens_details"] = {"thinking_tokens": usage.reasoning}
    return fields
