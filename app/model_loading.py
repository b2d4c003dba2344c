"""Asks a provider which models it has: one GET, no redirect followed, each failure with its cause and fix."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import orjson

from app.errors import AppError
from profiles.base_url import models_url
from profiles.profile import Auth, Endpoint, Profile, Wire
from proxy import outbound
from proxy.outbound import Exits

DEADLINE_SECONDS = 10.0
"""A model list comes within a second; a form waits for it."""
MAX_BYTES = 8 * 1024 * 1024
"""The largest known list (400 models with their descriptions) has 1 MB."""
ANTHROPIC_VERSION = "2023-06-01"
PAGE_MODELS = 1000
"""The most that Anthropic's list gives at once."""

# Which endpoint is asked first: OpenAI's shape has the most fields.
_ORDER: tuple[Wire, ...] = ("chat", "responses", "messages")
_WINDOW_FIELDS = (
    "context_window",
    "context_length",
    "max_context_length",
    "max_model_len",
    "max_input_tokens",
)
_OUTPUT_FIELDS = ("max_output_tokens", "max_completion_tokens", "max_tokens")
_WIRE_WORDS: dict[str, Wire] = {
    "openai": "chat",
    "chat": "chat",
    "chat_completions": "chat",
    "openai-response": "responses",
    "responses": "responses",
    "anthropic": "messages",
    "messages": "messages",
}


class ModelListError(AppError):
    """The provider gave no model list."""

    code = "no_model_list"


