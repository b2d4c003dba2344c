"""The clients' files while the service is away: given back at its end, connected again at its next start."""

from app import remembered
from app.context import Context
from app.errors import sentence
from app.overview import is_connected
from profiles.activation import CONNECTABLE
from profiles.errors import ProfileError
from profiles.routes import Client


def suspend(context: Context) -> tuple[str, ...]:
    """The service ends: give the clients their files back, remember who had one of ours. Returns warnings.

    A client that goes to its provider directly does not need us, and stays as it is.
    """
    activation = context.activation
    connected = [
        client
        for client in CONNECTABLE
        if is_connected(activation, client) and activation.mode(client) == "proxy"
    ]
    remembered.add(context.paths, connected)
    warnings: list[str] = []
    for client in connected:
        try:
            change = activation.restore([client], undoable=False)
        except (ProfileError, OSError) as error:
            warnings.append(f"{client} is still connected: {sentence(error)}")
        else:
            warnings += change.warnings
            warnings += [f"Kept, because somebody has changed it since: {name}" for name in change.kept]
    return tuple(warnings)


def resume(context: Context, port: int) -> tuple[tuple[Client, ...], tuple[str, ...]]:
    """The service has started on this port: connect who was connected. Returns the clients and warnings.

    A file that cannot be written is a warning: the other client, and the service, go on.
    """
    connected: list[Client] = []
    warnings: list[str] = []
    try:
        undone = context.activation.recover()
    except (ProfileError, OSError) as error:
        warnings.append(f"A change that was interrupted could not be undone: {sentence(error)}")
    else:
        warnings += [f"A change that was interrupted is undone: {path}" for path in undone]
    try:
        left = context.secrets.recover()
    except (ProfileError, OSError):
        left = ()  # the doctor says it
    warnings += [f"The key of {one} still is in two places: turnout doctor --fix" for one in left]
    waiting = remembered.read(context.paths)
    for client in CONNECTABLE:
        # Still connected: the service before this one was killed, and its port may have been another.
        if client not in waiting and not is_connected(context.activation, client):
            continue
        if context.activation.mode(client) == "direct":
            continue
        from app.switching import connect  # a start where no client was connected does without

        try:
            warnings += connect(context, [client], port=port, undoable=False).warnings
            connected.append(client)
        except (ProfileError, OSError) as error:
            warnings.append(f"{client} was not connected: {sentence(error)}")
    return tuple(connected), tuple(warnings)
