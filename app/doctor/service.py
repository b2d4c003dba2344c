"""The service: whether it runs and answers, who holds its port, and whether the clients' files lead to it."""

from collections.abc import Iterator

from app import discovery
from app.context import Context
from app.discovery import Running
from app.doctor.finding import Finding
from app.errors import AppError
from app.overview import is_connected
from app.port_owner import find_owner
from app.switching import connect
from profiles.activation import CONNECTABLE
from profiles.errors import ProfileError


def examine(context: Context) -> Iterator[Finding]:
    """Yield what keeps clients from reaching Turnout."""
    try:
        running = discovery.find(context.paths)
        status = discovery.call(running, "GET", "status") if running else {}
    except AppError as error:
        yield Finding(
            "not_answering", "severe", error.message, "It hangs.", "End its process, start it again."
        )
        return
    if running is None:
        yield from _not_running(context)
        return
    if status.get("problem"):
        yield Finding(
            "not_read_again",
            "severe",
            str(status["problem"]),
            "A file of Turnout cannot be used right now; it goes on with what it read before.",
            "Repair the file, or make room on the disk: it counts from the next request on.",
        )
    yield from _strays(context, running)


def _not_running(context: Context) -> Iterator[Finding]:
    connected = [client for client in CONNECTABLE if is_connected(context.activation, client)]
    # In direct mode a client reaches its provider without Turnout.
    waiting = [client for client in connected if context.activation.mode(client) == "proxy"]
    yield Finding(
        "not_running",
        "severe" if waiting else "warning",
        "Turnout is not running.",
        f"{' and '.join(waiting)} cannot reach it." if waiting else "Nobody has started it.",
        "turnout serve" + (", or give the clients their files back: turnout restore" if waiting else ""),
    )
    try:
        port = context.settings.load().port
    except ProfileError:
        return  # found elsewhere
    owner = find_owner(port) if port else None
    if owner is not None:
        yield Finding(
            "port_taken",
            "severe",
            f"Port {port} is held by {owner}.",
            "Turnout cannot listen on the port that it is set to.",
            "Stop that program, or choose another port: turnout config set port N",
        )


def _strays(context: Context, running: Running) -> Iterator[Finding]:
    """Clients with a profile whose files do not lead to the running service."""
    for client in CONNECTABLE:
        try:
            if not context.routes.get(client).profile:
                continue
            connected = is_connected(context.activation, client)
            planned = connect(context, [client], port=running.port, dry_run=True).change.changed
        except (ProfileError, AppError):
            continue  # found elsewhere
        if not connected:
            yield Finding(
                "not_connected",
                "warning",
                f"{client} has a profile and is not connected.",
                "Its file does not lead to Turnout.",
                f"turnout connect --client {client}",
            )
        elif context.activation.file_of(client) in [change.path for change in planned]:
            yield Finding(
                "entries_old",
                "severe",
                f"{client} has old entries of Turnout.",
                f"Its file does not lead to {running.base_url} with the present access key and model.",
                f"turnout connect --client {client}",
            )
