"""One stage for each test module: a home, a service, three providers."""

from collections.abc import Iterator

import pytest

from tests.clients.stage import Stage


@pytest.fixture(scope="module")
def stage(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A module may name settings of the service in `SETTINGS` (`turnout config set`)."""
    settings = getattr(request.module, "SETTINGS", None)
    with Stage(tmp_path_factory.mktemp("stage"), settings=settings) as ready:
        yield ready
