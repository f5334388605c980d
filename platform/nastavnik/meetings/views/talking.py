# SPDX-License-Identifier: MIT
"""How a participant's pages speak: «с Настей», «9 октября», «до 11.10.2024»."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from nastavnik.foundation.dates import format_date, month_name, today
from nastavnik.foundation.i18n import current_language, ngettext
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.names import PersonName
from nastavnik.meetings.service import Seen

_NEEDS_O = re.compile(r"с [СЗШЖ][бвгджзклмнпрстфхцчшщ]")
"""«Со Светланой»: before a hissing or whistling sound with another consonant after it."""


def day_and_month(day: date) -> str:
    """«9 октября»."""
    return f"{day.day} {month_name(day.month, 'genitive')}"


def with_whom(first: Sequence[PersonName]) -> str:
    """«с Настей»; a group is a group."""
    if len(first) != 1:
        return _("with the group")
    if current_language() != "ru":
        return _("with %(name)s", name=first[0].name)
    words = _("with %(name)s", name=first[0].instrumental().name)
    return f"со{words[1:]}" if _NEEDS_O.match(words) else words


def mood_of(first: Sequence[PersonName]) -> str:
    """«Настроение Насти»; empty for a group, whose moods are many."""
    if len(first) != 1:
        return ""
    name = first[0].genitive() if current_language() == "ru" else first[0]
    return _("Mood of %(name)s", name=name.name)


def until(seen: Seen) -> tuple[str, str]:
    """How a request for feedback stands, and until when it waits."""
    late = (today() - seen.answer_by).days
    if late > 0:
        return "overdue", ngettext("Overdue by %(num)s day", "Overdue by %(num)s days", late)
    return "soon", _("By %(day)s", day=format_date(seen.answer_by))
