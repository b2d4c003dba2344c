"""The clients' files while the service is away: given back at its end, connected again at its next start."""

from app import remembered
from app.context import Context
from app.errors import sentence
from app.overview import is_connected
from app.switching import connect
from profiles.activation import CONNECTABLE
from profiles.errors import ProfileError
from profiles.routes import Client


def suspend(context: Context) -> tuple[str, ...]:
    """The service ends: give the clients their files back, remember who had one of ours. Returns warnings."""
    connected = [client for client in CONNECTABLE if is_connected(context.activation, client)]
    remembered.add(context.paths, connected)
    warnings: list[str] = []
    for client in connected:
        try:
            change = context.activation.restore([client])
        except (ProfileError, OSError) as error:
            warnings.append(f"{client} is still connected: {sentence(error)}")
        else:
            warnings += [f"Kept, because somebody has changed it since: {name}" for name in change.kept]
    return tuple(warnings)


def resume(context: Context, port: int) -> tuple[tuple[Client, ...], tuple[str, ...]]:
    """The service has started on this port: connect who was connected. Returns the clients and warnings.

    A file that cannot be written is a warning: the other client, and the service, go on.
    """
    waiting = remembered.read(context.paths)
    connected: list[Client] = []
    warnings: list[str] = []
    for client in CONNECTABLE:
        # Still connected: the service before this one was killed, and its port may have been another.
        if client not in waiting and not is_connected(context.activation, client):
            continue
        try:
            warnings += connect(context, [client], port=port).warnings
            connected.append(client)
        except (ProfileError, OSError) as error:
            warnings.append(f"{client} was not connected: {sentence(error)}")
    return tuple(connected), tuple(warnings)
