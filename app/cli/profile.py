"""`turnout profile`: provider accounts."""

from argparse import Namespace
from dataclasses import replace

from app import discovery
from app.cli.key import read_key
from app.cli.output import say, say_json, table, warn
from app.context import Context
from app.errors import AppError, UsageError, sentence
from app.switching import refresh
from profiles.bound_keys import KeyUnconfirmedError
from profiles.errors import BadBaseUrlError, InvalidProfileError, KeyProblemError
from profiles.making import make_profile, move_profile, with_key
from profiles.outbound import ENVIRONMENT
from profiles.profile import (
    LOOP,
    LOOP_FIX,
    KeyRef,
    Profile,
    find_loop,
    find_private,
    find_warnings,
    private_words,
)


def add(arguments: Namespace) -> int:
    """Make a profile."""
    if arguments.preset is None and arguments.base_url is None:
        raise UsageError(
            "A profile needs a preset, or a base URL and its wire.",
            "Add --preset P (turnout preset list), or --base-url URL --wire responses|messages|chat.",
        )
    context = Context.from_environment()
    made = make_profile(
        arguments.id,
        preset=arguments.preset,
        base_url=arguments.base_url,
        wire=arguments.wire,
        name=arguments.name,
        model=arguments.model,
        small_model=arguments.small_model,
        headers=dict(arguments.header),
        key=_key_reference(arguments),
    )
    if arguments.proxy is not None:
        made = replace(made, profile=replace(made.profile, proxy=arguments.proxy))
    if arguments.private_network is not None:
        made = replace(made, profile=replace(made.profile, private_network=arguments.private_network))
    _check_place(context, made.profile)
    key = read_key() if arguments.key_stdin else None
    context.profiles.add(made.profile)
    context.keys.name(made.profile)
    if key is not None:
        try:
            context.keys.give(made.profile, key)
        except BaseException:
            context.profiles.remove(made.profile.id)  # a profile whose key was lost is half a profile
            raise
    return _changed(context, made.profile.id, made.notes, arguments.json)


def edit(arguments: Namespace) -> int:
    """Change what the arguments name; everything else stays."""
    context = Context.from_environment()
    before = profile = context.profiles.get(arguments.id)
    notes: tuple[str, ...] = ()
    if arguments.base_url is not None or arguments.wire is not None:
        made = move_profile(profile, arguments.base_url, arguments.wire)
        profile, notes = made.profile, made.notes
    headers = {**profile.headers, **dict(arguments.header)}
    profile = replace(
        profile,
        name=profile.name if arguments.name is None else arguments.name,
        model=profile.model if arguments.model is None else arguments.model or None,
        small_model=profile.small_model if arguments.small_model is None else arguments.small_model or None,
        headers={name: value for name, value in headers.items() if value},
        policies={name: one for name, one in {**profile.policies, **dict(arguments.policy)}.items() if one},
        proxy=profile.proxy if arguments.proxy is None else arguments.proxy or ENVIRONMENT,
    )
    reference = _key_reference(arguments)
    if reference is not None:
        profile = with_key(profile, reference)
    if arguments.private_network is not None:
        profile = replace(profile, private_network=arguments.private_network)
    _check_place(context, profile)
    if profile == before and not arguments.key_stdin and not arguments.confirm_key:
        raise AppError(
            f"Profile {profile.id} is like that already.", "See: turnout profile edit --help", "no_change"
        )
    origins = context.keys.origins
    origins.see([before])
    if arguments.key_stdin:
        context.keys.give(profile, read_key(), then=lambda: context.profiles.update(profile))
    elif profile != before:
        context.profiles.update(profile)
    if arguments.confirm_key and (waiting := origins.unconfirmed(profile)):
        origins.confirm(profile, waiting)
    notes = (*notes, *_waits(context, profile))
    if before.key.kind == "keyring" and profile.key.kind != "keyring":
        notes = (*notes, *_delete_key(context, profile))
    return _changed(context, profile.id, notes, arguments.json)


def confirm_key(arguments: Namespace) -> int:
    """Let a profile's key go to the addresses that it has by now."""
    context = Context.from_environment()
    profile = context.profiles.get(arguments.id)
    origins = context.keys.origins
    wanted = arguments.origin or origins.unconfirmed(profile)
    if wanted:
        origins.confirm(profile, wanted)
    context.tell_service()
    if arguments.json:
        left = list(origins.unconfirmed(profile))
        say_json({"profile": profile.id, "confirmed": list(wanted), "key_unconfirmed": left})
    elif wanted:
        say(f"The key of {profile.id} is used at {', '.join(wanted)} from now on.")
    else:
        say(f"No address of {profile.id} waits for its key to be confirmed.")
    return 0


