"""Secrets leave a record when it is made, not when it is shown."""

import re
from collections.abc import Mapping

from proxy.exchange import Exchange

MASK = "•••"
_SECRET_HEADERS = re.compile(r"authorization|api-?key|cookie|token|secret|account-id|password", re.IGNORECASE)
_HARMLESS = {"x-stainless-helper-method"}
_SECRET_QUERY = re.compile(r"([?&](?:key|api_key|apikey|token|access_token)=)[^&#]*", re.IGNORECASE)
_SHORTEST = 8
"""Shorter secrets are not searched for: they would mask ordinary words."""


def redact_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Return the headers with credentials masked."""
    return {
        name.lower(): MASK if _SECRET_HEADERS.search(name) and name.lower() not in _HARMLESS else value
        for name, value in headers.items()
    }


def redact_url(url: str) -> str:
    """Return a URL with keys in its query and its userinfo masked."""
    url = _SECRET_QUERY.sub(rf"\g<1>{MASK}", url)
    return re.sub(r"//[^/@]+@", f"//{MASK}@", url)


def redact_text(text: str, secrets: tuple[str, ...]) -> str:
    """Return text without the given secrets."""
    for secret in secrets:
        if len(secret) >= _SHORTEST:
            text = text.replace(secret, MASK)
    return text


def redact_secrets(exchange: Exchange, secrets: tuple[str, ...]) -> None:
    """Mask the given secrets in an exchange's bodies (a provider may echo a key in an error)."""
    for secret in secrets:
        needle = secret.encode()
        if len(needle) < _SHORTEST:
            continue
        exchange.client_request = _mask(exchange.client_request, needle)
        exchange.upstream_request = _mask(exchange.upstream_request, needle)
        exchange.upstream_reply = _mask_chunks(exchange.upstream_reply, needle)
        exchange.client_reply = _mask_chunks(exchange.client_reply, needle)


def _mask(body: bytes, needle: bytes) -> bytes:
    return body.replace(needle, MASK.encode()) if needle in body else body


def _mask_chunks(chunks: list[tuple[float, bytes]], needle: bytes) -> list[tuple[float, bytes]]:
    """Mask also where the secret spans chunks: then the chunks from there on are joined."""
    if not chunks or needle not in b"".join(chunk for _, chunk in chunks):
        return chunks
    masked = [(at, _mask(chunk, needle)) for at, chunk in chunks]
    whole = b"".join(chunk for _, chunk in masked)
    return masked if needle not in whole else [(chunks[0][0], _mask(whole, needle))]
