"""Secrets leave a record when it is made, not when it is shown."""

import json
import re
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote

from msgspec.structs import replace

from proxy.bodies import Chunks
from proxy.conversation import Note
from proxy.exchange import Exchange
from proxy.foreign_secrets import RUN, find_secrets
from proxy.surrogates import well_formed

MASK = "•••"
_SECRET_HEADERS = re.compile(
    r"authorization|api-?key|(?:^|[-_])key$|cookie|token|secret|account-id|passw|credential|signature",
    re.IGNORECASE,
)
_HARMLESS = {"x-stainless-helper-method", "idempotency-key"}
_SECRET_QUERY = re.compile(r"([?&](?:key|api_key|apikey|token|access_token)=)[^&#]*", re.IGNORECASE)
_USERINFO = re.compile(r"//[^/@]+@")
_REMEMBERED = 256
"""The same few header names come with every request, and the same few secrets are looked for."""
_SHORTEST = 8
"""Shorter secrets are not searched for: they would mask ordinary words."""
_FRAGMENT = 12
"""Bytes: so much of a secret in one piece is masked too. Providers repeat a key in part ("bad key sk-proj-…"), and
models say it a few signs at a time."""
_PROBE = 6
_STRIDE = _FRAGMENT - _PROBE + 1
"""Every fragment holds one of the probes whole that begin so far apart."""
_MASK = MASK.encode()
_WINDOW = 512 * 1024
_MANY = 50
"""A reply of so many events is a stream of words."""


class Needles(NamedTuple):
    """`whole`: all ways in which the secrets may be written, the longest first, since one may be the start of another.
    `probes`: what each longer fragment of a secret holds, where in it, and the secret. `foreign`: other people's
    credentials count too, by their look."""

    whole: tuple[bytes, ...]
    probes: tuple[tuple[bytes, int, bytes], ...]
    foreign: bool = False