def remove(arguments: Namespace) -> int:
    """Remove a profile, its key and the routes to it."""
    context = Context.from_environment()
    profile = context.profiles.get(arguments.id)
    context.profiles.remove(profile.id)
    clients = context.routes.forget(profile.id)
    warnings: list[str] = []
    if profile.key.kind == "keyring":
        warnings += _delete_key(context, profile)
    context.keys.origins.forget_variables(profile.id)
    warnings += refresh(context)
    if arguments.json:
        say_json({"removed": profile.id, "clients_without_profile": list(clients), "warnings": warnings})
        return 0
    for warning in warnings:
        warn(warning)
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
    from app.capabilities import matrix, matrix_rows  # half the proxy: no other command pays for it
    from app.check import kept

    context = Context.from_environment()
    profile = context.profiles.get(arguments.id)
    can = matrix(profile, check=kept.read(context.paths, profile.id))
    if arguments.json:
        say_json(
            {
                **_as_json(profile),
                "key_unconfirmed": list(context.keys.origins.unconfirmed(profile)),
                "capabilities": can,
            }
        )
        return 0
    rows = [("id", profile.id), ("name", profile.name), ("preset", profile.preset or "–")]
    rows += [(endpoint.wire, endpoint.base_url) for endpoint in profile.endpoints]
    rows += [
        ("model", profile.model or "–"),
        ("small model", profile.small_model or "–"),
        ("key", _key(profile)),
    ]
    rows += [("", sentence) for sentence in _waits(context, profile)]
    rows += [(f"model {name}", model) for name, model in profile.model_map.items()]
    rows += [(f"header {name}", value) for name, value in profile.headers.items()]
    chosen = [(name, one) for name, one in can["policies"].items() if one["source"] == "user"]
    rows += [(f"policy {name}", str(one["value"])) for name, one in chosen]
    say(table(rows))
    if lines := matrix_rows(can):
        say(f"\nWhat it can (model {can['model'] or 'not named'}; seen by the check: +, said by you: *):\n")
        say(table(lines))
    return 0


def mends(arguments: Namespace) -> int:
    """Show what the running service had to change before the provider took it; with --keep write it down."""
    context = Context.from_environment()
    profile = context.profiles.get(arguments.id)
    running = discovery.find(context.paths)
    if running is None:
        raise AppError(
            "Turnout is not running, so there is nothing that it has learned.", "turnout serve", "not_running"
        )
    method, path = ("POST", "mends/keep") if arguments.keep else ("GET", "mends")
    answer = discovery.call(running, method, f"profiles/{profile.id}/{path}")
    found = answer.get("kept" if arguments.keep else "mends", [])
    if arguments.json:
        say_json(answer)
    elif not found:
        say(f"Nothing had to be mended for {profile.id} since Turnout was started.")
    else:
        rows = [(one["wire"], one["model"], "; ".join(one["said"])) for one in found]
        say(table([("WIRE", "MODEL", "MENDED"), *rows]))
        say(
            "Kept in the profile."
            if arguments.keep
            else f"Keep it: turnout profile mends {profile.id} --keep"
        )
    return 0


def _changed(context: Context, profile_id: str, notes: tuple[str, ...], as_json: bool) -> int:
    profile = context.profiles.get(profile_id)
    warnings = [*notes, *find_warnings(profile), *refresh(context)]
    if as_json:
        say_json({**_as_json(profile), "notes": warnings})
        return 0
    for warning in warnings:
        warn(warning)
    say(f"Profile {profile.id} is ready. Switch to it: turnout use {profile.id}")
    return 0


def _check_place(context: Context, profile: Profile) -> None:
    """Refuse Turnout's own address, and one in the user's network without his word."""
    announced = discovery.read(context.paths)
    if find_loop(profile, announced.port if announced else context.settings.load().port):
        raise BadBaseUrlError(LOOP, LOOP_FIX)
    if host := find_private(profile):
        message, fix = private_words(host)
        raise InvalidProfileError(
            message, f"{fix.removesuffix('.')}: --private-network", code="private_network"
        )


def _waits(context: Context, profile: Profile) -> tuple[str, ...]:
    """What the user has to do before the key is used at each address, as sentences."""
    try:
        context.keys.demand_confirmed(profile)
    except KeyUnconfirmedError as error:
        return (sentence(error),)
    return ()


def _delete_key(context: Context, profile: Profile) -> list[str]:
    """Take the key out of the keyring: a later profile of this id must not find it. Returns warnings."""
    try:
        context.keys.drop(profile.id)
    except KeyProblemError as error:
        return [f"A key of {profile.id} may still be in the keyring: {error}"]
    return []


def _key_reference(arguments: Namespace) -> KeyRef | None:
    if arguments.key_env is not None:
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
