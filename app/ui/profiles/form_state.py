"""What the form holds, as a value: made of a profile or a preset, and turned into the draft that is sent."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from app.ui.profiles.override_state import Override, parse_tokens, read_override, write_override

Pairs = tuple[tuple[str, str], ...]
Draft = dict[str, Any]
"""The fields of the control API's DRAFT; an absent one stays as it is, None takes the preset's."""


ENVIRONMENT = "environment"
"""The outbound proxy of a profile that names none."""
_PRESET_FIELDS = ("base_url", "wire", "model", "small_model", "models", "auth", "key_kind")
"""What a preset says where the profile does not."""


@dataclass(frozen=True, slots=True)
class Price:
    """What one model costs, per million tokens, as typed."""

    model: str
    input: str = ""
    cached: str = ""
    output: str = ""
    currency: str = "USD"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one model takes, as typed: tokens as digits, efforts as words with commas; empty: not known."""

    model: str
    context_window: str = ""
    max_output: str = ""
    efforts: str = ""
    rest: Mapping[str, Any] = field(default_factory=dict)
    """What is known of the model besides: goes back as it came."""


@dataclass(frozen=True, slots=True)
class FormState:
    """One profile as the form shows it. `wire` None: every one the preset has, or what the address tells."""

    id: str | None = None
    preset: str | None = None
    name: str = ""
    base_url: str = ""
    wire: str | None = None
    model: str = ""
    small_model: str = ""
    auth: str = "bearer"
    key_kind: str = "keyring"
    key_env: str = ""
    headers: Pairs = ()
    model_map: Pairs = ()
    prices: tuple[Price, ...] = ()
    limits: tuple[Limits, ...] = ()
    overrides: tuple[Override, ...] = ()
    proxy: str = ENVIRONMENT
    private_network: bool = False


def from_profile(profile: Mapping[str, Any]) -> FormState:
    """The state of a saved profile (`GET profiles`)."""
    endpoints = profile.get("endpoints") or []
    key = profile.get("key") or {}
    return FormState(
        id=profile["id"],
        preset=profile.get("preset"),
        name=profile.get("name") or profile["id"],
        base_url=endpoints[0]["base_url"] if endpoints else "",
        wire=endpoints[0]["wire"] if len(endpoints) == 1 and not profile.get("preset") else None,
        model=profile.get("model") or "",
        small_model=profile.get("small_model") or "",
        auth=profile.get("auth") or "bearer",
        key_kind=key.get("kind") or "keyring",
        key_env=key.get("env") or "",
        headers=tuple((profile.get("headers") or {}).items()),
        model_map=tuple((profile.get("model_map") or {}).items()),
        prices=tuple(_read_price(model, price) for model, price in (profile.get("prices") or {}).items()),
        limits=tuple(_read_limits(model) for model in profile.get("models") or []),
        overrides=tuple(
            read_override(model, entry) for model, entry in (profile.get("overrides") or {}).items()
        ),
        proxy=profile.get("proxy") or ENVIRONMENT,
        private_network=bool(profile.get("private_network")),
    )


def from_preset(preset: Mapping[str, Any]) -> FormState:
    """The state of a new profile of a preset (`GET presets`)."""
    endpoints = preset.get("endpoints") or []
    auth = preset.get("auth") or "bearer"
    return FormState(
        preset=preset["id"],
        name=preset["name"],
        base_url=endpoints[0]["base_url"] if endpoints else "",
        model=preset.get("model") or "",
        small_model=preset.get("small_model") or "",
        auth=auth,
        key_kind="none" if auth == "none" else "keyring",
        limits=tuple(_read_limits(model) for model in preset.get("models") or []),
    )


def move_to_preset(now: FormState, preset: Mapping[str, Any]) -> FormState:
    """The state with another preset: its addresses, models and way to send a key; the user's own stays."""
    fresh = from_preset(preset)
    return replace(
        fresh,
        id=now.id,
        name=now.name,
        headers=now.headers,
        model_map=now.model_map,
        prices=now.prices,
        overrides=now.overrides,
        proxy=now.proxy,
        private_network=now.private_network,
    )


def make_draft(now: FormState, before: FormState | None, *, moved: bool = False) -> Draft:
    """The draft that makes `now` of `before`: of a saved profile, or of the untouched preset.

    Only what differs is in it, so that what is not shown stays; a new profile names its preset. `moved`: the
    preset is another one than the saved profile's, `before` is already at the new one (`move_to_preset`).
    """
    draft: Draft = {}
    start = before or FormState()
    if now.id is not None:
        draft["id"] = now.id
    if now.preset != start.preset or (now.id is None and now.preset is not None):
        draft["preset"] = now.preset
    for name in ("name", "base_url", "wire", "model", "small_model", "auth", "key_kind", "key_env"):
        value = getattr(now, name)
        if value != getattr(start, name):
            draft[name] = value or None
    if draft.get("key_kind") == "env":
        draft["key_env"] = now.key_env
    for name in ("headers", "model_map"):
        if getattr(now, name) != getattr(start, name):
            draft[name] = dict(getattr(now, name))
    if now.prices != start.prices:
        draft["prices"] = {price.model: _write_price(price) for price in now.prices}
    if now.limits != start.limits:
        draft["models"] = [_write_limits(limits) for limits in now.limits]
    if now.overrides != start.overrides:
        draft["overrides"] = {one.model: write_override(one) for one in now.overrides}
    for name in ("proxy", "private_network"):
        if getattr(now, name) != getattr(start, name):
            draft[name] = getattr(now, name)
    if moved:
        draft = dict.fromkeys(_PRESET_FIELDS) | draft | {"preset": now.preset}
    return draft


def parse_price(text: str) -> float | None:
    """A price of zero or more; None for an empty text. ValueError for what is none."""
    if not text.strip():
        return None
    price = float(text.strip().lstrip("$¥€").replace(",", "."))
    if not 0 <= price < float("inf"):
        raise ValueError(text)
    return price


def _read_price(model: str, price: Mapping[str, Any]) -> Price:
    amounts = {name: _plain(price.get(name)) for name in ("input", "cached", "output")}
    return Price(model, **amounts, currency=price.get("currency") or "USD")


def _write_price(price: Price) -> Draft:
    amounts = {name: parse_price(getattr(price, name)) for name in ("input", "cached", "output")}
    known: Draft = {name: amount for name, amount in amounts.items() if amount is not None}
    return known | {"currency": price.currency.strip().upper()}


def _read_limits(model: Mapping[str, Any] | str) -> Limits:
    if isinstance(model, str):
        return Limits(model)
    shown = ("id", "context_window", "max_output", "efforts")
    return Limits(
        model["id"],
        _plain(model.get("context_window")),
        _plain(model.get("max_output")),
        ", ".join(model.get("efforts") or ()),
        {name: value for name, value in model.items() if name not in shown and value is not None},
    )


def _write_limits(limits: Limits) -> Draft:
    known: Draft = {"id": limits.model, **limits.rest}
    for name in ("context_window", "max_output"):
        if (tokens := parse_tokens(getattr(limits, name))) is not None:
            known[name] = tokens
    if efforts := [word.strip() for word in limits.efforts.split(",") if word.strip()]:
        known["efforts"] = efforts
    return known


def _plain(value: float | str | None) -> str:
    """A number as people write it: no exponent, no needless zeros."""
    if value is None:
        return ""
    text = f"{float(value):.10f}"
    return text.rstrip("0").rstrip(".")
