"""The subjects of the control API: each route is there once, and no module that has some is forgotten."""

import pkgutil
from importlib import import_module
from typing import Any
from unittest.mock import Mock

from app import control
from app.control import subjects


def test_each_route_is_there_once_and_none_is_forgotten() -> None:
    desk: Any = Mock()
    found = [(route.method, route.path) for route in subjects.routes(desk)]
    assert len(found) == len(set(found)) > 40
    assert all(path.startswith("/_turnout/") for _, path in found)
    modules = [import_module(f"app.control.{one.name}") for one in pkgutil.iter_modules(control.__path__)]
    others = [one for one in modules if one is not subjects and hasattr(one, "routes")]
    assert sum(len(one.routes(desk)) for one in others) == len(found)
