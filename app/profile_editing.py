"""A draft of a profile, as a form or a command fills it, made into a profile or into a problem for each field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, get_args
from urllib.parse import urlsplit

from app.draft import Draft, FieldProblem, read_model
from app.naming import name_host, slug, unused
from profiles import presets
from profiles.base_url import normalise
from profiles.errors import BadBaseUrlError, InvalidProfileError
from profiles.headers import check_header
from profiles.making import Made, make_profile, move_profile, with_key
from profiles.outbound import ENVIRONMENT, check_proxy
from profiles.overrides import EVERY_MODEL, Override, read_override
from profiles.presets import Preset
from profiles.prices import Price, read_price
from profiles.profile import (
    AUTHS,
    WIRES,
    Auth,
    Endpoint,
    KeyKind,
    KeyRef,
    Model,
    Profile,
    check_id,
    check_model_name,
    find_private,
    find_warnings,
    private_words,
)

FIELDS = frozenset(
    ("id", "preset", "base_url", "wire", "endpoints", "name", "model", "small_model", "models", "model_map")
).union(("headers", "auth", "key_kind", "key_env", "prices", "overrides", "proxy", "private_network"))
"""What a draft may hold. What is absent stays as it is (in a new profile: as the preset has it); null and the
empty text mean what the preset says."""
NO_MODEL = "No model is chosen: the clients' own model names would be asked for."

_PLACEHOLDER_ID = "draft"


@dataclass(frozen=True, slots=True)
class Edited:
    """The profile that a draft makes, or None and the problems; notes are sentences about what was changed."""

    profile: Profile | None
    notes: tuple[str, ...] = ()
    problems: tuple[FieldProblem, ...] = ()


def make(draft: Mapping[str, Any], others: Sequence[Profile] = (), *, has_key: bool = False) -> Edited:
    """Return the new profile of a draft. `has_key`: its key comes along and goes into the keyring."""
    return _Editing(draft, None, others, has_key).run()


def change(
    before: Profile, draft: Mapping[str, Any], others: Sequence[Profile] = (), *, has_key: bool = False
) -> Edited:
    """Return the profile with what the draft names changed."""
    return _Editing(draft, before, others, has_key).run()


class _Editing:
    """Looks at each field on its own, so that all problems are named at once."""

    def __init__(
        self, fields: Mapping[str, Any], before: Profile | None, others: Sequence[Profile], has_key: bool
    ) -> None:
        self._draft, self._before, self._has_key = Draft(fields), before, has_key
        self._others = [one for one in others if before is None or one.id != before.id]
        self._notes: list[str] = []
        self._preset: Preset | None = None

    def run(self) -> Edited:
        draft = self._draft
        for name in sorted(draft.fields.keys() - FIELDS):
            draft.add(name, f"A profile has no field {name!r}.")
        self._preset = self._find_preset()
        base = self._base()
        model, small_model = self._model("model"), self._model("small_model")
        models, model_map, prices = self._models(), self._model_map(), self._prices()
        headers, auth, key = self._headers(), self._auth(), self._key()
        overrides, proxy, private = self._overrides(), self._proxy(), self._private_network()
        profile_id = self._id(base)
        name = self._name(profile_id)
        if base is not None and not draft.problems:
            with draft.about(""):
                profile = replace(
                    base,
                    id=profile_id,
                    name=name,
                    preset=self._preset.id if self._preset else None,
                    model=model,
                    small_model=small_model,
                    models=models,
                    model_map=model_map,
                    prices=prices,
                    headers=headers,
                    overrides=overrides,
                    proxy=proxy,
                    private_network=private,
                )
                profile = profile if key is None else with_key(profile, key)
                profile = profile if auth is None else replace(profile, auth=auth)
                self._notes += [] if profile.model else [NO_MODEL]
                if not self._demand_consent(profile):
                    return Edited(None, tuple(dict.fromkeys(self._notes)), tuple(draft.problems))
                return Edited(profile, tuple(dict.fromkeys((*self._notes, *find_warnings(profile)))))
        return Edited(None, tuple(dict.fromkeys(self._notes)), tuple(draft.problems))

    # ------------------------------------------------------------------ where it is
    def _find_preset(self) -> Preset | None:
        wanted = self._before.preset if self._before else None
        if "preset" in self._draft:
            wanted = self._draft.text("preset")
        with self._draft.about("preset"):
            return None if wanted is None else presets.find(wanted)
        return None

    @property
    def _keeps_provider(self) -> bool:
        return self._before is not None and self._before.preset == (self._preset.id if self._preset else None)

    def _base(self) -> Profile | None:
        """The profile with its endpoints, and everything else as it was or as the preset has it."""
        draft = self._draft
        url, wire = draft.text("base_url"), draft.text("wire")
        if wire is not None and wire not in WIRES:
            draft.add("wire", f"{wire!r} is not a wire.", f"Use {', '.join(WIRES)}.")
            return None
        if draft.fields.get("endpoints") is not None:
            if url is None:
                return self._with_endpoints()
            draft.add("endpoints", "A draft has either a base URL or endpoints.", "Leave one out.")
            return None
        try:
            made = self._made(url, wire)
        except BadBaseUrlError as error:
            draft.add("base_url", error.message, error.fix)
        except InvalidProfileError as error:
            nothing_said = url is None and self._preset is None
            draft.add("base_url" if nothing_said else "wire", error.message, error.fix)
        else:
            self._notes += made.notes
            return made.profile
        return None

    def _made(self, url: str | None, wire: Any) -> Made:
        before = self._before
        if before is not None and self._keeps_provider:
            # A form sends what it shows; an address that is there already moves nothing.
            there = {one.wire for one in before.endpoints if one.base_url == url}
            touched = "base_url" in self._draft or "wire" in self._draft
            if not touched or (there and wire in (None, *there)):
                return Made(before)
            return move_profile(before, url, wire)
        preset = self._preset.id if self._preset else None
        made = make_profile(_PLACEHOLDER_ID, preset=preset, base_url=url, wire=wire)
        if before is None:
            return made
        # Another provider: how it is asked comes with it, where the key is stays.
        moved = made.profile if made.profile.auth == "none" else replace(made.profile, key=before.key)
        return replace(made, profile=moved)

    def _with_endpoints(self) -> Profile | None:
        with self._draft.about("endpoints"):
            listed = self._draft.fields["endpoints"]
            if not isinstance(listed, list) or not listed or not all(isinstance(one, dict) for one in listed):
                raise InvalidProfileError("The endpoints have to be a list of wires and base URLs.")
            endpoints = tuple(self._endpoint(entry) for entry in listed)
            if self._before is not None and self._keeps_provider:
                return replace(self._before, endpoints=endpoints)
            first = make_profile(_PLACEHOLDER_ID, base_url=endpoints[0].base_url, wire=endpoints[0].wire)
            base = replace(first.profile, endpoints=endpoints)
            return replace(base, auth=self._preset.auth) if self._preset else base
        return None

    def _endpoint(self, entry: Mapping[str, Any]) -> Endpoint:
        wire, url, dialect = entry.get("wire"), entry.get("base_url"), entry.get("dialect")
        if wire not in WIRES or not isinstance(url, str):
            raise InvalidProfileError(
                "An endpoint needs its wire and its base URL.", f"The wires are {', '.join(WIRES)}."
            )
        if dialect is not None:
            presets.dialect(str(dialect))
        found = normalise(url, wire)
        self._notes += found.notes
        own = self._preset.endpoint(wire) if self._preset else None
        return Endpoint(wire, found.url, dialect or (own.dialect if own else None))

    # ------------------------------------------------------------------ who it is
    def _id(self, base: Profile | None) -> str:
        wanted = self._draft.text("id")
        taken = {one.id for one in self._others}
        if self._before is not None:
            if wanted not in (None, self._before.id):
                self._draft.add("id", "A profile's id cannot be changed.", "Make a new profile.")
            return self._before.id
        if wanted is not None:
            with self._draft.about("id"):
                check_id(wanted)
                if wanted in taken:
                    raise InvalidProfileError(f"There is a profile {wanted!r} already.", "Choose another id.")
            return wanted
        host = urlsplit(base.endpoints[0].base_url).hostname if base else None
        preset = self._preset.id if self._preset else None
        texts = (self._draft.fields.get("name"), preset, name_host(host or ""), "profile")
        return unused(next(filter(None, map(slug, texts))), taken, "-")

    def _name(self, profile_id: str) -> str:
        name = self._draft.text("name")
        if name is not None:
            if not name.isprintable():
                self._draft.add("name", "The name holds control characters.", "Type it again.")
            return name
        if self._before is not None and "name" not in self._draft:
            return self._before.name
        default = self._preset.name if self._preset else profile_id
        return unused(default, {one.name for one in self._others}, " ")

    # ------------------------------------------------------------------ its models
    def _model(self, name: str) -> str | None:
        wanted = self._draft.text(name)
        if wanted is not None:
            with self._draft.about(name):
                check_model_name(wanted)
            return wanted
        source: Profile | Preset | None = self._preset
        if name not in self._draft and self._keeps_provider:
            source = self._before
        default: str | None = getattr(source, name, None)
        return default

    def _models(self) -> tuple[Model, ...]:
        known = self._preset.models if self._preset else ()
        kept = self._before.models if self._before and self._keeps_provider else known
        listed = self._draft.fields.get("models")
        if listed is None:
            return known if "models" in self._draft else kept
        found: dict[str, Model] = {}
        with self._draft.about("models"):
            if not isinstance(listed, list):
                raise InvalidProfileError("The models have to be a list.")
            by_id = {model.id: model for model in (*known, *kept)}
            for entry in listed:
                model = read_model(entry, by_id)
                found.setdefault(model.id, model)
        return tuple(found.values())

    def _model_map(self) -> Mapping[str, str]:
        given = self._draft.mapping("model_map")
        if given is None:
            return self._before.model_map if self._before and "model_map" not in self._draft else {}
        for asked, sent in given.items():
            with self._draft.about("model_map"):
                if not isinstance(sent, str):
                    raise InvalidProfileError(f"{asked!r} has to lead to a model's name.")
                check_model_name(asked)
                check_model_name(sent)
        return given

    def _prices(self) -> Mapping[str, Price]:
        given = self._draft.mapping("prices")
        if given is None:
            return self._before.prices if self._before and "prices" not in self._draft else {}
        found: dict[str, Price] = {}
        for model, entry in given.items():
            with self._draft.about("prices"):
                check_model_name(model)
                found[model] = read_price(entry, model)
        return found

    # ------------------------------------------------------------------ how it is asked
    def _headers(self) -> Mapping[str, str]:
        given = self._draft.mapping("headers")
        if given is None:
            return self._before.headers if self._before and "headers" not in self._draft else {}
        for name, value in given.items():
            with self._draft.about("headers"):
                if not isinstance(value, str):
                    raise InvalidProfileError(f"The value of header {name} has to be a text.")
                check_header(name, value)
        return given

    def _overrides(self) -> Mapping[str, Override]:
        given = self._draft.mapping("overrides")
        if given is None:
            return self._before.overrides if self._before and "overrides" not in self._draft else {}
        found: dict[str, Override] = {}
        for model, entry in given.items():
            with self._draft.about("overrides"):
                if model != EVERY_MODEL:
                    check_model_name(model)
                found[model] = read_override(entry, model)
        return found

    def _proxy(self) -> str:
        """How requests leave this machine."""
        if "proxy" not in self._draft:
            return self._before.proxy if self._before else ENVIRONMENT
        wanted = self._draft.text("proxy") or ENVIRONMENT
        with self._draft.about("proxy"):
            check_proxy(wanted)
        return wanted

    def _private_network(self) -> bool:
        value = self._draft.fields.get("private_network")
        if isinstance(value, bool):
            return value
        if value is not None:
            self._draft.add("private_network", "This has to be true or false.")
        return bool(self._before and self._before.private_network and "private_network" not in self._draft)

    def _demand_consent(self, profile: Profile) -> bool:
        """Tell whether the user has said so, where the provider is in a network of his own."""
        host = find_private(profile)
        if host is not None:
            self._draft.add("private_network", *private_words(host))
        return host is None

    def _auth(self) -> Auth | None:
        wanted = self._draft.text("auth")
        if wanted is None:
            return self._preset.auth if "auth" in self._draft and self._preset else None
        for known in AUTHS:
            if known == wanted:
                return known
        self._draft.add("auth", f"{wanted!r} is not a way to send a key.", f"Use {', '.join(AUTHS)}.")
        return None

    def _key(self) -> KeyRef | None:
        """Where the key is, if the draft says so."""
        draft = self._draft
        kind, env = draft.text("key_kind"), draft.text("key_env")
        kind = kind or ("env" if env else "keyring" if self._has_key else None)
        if self._has_key and kind in ("env", "none"):
            draft.add("key", "A key goes into the keyring, and the draft says otherwise.", "Leave one out.")
        if kind == "env":
            env = env or (self._before.key.env if self._before else None)
            if env is None:
                draft.add("key_env", "The variable's name is missing.", "It is like DEEPSEEK_API_KEY.")
                return None
        for known in get_args(KeyKind):
            if known == kind:
                with draft.about("key_env"):
                    return KeyRef(known, env if known == "env" else None)
        if kind not in (None, *get_args(KeyKind)):
            draft.add("key_kind", f"{kind!r} is not a place for a key.", "Use keyring, env or none.")
        return None
