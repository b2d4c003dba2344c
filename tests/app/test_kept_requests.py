"""The kept requests are the same whether the service is asked or its file is read."""

import pytest

from app import discovery
from app.context import Context
from app.errors import AppError
from app.kept_requests import KeptRequests
from profiles.making import make_profile
from tests.app.serving import ServiceInThread, chat


def test_with_and_without_the_service(context: Context) -> None:
    context.profiles.add(make_profile("demo", preset="demo").profile)
    context.routes.set("other", "demo")
    with ServiceInThread() as service:
        for text in ("one", "two"):
            chat(service.base, text, key=context.access.get("default"))
        asked = KeptRequests(context, discovery.find(context.paths))
        listed = asked.list("profile:demo", 10)
        found = asked.find(listed[0]["id"])
        assert asked.find("x_gone") is None
    read = KeptRequests(context, None)
    assert read.list("profile:demo", 10) == listed
    assert read.list("", 1) == listed[1:]
    assert read.list("profile:other", 10) == []
    kept = read.find(listed[0]["id"])
    assert kept and found
    assert kept["bodies"] == found["bodies"]
    assert read.find("x_gone") is None


def test_no_file_yet(context: Context) -> None:
    assert KeptRequests(context, None).list("", 10) == []


def test_a_file_that_is_no_log(context: Context) -> None:
    context.log_file.write_bytes(
        b"this is not a database, and is longer than its head of a hundred bytes" * 4
    )
    with pytest.raises(AppError) as raised:
        KeptRequests(context, None).list("", 10)
    assert raised.value.code == "log_unreadable"
