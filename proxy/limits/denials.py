"""Why an access key does not let a request through: a stable code, the status that goes with it, and the way out.

Each wire says it in its own form (`proxy.wires.*.errors`), with the status that makes its client stop; docs/limits.md
has the table.
"""

from datetime import UTC, datetime

from proxy.conversation import Failure
from proxy.limits.windows import MINUTE_NS

SHOWN_CHARS = 100
"""So much of a model's name is repeated; it comes from outside."""
CONCURRENT_WAIT_S = 5
"""Nobody knows when a running reply ends. An agent's takes some ten seconds; Codex 0.169.0 comes back five times."""
CODES = frozenset(
    {
        "missing_api_key",
        "invalid_api_key",
        "api_key_expired",
        "api_key_disabled",
        "model_not_allowed",
        "quota_exceeded",
        "rate_limit_rpm",
        "rate_limit_rpd",
        "concurrent_limit",
        "max_tokens_exceeded",
    }
)
"""Said as they are on every wire. No provider's failure gets one of them."""
_SHOW = "Connect the client with: turnout connect, or show a key with: turnout access show default"


def is_denial(failure: Failure) -> bool:
    """Tell whether it was Turnout that refused this, because of the access key."""
    return failure.fault == "client" and failure.code in CODES


def missing() -> Failure:
    """No key came with the request."""
    message = f"The request carries no Turnout access key. {_SHOW}"
    return Failure(kind="auth", message=message, fault="client", code="missing_api_key", status=401)


def invalid() -> Failure:
    """The key that came is none of ours."""
    message = f"The access key is not one of Turnout's. {_SHOW}"
    return Failure(kind="auth", message=message, fault="client", code="invalid_api_key", status=401)


def expired(name: str, since: float) -> Failure:
    """`since`: seconds since 1970."""
    when = datetime.fromtimestamp(since, UTC).strftime("%Y-%m-%d %H:%M UTC")
    message = (
        f"The access key {name!r} expired at {when}. Prolong it: turnout access edit {name} --expires DATE"
    )
    return Failure(kind="auth", message=message, fault="client", code="api_key_expired", status=401)


def disabled(name: str) -> Failure:
    """Somebody has switched it off."""
    message = (
        f"The access key {name!r} is switched off. Switch it on again: turnout access edit {name} --enabled"
    )
    return Failure(kind="forbidden", message=message, fault="client", code="api_key_disabled", status=403)


def model_not_allowed(name: str, model: str) -> Failure:
    """Not on its list of allowed models, or on that of denied ones."""
    shown = model if len(model) <= SHOWN_CHARS else f"{model[:SHOWN_CHARS]}…"
    message = (
        f"The access key {name!r} may not ask for the model {shown!r}. Which it may: GET /v1/models; change it: "
        f"turnout access edit {name} --models or --deny-models"
    )
    return Failure(kind="forbidden", message=message, fault="client", code="model_not_allowed", status=403)


def quota_exceeded(name: str, quota: int) -> Failure:
    """All its tokens are used."""
    message = (
        f"The access key {name!r} has used its quota of {quota} tokens. Raise it: turnout access edit {name} "
        f"--quota-tokens N, or count anew: turnout access edit {name} --reset-usage"
    )
    return Failure(kind="quota", message=message, fault="client", code="quota_exceeded", status=429)


def rate_limit_rpm(name: str, limit: int, wait: int) -> Failure:
    """`wait`: nanoseconds until the next request is within the limit; waiting helps."""
    seconds = min(wait, MINUTE_NS) / 1e9
    message = (
        f"Rate limit exceeded: the access key {name!r} allows {limit} requests per minute; "
        f"the next one in {max(1, round(seconds))} s."
    )
    return Failure(
        kind="rate_limited",
        message=message,
        fault="client",
        code="rate_limit_rpm",
        status=429,
        retry_after=seconds,
    )


def rate_limit_rpd(name: str, limit: int) -> Failure:
    """Its day is used up; nobody waits until midnight."""
    message = (
        f"Rate limit exceeded: the access key {name!r} allows {limit} requests a day; the next day begins at "
        f"midnight. Raise it: turnout access edit {name} --rpd N"
    )
    return Failure(kind="quota", message=message, fault="client", code="rate_limit_rpd", status=429)


def concurrent_limit(name: str, limit: int) -> Failure:
    """As many as it may have are under way; waiting helps."""
    message = f"The access key {name!r} allows {limit} requests at a time, and as many are under way."
    return Failure(
        kind="rate_limited",
        message=message,
        fault="client",
        code="concurrent_limit",
        status=429,
        retry_after=CONCURRENT_WAIT_S,
    )


def max_tokens_exceeded(name: str, limit: int, asked: int) -> Failure:
    """The request asks for more output than the key may have."""
    message = (
        f"The access key {name!r} allows at most {limit} output tokens, and the request asks for {asked}. Let the "
        f"client ask for less (Claude Code: CLAUDE_CODE_MAX_OUTPUT_TOKENS={limit}), or raise it: "
        f"turnout access edit {name} --max-tokens {asked}"
    )
    return Failure(
        kind="bad_request", message=message, fault="client", code="max_tokens_exceeded", status=400
    )
