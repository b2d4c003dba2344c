"""`turnout fallback`: which profiles are asked where one fails, and which providers keep failing."""

from argparse import Namespace
from typing import Any

from app import discovery
from app.cli.output import say, say_json, table
from app.context import Context
from app.errors import AppError
from profiles.routes import CLIENTS, Client


def list_all(arguments: Namespace) -> int:
    """Show each client's fallbacks and, of a running service, what fails at present."""
    context = Context.from_environment()
    fallbacks, breakers = context.routes.fallbacks(), _breakers(context)
    if arguments.json:
        say_json({"clients": {client: list(ids) for client, ids in fallbacks.items()}, "breakers": breakers})
        return 0
    serving = context.routes.all()
    rows = [
        (client, serving[client].profile or "–", ", ".join(ids) or "–") for client, ids in fallbacks.items()
    ]
    say(table([("CLIENT", "PROFILE", "FALLBACKS"), *rows]))
    for one in breakers:
        waits = f", tried again in {one['retry_in']:g} s" if one["retry_in"] else ""
        say(f"{one['id']} failed {one['failures']} times in a row ({one['state']}{waits}): {one['error']}")
    return 0


def put(arguments: Namespace) -> int:
    """Set the fallbacks of one client, or of all."""
    context = Context.from_environment()
    for profile in arguments.ids:
        context.profiles.get(profile)
    return _set(context, arguments)


def clear(arguments: Namespace) -> int:
    """Take the fallbacks away."""
    return _set(Context.from_environment(), arguments)


def reset(arguments: Namespace) -> int:
    """Forget a provider's failures, or all of them."""
    context = Context.from_environment()
    running = discovery.find(context.paths)
    if running is None:
        raise AppError("Turnout is not running; it counts failures only while it runs.", code="not_running")
    known = [one["id"] for one in _breakers(context)]
    if arguments.breaker is not None and arguments.breaker not in known:
        raise AppError(
            f"{arguments.breaker!r} has not failed.",
            f"There are: {', '.join(known)}." if known else "Nothing has.",
            "no_such_breaker",
        )
    chosen = known if arguments.breaker is None else [arguments.breaker]
    for name in chosen:
        discovery.call(running, "POST", f"breakers/{name}/reset")
    if arguments.json:
        say_json({"reset": chosen})
    else:
        say(f"Reset: {', '.join(chosen)}." if chosen else "Nothing has failed.")
    return 0


def _set(context: Context, arguments: Namespace) -> int:
    ids: list[str] = getattr(arguments, "ids", [])
    clients: tuple[Client, ...] = tuple(one for one in CLIENTS if arguments.client in (one, "all"))
    for client in clients:
        context.routes.set_fallbacks(client, ids)
    context.tell_service()
    if arguments.json:
        say_json({"clients": {client: list(context.routes.fallbacks()[client]) for client in clients}})
    elif ids:
        say(f"Where a profile fails, {', then '.join(ids)} will be asked ({', '.join(clients)}).")
    else:
        say(f"No fallback any more: what fails is said to the client ({', '.join(clients)}).")
    return 0


def _breakers(context: Context) -> list[dict[str, Any]]:
    running = discovery.find(context.paths)
    found: list[dict[str, Any]] = (
        discovery.call(running, "GET", "breakers").get("breakers", []) if running else []
    )
    return found
