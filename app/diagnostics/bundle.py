"""The bundle: its entries, its manifest, and the file that is made of them."""

import json
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, Any

from app.context import Context
from app.diagnostics import configuration, machine, records
from app.diagnostics.cleaning import cleaner_of
from app.diagnostics.part import Part, part
from app.errors import AppError
from app.export.files import write_private

MANIFEST = "manifest.json"
MOST_REQUESTS = 500
"""As many as the service has in its memory."""
_HOLDS_ITSELF = "What is in this file."
_HOME_AND_KEYS = "Keys, your home folder and your user name."


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of the bundle, as it is written. `holds` and `left_out` say in a sentence what it has and has not."""

    name: str
    holds: str
    left_out: str
    data: bytes


def collect(context: Context, requests: int = 0, *, bodies: bool = False) -> tuple[Entry, ...]:
    """Return what is handed on, every text of it cleaned; `requests`: the newest so many, with `bodies` all of them.

    Nothing that is broken keeps it from being made: the entry then says what. Blocks for seconds: the clients say
    their versions, the keyring is asked.
    """
    cleaner = cleaner_of(context)
    entries = [
        Entry(one.name, one.holds, one.left_out, cleaner.clean(one.text).encode("utf-8", "replace"))
        for one in _parts(context, min(requests, MOST_REQUESTS), bodies=bodies)
    ]
    listed = json.dumps(manifest(entries), ensure_ascii=False, indent=1) + "\n"
    return (Entry(MANIFEST, _HOLDS_ITSELF, "", listed.encode()), *entries)


def manifest(entries: Sequence[Entry]) -> list[dict[str, Any]]:
    """Return what is said of the entries before they are handed on; `size` in bytes."""
    return [
        {"name": one.name, "size": len(one.data), "holds": one.holds, "left_out": one.left_out}
        for one in entries
    ]


def save(path: Path, entries: Sequence[Entry], *, replace: bool = False) -> None:
    """Write the bundle: a zip file, private from the start, whole or not at all.

    Raises `AppError` where it cannot be written, or where there is a file already and it is not to be replaced.
    """
    if not replace and path.exists():
        raise AppError(f"{path} is there already.", "Choose another name, or use --force.", "already_exists")
    write_private(path, partial(_pack, entries))


def _pack(entries: Sequence[Entry], file: IO[bytes]) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for one in entries:
            # Of no special time: nobody needs it, and the same content makes the same file.
            packed.writestr(zipfile.ZipInfo(one.name), one.data, zipfile.ZIP_DEFLATED)


def _parts(context: Context, requests: int, *, bodies: bool) -> Iterator[Part]:
    yield part(
        "versions.json",
        "The versions of Turnout, of what it stands on, and of the clients.",
        "",
        lambda: machine.versions(context),
    )
    yield part("doctor.json", "What the doctor finds.", _HOME_AND_KEYS, lambda: machine.findings(context))
    yield part(
        "status.json",
        "What runs, and where each client goes.",
        "The words of the last error.",
        lambda: machine.status(context),
    )
    yield part("settings.json", "Your settings.", "", lambda: configuration.settings(context))
    yield part(
        "routes.json",
        "Which profile serves which client, and what steps in for it.",
        "",
        lambda: configuration.routes(context),
    )
    yield part(
        "profiles.json",
        "Your profiles.",
        "Keys, the values of headers, and what overrides hold.",
        lambda: configuration.profiles(context),
    )
    yield part(
        "checks.json",
        "The last check of each profile.",
        "What was sent and answered.",
        lambda: configuration.checks(context),
    )
    yield part(
        "clients.json",
        "Turnout's own entries in the clients' files.",
        "Everything else in these files, and access keys.",
        lambda: configuration.clients(context),
    )
    for name, text in records.log_tails(context):
        crash = name.startswith("crash")
        holds = "What the app was at when it crashed." if crash else "The newest lines of this log."
        yield Part(f"logs/{name}", holds, _HOME_AND_KEYS, text)
    if requests and bodies:
        yield part(
            "requests.json",
            "The newest requests with prompts, code and replies.",
            "Keys, and what looks like a credential.",
            lambda: records.requests(context, requests, bodies=True),
        )
    elif requests:
        yield part(
            "requests.json",
            "The figures and models of the newest requests.",
            "What was asked and answered, errors' words, sessions and projects.",
            lambda: records.requests(context, requests, bodies=False),
        )
