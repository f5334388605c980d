# SPDX-License-Identifier: MIT
"""Every personal link that there is, in letters to the coordinator: a walk must find what is shown once.

The executor is a mentor as well, so that the page of those who sign in opens for somebody.
"""

from __future__ import annotations

from datetime import timedelta

from nastavnik.accounts import service as accounts
from nastavnik.foundation.change import change
from nastavnik.foundation.dates import now
from nastavnik.foundation.names import PersonName
from nastavnik.matches import service as matches
from nastavnik.matches.service import PairFilter
from nastavnik.meetings import service as meetings
from nastavnik.meetings.service import MeetingCard, Reader
from nastavnik.people import service as people

from .worlds import Place

COORDINATOR = PersonName("Образцова", "Анна", "Ивановна")


def fill_links(place: Place) -> None:
    """Give a participant of a pair that meets each kind of personal link; for one who has a director's rights."""
    met = {
        meeting.match_id: meeting for meeting, _pair in meetings.meetings().rows if meeting.state == "held"
    }
    pair = next(one for one in matches.pairs(PairFilter(state="active")).rows if one.id in met)
    held, mentor = met[pair.id], pair.mentor_person
    owed = [row for row in meetings.feedback_of([held.id])[held.id] if row.state == "owed"]
    paths = [
        meetings.feedback_path(meetings.link_for(owed[-1].id)),
        meetings.make_codes(held.id)[-1].path,
        meetings.page_path(meetings.give_page(mentor.id, write=False).token),
        meetings.make_own_feed(Reader(mentor.id, pair.mentor_name, "link")),
        people.confirming.confirm_path(people.confirming.link_to_confirm(pair.mentor.id)),
    ]
    ahead = MeetingCard("regular", now() + timedelta(days=3), agenda="Выбрать дело", exception="раньше срока")
    meetings.plan_meeting(pair.id, ahead)
    meetings.invite(mentor.id, place.executor.email, "mentor")
    with change(audited=False):
        for path in paths:
            accounts.write_letter(
                place.coordinator.email, COORDINATOR, "Личная ссылка", "Передайте её:", path=path
            )
