# SPDX-License-Identifier: MIT
"""Measuring side by side: alternating rounds, medians of them, and lines of «name: value»."""

from __future__ import annotations

import gc
import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence

Rounds = Mapping[str, Sequence[float]]


def say(name: str, value: float, unit: str = "") -> None:
    """Print one figure."""
    shown = f"{value:.2f}" if value < 100 else f"{value:.0f}"
    sys.stdout.write(f"{name}: {shown}{' ' + unit if unit else ''}\n")
    sys.stdout.flush()


def timed(work: Callable[[], object]) -> float:
    """Seconds that a piece of work takes."""
    gc.collect()
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def side_by_side(work: Mapping[str, Callable[[], float]], *, rounds: int) -> dict[str, list[float]]:
    """Measure several things in turn, round after round, so that a slow minute of the machine meets all of them."""
    results: dict[str, list[float]] = {name: [] for name in work}
    for number in range(rounds):
        names = list(work) if number % 2 else list(reversed(work))
        for name in names:
            results[name].append(work[name]())
    return results


def ratio(measured: Sequence[float], beside: Sequence[float]) -> float:
    """The median of the rounds' ratios."""
    return statistics.median(one / other for one, other in zip(measured, beside, strict=True))


def percentile(values: Sequence[float], share: float) -> float:
    """The value that ``share`` of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
