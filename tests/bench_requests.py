"""Measures the list of requests with 10,000 rows, without a screen: `python -m tests.bench_requests`.

The figures are milliseconds of this process's CPU time, so that whatever else the machine does counts little;
at 60 frames a second a frame has 16.7.
"""

import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"  # before the first import of Qt

import json
import resource
import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import process_time

from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication

from app.log_filter import compile_filter
from app.ui import theme
from app.ui.requests.columns import PLACES
from app.ui.requests.diff_tab import DiffTab
from app.ui.requests.json_view import JsonView
from app.ui.requests.model import RequestModel
from app.ui.requests.table import RequestTable
from tests.fakes.summaries import live, many, summary

ROWS = 10_000
ROUNDS = 60
SIZE = (1_010, 600)


class Bench:
    """A list of `ROWS` requests in a shown window."""

    def __init__(self, settings: QSettings) -> None:
        self.model = RequestModel()
        self.table = RequestTable(self.model, settings)
        self.table.resize(*SIZE)
        self.table.show()
        self.figures: list[tuple[str, list[float]]] = []

    def measure(self, name: str, work: Callable[[int], object], rounds: int = ROUNDS) -> None:
        """Time a piece of work with the painting that follows from it."""
        took = []
        for number in range(rounds):
            start = process_time()
            work(number)
            self.table.viewport().update()
            QApplication.processEvents()
            took.append((process_time() - start) * 1_000)
        self.figures.append((name, took))

    def watch(self, name: str, begin: Callable[[], object], is_running: Callable[[], bool]) -> None:
        """Time each round of the event loop while long work goes on in slices."""
        took = []
        start = process_time()
        begin()
        while True:
            took.append((process_time() - start) * 1_000)
            if not is_running():
                break
            start = process_time()
            QApplication.processEvents()
        self.figures.append((name, took))

    def scroll(self, number: int) -> None:
        bar = self.table.verticalScrollBar()
        bar.setValue(bar.maximum() * number // ROUNDS)

    def receive(self, count: int) -> None:
        for _ in range(count):
            self.model.receive(summary())
        self.model.flush()


def measure_bodies(bench: Bench) -> None:
    """A body of 5 MB in its tab, then all of it; and the difference of two of 400 KB."""
    view = JsonView()
    view.resize(*SIZE)
    view.show()
    large = json.dumps(
        {"input": [{"role": "user", "content": f"line {number} " * 9} for number in range(45_000)]}
    )
    bench.watch(
        f"body of {len(large) / 1e6:.0f} MB, its beginning", lambda: view.set_text(large), view.is_filling
    )
    part = {"input": [{"role": "user", "content": f"line {number}"} for number in range(9_000)], "model": "a"}
    other = {"messages": [{"role": "user", "content": f"line {number}", "x": 1} for number in range(9_000)]}
    tab = DiffTab()
    tab.resize(*SIZE)
    tab.show()
    bodies = {"client_request": json.dumps(part), "upstream_request": json.dumps(other)}
    bench.watch(
        "difference of two bodies of 400 KB", lambda: tab.show_detail({"bodies": bodies}), tab.is_comparing
    )


def main() -> int:
    app = QApplication.instance() or QApplication([])
    theme.set_choice("light")
    rows = many(ROWS)
    with tempfile.TemporaryDirectory() as folder:
        settings = QSettings(str(Path(folder, "ui.ini")), QSettings.Format.IniFormat)
        bench = Bench(settings)
        bench.measure(
            "load 500 older", lambda number: bench.model.load(rows[ROWS - 500 * (number + 1) :][:500]), 20
        )
        model, table = bench.model, bench.table
        bench.measure("repaint", lambda _: None)
        bench.measure("scroll", bench.scroll)
        running = [live() for _ in range(5)]
        for one in running:
            model.receive(one)
        model.flush()

        def progress(number: int) -> None:
            for one in running:
                model.receive({**one, "usage": {"input": 900, "output": number}})
            model.flush()

        bench.measure("batch: 5 live rows move", progress)
        bench.measure("batch: 20 new rows at a full ring", lambda _: bench.receive(20))
        bench.measure("batch of 20 while scrolling", lambda number: (bench.receive(20), bench.scroll(number)))
        words = ("status:4xx", "model:kimi >10s", "client:codex or fault:network", "")
        bench.measure("filter by fields", lambda at: model.set_filter(compile_filter(words[at % len(words)])))
        model.set_filter(compile_filter("quota"))
        free = ("shop", "deepseek -429", "请求过于频繁", "")
        bench.measure(
            "filter by free text", lambda at: model.set_filter(compile_filter(free[at % len(free)]))
        )
        model.set_filter(compile_filter(""))
        keys = ("total", "model", "cost", "tokens")
        down = Qt.SortOrder.DescendingOrder
        bench.measure("sort", lambda number: model.sort(PLACES[keys[number % len(keys)]], down))
        bench.measure("batch of 20 while sorted", lambda _: bench.receive(20))
        model.sort(-1)
        bench.measure("group by session on / off", lambda number: model.set_grouped(number % 2 == 0))
        table.go(5_000)
        bench.measure("cursor down", lambda _: table.move_by(1))
        measure_bodies(bench)
    for name, took in bench.figures:
        took.sort()
        worst = took[int(len(took) * 0.95)]
        sys.stdout.write(
            f"{name:36} median {statistics.median(took):6.1f}   95 % {worst:6.1f}   max {took[-1]:6.1f}\n"
        )
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(f"{len(model.store.rows):,} rows, {memory:.0f} MB peak RSS of this process\n")
    app.processEvents()
    return 0


if __name__ == "__main__":
    sys.exit(main())
