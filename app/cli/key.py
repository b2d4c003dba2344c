"""`turnout key`: providers' keys. A key comes in on standard input and never as an argument."""

import contextlib
import getpass
import os
import sys
from argparse import Namespace

from app.cli.output import say, say_json, warn
from app.context import Context
from app.errors import AppError
from app.key_storage import move_keys, where
from profiles.errors import KeyProblemError
from profiles.making import with_key
from profiles.profile import KeyRef


def read_key() -> str:
    """Read a key from standard input; on a terminal without echo."""
    key = ""
    try:
        if sys.stdin is not None:  # None where the starter has closed it
            key = getpass.getpass("Key: ") if sys.stdin.isatty() else sys.stdin.read()
    except EOFError:
        pass
    except UnicodeDecodeError:
        raise AppError("What came in is not text.", "Pipe in the key alone.", "bad_key") from None
    if not key.strip():
        raise AppError("No key came in.", "Pipe it in (… < FILE), or type it at the prompt.", "no_key")
    return key.strip()


def put(arguments: Namespace) -> int:
    """Store a profile's key; the profile looks for it in the keyring from then on."""
    context = Context.from_environment()
    profile = context.profiles.get(arguments.id)
    keyring = with_key(profile, KeyRef("keyring"))
    context.keys.give(
        keyring, read_key(), then=lambda: None if profile == keyring else context.profiles.update(keyring)
    )
    context.tell_service()
    if arguments.json:
        say_json({"profile": profile.id, "stored": True})
    else:
        say(f"The key of {profile.id} is in {where(context)}.")
    return 0


def storage(arguments: Namespace) -> int:
    """Show where keys are, or move them there."""
    context = Context.from_environment()
    moved: list[str] = []
    if arguments.place:
        done = move_keys(context, arguments.place)
        moved = list(done.moved)
        context.tell_service()
        for warning in done.warnings:
            warn(warning)
    place = context.secrets.storage
    if arguments.json:
        say_json({"key_storage": place, "moved": moved})
        return 0
    if arguments.place:
        say(f"{len(moved)} keys moved." if len(moved) != 1 else "1 key moved.")
    say(f"Keys are in {where(context)}.")
    return 0


def delete(arguments: Namespace) -> int:
    """Delete a profile's key from the keyring."""
    context = Context.from_environment()
    profile = context.profiles.get(arguments.id)
    # A profile whose key is elsewhere may have had one here before; no keyring is then no problem.
    elsewhere = profile.key.kind != "keyring"
    with contextlib.suppress(*([KeyProblemError] if elsewhere else [])):
        context.keys.drop(profile.id)
    context.tell_service()
    if arguments.json:
        say_json({"profile": profile.id, "stored": False})
    else:
        say(f"The key of {profile.id} is not in {where(context)} any more.")
        if profile.key.kind == "env":
            say(f"The profile reads its key from {profile.key.env}.")
    return 0


def get(arguments: Namespace) -> int:
    """Print a profile's key: for clients that fetch it by a command of their own."""
    home = {"TURNOUT_HOME": arguments.home} if arguments.home else {}
    context = Context.from_environment({**os.environ, **home})
    profile = context.profiles.get(arguments.id)
    key = context.keys.key_of(profile).value
    context.keys.demand_confirmed(profile)  # the client that asks does not say for which address
    if key is None:
        raise AppError(f"Profile {arguments.id} needs no key.", code="no_key")
    if arguments.json:
        say_json({"profile": arguments.id, "key": key})
    else:
        say(key)
    return 0
