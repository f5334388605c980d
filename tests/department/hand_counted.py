# SPDX-License-Identifier: MIT
"""Two roadmaps small enough to count on one's fingers. It is 14 October 2024.

                       section 1             section 2             whole
    Centre             2 of 4, 1 overdue     1 of 2, 1 overdue     3 of 6, 2 overdue
    Ankudinovskaya     1 of 1                1 of 2                2 of 3
    district           3 of 5, 1 overdue     2 of 4, 1 overdue     5 of 9, 2 overdue

Done on time, of those whose deadline has come: the Centre 1 of 5 (one late, one by the director's decision, two
overdue), Ankudinovskaya 1 of 1 (one was closed ahead of its time), so 2 of 6 in the district: 33,3 %, while the mean of
the two shares would be 60 %.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from nastavnik.testing.roadmaps import Execution, MadeRoadmap, make_roadmap
from nastavnik.testing.worlds import World

SECTIONS = {"1": "Нормативное правовое регулирование внедрения", "2": "Свой раздел учреждения"}


@dataclass(frozen=True, slots=True)
class Made:
    """The roadmaps of the two organisations."""

    center: MadeRoadmap
    ankudinovskaya: MadeRoadmap


def make_roadmaps(world: World) -> Made:
    """Write both."""
    return Made(
        make_roadmap(
            world.center,
            {
                "1.1": [
                    Execution(date(2024, 3, 31), done_on=date(2024, 3, 30)),  # on time
                    Execution(date(2024, 9, 30)),  # overdue for 14 days
                ],
                "1.2": [
                    Execution(date(2024, 6, 30), done_on=date(2024, 7, 5)),  # late
                    Execution(date(2024, 12, 31)),  # still ahead
                ],
                "2.1": [
                    Execution(date(2024, 9, 15), done_on=date(2024, 9, 10), exception="Форум отменён"),
                    Execution(date(2023, 12, 30), label="II полугодие 2023"),  # overdue for 289 days
                ],
            },
            titles=SECTIONS,
        ),
        make_roadmap(
            world.ankudinovskaya,
            {
                "1.1": [Execution(date(2024, 9, 30), done_on=date(2024, 9, 1))],  # on time
                "2.1": [
                    Execution(date(2024, 11, 30), done_on=date(2024, 10, 1)),  # ahead of its time
                    Execution(date(2024, 12, 31)),  # still ahead
                ],
            },
            titles=SECTIONS,
        ),
    )
