"""Secrets leave a record when it is made, not when it is shown."""

import re
from collections.abc import Mapping
from functools import lru_cache

from proxy.exchange import Exchange

MASK = "•••"
_SECRET_HEADERS = re.compile(r"authorization|api-?key|cookie|token|secret|account-id|password", re.IGNORECASE)
_HARMLESS = {"x-stainless-helper-method"}
_SECRET_QUERY = re.compile(r"([?&](?:key|api_key|apikey|token|access_token)=)[^&#]*", re.IGNORECASE)
_USERINFO = re.compile(r"//[^/@]+@")
_REMEMBERED = 256
"""The same few header names come with every request."""
_SHORTEST = 8
"""Shorter secrets are not searched for: they would mask ordinary words."""


def redact_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Return the headers with credentials masked."""
    return {name.lower(): MASK if _is_secret(name) else value for name, value in headers.items()}


@lru_cache(maxsize=_REMEMBERED)
def _is_secret(name: str) -> bool:
    return _SECRET_HEADERS.search(name) is not None and name.lower() not in _HARMLESS


def redact_url(url: str) -> str:
    """Return a URL with keys in its query and its userinfo masked."""
    url = _SECRET_QUERY.sub(rf"\g<1>{MASK}", url)
    return _USERINFO.sub(f"//{MASK}@", url)


def redact_secrets(exchange: Exchange, secrets: tuple[str, ...]) -> None:
    """Mask the given secrets in an exchange's bodies (a provider may echo a key in an error)."""
    needles = [needle for secret in secrets if len(needle := secret.encode()) >= _SHORTEST]
    exchange.client_request = _mask(exchange.client_request, needles)
    exchange.upstream_request = _mask(exchange.upstream_request, needles)
    exchange.upstream_reply = _mask_chunks(exchange.upstream_reply, needles)
    exchange.client_reply = _mask_chunks(exchange.client_reply, needles)


def _mask(body: bytes, needles: list[bytes]) -> bytes:
    for needle in needles:
        body = body.replace(needle, MASK.encode())  # the very body where there is none
    return body


def _mask_chunks(chunks: list[tuple[float, bytes]], needles: list[bytes]) -> list[tuple[float, bytes]]:
    """Mask also where a secret spans chunks: then all of them are joined."""
    whole = b"".join([chunk for _, chunk in chunks])
    if not any(needle in whole for needle in needles):
        return chunks
    masked = [(at, _mask(chunk, needles)) for at, chunk in chunks]
    whole = b"".join([chunk for _, chunk in masked])
    return (
        masked if not any(needle in whole for needle in needles) else [(chunks[0][0], _mask(whole, needles))]
    )
