"""The key that seals reasoning on its way through a client, made once for each installation."""

import secrets

from profiles import safe_write
from profiles.paths import Paths
from proxy.envelope import Sealer

KEY_BYTES = 32


def load_sealer(paths: Paths) -> Sealer:
    """Return the installation's sealer. The key file is 0600; a damaged one is replaced.

    After a loss, reasoning that clients still hold counts as foreign: it is left out, nothing breaks.
    """
    path = paths.state / "seal.key"

    def keep(before: bytes | None) -> bytes:
        if before is not None and len(before) == KEY_BYTES:
            return before
        return secrets.token_bytes(KEY_BYTES)

    return Sealer(safe_write.update(path, keep))
