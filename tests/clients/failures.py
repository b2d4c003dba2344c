"""The ways a provider fails, and what each client may then do: how often it asks, what the user reads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.fakes.script import (
    ALMOST_ALL,
    NOTHING,
    Call,
    Cut,
    Drop,
    Eof,
    ErrorInStream,
    Html,
    NewApi,
    Reply,
    Script,
    Silence,
    Status,
    Turn,
)

#: The whole answer of a provider that works (again).
ANSWER = "The whole answer, from the first word to the last one."
#: A client asks this often at most when nothing is wrong for ever but something is now (retries set to one).
PATIENT = 4


@dataclass(frozen=True, slots=True)
class Bound:
    """What a client may do. `requests`: at most this many; `says`: one of these is read by the user."""

    requests: int
    says: Sequence[str] = ()
    succeeds: bool = False


@dataclass(frozen=True, slots=True)
class Failure:
    """One row of the table. `patient`: the client's own retries are set to one, the row is not about them."""

    id: str
    script: Callable[[], Script]
    codex: Bound
    claude: Bound
    patient: bool = False
    forbidden: Sequence[str] = ("<html", "<center>")


def whole() -> Reply:
    return Reply(text=ANSWER)


def once(*turns: Turn) -> Callable[[], Script]:
    """These turns, then a provider that works."""
    return lambda: [*turns, *[whole()] * 30]


def always(turn: Turn) -> Callable[[], Script]:
    return lambda: turn


def permanent(name: str, turn: Turn, *says: str, codex_says: Sequence[str] = ()) -> Failure:
    """An error that asking again cannot mend: one request of either client, and the reason is read."""
    return Failure(name, always(turn), Bound(1, codex_says or says), Bound(1, says))


def broken(name: str, trouble: Cut | Eof | ErrorInStream, codex_asks: int = 2) -> list[Failure]:
    """A reply that breaks off: mended when the next one is whole, an error when it never is.

    `codex_asks`: one retry of the stream, or (nothing came at all) one of the request for each of the two.
    """
    reply = Reply(text=ANSWER, troubles=[trouble])
    good = Bound(2, succeeds=True)
    return [
        Failure(f"{name}-once", once(reply), good, Bound(3, succeeds=True), patient=True),
        Failure(f"{name}-always", always(reply), Bound(codex_asks), Bound(PATIENT), patient=True),
    ]


TOO_LONG = (
    "This model's maximum context length is 131072 tokens. However, your messages resulted in 140000 tokens. "
    "Please reduce the length of the messages."
)
SLOW_DOWN = "Rate limit reached for requests"

PERMANENT = [
    permanent(
        "401", Status(401, "Incorrect API key provided.", error_code="invalid_api_key"), "API key", "api key"
    ),
    permanent(
        "402", Status(402, "Insufficient Balance"), "Insufficient Balance", codex_says=("Balance", "Quota")
    ),
    permanent("403", Status(403, "Your region is not supported"), "region is not supported"),
    permanent(
        "404-model",
        Status(404, "The model `fake-large` does not exist", error_code="model_not_found"),
        "does not exist",
        "selected model",
    ),
    permanent("422", Status(422, "temperature: out of range"), "out of range"),
    permanent("new-api-401", NewApi(401, "未提供令牌"), "未提供令牌"),
    permanent(
        "new-api-quota-403",
        NewApi(403, "用户额度不足, 剩余额度: ＄0.000000", "insufficient_user_quota"),
        "额度不足",
        codex_says=("额度不足", "Quota"),
    ),
    permanent(
        "new-api-quota-429", NewApi(429, "该令牌额度不足"), "额度不足", codex_says=("额度不足", "Quota")
    ),
    Failure(
        "context-too-long",
        always(Status(400, TOO_LONG, error_code="context_length_exceeded")),
        Bound(1, ["ran out of room"]),
        Bound(2, ["rompt is too long"]),
    ),
]

TRANSIENT = [
    # Without a time to wait Codex may be stopped at once or told to wait: both are bounded.
    Failure(
        "429-once",
        once(Status(429, SLOW_DOWN)),
        Bound(2),
        Bound(2, succeeds=True),
        patient=True,
    ),
    Failure(
        "429-retry-after-once",
        once(Status(429, SLOW_DOWN, headers={"Retry-After": "1"})),
        Bound(2, succeeds=True),
        Bound(2, succeeds=True),
        patient=True,
    ),
    Failure("429-always", always(Status(429, SLOW_DOWN)), Bound(PATIENT), Bound(2), patient=True),
    Failure(
        "500-once", once(Status(500, "boom")), Bound(2, succeeds=True), Bound(2, succeeds=True), patient=True
    ),
    Failure("500-always", always(Status(500, "boom")), Bound(PATIENT), Bound(2), patient=True),
    Failure("502-html-always", always(Html(502)), Bound(PATIENT), Bound(2), patient=True),
    Failure("529-always", always(Status(529, "Overloaded")), Bound(PATIENT), Bound(2), patient=True),
    Failure("reset-once", once(Drop()), Bound(2, succeeds=True), Bound(2, succeeds=True), patient=True),
]

BROKEN = [
    *broken("cut", Cut(after=3)),
    *broken("cut-late", Cut(after=ALMOST_ALL)),
    *broken("eof", Eof(after=3)),
    *broken("empty-eof", Eof(after=NOTHING), codex_asks=PATIENT),
    *broken("error-in-stream", ErrorInStream(after=3)),
]


def silent(where: str, seconds: float) -> Script:
    place = {"headers": "headers", "start": "start", "middle": "middle"}[where]
    return Reply(text=ANSWER, troubles=[Silence(seconds, where=place)])  # type: ignore[arg-type]


def half_call(tool: str, arguments: str, ending: str) -> Script:
    """A tool call whose arguments break off: it must never be run."""
    call = Call(tool, raw=arguments)
    if ending == "length":
        return Reply(calls=[call], finish="length")
    return Reply(calls=[call], troubles=[Cut(after=3) if ending == "cut" else Eof(after=3)])
