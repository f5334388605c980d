# SPDX-License-Identifier: MIT
"""Carrying out an import: good rows go in, bad rows come back with the reason, a repeated row changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from nastavnik.foundation.change import Change, change
from nastavnik.foundation.dates import today
from nastavnik.foundation.errors import Refused
from nastavnik.foundation.ids import new_id
from nastavnik.foundation.scope import require
from nastavnik.people.importing import Mistake, Table, Understood, understand
from nastavnik.people.models import Guardian, Mentee, MenteeRequest, Mentor, MentorTopic, Person, Topic

from .import_known import Known
from .mentees import RequestCard, new_request
from .mentors import MentorCard
from .persons import PersonCard, card_of

IMPORT = "people.import"
CHUNK = 200
"""Rows of one transaction: a job that dies begins again and finds them unchanged."""

What = Literal["created", "updated", "unchanged"]


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that did not go in: its number in the file, the heading of the column, and why."""

    row: int
    column: str
    message: str


@dataclass(slots=True)
class Report:
    """What an import did, or would do."""

    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: list[Rejected] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """The numbers alone; a row with two mistakes is one rejected row."""
        return {
            "rows": self.rows,
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "rejected": len({one.row for one in self.rejected}),
        }

    def as_json(self) -> dict[str, Any]:
        """The contract of ``nastavnik people import --json``."""
        rejected = [{"row": one.row, "column": one.column, "message": one.message} for one in self.rejected]
        return {**self.counts(), "rejected": rejected}


