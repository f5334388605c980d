# SPDX-License-Identifier: MIT
"""The letter with a personal link that asks a participant for feedback."""

from __future__ import annotations

from nastavnik.accounts import service as accounts
from nastavnik.foundation.change import Change
from nastavnik.foundation.database import session
from nastavnik.foundation.dates import format_date
from nastavnik.foundation.i18n import DEFAULT_LANGUAGE, using_language
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.names import PersonName
from nastavnik.foundation.scope import current_tenant_id, tenant_scope
from nastavnik.meetings.models import Feedback, Meeting
from nastavnik.meetings.words import KINDS, word
from nastavnik.people import service as people
from nastavnik.people.service import Person

from .feedback import LINK, mark_reminded
from .writing import mailboxes


def ask_feedback(tx: Change, feedback: Feedback) -> PersonName | None:
    """Write to the one who owes feedback, with a fresh link, inside the open change; whom the letter went to.

    ``None``, and nothing is changed, when there is nobody to write to: the feedback is not owed any more, the person's
    data are blocked, no consent holds, or there is no address. A minor without an address is written to at a
    representative's. Earlier links of the same feedback stop working. Asks for no right: the caller does.
    """
    if feedback.state != "owed":
        return None
    person = session().get_one(Person, (current_tenant_id(), feedback.person_id))
    boxes = mailboxes([person]).get(person.id)
    if not boxes:
        return None
    email, name = boxes[0]
    meeting = session().get_one(Meeting, (current_tenant_id(), feedback.meeting_id))
    token = people.issue_link(tx, person.id, LINK, feedback.id)
    with using_language(DEFAULT_LANGUAGE):
        day = format_date(meeting.held_on or meeting.starts_at)
        kind = word(KINDS, meeting.kind).lower()
        about = people.name_of(person).name
        text = (
            _("The meeting of %(day)s (%(kind)s) took place.", day=day, kind=kind)
            if email == person.email
            else _("%(name)s was at the meeting of %(day)s (%(kind)s).", name=about, day=day, kind=kind)
        )
        accounts.write_letter(
            email,
            name,
            _("How was the meeting?"),
            text + "\n" + _("Say how it went: four short questions, a minute. The link works for two weeks:"),
            path=feedback_path(token),
        )
    mark_reminded(tx, feedback)
    tx.record("meetings.reminded", subject=feedback, after={"meeting": feedback.meeting_id})
    return name


def feedback_path(token: str) -> str:
    """The page of a personal link."""
    return f"/o/{tenant_scope().slug}/meetings/link/{token}"
