# SPDX-License-Identifier: MIT
"""What a reading leaves to a person: a question with ready answers, solved by an answer or by a corrected field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nastavnik.foundation.i18n import gettext as _

KEEP, DROP, NOT_REQUIRED, LATER, BY_HAND = "keep", "drop", "not_required", "later", "by_hand"
BY_ORDER, BY_MARK = "order", "mark"


@dataclass(frozen=True, slots=True)
class Answer:
    """One ready answer."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Question:
    """Something to decide. ``name`` is the form field of the answer, ``title`` what is wrong, ``text`` the rest.

    ``item`` is the place of the measure it is about, ``None`` for the order. A question without answers is solved in
    the fields.
    """

    name: str
    code: str
    title: str
    text: str = ""
    answers: tuple[Answer, ...] = ()
    chosen: str = ""
    item: int | None = None
    corrected: bool = False

    @property
    def solved(self) -> bool:
        """Whether it was answered, or what it asked about is no longer so."""
        return self.corrected or any(answer.value == self.chosen for answer in self.answers)


def answers_to(code: str, said: Mapping[str, str]) -> tuple[Answer, ...]:
    """Ready answers to a kind of question; ``said`` fills dates and numbers into them."""
    if code == "approval_date_differs":
        return (
            Answer(BY_ORDER, _("%(day)s, date of the order", day=said["ordered"])),
            Answer(BY_MARK, _("%(day)s, mark of approval", day=said["approved"])),
        )
    if code == "approval_number_differs":
        return (
            Answer(BY_ORDER, _("%(number)s, number of the order", number=said["ordered"])),
            Answer(BY_MARK, _("%(number)s, mark of approval", number=said["approved"])),
        )
    if code == "addressed_to_other":
        return (
            Answer(NOT_REQUIRED, _("Mark as “not required”")),
            Answer(KEEP, _("Keep it with us")),
            Answer(DROP, _("Leave it out of the roadmap")),
        )
    if code in ("row_not_placed", "page_not_read"):
        return (
            Answer(KEEP, _("Not needed in the roadmap")),
            Answer(BY_HAND, _("Entered by hand")),
        )
    ready = {
        "deadline_unclear": Answer(LATER, _("Set the deadline after the start")),
        "deadline_outside_period": Answer(KEEP, _("Leave it as in the order")),
        "no_assignee": Answer(LATER, _("Assign after the start")),
        "duplicate_number": Answer(KEEP, _("Leave it as in the order")),
    }
    return (ready[code],) if code in ready else ()
