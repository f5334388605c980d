# SPDX-License-Identifier: MIT
"""What a reading leaves to a person: a question with ready answers, solved by an answer or by a corrected field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nastavnik.foundation.i18n import LazyText
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.i18n import lazy_gettext as _l

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
    return tuple(Answer(value, str(label)) for value, label in _READY.get(code, ()))


_SET_ASIDE = ((KEEP, _l("Not needed in the roadmap")), (BY_HAND, _l("Entered by hand")))
_READY: Mapping[str, tuple[tuple[str, LazyText], ...]] = {
    "addressed_to_other": (
        (NOT_REQUIRED, _l("Mark as “not required”")),
        (KEEP, _l("Keep it with us")),
        (DROP, _l("Leave it out of the roadmap")),
    ),
    "deadline_unclear": ((LATER, _l("Set the deadline after the start")),),
    "deadline_outside_period": ((KEEP, _l("Leave it as in the order")),),
    "no_assignee": ((LATER, _l("Assign after the start")),),
    "duplicate_number": ((KEEP, _l("Leave it as in the order")),),
    "row_not_placed": _SET_ASIDE,
    "page_not_read": _SET_ASIDE,
}
