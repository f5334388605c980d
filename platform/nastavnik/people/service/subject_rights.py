# SPDX-License-Identifier: MIT
"""What a person may demand about their own data, and by when it must be answered (152-ФЗ, ст. 14, 20, 21; domain 12.1).

Working days are counted by the calendar of state holidays; the yearly decree on moved days can only bring the
deadline nearer or further by a day or two, so answer earlier.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import and_, select

from nastavnik.foundation.change import Change, change
from nastavnik.foundation.database import session
from nastavnik.foundation.dates import add_working_days, format_date, format_datetime, now, today
from nastavnik.foundation.errors import NotFound, Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.names import PersonName
from nastavnik.foundation.printing import PrintedPart, PrintedReport, PrintedTable
from nastavnik.foundation.scope import current_tenant_id, require
from nastavnik.hookspecs import PersonalData
from nastavnik.people.models import Person, SubjectRequest
from nastavnik.people.words import SUBJECT_REQUESTS
from nastavnik.plugins import Plugins

from .links import revoke_links
from .persons import get_person, name_of

RIGHTS = "people.rights"
WORKING_DAYS: Mapping[str, int] = {"access": 10, "correction": 7, "blocking": 10}
"""Answer and access: ст. 14, ч. 3 and ст. 20, ч. 1; correction: ст. 20, ч. 3; a demand to stop: ст. 21, ч. 5.1."""
CALENDAR_DAYS: Mapping[str, int] = {"withdrawal": 30, "destruction": 30}
"""Withdrawal of consent: processing ends and data are destroyed within thirty days (ст. 21, ч. 5)."""
LONGEST = 2000


@dataclass(frozen=True, slots=True)
class RequestLine:
    """A demand with the person's name; ``name`` is empty when the person's data are gone."""

    request: SubjectRequest
    name: str

    @property
    def overdue(self) -> bool:
        """Whether it is unanswered after its day."""
        return self.request.answered_on is None and self.request.due_on < today()


@dataclass(frozen=True, slots=True)
class SubjectFile:
    """Everything the organisation holds about one person at one moment."""

    person: Person
    made_at: datetime
    parts: Sequence[PersonalData]

    def as_json(self) -> dict[str, Any]:
        """The file for a machine: the same words and values."""
        return {
            "name": name_of(self.person).full,
            "made_at": self.made_at.isoformat(timespec="seconds"),
            "sections": [
                {"title": str(part.title), "rows": [_in_words(row) for row in part.rows]}
                for part in self.parts
            ],
        }

    def printed(self, organisation: str, place: str) -> PrintedReport:
        """The file on paper."""
        return PrintedReport(
            organisation=organisation,
            name="СВЕДЕНИЯ",
            title=f"о персональных данных, которые обрабатывает оператор. Субъект: {name_of(self.person).full}",
            on=today(),
            place=place,
            parts=tuple(_printed(part) for part in self.parts),
            signatures=(),
        )


def due_day(kind: str, received_on: date) -> date:
    """The last day on which a demand is answered in time."""
    if kind in WORKING_DAYS:
        return add_working_days(received_on, WORKING_DAYS[kind])
    return received_on + timedelta(days=CALENDAR_DAYS[kind])


def subject_requests(*, open_only: bool = False, most: int = 500) -> list[RequestLine]:
    """Demands, the unanswered first, by their day; one query."""
    require(RIGHTS)
    wanted = (
        select(SubjectRequest, Person.surname, Person.name, Person.patronymic)
        .outerjoin(
            Person, and_(Person.tenant_id == SubjectRequest.tenant_id, Person.id == SubjectRequest.person_id)
        )
        .order_by(SubjectRequest.answered_on.is_not(None), SubjectRequest.due_on, SubjectRequest.id)
    )
    if open_only:
        wanted = wanted.where(SubjectRequest.answered_on.is_(None))
    rows = session().execute(wanted.limit(most))
    return [
        RequestLine(row, PersonName(surname, name, patronymic).full if surname else "")
        for row, surname, name, patronymic in rows
    ]


def requests_of_subject(person_id: UUID) -> Sequence[SubjectRequest]:
    """Demands of one person, the last one first."""
    require(RIGHTS)
    return (
        session()
        .scalars(
            select(SubjectRequest)
            .where(SubjectRequest.person_id == person_id)
            .order_by(SubjectRequest.received_on.desc(), SubjectRequest.id.desc())
        )
        .all()
    )


def get_subject_request(request_id: UUID, *, lock: bool = False) -> SubjectRequest:
    """One demand of the open organisation."""
    require(RIGHTS)
    row = session().get(
        SubjectRequest, (current_tenant_id(), request_id), with_for_update=lock, populate_existing=lock
    )
    if row is None:
        raise NotFound("no such demand")
    return row


def receive_request(person_id: UUID, kind: str, received_on: date) -> SubjectRequest:
    """Enter a person's demand into the register; the deadline follows from its kind."""
    require(RIGHTS)
    person = get_person(person_id)
    if kind not in SUBJECT_REQUESTS:
        raise Refused(_("Choose from the list what is demanded."), field="kind")
    if received_on > today():
        raise Refused(_("A demand cannot come in the future."), field="received_on")
    with change() as tx:
        row = tx.add(
            SubjectRequest(
                person_id=person.id,
                person_key=str(person.id),
                kind=kind,
                received_on=received_on,
                due_on=due_day(kind, received_on),
            )
        )
        tx.record("people.demand_received", subject=row, after={"person": person.id, "kind": kind})
    return row