def run_import(
    table: Table,
    mapping: Mapping[str, str],
    target: str,
    *,
    kind: str = "",
    dry_run: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Report:
    """Bring the rows of a table into the open organisation; with ``dry_run`` only say what would happen."""
    require(IMPORT)
    known, report = Known(), Report(rows=len(table.rows))
    headings = {name: table.headings[int(index)] for index, name in mapping.items()}
    for start in range(0, len(table.rows), CHUNK):
        chunk = [
            (
                row.number,
                understand(
                    {name: row.cells[int(index)] for index, name in mapping.items()}, target, kind=kind
                ),
            )
            for row in table.rows[start : start + CHUNK]
        ]
        if dry_run:
            for number, row in chunk:
                _judge(report, headings, number, row, lambda row=row: _foresee(known, row, target))  # type: ignore[misc]
        else:
            _carry_out(report, headings, chunk, known, target)
        if progress is not None:
            progress(min(start + CHUNK, len(table.rows)), len(table.rows))
    return report


class Batch:
    """New rows of a chunk, kept table by table: they go to the database together, parents first."""

    def __init__(self) -> None:
        self._people: list[Person] = []
        self._lines: list[Mentor | Mentee | Topic | Guardian] = []
        self._details: list[MentorTopic | MenteeRequest] = []

    def person(self, person: Person) -> Person:
        """A new person."""
        self._people.append(person)
        return person

    def line(self, row: Mentor | Mentee | Topic | Guardian) -> None:
        """A row that points to people at most."""
        self._lines.append(row)

    def detail(self, row: MentorTopic | MenteeRequest) -> None:
        """A row that points to lines."""
        self._details.append(row)

    def keep(self, tx: Change) -> None:
        """Send everything in the open change."""
        for rows in (self._people, self._lines, self._details):
            tx.session.add_all(rows)
            tx.flush()

    def identifiers(self) -> list[str]:
        """Who was added, for the journal."""
        return [str(person.id) for person in self._people]


def _carry_out(
    report: Report,
    headings: Mapping[str, str],
    chunk: list[tuple[int, Understood]],
    known: Known,
    target: str,
) -> None:
    before = report.counts()
    with change() as tx:
        batch = Batch()
        for number, row in chunk:
            _judge(report, headings, number, row, lambda row=row: _apply(tx, batch, known, row, target))  # type: ignore[misc]
        batch.keep(tx)
        after = report.counts()
        done = {name: after[name] - before[name] for name in ("created", "updated", "unchanged", "rejected")}
        tx.record("people.imported", after={"target": target, **done, "people": batch.identifiers()})
        if done["created"] or done["updated"]:
            tx.emit("people.changed", {})


def _judge(
    report: Report, headings: Mapping[str, str], number: int, row: Understood, act: Callable[[], What]
) -> None:
    mistakes = list(row.mistakes)
    if not mistakes:
        try:
            what = act()
        except Refused as refusal:
            mistakes.append(Mistake(refusal.field or "full_name", refusal.message))
        else:
            setattr(report, what, getattr(report, what) + 1)
            return
    for mistake in mistakes:
        column = headings.get(mistake.field) or headings.get("full_name") or headings.get("surname") or ""
        report.rejected.append(Rejected(number, column, mistake.sentence))


def _foresee(known: Known, row: Understood, target: str) -> What:
    """What a row would do, with everything checked and nothing written."""
    person = known.find(row.person)
    columns = _merged(person, row.person)
    _register_card(row, target)
    if person is None:
        known.remember(Person(id=None, state="active", **columns))
        return "created"
    if target == "mentors" and person.id not in known.mentors:
        return "updated"
    if target == "mentees" and person.id not in known.mentees:
        return "updated"
    return "updated" if _differs(person, columns) else "unchanged"


def _apply(tx: Change, batch: Batch, known: Known, row: Understood, target: str) -> What:
    person = known.find(row.person)
    columns = _merged(person, row.person)
    card = _register_card(row, target)
    what: What = "unchanged"
    if person is None:
        person = batch.person(Person(id=new_id(), state="active", **columns))
        known.remember(person)
        what = "created"
    elif before := _differs(person, columns):
        for name in before:
            setattr(person, name, columns[name])
        if person in tx.session:
            tx.record(
                "people.corrected",
                subject=person,
                before=before,
                after={name: columns[name] for name in before},
            )
        what = "updated"
    changed = _guardian(batch, known, person, row)
    if isinstance(card, MentorCard):
        changed |= _mentor(batch, known, person, card)
    elif target == "mentees":
        changed |= _mentee(batch, known, person, row, card)
    return "updated" if changed and what == "unchanged" else what


def _merged(person: Person | None, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The person's columns after the row: what the row does not say stays."""
    given = {name: value for name, value in fields.items() if value not in ("", None)}
    if person is None:
        return PersonCard(**given).columns()
    kept = card_of(person)
    if given.get("kind") == "other":
        given["kind"] = kept.kind
    values = {name: getattr(kept, name) for name in PersonCard.__dataclass_fields__}
    return PersonCard(**{**values, **given}).columns()


def _differs(person: Person, columns: Mapping[str, Any]) -> dict[str, Any]:
    return {name: getattr(person, name) for name, value in columns.items() if getattr(person, name) != value}


def _register_card(row: Understood, target: str) -> MentorCard | RequestCard | None:
    """The profile or the request of a row. Checks everything of the row, so that nothing is refused half-way."""
    if row.guardian:
        _guardian_columns(row)
    given = dict(row.register)
    if target == "mentors":
        low, high = given.pop("preferred_age", (None, None))
        card = MentorCard(preferred_from=low, preferred_to=high, **given)
        card.columns()
        return card
    if target == "mentees" and given.get("request"):
        request = RequestCard(given.get("category", "other"), given["request"])
        request.check()
        return request
    return None


def _mentor(batch: Batch, known: Known, person: Person, card: MentorCard) -> bool:
    mentor, changed = known.mentors.get(person.id), False
    columns = card.columns()
    if mentor is None:
        mentor = Mentor(id=new_id(), person_id=person.id, **columns)
        batch.line(mentor)
        known.mentors[person.id] = mentor
        changed = True
    for name in ("achievements", "preferred_from", "preferred_to", "hours_per_week"):
        if columns[name] not in ("", None) and getattr(mentor, name) != columns[name]:
            setattr(mentor, name, columns[name])
            changed = True
    words = [("competence", word) for word in card.competences] + [
        ("interest", word) for word in card.interests
    ]
    for kind, word in words:
        topic, new = known.topic(kind, word)
        if new:
            batch.line(topic)
        if known.takes_topic(mentor.id, topic.id):
            batch.detail(MentorTopic(mentor_id=mentor.id, topic_id=topic.id))
            changed = True
    return changed


def _mentee(
    batch: Batch, known: Known, person: Person, row: Understood, request: MentorCard | RequestCard | None
) -> bool:
    mentee, changed = known.mentees.get(person.id), False
    if mentee is None:
        mentee = Mentee(
            id=new_id(), person_id=person.id, entered_on=row.register.get("entered_on") or today()
        )
        batch.line(mentee)
        known.mentees[person.id] = mentee
        changed = True
    if isinstance(request, RequestCard) and not known.has_request(mentee.id, request.text):
        batch.detail(new_request(mentee.id, request))
        changed = True
    return changed


def _guardian(batch: Batch, known: Known, minor: Person, row: Understood) -> bool:
    if not row.guardian:
        return False
    found, linked = known.guardian(minor.id, row.guardian)
    if linked:
        return False
    if found is None:
        found = batch.person(Person(id=new_id(), state="active", **_guardian_columns(row)))
        known.remember(found)
    batch.line(Guardian(minor_id=minor.id, guardian_id=found.id, relation=row.guardian["relation"]))
    known.link(minor.id, found.id)
    return True


def _guardian_columns(row: Understood) -> dict[str, Any]:
    fields = {name: value for name, value in row.guardian.items() if name != "relation"}
    return PersonCard(kind="guardian", **fields).columns()
