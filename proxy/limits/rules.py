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

    def may_reach(self, profile: str, model: str) -> bool:
        """Tell whether a request may go to this model of a profile, whatever name it was asked for.

        Clients' names lead to models by maps and defaults, so that what is denied has many names. `…@*` speaks of
        how a model is asked for, and of no profile.
        """
        denied = [one for one in self.denied if not one.endswith("@*")]
        return not (matches(denied, model) or matches(denied, f"{model}@{profile}"))
