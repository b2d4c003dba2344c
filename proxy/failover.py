"""Which profile answers a request, and which comes next where one fails: the client asks once."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from msgspec.structs import replace

from proxy.affinity import Affinity, conversation_of
from proxy.bodies import Chunks
from proxy.breaker import Breakers
from proxy.capability import CapabilityMissingError
from proxy.conversation import Failure, FailureKind, Note, Request
from proxy.exchange import Exchange
from proxy.fallback_rules import FallbackRule, goes_on
from proxy.route import Target
from proxy.translation import Translation
from proxy.warning import FALLBACK_USED
from proxy.wires import Client

MAX_ASKED: Final = 2
"""So many profiles are asked for one request. Both clients repeat what fails (Codex 0.169.0 thirty times), and what
we ask more often multiplies that."""
_PASSING: Final[frozenset[FailureKind]] = frozenset(
    {"rate_limited", "overloaded", "server", "timeout", "network", "truncated", "empty"}
)
_NEVER_ASKED: Final = ("timeout_connect", "key_unavailable", "key_unconfirmed", "address_refused")


class _Seen(NamedTuple):
    """What the record had of a leg when it was left."""

    request: bytes
    headers: dict[str, str]
    reply_headers: dict[str, str]
    reply: Chunks
    notes: list[Note]

    @classmethod
    def of(cls, exchange: Exchange) -> "_Seen":
        return cls(
            exchange.upstream_request,
            exchange.upstream_headers,
            exchange.upstream_reply_headers,
            exchange.upstream_reply,
            exchange.notes.copy(),
        )

    def restore(self, exchange: Exchange) -> None:
        exchange.upstream_request, exchange.upstream_headers = self.request, self.headers
        exchange.upstream_reply_headers, exchange.upstream_reply = self.reply_headers, self.reply
        exchange.notes[:] = self.notes


@dataclass(slots=True)
class Leg:
    """One profile's part of an exchange: what was sent there and how it failed."""

    target: Target
    translation: Translation
    failure: Failure | None = None
    seen: "_Seen | None" = None


class Failover:
    """What is known about where requests go beside the routes; for as long as the service runs."""

    def __init__(self) -> None:
        self.rules: Sequence[FallbackRule] = ()
        self.max_asked = MAX_ASKED
        self.breakers = Breakers()
        self.affinity = Affinity()

    async def course(
        self,
        client: Client,
        targets: Sequence[Target],
        request: Request,
        translate: Callable[[Target], Awaitable[Translation]],
        exchange: Exchange,
    ) -> "Course":
        """Begin a request. `targets`: who may answer, in the user's order; only the first where nothing else is set.

        Raises what `translate` does where nobody can take the request.
        """
        conversation = conversation_of(request, exchange) if len(targets) > 1 else None
        if conversation is not None:
            kept = self.affinity.profile(client, conversation)
            targets = sorted(targets, key=lambda one: one.route.profile != kept)
        course = Course(self, client, targets, conversation, translate, exchange)
        await course.begin()
        return course


