"""What the tests of the service's life get."""

import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"  # before the first import of Qt

import pytest

from app.context import Context


@pytest.fixture
def context() -> Context:
    """Turnout's files in the test's own home."""
    return Context.from_environment()
