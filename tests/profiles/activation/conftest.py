"""A home with the files of both clients, new for each test."""

from pathlib import Path

import pytest

from tests.profiles.activation.home import Home


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "user")
