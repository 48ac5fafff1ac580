"""What all benchmarks share: interleaved rounds, rows of the table, the line about the machine."""

from __future__ import annotations

import os
import platform
import statistics
import time
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

COLUMNS = ("what", "measured", "goal", "ratio", "")


@dataclass(frozen=True)
class Row:
    """A line of the table; `met` is None where there is no goal."""

    what: str
    measured: str
    goal: str = ""
    ratio: float | None = None
    met: bool | None = None

    def cells(self) -> tuple[str, ...]:
        """The line as texts."""
        ratio = "" if self.ratio is None else f"{self.ratio:.2f}"
        return (self.what, self.measured, self.goal, ratio, {None: "", True: "ok", False: "MISS"}[self.met])


def at_least(what: str, measured: str, ratio: float, goal: float, said: str = "") -> Row:
    """A row whose ratio has a floor."""
    return Row(what, measured, said or f">= {goal:g}", ratio, ratio >= goal)


def at_most(what: str, measured: str, ratio: float, goal: float, said: str = "") -> Row:
    """A row whose ratio has a ceiling."""
    return Row(what, measured, said or f"<= {goal:g}", ratio, ratio <= goal)


def rounds_of(work: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, list[float]]:
    """Seconds of each piece of work in every round; the pieces take turns, the first round only warms up."""
    seconds: dict[str, list[float]] = {name: [] for name in work}
    for number in range(rounds + 1):
        for name, call in work.items():
            start = time.perf_counter()
            call()
            if number:
                seconds[name].append(time.perf_counter() - start)
    return seconds


def paired(one: Sequence[float], other: Sequence[float]) -> float:
    """Median of one / other over the rounds."""
    return statistics.median(a / b for a, b in zip(one, other, strict=True))


def millions(rate: float) -> str:
    """A rate per second in millions."""
    return f"{rate / 1e6:,.0f} M/s"


def milliseconds(seconds: Sequence[float]) -> str:
    """Median in milliseconds."""
    return f"{statistics.median(seconds) * 1e3:.1f} ms"


def table(rows: Sequence[Row]) -> str:
    """The rows below their header, columns aligned."""
    lines = [COLUMNS, *(row.cells() for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(COLUMNS))]
    padded = ["  ".join(map(str.ljust, line, widths)) for line in lines]
    rule = "-" * sum((*widths, 2 * (len(widths) - 1)))
    return "\n".join(line.rstrip() for line in (padded[0], rule, *padded[1:]))


def machine_line() -> str:
    """Processor, cores, caches, system, versions, how the package is installed, and how busy it all is."""
    import numpy

    parts = [
        f"{processor()}, {os.cpu_count()} cores{caches()}",
        f"{platform.system()} {platform.release()}",
        f"Python {platform.python_version()}, NumPy {numpy.__version__}",
        f"package {installed()}",
    ]
    if hasattr(os, "getloadavg"):
        parts.append(f"load {os.getloadavg()[0]:.1f}")
    return "; ".join(parts)


def processor() -> str:
    """Name of the processor."""
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text().splitlines() if cpuinfo.is_file() else []
    named = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return named[0] if named else platform.processor() or platform.machine()


def caches() -> str:
    """Sizes of the second and third level cache, where the system tells them."""
    folder = Path("/sys/devices/system/cpu/cpu0/cache")
    found = {p.joinpath("level").read_text().strip(): p for p in sorted(folder.glob("index*"))}
    sizes = [f"L{n} {found[n].joinpath('size').read_text().strip()}" for n in "23" if n in found]
    return f" ({', '.join(sizes)})" if sizes else ""


def installed() -> str:
    """Whether the package is a copy in site-packages or an editable install."""
    direct = distribution("carbon-peak-simulator").read_text("direct_url.json") or ""
    return "editable" if '"editable": true' in direct else "installed as a copy"
