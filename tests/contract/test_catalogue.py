# SPDX-License-Identifier: MIT
"""Law 10: the Russian catalogue is complete; no user-visible string skips it."""

from __future__ import annotations

from nastavnik.foundation.i18n_tool import problems, rooms


def test_the_russian_catalogue_is_complete() -> None:
    """The same check as ``nastavnik i18n check``; ``nastavnik i18n extract`` adds what is missing."""
    assert [str(problem) for problem in problems(rooms())] == []
