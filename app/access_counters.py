"""What access keys have used, kept over a restart: a small file that is written beside the requests."""

import asyncio
import logging
from contextlib import suppress
from pathlib import Path

import orjson

from profiles import safe_write
from profiles.errors import ProfileError
from proxy.limits.gate import Gate
from proxy.tasks import spawn

_log = logging.getLogger(__name__)

SAVE_AFTER_S = 0.5
"""So long after a change it is written, with all that came meanwhile: whoever kills the service takes at most the
counts of its last second along, and a busy one writes twice a second."""


class AccessCounters:
    """The file of one gate's counters: written whole or not at all, and only where something is counted."""

    def __init__(self, path: Path, gate: Gate) -> None:
        self._path, self._gate = path, gate
        self._saving: asyncio.Task[None] | None = None
        self._changed = False
        self._one_at_a_time = asyncio.Lock()
        gate.counted = self._note

    def load(self) -> None:
        """Take up what was kept; a file that is damaged counts as none. Blocks for the read of a small file."""
        try:
            data = safe_write.read(self._path)
            if data is not None:
                self._gate.restore(orjson.loads(data))
        except (ProfileError, ValueError) as error:
            _log.warning(
                "The access keys' counters begin at zero: %s cannot be used (%s).", self._path, error
            )

    async def close(self) -> None:
        """Write what is not yet written."""
        self._gate.counted = lambda: None
        if self._saving is not None:
            self._saving.cancel()
            with suppress(asyncio.CancelledError):
                await self._saving
        if self._changed or self._one_at_a_time.locked():
            await self._save()  # also where one is under way: it has to be over

    def _note(self) -> None:
        self._changed = True
        if self._saving is None:
            self._saving = spawn(self._save_soon(), "keeping the access keys' counters")

    async def _save_soon(self) -> None:
        try:
            while self._changed:
                await asyncio.sleep(SAVE_AFTER_S)
                # Whoever ends this waits until the file is whole.
                await asyncio.shield(self._save())
        finally:
            self._saving = None

    async def _save(self) -> None:
        async with self._one_at_a_time:
            self._changed = False
            data = orjson.dumps(self._gate.saved())
            try:
                await asyncio.to_thread(safe_write.update, self._path, lambda _: data)
            except (ProfileError, OSError) as error:
                _log.warning("The access keys' counters could not be kept: %s", error)
