"""`turnout demo`: everything works, offline and without a key, in a throw-away home."""

import os
import shlex
import sys
import tempfile
from argparse import Namespace
from pathlib import Path

import platformdirs

from app.cli.output import say, warn
from app.cli.serve import run_service
from app.context import Context
from app.service import Announcement
from app.switching import switch
from profiles.making import make_profile

PROFILE = "demo"


def demo(arguments: Namespace) -> int:
    """Serve the demo provider until Ctrl-C, with both clients routed to it in a home of their own."""
    # Not in the system's temporary folder: Codex 0.169.0 warns about a home there.
    cache = platformdirs.user_cache_path("turnout", ensure_exists=True)
    with tempfile.TemporaryDirectory(prefix="demo-", dir=cache) as folder:
        home = Path(folder)
        env = {
            **os.environ,
            "TURNOUT_HOME": str(home / "turnout"),
            "CODEX_HOME": str(home / "codex"),
            "CLAUDE_CONFIG_DIR": str(home / "claude"),
        }
        for name in ("CODEX_HOME", "CLAUDE_CONFIG_DIR"):
            Path(env[name]).mkdir(mode=0o700)
        context = Context.from_environment(env)
        context.profiles.add(make_profile(PROFILE, preset=PROFILE).profile)
        for client in ("codex", "claude-code", "other"):
            context.routes.set(client, PROFILE)

        def announce(announcement: Announcement) -> None:
            switch(context, PROFILE, ("codex", "claude-code"), port=announcement.port)
            say(f"listening on {announcement.base_url}")
            for line in _instructions(env, announcement.base_url):
                say(line)

        run_service(context, arguments.port, announce)
        warn("The demo is over; its home is removed.")
    return 0


def _instructions(env: dict[str, str], base_url: str) -> list[str]:
    """Return the commands to try, ready to paste into another terminal."""
    turnout = (
        shlex.quote(str(Path(sys.argv[0]).absolute())) if Path(sys.argv[0]).name == "turnout" else "turnout"
    )
    homes = {
        name: f"{name}={shlex.quote(env[name])}"
        for name in ("TURNOUT_HOME", "CODEX_HOME", "CLAUDE_CONFIG_DIR")
    }
    request = '{"model":"demo","messages":[{"role":"user","content":"hello"}]}'
    return [
        "",
        "The demo provider answers offline. Nothing of yours is touched; Ctrl-C ends it and removes its home.",
        "Try in another terminal:",
        "",
        f"  {homes['CODEX_HOME']} codex exec --skip-git-repo-check 'Does it work?' < /dev/null",
        f"  {homes['CLAUDE_CONFIG_DIR']} claude -p 'Does it work?' --allowedTools Bash < /dev/null",
        f"  curl -sN {base_url}/v1/chat/completions -H 'Content-Type: application/json' \\",
        f'    -H "Authorization: Bearer $({homes["TURNOUT_HOME"]} {turnout} access show default)" \\',
        f"    -d '{request}'",
        f"  {homes['TURNOUT_HOME']} {turnout} log",
        "",
    ]
