# SPDX-License-Identifier: MIT
"""Long jobs in words: how long one took, and about how long is left."""

from __future__ import annotations

from datetime import timedelta

from nastavnik.foundation.dates import now
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.i18n import ngettext
from nastavnik.foundation.jobs import Job

_FIRST_GUESS = timedelta(seconds=3)
_MINUTE = 60
_STEP = 10


def took_in_words(job: Job) -> str:
    """«Готово за 4 секунды», or what the job said of itself."""
    if job.message:
        return job.message
    if job.started_at is None or job.finished_at is None:
        return _("Ready")
    seconds = max(1, round((job.finished_at - job.started_at).total_seconds()))
    if seconds < _MINUTE:
        return ngettext("Ready in %(num)s second", "Ready in %(num)s seconds", seconds)
    return ngettext("Ready in %(num)s minute", "Ready in %(num)s minutes", round(seconds / _MINUTE))


def left_in_words(job: Job) -> str:
    """«Осталось около 20 секунд.»; empty while there is nothing to judge by."""
    if not job.open or job.started_at is None or not 0 < job.done < job.total:
        return ""
    passed = now() - job.started_at
    if passed < _FIRST_GUESS:
        return ""
    left = passed.total_seconds() * (job.total - job.done) / job.done
    if left < _MINUTE:
        return ngettext("About %(num)s second left.", "About %(num)s seconds left.", _up(left, _STEP))
    return ngettext(
        "About %(num)s minute left.", "About %(num)s minutes left.", _up(left, _MINUTE) // _MINUTE
    )


def _up(seconds: float, step: int) -> int:
    return max(step, step * -(-int(seconds) // step))
