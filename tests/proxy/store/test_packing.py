"""Compressed and back, to the last bit."""

import random

import pytest

from proxy.bodies import Bodies
from proxy.store.packing import pack_bodies, pack_details, unpack_bodies, unpack_details
from tests.fakes.exchanges import make_exchange


def test_bodies_and_times_come_back_as_they_were() -> None:
    bodies = make_exchange().bodies
    assert unpack_bodies(pack_bodies(bodies)) == bodies
    assert unpack_bodies(pack_bodies(Bodies())) == Bodies()


@pytest.mark.parametrize("size", [0, 1, 255, 256, 65_536, 3_000_000])
def test_bodies_of_any_size_come_back(size: int) -> None:
    body = random.Random(size).randbytes(size)
    bodies = Bodies(body, body[::-1], [(0.5, body[:9])] * 20, [(1.5, b"")])
    assert unpack_bodies(pack_bodies(bodies)) == bodies


def test_details_come_back_as_they_were() -> None:
    details = make_exchange().details()
    assert unpack_details(pack_details(details)) == details


def test_bodies_that_are_alike_are_kept_once() -> None:
    body = make_exchange(40_000).client_request
    once = pack_bodies(Bodies(body))
    assert len(pack_bodies(Bodies(body, body))) < len(once) * 1.05


def test_one_that_failed_in_the_middle_spoils_no_other() -> None:
    whole = Bodies(b"a" * 100_000, b"b", [(0.5, b"c")], [])
    broken = Bodies(whole.client_request, None)  # type: ignore[arg-type]
    for _ in range(2):
        with pytest.raises(TypeError):
            pack_bodies(broken)
        assert unpack_bodies(pack_bodies(whole)) == whole
