"""What runs beside a request and cannot vanish: tasks keep a reference, and every error is logged."""

import asyncio
import logging
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager

_log = logging.getLogger(__name__)
_running: set[asyncio.Task[None]] = set()


def spawn(work: Coroutine[object, object, None], name: str) -> asyncio.Task[None]:
    """Run `work` beside the caller; the caller cancels it when it is no longer wanted."""
    task = asyncio.get_running_loop().create_task(work, name=name)
    _running.add(task)
    task.add_done_callback(_ended)
    return task


@contextmanager
def surviving(what: str) -> Iterator[None]:
    """Log an error of the block and go on: a request's answer does not hang on what is done beside it."""
    try:
        yield
    except Exception:  # noqa: BLE001  # whatever it is
        _log.exception("%s failed", what)


def _ended(task: asyncio.Task[None]) -> None:
    _running.discard(task)
    if not task.cancelled() and (error := task.exception()) is not None:
        _log.error("%s failed: %s", task.get_name(), type(error).__name__, exc_info=error)
