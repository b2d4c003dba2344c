"""What a profile is: one provider account, checked when it is made."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args
from urllib.parse import urlsplit

from profiles.capabilities import check_capabilities, check_policies
from profiles.errors import BadBaseUrlError, InvalidProfileError
from profiles.headers import check_header
from profiles.host import canonical, is_forbidden, is_local, is_loopback, is_this_machine
from profiles.outbound import ENVIRONMENT, check_proxy
from profiles.overrides import EFFORTS as EFFORTS
from profiles.overrides import EVERY_MODEL, Override
from profiles.prices import Price

Wire = Literal["responses", "messages", "chat"]
Auth = Literal["bearer", "x-api-key", "both", "none"]
KeyKind = Literal["keyring", "env", "none"]

WIRES: tuple[Wire, ...] = get_args(Wire)
AUTHS: tuple[Auth, ...] = get_args(Auth)
DEMO_SCHEME = "turnout-demo"
"""The base URL of the built-in demo provider; its real address is known only while it runs."""

LOOP, LOOP_FIX = "The base URL is Turnout itself.", "Give the provider's own address."

_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_ENV_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One address of a provider. `dialect` names a table of presets.toml; None: the generic one of the wire.

    The address is checked by the profile that uses it: a preset's may still hold a placeholder.
    """

    wire: Wire
    base_url: str
    dialect: str | None = None

    def __post_init__(self) -> None:
        if self.wire not in WIRES:
            raise InvalidProfileError(f"{self.wire!r} is not a wire.", f"Use one of {', '.join(WIRES)}.")


@dataclass(frozen=True, slots=True)
class Model:
    """One model of a provider. Windows and output in tokens; None: not known.

    `efforts` are the effort words the provider takes for this model, weakest first; empty: not known.
    """

    id: str
    context_window: int | None = None
    max_output: int | None = None
    efforts: tuple[str, ...] = ()
    images: bool | None = None
    name: str | None = None

    def __post_init__(self) -> None:
        check_model_name(self.id)
        for label, number in (("context_window", self.context_window), ("max_output", self.max_output)):
            if number is not None and number < 1:
                raise InvalidProfileError(
                    f"{label} of {self.id} is {number}, which is not a number of tokens."
                )


@dataclass(frozen=True, slots=True)
class KeyRef:
    """Where the provider's key is: in the keyring, in an environment variable, or not needed."""

    kind: KeyKind = "keyring"
    env: str | None = None

    def __post_init__(self) -> None:
        if self.kind not in get_args(KeyKind):
            raise InvalidProfileError(f"{self.kind!r} is not a place for a key.", "Use keyring, env or none.")
        if (self.kind == "env") != (self.env is not None):
            raise InvalidProfileError(
                "A key from the environment needs the variable's name, any other has none."
            )
        if self.env is not None and not _ENV_NAME.fullmatch(self.env):
            # Never repeat the text: people paste the key itself here.
            raise InvalidProfileError(
                "That is not the name of an environment variable.",
                "Give the variable's name, such as DEEPSEEK_API_KEY, not the key.",
            )


@dataclass(frozen=True, slots=True)
class Profile:
    """One provider account. Every field is checked here; InvalidProfileError says what is wrong.

    `model_map` sends a client's model name to one of the provider's; `prices` holds what a model's tokens cost;
    `dialect_overrides` holds, per wire, fields of a dialect table that differ for this account; `capabilities`
    the user's own word on what it can, by scope (`all`, a wire, `model:ID`); `policies` what to do where a
    request needs more; `overrides` what is sent whatever the client says, by model (`*`: every one); `proxy` how
    requests leave (`profiles.outbound`); `private_network`: the provider's name may lead into the user's own network.
    """

    id: str
    name: str
    endpoints: tuple[Endpoint, ...]
    preset: str | None = None
    model: str | None = None
    small_model: str | None = None
    models: tuple[Model, ...] = ()
    model_map: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    key: KeyRef = KeyRef()
    auth: Auth = "bearer"
    dialect_overrides: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    prices: Mapping[str, Price] = field(default_factory=dict)
    capabilities: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    policies: Mapping[str, str] = field(default_factory=dict)
    overrides: Mapping[str, Override] = field(default_factory=dict)
    proxy: str = ENVIRONMENT
    private_network: bool = False

    def __post_init__(self) -> None:
        check_id(self.id)
        if not self.name.strip() or not self.name.isprintable():
            raise InvalidProfileError(f"The name of profile {self.id} is empty or holds control characters.")
        if not self.endpoints:
            raise InvalidProfileError(
                f"Profile {self.id} has no endpoint.", "Give a preset, or a base URL and its wire."
            )
        for endpoint in self.endpoints:
            check_base_url(endpoint.base_url)
        wires = [endpoint.wire for endpoint in self.endpoints]
        if len(set(wires)) != len(wires):
            raise InvalidProfileError(
                f"Profile {self.id} has two endpoints of the same wire.", "Keep one of them."
            )
        if self.auth not in AUTHS:
            raise InvalidProfileError(
                f"{self.auth!r} is not a way to send a key.", f"Use {', '.join(AUTHS)}."
            )
        for name in (self.model, self.small_model, *self.model_map, *self.model_map.values(), *self.prices):
            if name is not None:
                check_model_name(name)
        for name, value in self.headers.items():
            check_header(name, value)
        check_capabilities(self.capabilities)
        check_policies(self.policies)
        for name in self.overrides:
            if name != EVERY_MODEL:
                check_model_name(name)
        check_proxy(self.proxy)
        for wire in self.dialect_overrides:
            if wire not in WIRES:
                raise InvalidProfileError(
                    f"The dialect of {wire!r} is none of the wires.", f"Use {', '.join(WIRES)}."
                )

    def endpoint(self, wire: Wire) -> Endpoint | None:
        """The endpoint of this wire, if the provider has one."""
        return next((one for one in self.endpoints if one.wire == wire), None)

    def find_model(self, model_id: str) -> Model | None:
        return next((one for one in self.models if one.id == model_id), None)


