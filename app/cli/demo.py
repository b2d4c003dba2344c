"""`turnout demo`: everything works, offline and without a key, in a throw-away home."""

import os
import shlex
import sys
import tempfile
from argparse import Namespace
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from app.cli.output import say, warn
from app.cli.serve import run_service
from app.context import Context
from app.switching import switch
from profiles.making import make_profile
from profiles.routes import CLIENTS

if TYPE_CHECKING:
    from app.service import Announcement

PROFILE = "demo"
_HOMES = {"TURNOUT_HOME": "turnout", "CODEX_HOME": "codex", "CLAUDE_CONFIG_DIR": "claude"}


def demo(arguments: Namespace) -> int:
    """Serve the demo provider until Ctrl-C, with both clients routed to it in a home of their own."""
    # Not in the system's temporary folder: Codex 0.169.0 warns about a home there.
    cache = platformdirs.user_cache_path("turnout", ensure_exists=True)
    with tempfile.TemporaryDirectory(prefix="demo-", dir=cache) as folder:
        homes = {name: str(Path(folder, home)) for name, home in _HOMES.items()}
        for home in homes.values():
            Path(home).mkdir(mode=0o700)
        context = Context.from_environment({**os.environ, **homes})
        context.profiles.add(make_profile(PROFILE, preset=PROFILE).profile)
        for client in CLIENTS:
            context.routes.set(client, PROFILE)

        def announce(announcement: "Announcement") -> None:
            switch(context, PROFILE, port=announcement.port)
            say(f"listening on {announcement.base_url}")
            for line in _instructions(homes, announcement.base_url):
                say(line)

        run_service(context, arguments.port, announce)
    warn("The demo is over; its home is removed.")
    return 0


def _instructions(homes: Mapping[str, str], base_url: str) -> Iterator[str]:
    """Return the commands to try, ready to paste into another terminal."""
    turnout_home, codex_home, claude_home = (f"{name}={shlex.quote(homes[name])}" for name in _HOMES)
    turnout = f"{turnout_home} {shlex.quote(_find_turnout())}"
    request = '{"model":"demo","stream":true,"messages":[{"role":"user","content":"hello"}]}'
    yield ""
    yield "The demo provider answers offline. Nothing of yours is touched; Ctrl-C ends it and removes its home."
    yield "Try in another terminal:"
    yield ""
    yield f"  {codex_home} codex exec --skip-git-repo-check 'Does it work?' < /dev/null"
    yield f"  {claude_home} claude -p 'Does it work?' --allowedTools Bash < /dev/null"
    yield f"  curl -sN {base_url}/v1/chat/completions -H 'Content-Type: application/json' \\"
    yield f'    -H "Authorization: Bearer $({turnout} access show default)" \\'
    yield f"    -d '{request}'"
    yield f"  {turnout} log"
    yield ""


def _find_turnout() -> str:
    """Return how this very program is called: another terminal need not have it on its PATH."""
    for started in (Path(sys.argv[0]), Path(sys.executable).with_name("turnout")):
        if started.name == "turnout" and started.exists():
            return str(started.absolute())
    return "turnout"
