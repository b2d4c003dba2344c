"""A keyring for the session's processes, in a folder that is not searched: keys belong there."""

import os
from pathlib import Path

from tests.fakes.keyring_backends import FolderKeyring


class OutsideKeyring(FolderKeyring):
    """Selected by PYTHON_KEYRING_BACKEND; CANARY_KEYRING is its folder."""

    def __init__(self) -> None:
        super().__init__(Path(os.environ["CANARY_KEYRING"]))
