# SPDX-License-Identifier: MIT
"""Names of the roadmap's tables, fields and values in the journal of acts."""

from __future__ import annotations

from collections.abc import Mapping

from nastavnik.foundation.i18n import Text
from nastavnik.foundation.i18n import lazy_gettext as _l

NAMES: Mapping[str, Text] = {
    "roadmaps": _l("roadmap"),
    "roadmap_items": _l("measure of the roadmap"),
    "roadmap_occurrences": _l("execution of a measure"),
    "roadmap_evidence": _l("evidence of an execution"),
    "roadmap_comments": _l("remark on a measure"),
    "roadmap_imports": _l("uploaded order"),
    "roadmap_settings": _l("reminders"),
    "first_reminder_days": _l("first reminder, days before"),
    "last_reminder_days": _l("last reminder, days before"),
    "overdue_every_days": _l("when overdue, every so many days"),
    "escalate_after_days": _l("to the director after so many days"),
    "letters": _l("letters"),
    "items": _l("measures"),
    "measures": _l("measures"),
    "order": _l("order No."),
    "edition": _l("edition"),
    "people": _l("entrusted to"),
    "evidence": _l("evidence"),
    "done_on": _l("done on"),
    "event_date": _l("date of the event"),
    "state=planned": _l("planned"),
    "state=in_work": _l("in work"),
    "state=done": _l("done"),
    "state=not_required": _l("not required"),
    "state=cancelled": _l("cancelled"),
    "kind=file": _l("file"),
    "kind=link": _l("link"),
    "kind=document": _l("document of the system"),
    "kind=records": _l("records of the system"),
}
