"""`turnout profile` and `turnout preset`: provider accounts and the templates they are made from."""

from argparse import Namespace
from dataclasses import replace

from app.cli.key import read_key
from app.cli.output import CommandError, say, say_json, table, warn
from app.context import Context
from profiles import presets
from profiles.making import make_profile, move_profile, with_key
from profiles.profile import KeyRef, Profile, find_warnings


def add(arguments: Namespace) -> int:
    """Make a profile."""
    context = Context.from_environment()
    made = make_profile(
        arguments.id,
        preset=arguments.preset,
        base_url=arguments.base_url,
        wire=arguments.wire,
        name=arguments.name,
        model=arguments.model,
        small_model=arguments.small_model,
        headers=_headers(arguments),
        key=_key_reference(arguments),
    )
    key = read_key() if arguments.key_stdin else None
    context.profiles.add(made.profile)
    try:
        if key is not None:
            context.store_key(made.profile, key)
    except Exception:
        context.profiles.remove(made.profile.id)  # a profile whose key was lost is half a profile
        raise
    return _changed(context, context.profiles.get(made.profile.id), made.notes, arguments.json)


def edit(arguments: Namespace) -> int:
    """Change what the arguments name; everything else stays."""
    context = Context.from_environment()
    profile = context.profiles.get(arguments.id)
    if arguments.preset is not None:
        raise CommandError(
            "A profile keeps its preset.", "Make another profile from the other preset.", "usage"
        )
    notes: tuple[str, ...] = ()
    if arguments.base_url is not None or arguments.wire is not None:
        made = move_profile(profile, arguments.base_url, arguments.wire)
        profile, notes = made.profile, made.notes
    profile = replace(
        profile,
        name=arguments.name or profile.name,
        model=arguments.model or profile.model,
        small_model=arguments.small_model or profile.small_model,
        headers={**profile.headers, **_headers(arguments)},
    )
    reference = _key_reference(arguments)
    if reference is not None:
        profile = with_key(profile, reference)
    key = read_key() if arguments.key_stdin else None
    context.profiles.update(profile)
    if key is not None:
        context.store_key(profile, key)
    return _changed(context, context.profiles.get(profile.id), notes, arguments.json)


def remove(arguments: Namespace) -> int:
    """Remove a profile, its key and the routes to it."""
    context = Context.from_environment()
    profile = context.profiles.get(arguments.id)
    context.profiles.remove(profile.id)
    clients = context.routes.forget(profile.id)
    if profile.key.kind == "keyring":
        try:
            context.secrets.delete(profile.id)
        except Exception as error:  # noqa: BLE001  # the profile is gone; say that its key may not be
            warn(f"The key of {profile.id} could not be deleted from the keyring: {error}")
    context.tell_service()
    if arguments.json:
        say_json({"removed": profile.id, "clients_without_profile": list(clients)})
    else:
        say(f"Removed {profile.id}." + (f" No profile serves {', '.join(clients)} now." if clients else ""))
    return 0


def list_all(arguments: Namespace) -> int:
    """List the profiles."""
    profiles = Context.from_environment().profiles.list()
    if arguments.json:
        say_json([_as_json(profile) for profile in profiles])
    elif not profiles:
        say("No profiles yet. Make one: turnout profile add ID --preset P --key-stdin")
    else:
        rows = [
            (
                profile.id,
                profile.name,
                "+".join(one.wire for one in profile.endpoints),
                profile.model or "–",
                _key(profile),
            )
            for profile in profiles
        ]
        say(table([("ID", "NAME", "WIRES", "MODEL", "KEY"), *rows]))
    return 0


def show(arguments: Namespace) -> int:
    """Show one profile; never its key."""
    profile = Context.from_environment().profiles.get(arguments.id)
    if arguments.json:
        say_json(_as_json(profile))
        return 0
    rows = [("id", profile.id), ("name", profile.name), ("preset", profile.preset or "–")]
    rows += [(endpoint.wire, endpoint.base_url) for endpoint in profile.endpoints]
    rows += [
        ("model", profile.model or "–"),
        ("small model", profile.small_model or "–"),
        ("key", _key(profile)),
    ]
    rows += [(f"header {name}", value) for name, value in profile.headers.items()]
    say(table(rows))
    return 0


def list_presets(arguments: Namespace) -> int:
    """List the built-in presets."""
    found = presets.search(arguments.search)
    if arguments.json:
        say_json(
            [
                {
                    "id": preset.id,
                    "name": preset.name,
                    "endpoints": [{"wire": one.wire, "base_url": one.base_url} for one in preset.endpoints],
                    "model": preset.model,
                    "models": [model.id for model in preset.models],
                    "local": preset.local,
                    "template": preset.template,
                    "aliases": list(preset.aliases),
                    "notes": list(preset.notes),
                }
                for preset in found
            ]
        )
    elif not found:
        raise CommandError(f"No preset matches {arguments.search!r}.", "turnout preset list shows them all.")
    else:
        rows = [
            (one.id, one.name, "+".join(end.wire for end in one.endpoints), one.model or "–") for one in found
        ]
        say(table([("ID", "NAME", "WIRES", "MODEL"), *rows]))
    return 0


def _changed(context: Context, profile: Profile, notes: tuple[str, ...], as_json: bool) -> int:
    context.tell_service()
    warnings = [*notes, *find_warnings(profile)]
    if as_json:
        say_json({**_as_json(profile), "notes": warnings})
        return 0
    for warning in warnings:
        warn(warning)
    say(f"Profile {profile.id} is ready. Switch to it: turnout use {profile.id}")
    return 0


def _headers(arguments: Namespace) -> dict[str, str]:
    headers: dict[str, str] = {}
    for pair in arguments.header:
        name, equals, value = pair.partition("=")
        if not equals:
            raise CommandError(f"{pair!r} is not a header.", "Write --header NAME=VALUE.", "usage")
        headers[name.strip()] = value.strip()
    return headers


def _key_reference(arguments: Namespace) -> KeyRef | None:
    if arguments.key_env:
        return KeyRef("env", arguments.key_env)
    return KeyRef("keyring") if arguments.key_stdin else None


def _key(profile: Profile) -> str:
    return {"keyring": "keyring", "env": f"${profile.key.env}", "none": "not needed"}[profile.key.kind]


def _as_json(profile: Profile) -> dict[str, object]:
    return {
        "id": profile.id,
        "name": profile.name,
        "preset": profile.preset,
        "endpoints": [
            {"wire": one.wire, "base_url": one.base_url, "dialect": one.dialect} for one in profile.endpoints
        ],
        "model": profile.model,
        "small_model": profile.small_model,
        "models": [model.id for model in profile.models],
        "model_map": dict(profile.model_map),
        "headers": dict(profile.headers),
        "key": {"kind": profile.key.kind, "env": profile.key.env},
        "auth": profile.auth,
    }