def note_withdrawal(tx: Change, person_id: UUID, withdrawn_on: date) -> None:
    """The consent to take part was withdrawn: enter the demand, so that the data are destroyed within thirty days.

    Inside the open change; one open demand of this kind is enough.
    """
    open_one = tx.session.scalar(
        select(SubjectRequest.id)
        .where(
            SubjectRequest.person_id == person_id,
            SubjectRequest.kind == "withdrawal",
            SubjectRequest.answered_on.is_(None),
        )
        .limit(1)
    )
    if open_one is None:
        row = tx.add(
            SubjectRequest(
                person_id=person_id,
                person_key=str(person_id),
                kind="withdrawal",
                received_on=withdrawn_on,
                due_on=due_day("withdrawal", withdrawn_on),
            )
        )
        tx.record("people.demand_received", subject=row, after={"person": person_id, "kind": "withdrawal"})


def open_demands(*, until: date, most: int) -> list[RequestLine]:
    """Unanswered demands to be answered by a day, the most urgent first; one query."""
    require(RIGHTS)
    return [line for line in subject_requests(open_only=True, most=most) if line.request.due_on <= until]


def answer_request(request_id: UUID, answered_on: date, answer: str) -> SubjectRequest:
    """Write down when and how a demand was answered."""
    require(RIGHTS)
    said = answer.strip()
    if not said:
        raise Refused(_("Say what was answered."), field="answer")
    if len(said) > LONGEST:
        raise Refused(_("At most %(most)s characters fit here.", most=LONGEST), field="answer")
    if answered_on > today():
        raise Refused(_("The answer cannot be dated in the future."), field="answered_on")
    with change() as tx:
        row = get_subject_request(request_id, lock=True)
        if row.answered_on is not None:
            raise Refused(_("This demand has been answered already."))
        if answered_on < row.received_on:
            raise Refused(_("It cannot be answered before it came."), field="answered_on")
        row.answered_on, row.answer = answered_on, said
        tx.record("people.demand_answered", subject=row, after={"on": answered_on})
    return row


def block(person_id: UUID, reason: str) -> Person:
    """Stop the processing of a person's data: no pair, no letters, no search, no personal links (ст. 21, ч. 1)."""
    require(RIGHTS)
    if not reason.strip():
        raise Refused(_("Give the reason."), field="reason")
    with change() as tx:
        person = get_person(person_id, lock=True)
        if person.state != "active":
            raise Refused(_("Processing of these data is stopped already."))
        person.state, person.blocked_on, person.blocked_reason = "blocked", today(), reason.strip()
        revoke_links(tx, person_id=person.id)
        tx.record("people.blocked", subject=person, note=reason.strip())
        tx.emit("people.changed", {"person": str(person.id)})
    return person


def unblock(person_id: UUID, reason: str) -> Person:
    """Go on with the processing; ``reason`` says on what ground."""
    require(RIGHTS)
    if not reason.strip():
        raise Refused(_("Give the reason."), field="reason")
    with change() as tx:
        person = get_person(person_id, lock=True)
        if person.state != "blocked":
            raise Refused(_("Processing of these data is not stopped."))
        person.state, person.blocked_on, person.blocked_reason = "active", None, ""
        tx.record("people.unblocked", subject=person, note=reason.strip())
        tx.emit("people.changed", {"person": str(person.id)})
    return person


def subject_file(plugins: Plugins, person_id: UUID) -> SubjectFile:
    """Everything held about a person, from every plugin; giving it out is recorded. It is whole or there is none."""
    require(RIGHTS)
    person = get_person(person_id)
    parts = [
        part
        for plugin in sorted(plugins.implementing("subject_data"), key=lambda name: (name != "people", name))
        for answer in plugins.deliver(plugin, "subject_data", person_id=person.id)
        for part in answer
        if part.rows
    ]
    with change() as tx:
        tx.record("people.file_given", subject=person)
    return SubjectFile(person, now(), parts)


def _in_words(row: Mapping[str, Any]) -> dict[str, str]:
    return {str(name): value_in_words(value) for name, value in row.items()}


def value_in_words(value: Any) -> str:
    """A value as a person reads it."""
    match value:
        case None:
            return ""
        case bool():
            return _("yes") if value else _("no")
        case datetime():
            return format_datetime(value)
        case date():
            return format_date(value)
        case _:
            return str(value)


def _printed(part: PersonalData) -> PrintedPart:
    columns = tuple(str(name) for name in part.rows[0])
    rows = tuple(tuple(value_in_words(value) or "—" for value in row.values()) for row in part.rows)
    widths = tuple(
        max(len(word) for cell in cells for word in cell.split())
        for cells in zip(columns, *rows, strict=True)
    )
    table = PrintedTable(str(part.title), columns, rows, widths)
    return PrintedPart(str(part.title), table=table)
