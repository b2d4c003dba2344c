"""What is set for an access key, as the proxy sees it."""

from msgspec import Struct

from proxy.limits.names import matches


class AccessRules(Struct, frozen=True, kw_only=True):
    """All of it is optional; None or empty: no limit.

    `expires_at` in seconds since 1970; `allowed` and `denied` are patterns of model names (`proxy.limits.names`);
    `tokens` is input and output together, since `counted_since`: another text there begins the counters anew.
    """

    enabled: bool = True
    expires_at: float | None = None
    allowed: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()
    per_minute: int | None = None
    per_day: int | None = None
    concurrent: int | None = None
    tokens: int | None = None
    max_output: int | None = None
    counted_since: str = ""

    def allows(self, model: str) -> bool:
        """Tell whether this model may be asked for; what is denied stays so when it is also allowed."""
        if self.denied and matches(self.denied, model):
            return False
        return not self.allowed or matches(self.allowed, model)
