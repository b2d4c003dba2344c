"""How many connections and files the service may hold open: the system's own default is small for a listener."""

import sys
from contextlib import suppress

WANTED = 8_192
"""Two for each of some hundreds of streams, and room for whoever opens connections and says nothing. The default is
256 on macOS and 1,024 on most Linux systems."""


def allow_many_files() -> None:
    """Raise this process's limit as far as it may by itself; where it may not, things stay as they are."""
    if sys.platform == "win32":
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = WANTED if hard == resource.RLIM_INFINITY else min(WANTED, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
