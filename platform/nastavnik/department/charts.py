# SPDX-License-Identifier: MIT
"""The geometry of a line chart: where lines, marks and their words stand. Drawn as SVG by the template."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

LEFT, RIGHT, TOP, BOTTOM = 34.0, 476.0, 14.0, 266.0
_WORDS_APART = 34.0
_HIGHEST = 100
_FEW_STEPS = 50


@dataclass(frozen=True, slots=True)
class Point:
    """A mark of a line; ``percent`` is what it shows."""

    x: float
    y: float
    percent: float


@dataclass(frozen=True, slots=True)
class Ending:
    """The words at the end of a line."""

    y: float
    percent: float


@dataclass(frozen=True, slots=True)
class LineChart:
    """Two lines of shares over the same months: the present one and a year before.

    A month without a share breaks the line, so each line is made of pieces.
    """

    grid: Sequence[tuple[float, int]]
    ticks: Sequence[tuple[float, str]]
    now: Sequence[Sequence[Point]]
    before: Sequence[Sequence[Point]]
    now_ends: Ending | None
    before_ends: Ending | None


def line_chart(
    labels: Sequence[str], now: Sequence[float | None], before: Sequence[float | None]
) -> LineChart:
    """Lay the chart out. Shares are 0 to 1; the axis begins at the ten below the lowest of them."""
    shown = [100 * share for share in (*now, *before) if share is not None]
    lowest = int(min(shown, default=0) // 10 * 10)
    lowest = min(lowest, _HIGHEST // 2) if lowest >= _FEW_STEPS else lowest // 20 * 20
    step = 10 if _HIGHEST - lowest <= _FEW_STEPS else 20
    width = (RIGHT - LEFT) / max(1, len(labels) - 1)

    def height(percent: float) -> float:
        return round(BOTTOM - (percent - lowest) / (_HIGHEST - lowest) * (BOTTOM - TOP), 1)

    def line(shares: Sequence[float | None]) -> list[list[Point]]:
        pieces: list[list[Point]] = [[]]
        for index, share in enumerate(shares):
            if share is None:
                pieces.append([])
            else:
                pieces[-1].append(Point(round(LEFT + index * width, 1), height(100 * share), 100 * share))
        return [piece for piece in pieces if piece]

    lines = line(now), line(before)
    endings = [Ending(pieces[-1][-1].y, pieces[-1][-1].percent) if pieces else None for pieces in lines]
    return LineChart(
        grid=[(height(percent), percent) for percent in range(lowest, _HIGHEST + 1, step)],
        ticks=[(round(LEFT + index * width, 1), label) for index, label in enumerate(labels)],
        now=lines[0],
        before=lines[1],
        now_ends=endings[0],
        before_ends=_apart(endings[1], endings[0]),
    )


def _apart(ending: Ending | None, other: Ending | None) -> Ending | None:
    """Move the words away from those of the other line, down where there is room and up where there is none."""
    if ending is None or other is None or abs(ending.y - other.y) >= _WORDS_APART:
        return ending
    below = other.y + _WORDS_APART
    return Ending(below if below <= BOTTOM else other.y - _WORDS_APART, ending.percent)
