"""Background tasks: kept, cancelled, and their errors said."""

import asyncio
import logging

import pytest

from proxy import tasks


async def test_a_task_is_kept_until_it_ends() -> None:
    done = asyncio.Event()

    async def work() -> None:
        done.set()

    task = tasks.spawn(work(), "work")
    assert task in tasks._running
    await task
    await asyncio.sleep(0)
    assert done.is_set()
    assert task not in tasks._running


async def test_an_error_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    async def work() -> None:
        raise ValueError("broken")

    with caplog.at_level(logging.ERROR):
        task = tasks.spawn(work(), "the work")
        await asyncio.wait([task])
        await asyncio.sleep(0)
    assert "the work failed: ValueError" in caplog.text


async def test_a_cancelled_task_is_silent(caplog: pytest.LogCaptureFixture) -> None:
    task = tasks.spawn(asyncio.sleep(60), "sleep")
    task.cancel()
    await asyncio.wait([task])
    await asyncio.sleep(0)
    assert caplog.text == ""


def test_what_is_done_beside_a_request_does_not_end_it(caplog: pytest.LogCaptureFixture) -> None:
    with tasks.surviving("the count"):
        raise ValueError("broken")
    assert [(one.getMessage(), one.exc_info is not None) for one in caplog.records] == [
        ("the count failed", True)
    ]
    with pytest.raises(asyncio.CancelledError), tasks.surviving("the count"):
        raise asyncio.CancelledError
