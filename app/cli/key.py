"""`turnout key`: providers' keys. A key comes in on standard input and never as an argument."""

import getpass
import sys
from argparse import Namespace

from app.cli.output import CommandError, say, say_json
from app.context import Context
from profiles.secrets import resolve_key


def read_key() -> str:
    """Read a key from standard input; on a terminal without echo."""
    key = getpass.getpass("Key: ") if sys.stdin.isatty() else sys.stdin.read()
    if not key.strip():
        raise CommandError("No key came in.", "Pipe it in: turnout key set ID < file, or type it.", "no_key")
    return key.strip()


def put(arguments: Namespace) -> int:
    """Store a profile's key."""
    context = Context.from_environment()
    profile = context.profiles.get(arguments.id)
    context.store_key(profile, read_key())
    context.tell_service()
    if arguments.json:
        say_json({"profile": profile.id, "stored": True})
    else:
        say(f"The key of {profile.id} is in the keyring.")
    return 0


def delete(arguments: Namespace) -> int:
    """Delete a profile's key."""
    context = Context.from_environment()
    profile = context.profiles.get(arguments.id)
    context.secrets.delete(profile.id)
    context.tell_service()
    if arguments.json:
        say_json({"profile": profile.id, "stored": False})
    else:
        say(f"The key of {profile.id} is no longer in the keyring.")
    return 0


def get(arguments: Namespace) -> int:
    """Print a profile's key: for clients that fetch it by a command of their own."""
    context = Context.from_environment()
    key = resolve_key(context.profiles.get(arguments.id), context.secrets, context.env)
    if key is None:
        raise CommandError(f"Profile {arguments.id} needs no key.", code="no_key")
    if arguments.json:
        say_json({"profile": arguments.id, "key": key})
    else:
        say(key)
    return 0
