"""`turnout` with the deadlines of a test: `python -m tests.hostile.scaled serve …`."""

import os
import sys

from app.cli import main
from proxy import body, server
from tests.app.serving import ServiceProcess

HEAD, SILENCE = "SCALED_HEAD_SECONDS", "SCALED_SILENCE_SECONDS"


class ScaledService(ServiceProcess):
    """A service process; the variables `HEAD` and `SILENCE` are its deadlines where they are set."""

    module = "tests.hostile.scaled"


if __name__ == "__main__":
    server.HEAD_SECONDS = float(os.environ.get(HEAD, server.HEAD_SECONDS))
    body.SILENCE_SECONDS = float(os.environ.get(SILENCE, body.SILENCE_SECONDS))
    sys.exit(main(sys.argv[1:]))
