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
