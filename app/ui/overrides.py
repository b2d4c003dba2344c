"""Our overrides of Qt's methods: an error in one of them is told, and does not end the process.

Before Python 3.12, PySide (6.8 to 6.12.0) takes what leaves an override for an exception object. Raised in C
("Internal C++ object already deleted", `int("x")`, `[][0]`) it becomes one only where it is caught: PySide reads a
pointer out of the message, and the process dies. So each override catches what leaves it, and raises it again.
"""

import functools
import sys
from collections.abc import Callable
from types import FunctionType, MethodDescriptorType
from typing import Any

from PySide6.QtCore import QObject
from shiboken6 import Shiboken

FIRST_SOUND = (3, 12)
"""From this Python on, an error is an exception object from the start."""


def watch_overrides() -> None:
    """Have every class over one of Qt's that is made from now on raise sound errors."""
    if sys.version_info < FIRST_SOUND:
        Shiboken.Object.__init_subclass__ = classmethod(_made)  # type: ignore[assignment, arg-type]


def _made(cls: Any, **words: object) -> None:
    super(Shiboken.Object, cls).__init_subclass__(**words)
    for name, member in list(vars(cls).items()):
        if isinstance(member, FunctionType) and _overrides(cls, name):
            setattr(cls, name, _raising(member))


def _overrides(cls: type, name: str) -> bool:
    """Tell whether Qt calls it. Not for Qt's slots: a connection counts the parameters of what it calls."""
    return any(
        isinstance(vars(base).get(name), MethodDescriptorType) and name not in _slots(base)
        for base in cls.__mro__[1:]
    )


@functools.cache
def _slots(base: Any) -> frozenset[str]:
    if not issubclass(base, QObject):
        return frozenset()
    kept = base.staticMetaObject
    return frozenset(bytes(kept.method(at).name().data()).decode() for at in range(kept.methodCount()))


def _raising(method: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(method)
    def override(*args: Any, **words: Any) -> Any:
        try:
            return method(*args, **words)
        except BaseException:  # being caught is what makes it an object
            raise

    return override
