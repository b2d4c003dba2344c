"""The clients' files: whether they can be written, and whether a change of them was interrupted."""

from collections.abc import Iterator

from app.context import Context
from app.doctor.finding import Finding
from app.overview import find_written, is_connected
from profiles.activation import CONNECTABLE
from profiles.errors import ProfileError
from profiles.routes import Client


def examine(context: Context) -> Iterator[Finding]:
    """Yield what is in the way of connecting and restoring."""
    try:
        if context.activation.unfinished():
            yield Finding(
                "unfinished",
                "severe",
                "A change of the clients' files was interrupted.",
                "Turnout, or the computer, was stopped in the middle of it.",
                "turnout doctor --fix undoes it, and so does the next start.",
            )
    except ProfileError as error:
        yield Finding(error.code, "severe", error.message, "A change cannot be looked at.", error.fix)
    written = find_written(context)
    for client in CONNECTABLE:
        try:
            context.activation.restore([client], dry_run=True)
        except ProfileError as error:
            cause = f"{client} cannot be connected or restored."
            yield Finding(error.code, "severe", error.message, cause, error.fix)
            continue
        if client in written and not is_connected(context.activation, client):
            yield _changed(context, client)


def _changed(context: Context, client: Client) -> Finding:
    return Finding(
        "entries_changed",
        "warning",
        f"{context.activation.file_of(client)} does not lead {client} to where Turnout sent it.",
        "Somebody has changed Turnout's entries since it wrote them.",
        f"Keep it as it is, or: turnout connect --client {client}",
    )