def check_id(profile_id: str) -> None:
    """Raise InvalidProfileError for what cannot be a profile's id: it names files, and goes onto command lines."""
    if not _ID.fullmatch(profile_id):
        raise InvalidProfileError(
            f"{profile_id!r} cannot be a profile's id.",
            "Use lower-case letters, digits, '.', '_', '-'; begin with a letter or digit; 64 at most.",
        )


def check_model_name(name: str) -> None:
    """Raise InvalidProfileError for what no provider could have as a model's name."""
    if not name.strip() or name != name.strip() or not name.isprintable():
        raise InvalidProfileError(f"{name!r} cannot be a model's name.", "Use the name the provider lists.")


def check_base_url(url: str) -> None:
    """Refuse what cannot be, or must not be, the address of a provider."""
    if url.startswith(f"{DEMO_SCHEME}:"):
        return
    try:
        parts = urlsplit(url)
        port_is_fine = parts.port != 0
    except ValueError as error:
        raise BadBaseUrlError(f"The base URL cannot be read: {error}.") from None
    if parts.scheme not in ("http", "https") or not parts.hostname or not port_is_fine:
        raise BadBaseUrlError(
            "The base URL is not a web address.", "It looks like https://api.example.com/v1, with its scheme."
        )
    if "@" in parts.netloc:
        # The URL is not repeated: what stands before the @ is a credential.
        raise BadBaseUrlError(
            "The base URL holds a user name or password.", "Remove it and use `turnout key set ID`."
        )
    if parts.fragment or "#" in url:
        raise BadBaseUrlError("The base URL has a fragment (#…), which no server ever sees.", "Remove it.")
    if parts.query or "?" in url:
        raise BadBaseUrlError(
            "The base URL has a query (?…).", "Remove it; a key in it belongs into the keyring."
        )
    if any(character.isspace() or not character.isprintable() for character in url):
        raise BadBaseUrlError("The base URL holds a space or control character.")
    if "{" in url or "}" in url or "$" in url:
        raise BadBaseUrlError(
            f"The base URL still has a placeholder: {url}", "Give your own base URL, without braces."
        )
    if parts.netloc.lower() != (spelled := spell(parts.hostname, parts.port)):
        raise BadBaseUrlError(
            "The base URL's host is written in an unusual way.", f"Write it as {parts.scheme}://{spelled}."
        )
    if is_forbidden(parts.hostname):
        raise BadBaseUrlError("The base URL is a link-local address, where cloud machines keep credentials.")
    if parts.scheme == "http" and not is_local(parts.hostname):
        raise BadBaseUrlError(
            f"{parts.hostname} would get the key unencrypted (http).",
            "Use https, or a host of your own network.",
        )


def spell(host: str, port: int | None) -> str:
    """Host and port as a URL has them, in their one spelling. Raises BadBaseUrlError."""
    name = canonical(host)
    return (f"[{name}]" if ":" in name else name) + ("" if port is None else f":{port}")


def find_private(profile: Profile) -> str | None:
    """The first host of the profile that is in the user's own network (not this machine) without his word for it."""
    if profile.private_network:
        return None
    hosts = (urlsplit(endpoint.base_url).hostname or "" for endpoint in profile.endpoints)
    return next((host for host in hosts if host and is_local(host) and not is_loopback(host)), None)


def find_loop(profile: Profile, port: int) -> str | None:
    """The address of the profile that is this machine at `port`, where Turnout itself listens."""
    for endpoint in profile.endpoints:
        parts = urlsplit(endpoint.base_url)
        at = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
        if parts.hostname and at == port and is_this_machine(parts.hostname):
            return endpoint.base_url
    return None


def private_words(host: str) -> tuple[str, str]:
    """What is wrong with a host of `find_private`, and what to do."""
    return (
        f"{host} is in your own network, and a key goes there only if you say so.",
        "Say that the provider is in your own network, if it is.",
    )


def find_warnings(profile: Profile) -> tuple[str, ...]:
    """What is allowed and yet worth saying, in sentences."""
    found = []
    for endpoint in profile.endpoints:
        parts = urlsplit(endpoint.base_url)
        if parts.scheme == "http" and parts.hostname and not is_loopback(parts.hostname):
            found.append(
                f"{parts.hostname} is reached without encryption (http); the key can be read on the way."
            )
    return tuple(dict.fromkeys(found))
