"""Compressed and back, to the last bit."""

from proxy.bodies import Bodies
from proxy.store.packing import pack_bodies, pack_details, unpack_bodies, unpack_details
from tests.fakes.exchanges import make_exchange


def test_bodies_and_times_come_back_as_they_were() -> None:
    bodies = make_exchange().bodies
    assert unpack_bodies(pack_bodies(bodies)) == bodies
    assert unpack_bodies(pack_bodies(Bodies())) == Bodies()


def test_details_come_back_as_they_were() -> None:
    details = make_exchange().details()
    assert unpack_details(pack_details(details)) == details


def test_bodies_that_are_alike_are_kept_once() -> None:
    body = make_exchange(40_000).client_request
    once = pack_bodies(Bodies(body))
    assert len(pack_bodies(Bodies(body, body))) < len(once) * 1.05
