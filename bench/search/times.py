"""Times: how long each of many questions took, in milliseconds, and what to say of that."""

import statistics
import time
from collections.abc import Callable, Sequence


def milliseconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def p50(times: Sequence[float]) -> float:
    return statistics.median(times)


def p95(times: Sequence[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def heading(title: str, *columns: str) -> None:
    """The first line of a table: what it is on, and a name for each column of figures."""
    print(f"\n{title:26}" + "".join(f"{column:>12}" for column in columns), flush=True)


def line(name: str, *figures: float | str) -> None:
    """One line of a table; figures keep the digits that mean something on a busy machine."""
    written = (each if isinstance(each, str) else f"{each:.2f}" for each in figures)
    print(f"{name:26}" + "".join(f"{each:>12}" for each in written), flush=True)
