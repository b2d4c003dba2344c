"""`turnout` alone: the tray app. Imports nothing of the service, which is another process."""

import gc
from argparse import Namespace

from app.cli.output import warn
from app.display import explain_import, find_obstacle


def start_app(arguments: Namespace) -> int:
    """Start the tray app; where there can be no window, say why and serve."""
    obstacle = find_obstacle()
    if obstacle is None:
        try:
            from app.ui import application
        except ImportError as error:
            if error.name is not None and error.name.split(".")[0] in ("app", "profiles", "proxy"):
                raise  # ours: a fault, and nothing that the user could install
            obstacle = explain_import(error)
        else:
            gc.enable()
            return application.run(arguments.hidden)
    warn(obstacle)
    from app.cli.serve import serve

    return serve(arguments)