@dataclass(frozen=True, slots=True)
class LoadedModel:
    """One model as its provider lists it. Tokens; None or empty: not said. `wires` as declared, maybe untrue."""

    id: str
    context_window: int | None = None
    max_output: int | None = None
    name: str | None = None
    wires: tuple[Wire, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the control API's shape."""
        return {
            "id": self.id,
            "context_window": self.context_window,
            "max_output": self.max_output,
            "name": self.name,
            "wires": list(self.wires),
        }


@dataclass(frozen=True, slots=True)
class Loaded:
    """The models in the provider's order, where they came from, and what is worth knowing."""

    models: tuple[LoadedModel, ...]
    url: str
    notes: tuple[str, ...] = ()


async def load_models(profile: Profile, key: str | None) -> Loaded:
    """Return the provider's models. Raises `ModelListError`; the key is in no error.

    Where a provider has several endpoints, the next one is asked if one has no list; a refused key ends it.
    """
    endpoints = sorted(profile.endpoints, key=lambda one: _ORDER.index(one.wire))
    first: ModelListError | None = None
    asked: set[str] = set()
    for endpoint in endpoints:
        url = models_url(endpoint.base_url, endpoint.wire)
        if url in asked:
            continue
        asked.add(url)
        try:
            return await _ask(endpoint, url, profile, key)
        except ModelListError as error:
            first = first or error
            if error.code == "key_refused":
                break
    raise first or ModelListError("The profile has no endpoint.")


async def _ask(endpoint: Endpoint, url: str, profile: Profile, key: str | None) -> Loaded:
    host = urlsplit(url).netloc
    headers = _headers(endpoint.wire, profile.auth, profile.headers, key)
    query = f"?limit={PAGE_MODELS}" if endpoint.wire == "messages" else ""
    exits = Exits()
    proxy: str | None = None
    try:
        way = exits.way(url, profile.proxy, profile.private_network)
        proxy = way.proxy
        async with (
            asyncio.timeout(DEADLINE_SECONDS),
            way.session.get(
                url + query, headers=headers, allow_redirects=False, proxy=way.http_proxy, ssl=way.ssl
            ) as answer,
        ):
            body = await _read(answer)
    except TimeoutError:
        raise ModelListError(
            f"{host} did not answer within {DEADLINE_SECONDS:g} s.",
            "Check the address and your network; type the model's name if the provider has no list.",
            "unreachable",
        ) from None
    except outbound.errors(proxy) as error:
        found = outbound.refused_address(error) or outbound.proxy_failure(proxy, error)
        raise ModelListError(
            f"{host} cannot be reached ({found.message if found else _why(error)}).",
            "Check the address, your network and whether the server runs.",
            "unreachable",
        ) from None
    finally:
        await exits.close()
    _demand_success(answer.status, url, key)
    return _parse(body, answer.content_type, url)


def _headers(wire: Wire, auth: Auth, more: Mapping[str, str], key: str | None) -> dict[str, str]:
    headers = {"Accept": "application/json", "User-Agent": "Turnout/0.1", **more}
    if wire == "messages":
        headers.setdefault("anthropic-version", ANTHROPIC_VERSION)
    if key is not None:
        if auth in ("bearer", "both"):
            headers["Authorization"] = f"Bearer {key}"
        if auth in ("x-api-key", "both"):
            headers["x-api-key"] = key
    return headers


async def _read(answer: aiohttp.ClientResponse) -> bytes:
    body = b""
    while len(body) <= MAX_BYTES and (chunk := await answer.content.readany()):
        body += chunk
    return body


def _demand_success(status: int, url: str, key: str | None) -> None:
    host = urlsplit(url).netloc
    if status < 300:
        return
    if status < 400:
        raise ModelListError(
            f"{host} sends the request elsewhere ({status}), and a key does not follow.",
            "Use the address it leads to as base URL, if it is the provider's.",
            "redirected",
        )
    if status in (401, 403):
        raise ModelListError(
            f"{host} refused the key ({status})." if key else f"{host} wants a key ({status}).",
            "Copy the key again from the provider's page; check that it belongs to this provider and is active.",
            "key_refused",
        )
    if status in (404, 405):
        raise ModelListError(
            f"There is no model list at {url} ({status}).",
            "Check the base URL; if it is right, this provider has no list: type the model's name.",
            "no_model_list",
        )
    if status == 429:
        raise ModelListError(f"{host} asks for a pause (429).", "Try again in a minute.", "rate_limited")
    raise ModelListError(
        f"{host} answered with an error ({status}).",
        "Try again later, or type the model's name.",
        "provider_failed",
    )


def _parse(body: bytes, content_type: str, url: str) -> Loaded:
    if len(body) > MAX_BYTES:
        raise ModelListError(f"The list at {url} is larger than {MAX_BYTES} bytes.", "Type the model's name.")
    try:
        parsed = orjson.loads(body)
    except orjson.JSONDecodeError:
        page = "html" in content_type or body.lstrip()[:1] == b"<"
        raise ModelListError(
            f"{url} is a web page, not an API." if page else f"What {url} answered is not JSON.",
            "Check the base URL: it usually ends with /v1.",
            "html_reply" if page else "no_model_list",
        ) from None
    entries = _entries(parsed)
    if entries is None:
        raise ModelListError(
            f"What {url} answered is no model list.", "Check the base URL, or type the model's name."
        )
    models: dict[str, LoadedModel] = {}
    for entry in entries:
        model = _model(entry)
        if model is not None:
            models.setdefault(model.id, model)
    notes = () if models else (f"{urlsplit(url).netloc} lists no models.",)
    return Loaded(tuple(models.values()), url, notes)


def _entries(parsed: Any) -> Sequence[Any] | None:
    """The list: OpenAI's and Anthropic's `data`, Ollama's and Codex's `models`, or a bare list."""
    if isinstance(parsed, dict):
        for name in ("data", "models"):
            if isinstance(parsed.get(name), list):
                found: list[Any] = parsed[name]
                return found
            if name in parsed and parsed[name] is None and "object" in parsed:
                return []  # Ollama without a model
        return None
    return parsed if isinstance(parsed, list) else None


def _model(entry: Any) -> LoadedModel | None:
    if isinstance(entry, str):
        entry = {"id": entry}
    if not isinstance(entry, dict):
        return None
    name = next(
        (entry[one] for one in ("id", "key", "slug", "model", "name") if _is_name(entry.get(one))), None
    )
    if name is None:
        return None
    shown = next((entry[one] for one in ("display_name", "name") if _is_name(entry.get(one))), None)
    inner = [one for one in (entry, entry.get("top_provider"), entry.get("limits")) if isinstance(one, dict)]
    declared = entry.get("supported_endpoint_types")
    wires = [_WIRE_WORDS[one] for one in declared if one in _WIRE_WORDS] if isinstance(declared, list) else []
    return LoadedModel(
        id=name,
        context_window=_tokens(inner, _WINDOW_FIELDS),
        max_output=_tokens(inner, _OUTPUT_FIELDS),
        name=shown if shown != name else None,
        wires=tuple(dict.fromkeys(wires)),
    )


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip()) and value.isprintable() and value == value.strip()


def _tokens(tables: Sequence[dict[str, Any]], names: Sequence[str]) -> int | None:
    for table in tables:
        for name in names:
            value = table.get(name)
            if isinstance(value, int) and not isinstance(value, bool) and value > 0:
                return value
    return None


def _why(error: Exception) -> str:
    cause = getattr(error, "os_error", None) or error
    return str(getattr(cause, "strerror", None) or type(error).__name__)