class Course:
    """One request's way along the profiles that may answer it.

    Attributes:
        leg: where the request is now.
    """

    leg: Leg

    def __init__(
        self,
        failover: Failover,
        client: Client,
        targets: Sequence[Target],
        conversation: str | None,
        translate: Callable[[Target], Awaitable[Translation]],
        exchange: Exchange,
    ) -> None:
        self._failover, self._client, self._conversation = failover, client, conversation
        self._waiting, self._translate, self._exchange = list(targets), translate, exchange
        self._decoded = len(exchange.notes)
        """So many notes are about the request as it came."""
        self._left: list[tuple[str, str]] = []
        """Who was not asked or did not answer, and why."""
        self._failed: list[Leg] = []
        self._asked = 0
        self._settled = False
        self._tries = False
        """This request is the one that tries a provider whose breaker is open."""

    async def begin(self) -> None:
        """Take the first leg. Raises what `translate` does where nobody can take the request."""
        self.leg = self._take(await self._first())

    @property
    def may_move(self) -> bool:
        """There is somebody else to ask."""
        return bool(self._waiting) and self._asked < self._failover.max_asked

    async def move(self, failure: Failure) -> bool:
        """Take how the leg failed before it said anything; go on to the next profile where that is to be.

        False: it ends here, and `verdict` is what to tell the client.
        """
        leg, exchange = self.leg, self._exchange
        self._settle(failure)
        leg.failure = failure
        self._failed.append(leg)
        if _never_asked(failure):
            self._asked -= 1
        if not self.may_move or not goes_on(self._failover.rules, failure):
            return False
        leg.seen = _Seen.of(exchange)
        self._left.append((leg.target.route.profile, failure.message))
        found = await self._next()
        if found is not None:
            self.leg = self._take(found)
        return found is not None

    def verdict(self) -> Failure:
        """Return what the client is told where nobody answered: what passes by itself counts for more.

        The record then shows that profile's part of the exchange.
        """
        passing = (leg for leg in self._failed if leg.failure and leg.failure.kind in _PASSING)
        told = next(passing, self._failed[0])
        if told.seen is not None:
            self.leg = told
            _note_target(self._exchange, told.target)
            told.seen.restore(self._exchange)
        failure = told.failure
        assert failure is not None  # noqa: S101  # each of the failed has one
        others = ", ".join(leg.target.route.profile for leg in self._failed if leg is not told)
        return replace(failure, message=f"{failure.message} (also tried: {others})") if others else failure

    def end(self) -> None:
        """The request is over, and the record has what became of it."""
        exchange, leg = self._exchange, self.leg
        if self._settled:
            return
        failure = leg.translation.failure
        if failure is not None:
            self._settle(failure)
        elif exchange.stop is not None:
            self._settle(None)
            if self._conversation is not None:
                self._failover.affinity.keep(self._client, self._conversation, leg.target.route.profile)
        else:
            self._failover.breakers.leave(leg.target, self._tries)

    # ------------------------------------------------------------------ inside
    async def _first(self) -> Leg:
        targets = tuple(self._waiting)
        if len(targets) == 1:  # nowhere else to go: a breaker only reports
            return await self._leg(self._waiting.pop())
        found = await self._next()
        if found is not None:
            return found
        # What is up cannot take it, or nothing is up: then the first that could is as good as any.
        self._left = []
        refusal: CapabilityMissingError | None = None
        for target in targets:
            try:
                return await self._leg(target)
            except CapabilityMissingError as missing:
                refusal = refusal or missing
        assert refusal is not None  # noqa: S101  # there was a target
        _note_target(self._exchange, targets[0])
        raise refusal

    async def _next(self) -> Leg | None:
        """Return the next that is up and can take the request."""
        while self._waiting:
            target = self._waiting.pop(0)
            if not self._failover.breakers.allows(target):
                self._left.append((target.route.profile, "it keeps failing"))
                continue
            try:
                return await self._leg(target)
            except CapabilityMissingError as missing:
                if missing.policy != "fallback" and not self._left:
                    raise
                self._left.append((target.route.profile, missing.failure.message))
        return None

    async def _leg(self, target: Target) -> Leg:
        notes = self._exchange.notes
        del notes[self._decoded :]
        to = target.route.profile
        notes += [
            Note("profile", f"sent to {to} and not to {name}: {why}", FALLBACK_USED)
            for name, why in self._left
        ]
        if "://" in target.route.proxy:
            notes.append(Note("proxy", f"through {target.route.proxy}"))
        if target.override is not None:
            notes += [Note(f"override.headers.{name}", "set") for name in target.override.headers]
        _note_target(self._exchange, target)
        breakers = self._failover.breakers
        self._tries = breakers.enter(target)
        try:
            return Leg(target, await self._translate(target))
        except BaseException:
            breakers.leave(target, self._tries)
            raise

    def _take(self, leg: Leg) -> Leg:
        exchange = self._exchange
        self._settled = False
        self._asked += 1
        exchange.upstream_reply, exchange.upstream_reply_headers = [], {}
        return leg

    def _settle(self, failure: Failure | None) -> None:
        self._settled = True
        breakers, target, attempts = self._failover.breakers, self.leg.target, self._exchange.attempts
        if failure is None:
            breakers.succeeded(target)
            return
        breakers.failed(target, failure, self._tries)
        if attempts and attempts[-1].error is None:
            attempts[-1].error = failure.message


def _never_asked(failure: Failure) -> bool:
    """Tell whether the provider never had the request."""
    if failure.kind == "network":
        return failure.code != "hung_up"
    return failure.code in _NEVER_ASKED


def _note_target(exchange: Exchange, target: Target) -> None:
    exchange.profile = target.route.profile
    exchange.upstream_wire = target.endpoint.wire
    exchange.upstream_model = target.model
