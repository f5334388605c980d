# SPDX-License-Identifier: MIT
"""What can go wrong on one machine, said in one sentence."""

from __future__ import annotations


class LocalError(Exception):
    """One clear sentence for the person at the terminal, in Russian and in English."""

    def __init__(self, russian: str, english: str) -> None:
        super().__init__(f"{russian}\n{english}")
        self.russian = russian
        self.english = english
