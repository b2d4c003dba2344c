"""What the doctor mends itself: only what loses nothing and can be undone."""

from collections.abc import Callable

from app import last_good, switching
from app.context import Context
from app.doctor.own_files import unreadable
from app.overview import is_connected
from profiles.activation import CONNECTABLE
from profiles.errors import FileProblemError, KeyringLockedError, NotFoundError


def mend(context: Context, finding_id: str, port: int | None = None) -> None:
    """Mend a finding. `port`: where the service listens, if the caller knows.

    Raises `NotFoundError` for one that cannot be mended, and what a switch raises.
    """
    if finding_id not in MENDABLE:
        raise NotFoundError(
            f"Turnout cannot mend {finding_id[:64]!r} itself.", "Do what its fix says.", code="not_fixable"
        )
    MENDABLE[finding_id](context, port)


def _connect(context: Context, port: int | None) -> None:
    switching.connect(context, port=port)


def _connect_claude_code(context: Context, port: int | None) -> None:
    switching.connect(context, ["claude-code"], port=port)


def _leave_former(context: Context, port: int | None) -> None:
    """A client with a profile is connected where it is now, which leaves the old place; any other is restored."""
    for client in CONNECTABLE:
        if any(one.state == "former" for one in context.activation.describe() if one.client == client):
            if is_connected(context.activation, client) and context.routes.get(client).profile:
                switching.connect(context, [client], port=port)
            else:
                switching.restore(context, [client])


def _drop_lost_routes(context: Context, port: int | None) -> None:
    """A client of a profile that is gone is served by none, which is said, rather than by an error."""
    known = {profile.id for profile in context.profiles.list()}
    for client, route in context.routes.all().items():
        if route.profile is not None and route.profile not in known:
            context.routes.set(client, None)
    if port is None:
        context.tell_service()


def _finish_key_move(context: Context, port: int | None) -> None:
    if left := context.secrets.recover():
        raise KeyringLockedError(
            f"Still in both places: {', '.join(left)}.", "Unlock the keyring, then try again."
        )
    if port is None:
        context.tell_service()


def _put_back(context: Context, port: int | None) -> None:
    """A file of ours that is no text any more; one with a mistake in it is its user's to repair."""
    for error in unreadable(context):
        if isinstance(error, FileProblemError) and last_good.is_no_text(error):
            last_good.put_back(context.paths, error.path)
    if port is None:
        context.tell_service()


def _recover(context: Context, _port: int | None) -> None:
    context.activation.recover()


MENDABLE: dict[str, Callable[[Context, int | None], None]] = {
    "entries_old": _connect,
    "file_damaged": _put_back,
    "not_connected": _connect,
    "target_not_connected": _connect,
    "target_former": _leave_former,
    "keys_moving": _finish_key_move,
    "no_proxy": _connect_claude_code,
    "profile_missing": _drop_lost_routes,
    "unfinished": _recover,
}
