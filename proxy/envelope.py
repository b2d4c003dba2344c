"""The sealed envelope in which a provider's reasoning rides through a client and back.

Clients echo `encrypted_content`, `signature` and `redacted_thinking.data` verbatim (Codex 0.169.0, Claude
Code 2.1.329), so nothing has to be remembered per conversation. The point of the tag is provenance, not
secrecy: what was sealed for one provider must never reach another one as if it were its own.
"""

import binascii
import hashlib
import hmac
import re
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from contextlib import suppress
from typing import Final, Literal, TypeAlias, cast

import orjson
from msgspec import Struct

from proxy.conversation import Json, Wire

PREFIX: Final = "tn"
VERSION: Final = "v1"
_START: Final = f"{PREFIX}.{VERSION}."

MAX_SEALED_CHARS: Final = 16 * 1024 * 1024
"""No longer text is opened: a reply is far shorter, and what we did not seal ourselves we need not read."""

REMEMBERED: Final = 512
"""Opened envelopes that are kept: a conversation sends all of its own again with each request."""

EnvelopeKind: TypeAlias = Literal["reasoning", "compaction"]


class Envelope(Struct, frozen=True, kw_only=True):
    """What an envelope says; the fields of its JSON in brackets.

    `fingerprint` [p] names who may have the opaque parts back, `kind` [k], `native` [o] are the provider's
    own parts as in `Reasoning.native`, `digest` [h] is `digest` of the visible text, `text` [t] the text
    itself, only where the client was not shown it (redacted thinking, a summary nobody asked for, a
    compaction).
    """

    fingerprint: str
    kind: EnvelopeKind = "reasoning"
    native: Json | None = None
    digest: str = ""
    text: str | None = None

    def payload(self) -> Json:
        """Return what `Sealer.seal` takes."""
        payload: Json = {"p": self.fingerprint, "k": self.kind, "h": self.digest}
        if self.native is not None:
            payload["o"] = self.native
        if self.text is not None:
            payload["t"] = self.text
        return payload


class Sealer:
    """Seals payloads and opens what it (or an older key of the same installation) sealed."""

    __slots__ = ("_keys", "_opened")

    def __init__(self, key: bytes, old_keys: tuple[bytes, ...] = ()) -> None:
        """Seal with `key` (16 bytes or more); `old_keys` are good for opening only."""
        if len(key) < 16:
            raise ValueError("a sealing key has at least 16 bytes")
        self._keys = (key, *old_keys)
        self._opened: dict[str, Envelope | None] = {}

    def seal(self, payload: Mapping[str, object]) -> str:
        """Return `tn.v1.<base64url(zlib(json))>.<hmac-sha256>`; the same payload gives the same text."""
        packed = zlib.compress(orjson.dumps(dict(payload), option=orjson.OPT_SORT_KEYS))
        body = _START + _to_text(packed)
        return f"{body}.{_tag(self._keys[0], body)}"

    def open(self, sealed: str) -> Json | None:
        """Return the payload, or None where the text is foreign, cut or tampered with."""
        if not is_ours(sealed) or len(sealed) > MAX_SEALED_CHARS or not sealed.isascii():
            return None
        body, _, tag = sealed.rpartition(".")
        if not any(hmac.compare_digest(tag, _tag(key, body)) for key in self._keys):
            return None
        try:
            payload = orjson.loads(zlib.decompress(_from_text(body[len(_START) :])))
        except (binascii.Error, zlib.error, ValueError):
            return None  # a sound tag over something else: a later version's, to us as good as foreign
        return cast(Json, payload) if isinstance(payload, dict) else None

    def open_envelope(self, sealed: str) -> Envelope | None:
        """As `open`, as a value (shared: not to be changed); None also where the payload is no envelope."""
        if not is_ours(sealed):
            return None
        with suppress(KeyError):
            return self._opened[sealed]
        if len(self._opened) >= REMEMBERED:
            with suppress(StopIteration, RuntimeError):  # large requests are read in threads, and share this
                self._opened.pop(next(iter(self._opened)), None)
        envelope = self._opened[sealed] = _as_envelope(self.open(sealed))
        return envelope


def _as_envelope(payload: Json | None) -> Envelope | None:
    if payload is None:
        return None
    fingerprint, kind, native = payload.get("p"), payload.get("k"), payload.get("o")
    text, visible = payload.get("t"), payload.get("h")
    if not isinstance(fingerprint, str) or kind not in ("reasoning", "compaction"):
        return None
    return Envelope(
        fingerprint=fingerprint,
        kind=kind,
        native=cast(Json, native) if isinstance(native, dict) else None,
        digest=visible if isinstance(visible, str) else "",
        text=text if isinstance(text, str) else None,
    )


def is_ours(text: str) -> bool:
    """Tell whether the text claims to be an envelope of ours; only `Sealer.open` proves it."""
    return text.startswith(_START)


def digest(text: str) -> str:
    """Return the digest of visible text (16 characters): does what comes back still match what was shown?"""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


_FAMILY = re.compile(r"[a-z]+")


def fingerprint(provider: str, wire: Wire, model: str) -> str:
    """Name who understands opaque reasoning: `wire/provider/family`.

    The family is the model's vendor prefix and first word (`anthropic/claude-sonnet-5` ->
    `anthropic/claude`): signatures and encrypted reasoning hold between the models of one maker, and not
    between the makers behind one router.
    """
    vendor, slash, name = model.lower().rpartition("/")
    word = _FAMILY.search(name)
    return f"{wire}/{provider}/{vendor}{slash}{word.group() if word else name}"


def _tag(key: bytes, body: str) -> str:
    return _to_text(hmac.digest(key, body.encode("ascii"), "sha256"))


def _to_text(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def _from_text(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
