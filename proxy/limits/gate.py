"""Where a request meets the limits of its access key: checked in one order, then counted, then let go."""

import math
from collections.abc import Callable, Iterable, Mapping

from proxy.access import AccessKey
from proxy.conversation import Failure, Json, Usage
from proxy.json_fields import MOST
from proxy.limits import denials
from proxy.limits.clock import Clock, Moment
from proxy.limits.counters import Counters
from proxy.limits.rules import AccessRules
from proxy.wires import RequestError

_OUTPUT_FIELDS = ("max_tokens", "max_output_tokens", "max_completion_tokens")


class Visit:
    """One request of a key without rules: everything is allowed, nothing is counted."""

    def check_key(self) -> None:
        """Before anything is read: may this key be used at all? Raises `RequestError`."""

    def may_reach(self, profile: str, model: str) -> bool:  # noqa: ARG002  # without rules, everywhere
        """Tell whether the request may go to this model of a profile."""
        return True

    def enter(self, model: str, body: Json, denied: bool = False) -> None:
        """With the request at hand: is it within the limits? Then it counts. Raises `RequestError`.

        `denied`: the model's name leads where the key may not go.
        """

    def leave(self, usage: Usage | None) -> None:
        """The exchange is over, however it ended; `usage` as the provider reported it."""


_UNLIMITED = Visit()


def _nothing() -> None:
    pass


class _Limited(Visit):
    def __init__(self, gate: "Gate", name: str, rules: AccessRules) -> None:
        self._gate, self._name, self._rules = gate, name, rules
        self._entered: Counters | None = None

    def check_key(self) -> None:
        failure = check_key(self._name, self._rules, self._gate.clock.now())
        if failure is not None:
            raise RequestError(failure)

    def may_reach(self, profile: str, model: str) -> bool:
        return self._rules.may_reach(profile, model)

    def enter(self, model: str, body: Json, denied: bool = False) -> None:
        rules, now = self._rules, self._gate.clock.now()
        counters = self._gate.counters(self._name, rules)
        failure = (
            check_key(self._name, rules, now)  # reading the body took its time
            or (denials.model_not_allowed(self._name, model) if denied or not rules.allows(model) else None)
            or _check_use(self._name, rules, counters, now)
            or _check_output(self._name, rules, asked_output(body))
        )
        if failure is not None:
            raise RequestError(failure)
        self._entered = counters
        counters.active += 1
        if rules.per_minute is not None:
            counters.minute.add(now.steady)
        if rules.per_day is not None:
            counters.day.add(now)
        if rules.per_minute is not None or rules.per_day is not None:
            self._gate.counted()

    def leave(self, usage: Usage | None) -> None:
        counters, self._entered = self._entered, None
        if counters is None:
            return
        counters.active -= 1
        if usage is not None and self._rules.tokens is not None:
            counters.tokens += usage.input + usage.output
            self._gate.counted()


class Gate:
    """One for a listener. `counted` is called after each change of what has to outlive the process."""

    def __init__(self, clock: Clock | None = None) -> None:
        self.counted: Callable[[], None] = _nothing
        self.clock = clock or Clock()
        self._counters: dict[str, Counters] = {}

    def visit(self, key: AccessKey) -> Visit:
        """Begin a request; `leave` is due at its end."""
        if key.rules is None:
            return _UNLIMITED
        return _Limited(self, key.name, key.rules)

    def counters(self, name: str, rules: AccessRules) -> Counters:
        """Return what a key has used."""
        return self._counters.setdefault(name, Counters(rules.counted_since))

    def follow(self, keys: Iterable[AccessKey]) -> None:
        """These are the keys now: forget what others have used, and begin anew where a key says so."""
        known = {key.name: key.rules for key in keys}
        self._counters = {name: one for name, one in self._counters.items() if name in known or one.active}
        for name, counters in self._counters.items():
            if rules := known.get(name):
                counters.follow(rules)

    def figures(self, key: AccessKey) -> dict[str, int]:
        """Return what a key has used: minute, day (requests), tokens, active."""
        counters = Counters() if key.rules is None else self.counters(key.name, key.rules)
        return counters.figures(self.clock.now())

    def saved(self) -> Json:
        """Return what has to outlive the process, as JSON; quick, and a copy."""
        now = self.clock.now()
        return {
            "saved_at": now.wall,
            "keys": {name: counters.saved(now) for name, counters in self._counters.items()},
        }

    def restore(self, saved: Mapping[str, object]) -> None:
        """Take up what was saved. Raises `ValueError` for what is no such thing; then nothing has changed."""
        now = self.clock.now()
        match saved:
            case {"saved_at": int(at), "keys": dict(keys)} if all(
                isinstance(one, dict) for one in keys.values()
            ):
                away = max(0, now.wall - at)
                self._counters = {str(name): Counters.restored(one, away, now) for name, one in keys.items()}
                return
        raise ValueError("these are no counters of access keys")


def check_key(name: str, rules: AccessRules, now: Moment) -> Failure | None:
    """Tell why a key may not be used at all."""
    if rules.expires_at is not None and now.wall >= rules.expires_at * 1e9:
        return denials.expired(name, rules.expires_at)
    return None if rules.enabled else denials.disabled(name)


def _check_use(name: str, rules: AccessRules, counters: Counters, now: Moment) -> Failure | None:
    if rules.tokens is not None and counters.tokens >= rules.tokens:
        return denials.quota_exceeded(name, rules.tokens)
    if rules.per_minute is not None and (wait := counters.minute.wait(rules.per_minute, now.steady)):
        return denials.rate_limit_rpm(name, rules.per_minute, wait)
    if rules.per_day is not None and counters.day.count(now) >= rules.per_day:
        return denials.rate_limit_rpd(name, rules.per_day)
    if rules.concurrent is not None and counters.active >= rules.concurrent:
        return denials.concurrent_limit(name, rules.concurrent)
    return None


def _check_output(name: str, rules: AccessRules, asked: int) -> Failure | None:
    if rules.max_output is not None and asked > rules.max_output:
        return denials.max_tokens_exceeded(name, rules.max_output, asked)
    return None


def asked_output(body: Json) -> int:
    """Return how many output tokens a request asks for: the largest of the fields that say it; 0: none does.

    However it is written: wires and providers also read 5000.0, some "5000".
    """
    return max(_number(body.get(field)) for field in _OUTPUT_FIELDS)


def _number(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return 0
    try:
        return math.ceil(min(max(float(value), 0.0), float(MOST)))
    except OverflowError:
        return MOST
    except ValueError:
        return 0
