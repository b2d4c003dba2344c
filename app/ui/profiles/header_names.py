"""What is wrong with headers that a user types: names that are none, twice the same, and keys."""

import re
from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_KEYS = frozenset(
    ("authorization", "proxy-authorization", "x-api-key", "api-key", "x-goog-api-key", "cookie")
)
"""Headers that carry credentials; the service refuses them too."""

translate = QCoreApplication.translate


def find_header_problem(headers: Sequence[tuple[str, str]]) -> str:
    """Return a sentence about the first header that cannot be sent so, "" where all can."""
    names = [name.lower() for name, _ in headers]
    for name, _ in headers:
        if not _NAME.fullmatch(name):
            return translate("Problems", "“{name}” cannot be a header's name.").format(name=name)
        if name.lower() in _KEYS:
            said = translate(
                "Problems",
                "The header {name} carries a key, and no key is written into a file. Enter it as the profile's key.",
            )
            return said.format(name=name)
        if names.count(name.lower()) > 1:
            return translate("Problems", "The header {name} is there twice.").format(name=name)
    return ""