def redact_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Return the headers with credentials masked, and as text that can be written: their bytes may be anything."""
    return {name.lower(): MASK if _is_secret(name) else well_formed(value) for name, value in headers.items()}


@lru_cache(maxsize=_REMEMBERED)
def _is_secret(name: str) -> bool:
    return _SECRET_HEADERS.search(name) is not None and name.lower() not in _HARMLESS


def redact_url(url: str) -> str:
    """Return a URL with keys in its query and its userinfo masked."""
    url = _SECRET_QUERY.sub(rf"\g<1>{MASK}", url)
    return _USERINFO.sub(f"//{MASK}@", url)


def mask(text: str, secrets: tuple[str, ...]) -> str:
    """Return a text without these secrets, however they are written in it."""
    return _mask_text(text, _needles(secrets))


def mask_bytes(body: bytes, secrets: tuple[str, ...]) -> bytes:
    """As `mask`, of bytes."""
    return _mask(body, _needles(secrets))


def mask_all(text: str, secrets: tuple[str, ...]) -> str:
    """As `mask`, and without anything else that looks like a credential: for what is kept, shown or handed on."""
    return _mask_text(text, _all_needles(secrets))


def seal(exchange: Exchange) -> None:
    """Mask the exchange's `secrets`, and what looks like a credential, in all that is kept of it; nothing where that
    is done. What was sent stays as it was.

    A provider may echo a key in an error, a header or an address; prompts hold what agents have read. Two threads may
    do this at once: both write the same.
    """
    if exchange.secrets or not exchange.sealed:
        needles = _all_needles(exchange.secrets)
        _seal_bodies(exchange, needles)
        _seal_words(exchange, needles)
        exchange.secrets = ()
        exchange.sealed = True


def seal_summary(exchange: Exchange) -> None:
    """Mask the `secrets` in what the summary shows, which goes out before the rest is sealed."""
    failure, notes = exchange.failure, exchange.notes
    if failure is None and not notes:
        return
    needles = _all_needles(exchange.secrets)
    said = [word for note in notes for word in (note.path, note.action)]
    whole = "\n".join([*said, failure.message if failure else ""]).encode("utf-8", "replace")
    if _spans(whole, needles):
        if failure is not None:
            exchange.failure = replace(failure, message=_mask_text(failure.message, needles))
        exchange.notes = [
            Note(_mask_text(note.path, needles), _mask_text(note.action, needles), note.code)
            for note in notes
        ]


def _seal_bodies(exchange: Exchange, needles: Needles) -> None:
    same = exchange.upstream_request is exchange.client_request
    # Requests have megabytes and nobody who repeats a part of our key: searching fragments would cost 30 ms each.
    whole = needles._replace(probes=())
    exchange.client_request = _mask(exchange.client_request, whole)
    exchange.upstream_request = exchange.client_request if same else _mask(exchange.upstream_request, whole)
    exchange.upstream_reply = _mask_chunks(exchange.upstream_reply, needles)
    exchange.client_reply = _mask_chunks(exchange.client_reply, needles)


def _seal_words(exchange: Exchange, needles: Needles) -> None:
    """Headers, addresses and errors: nearly always without any, so they are looked through as one text."""
    headers = (exchange.client_headers, exchange.upstream_headers, exchange.upstream_reply_headers)
    words = [value for one in headers for value in one.values()]
    words += [word for attempt in exchange.attempts for word in (attempt.url, attempt.error or "")]
    whole = "\n".join([exchange.path, *words]).encode("utf-8", "replace")
    if not _spans(whole, needles):
        return
    exchange.path = _mask_text(exchange.path, needles)
    for one in headers:
        one.update({name: _mask_text(value, needles) for name, value in one.items()})
    for attempt in exchange.attempts:
        attempt.url = _mask_text(attempt.url, needles)
        attempt.error = _mask_text(attempt.error, needles) if attempt.error else attempt.error


@lru_cache(maxsize=_REMEMBERED)
def _all_needles(secrets: tuple[str, ...]) -> Needles:
    return _needles(secrets)._replace(foreign=True)


@lru_cache(maxsize=_REMEMBERED)
def _needles(secrets: tuple[str, ...]) -> Needles:
    """Return all that is looked for."""
    whole = {needle for secret in secrets for needle in _written(secret)}
    raw = [secret.encode("utf-8", "surrogateescape") for secret in dict.fromkeys(secrets)]
    probes = [
        (one[at : at + _PROBE], at, one)
        for one in raw
        if len(one) > _FRAGMENT
        for at in range(0, len(one) - _PROBE + 1, _STRIDE)
    ]
    return Needles(tuple(sorted(whole, key=lambda needle: (-len(needle), needle))), tuple(probes))


def _written(secret: str) -> tuple[bytes, ...]:
    """Return how a secret may be written: as it is, in URLs, in JSON (also within JSON), in base64."""
    raw = secret.encode("utf-8", "surrogateescape")
    if len(raw) < _SHORTEST:
        return ()
    in_url = quote(secret, safe="", errors="surrogateescape")
    in_json = json.dumps(secret)[1:-1]
    written = [
        secret, json.dumps(secret, ensure_ascii=False)[1:-1],
        in_json, json.dumps(in_json)[1:-1], in_json.replace("/", r"\/"),
        in_url, re.sub("%[0-9A-F]{2}", lambda code: code[0].lower(), in_url), quote(secret, errors="surrogateescape"),
    ]  # fmt: skip
    found = [one.encode("utf-8", "surrogateescape") for one in written]
    return (*found, *_in_base64(raw))


def _in_base64(raw: bytes) -> Iterator[bytes]:
    """The characters that depend on the secret alone, at each of the three places where it can begin in a group."""
    for before in range(3):
        end = (before + len(raw)) * 8 // 6
        start = -(-before * 8 // 6)
        for encode in (b64encode, urlsafe_b64encode):
            yield encode(bytes(before) + raw)[start:end]


def _mask(body: bytes, needles: Needles) -> bytes:
    pieces, begin = [], 0
    for first, last in _spans(body, needles):
        pieces += [body[begin:first], _MASK]
        begin = last
    return b"".join([*pieces, body[begin:]]) if pieces else body  # the very body where there is none


def _mask_text(text: str, needles: Needles) -> str:
    return _mask(text.encode("utf-8", "surrogatepass"), needles).decode("utf-8", "surrogatepass")


def _mask_chunks(chunks: Chunks, needles: Needles) -> Chunks:
    """Mask also where a secret spans chunks: the mask stands in the one where it begins."""
    whole = b"".join([chunk for _, chunk in chunks])
    spans = _spans(whole, needles, _standing_out(whole))
    if not spans:
        return chunks
    masked: Chunks = []
    begin = 0
    for at, chunk in chunks:
        place, end, kept = begin, begin + len(chunk), b""
        for first, last in spans:
            if first < end and last > begin:
                kept += whole[place : max(first, place)] + (_MASK if first >= begin else b"")
                place = min(last, end)
        masked.append((at, kept + whole[place:end]))
        begin = end
    return masked


def _standing_out(reply: bytes) -> list[tuple[int, int]] | None:
    """Return where a stream says more than in most of its events; None where it is none.

    Nobody's credential is whole in one of the others, and to look through them all takes longer than all else that is
    done with a reply.
    """
    events = reply.split(b"\n\n")
    if len(events) < _MANY:
        return None
    sizes = [len(event) for event in events]
    long = sorted(sizes)[len(sizes) // 2] + RUN
    found: list[tuple[int, int]] = []
    begin = 0
    for size in sizes:
        if size >= long:
            found.append((begin, begin + size))
        begin += size + 2
    return found


def _spans(
    whole: bytes, needles: Needles, pieces: Sequence[tuple[int, int]] | None = None
) -> list[tuple[int, int]]:
    """Return where the secrets and their fragments stand, in order, those that overlap as one.

    `pieces`: where other people's credentials are looked for; None: everywhere.

    A large body is looked through in windows: one search through twenty megabytes takes a tenth of a second, in which
    no other thread runs, the one with everybody's streams included.
    """
    longest = max(
        [len(one) for one in needles.whole] + [len(secret) for _, _, secret in needles.probes], default=0
    )
    found: list[tuple[int, int]] = []
    for begin in range(0, len(whole), _WINDOW):
        window = whole[begin : begin + _WINDOW + longest] if len(whole) > _WINDOW else whole
        found += [(begin + first, begin + last) for first, last in _found(window, needles)]
    if needles.foreign:
        for first, last in [(0, len(whole))] if pieces is None else pieces:
            found += [(first + start, first + end) for start, end in find_secrets(whole[first:last])]
    spans: list[tuple[int, int]] = []
    for first, last in sorted(found):
        if spans and first < spans[-1][1]:
            spans[-1] = (spans[-1][0], max(last, spans[-1][1]))
        else:
            spans.append((first, last))
    return spans


def _found(whole: bytes, needles: Needles) -> list[tuple[int, int]]:
    found = [
        (match.start(), match.end())
        for needle in needles.whole
        if needle in whole
        for match in re.finditer(re.escape(needle), whole)
    ]
    for probe, at, secret in needles.probes:
        place = whole.find(probe)
        while place >= 0:
            span = _grow(whole, place, secret, at)
            long_enough = span[1] - span[0] >= _FRAGMENT
            if long_enough:
                found.append(span)
            place = whole.find(probe, span[1] if long_enough else place + 1)
    return found


def _grow(whole: bytes, place: int, secret: bytes, at: int) -> tuple[int, int]:
    """Return from where to where the text is as the secret, around a probe."""
    first, last = place, place + _PROBE
    before, after = at, at + _PROBE
    while first and before and whole[first - 1] == secret[before - 1]:
        first, before = first - 1, before - 1
    while last < len(whole) and after < len(secret) and whole[last] == secret[after]:
        last, after = last + 1, after + 1
    return first, last
