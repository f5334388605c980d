# SPDX-License-Identifier: MIT
"""Probable duplicates, «these are different people», and the merge of two cards of one person.

The duplicate's row stays with a pointer to the one that is kept, so that links to it lead on; everything else goes over.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import and_, delete, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from nastavnik.foundation.change import Change, change
from nastavnik.foundation.database import session
from nastavnik.foundation.errors import Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.ids import new_id
from nastavnik.foundation.scope import current_tenant_id, require
from nastavnik.people.models import (
    DifferentPeople,
    Guardian,
    Mentee,
    MenteeRequest,
    Mentor,
    MentorTopic,
    Person,
    PersonalLink,
    PsychologistNote,
    SubjectRequest,
)
from nastavnik.plugins import Plugins

from .likeness import Face, Why, alike, pairs_alike
from .links import revoke_links
from .persons import EDIT, PersonCard, card_of, get_person

CHOSEN_FIELDS = (
    "surname",
    "name",
    "patronymic",
    "birth_date",
    "kind",
    "post",
    "workplace",
    "phone",
    "email",
    "young_since",
)
"""What is chosen field by field; the year of birth goes with the date."""
MOST_SHOWN = 50
_MENTOR_ORDER = ("left", "candidate", "paused", "selected", "trained", "active")
_MENTEE_ORDER = ("left", "candidate", "completed", "active")


@dataclass(frozen=True, slots=True)
class Twins:
    """Two people who may be one, and why it seems so."""

    one: Person
    other: Person
    why: Why


def duplicates(*, most: int = MOST_SHOWN) -> tuple[list[Twins], int]:
    """Probable duplicates, the likeliest first, and how many there are; three queries whatever the number of people."""
    require(EDIT)
    apart = {
        (row.first_id, row.second_id)
        for row in session().execute(select(DifferentPeople.first_id, DifferentPeople.second_id))
    }
    found = [row for row in pairs_alike(_faces()) if (row[0].id, row[1].id) not in apart]
    wanted = {face.id for one, other, _why in found[:most] for face in (one, other)}
    persons = {row.id: row for row in session().scalars(select(Person).where(Person.id.in_(wanted)))}
    return [Twins(persons[a.id], persons[b.id], why) for a, b, why in found[:most]], len(found)


def look_alike(card: PersonCard, *, most: int = 5) -> list[tuple[Person, Why]]:
    """People of the organisation whom a new card may be about, the likeliest first; two queries."""
    require(EDIT)
    new = Face.of(new_id(), (card.surname, card.name, card.patronymic), card.birth_date, card.birth_year)
    found: list[tuple[UUID, Why]] = []
    for face in _faces():
        why = alike(new, face)
        if why is not None:
            found.append((face.id, why))
    rank = {"same_birthday": 0, "same_name": 1, "typing": 2}
    found.sort(key=lambda row: rank[row[1]])
    persons = {
        row.id: row
        for row in session().scalars(select(Person).where(Person.id.in_([one for one, _w in found[:most]])))
    }
    return [(persons[person_id], why) for person_id, why in found[:most]]


def keep_apart(one_id: UUID, other_id: UUID) -> None:
    """Remember that two people who look alike are not the same; saying it twice changes nothing."""
    require(EDIT)
    first, second = sorted((get_person(one_id).id, get_person(other_id).id))
    if first == second:
        raise Refused(_("These are one card, not two."))
    with change() as tx:
        tx.session.execute(
            insert(DifferentPeople)
            .values(tenant_id=current_tenant_id(), id=new_id(), first_id=first, second_id=second)
            .on_conflict_do_nothing(index_elements=["tenant_id", "first_id", "second_id"])
        )
        tx.record("people.kept_apart", subject=("people", first), after={"person": second})


def merge(plugins: Plugins, kept_id: UUID, merged_id: UUID, fields_of_merged: Iterable[str] = ()) -> Person:
    """Make one person of two cards. ``fields_of_merged`` are the fields that are taken from the duplicate.

    Roles, requests, consents, representatives, pairs and meetings go over to the one who is kept, in one change; raises
    ``Refused`` when these two cannot be one person.
    """
    require(EDIT)
    if kept_id == merged_id:
        raise Refused(_("These are one card, not two."))
    taken = set(fields_of_merged)
    if not taken <= set(CHOSEN_FIELDS):
        raise Refused(_("Choose from the list."), field="fields")
    with change() as tx:
        first, second = (get_person(one, lock=True) for one in sorted((kept_id, merged_id)))
        kept, merged = (first, second) if first.id == kept_id else (second, first)
        for person in (kept, merged):
            if person.state != "active":
                raise Refused(_("Only people whose data may be processed are merged."))
        _refuse_relatives(tx, kept_id, merged_id)
        card = card_of(kept)
        chosen = {name: getattr(merged, name) for name in taken}
        if "birth_date" in chosen:
            chosen["birth_year"] = merged.birth_year
        columns = PersonCard(**{**_as_values(card), **chosen}).columns()
        names = sorted(plugins.implementing("merge_person"), key=lambda name: (name == "people", name))
        moved = sum(
            number
            for name in names
            for number in plugins.deliver(name, "merge_person", kept_id=kept_id, merged_id=merged_id)
        )
        before = {
            name: getattr(kept, name) for name, value in columns.items() if getattr(kept, name) != value
        }
        for name in before:
            setattr(kept, name, columns[name])
        tx.record(
            "people.merged",
            subject=kept,
            before=before,
            after={"duplicate": merged.id, "rows": moved, **{name: columns[name] for name in before}},
        )
        tx.emit("people.changed", {"person": str(kept.id)})
        tx.emit("people.merged", {"kept": str(kept.id), "merged": str(merged.id)})
    return kept


def hand_over(kept_id: UUID, merged_id: UUID) -> int:
    """The room's own part of a merge inside the open change: representatives, lines of the registers, notes, demands."""
    require(EDIT)
    with change() as tx:
        merged, kept = get_person(merged_id, lock=True), get_person(kept_id, lock=True)
        revoke_links(tx, person_id=merged.id)
        moved = _guardians(tx, kept.id, merged.id) + _mentors(tx, kept.id, merged.id)
        moved += _mentees(tx, kept.id, merged.id)
        for table in (PsychologistNote, PersonalLink, SubjectRequest):
            moved += _moved(tx, table, table.person_id, kept.id, merged.id)
        _moved(tx, Person, Person.merged_into_id, kept.id, merged.id)
        tx.session.execute(
            delete(DifferentPeople).where(
                or_(DifferentPeople.first_id == merged.id, DifferentPeople.second_id == merged.id)
            )
        )
        if kept.account_id is None:
            kept.account_id = merged.account_id
        merged.account_id = None
        merged.state, merged.merged_into_id = "merged", kept.id
        tx.flush()
    return moved


def _faces() -> list[Face]:
    rows = session().execute(
        select(
            Person.id, Person.surname, Person.name, Person.patronymic, Person.birth_date, Person.birth_year
        ).where(Person.state == "active")
    )
    return [
        Face.of(row.id, (row.surname, row.name, row.patronymic), row.birth_date, row.birth_year)
        for row in rows
    ]


def _as_values(card: PersonCard) -> Mapping[str, Any]:
    return {name: getattr(card, name) for name in PersonCard.__dataclass_fields__}


def _refuse_relatives(tx: Change, one_id: UUID, other_id: UUID) -> None:
    tie = tx.session.scalar(
        select(Guardian.id)
        .where(
            or_(
                and_(Guardian.minor_id == one_id, Guardian.guardian_id == other_id),
                and_(Guardian.minor_id == other_id, Guardian.guardian_id == one_id),
            )
        )
        .limit(1)
    )
    if tie is not None:
        raise Refused(_("One of these two represents the other: they are not one person."))


def _guardians(tx: Change, kept_id: UUID, merged_id: UUID) -> int:
    rows = tx.session.scalars(
        select(Guardian).where(or_(Guardian.minor_id == merged_id, Guardian.guardian_id == merged_id))
    ).all()
    there = {
        (one.minor_id, one.guardian_id)
        for one in tx.session.scalars(
            select(Guardian).where(or_(Guardian.minor_id == kept_id, Guardian.guardian_id == kept_id))
        )
    }
    for row in rows:
        minor = kept_id if row.minor_id == merged_id else row.minor_id
        guardian = kept_id if row.guardian_id == merged_id else row.guardian_id
        if (minor, guardian) in there:
            tx.delete(row)
        else:
            row.minor_id, row.guardian_id = minor, guardian
    tx.flush()
    return len(rows)


def _mentors(tx: Change, kept_id: UUID, merged_id: UUID) -> int:
    mine, theirs = _line(tx, Mentor, kept_id), _line(tx, Mentor, merged_id)
    if theirs is None:
        return 0
    if mine is None:
        theirs.person_id = kept_id
        tx.flush()
        return 1
    mine.entered_on = min(mine.entered_on, theirs.entered_on)
    mine.state = max(mine.state, theirs.state, key=_MENTOR_ORDER.index)
    mine.left_on = mine.left_on if mine.state == "left" else None
    mine.capacity = max(mine.capacity, theirs.capacity)
    mine.forms = list(dict.fromkeys([*mine.forms, *theirs.forms]))
    mine.achievements = _joined(mine.achievements, theirs.achievements)
    mine.results = _joined(mine.results, theirs.results)
    for name in ("case_url", "preferred_from", "preferred_to", "hours_per_week", "confirmed_on"):
        if not getattr(mine, name):
            setattr(mine, name, getattr(theirs, name))
    known = set(tx.session.scalars(select(MentorTopic.topic_id).where(MentorTopic.mentor_id == mine.id)))
    for topic in tx.session.scalars(select(MentorTopic).where(MentorTopic.mentor_id == theirs.id)).all():
        if topic.topic_id in known:
            tx.delete(topic)
        else:
            topic.mentor_id = mine.id
    tx.flush()
    tx.delete(theirs)
    tx.flush()
    return 1


def _mentees(tx: Change, kept_id: UUID, merged_id: UUID) -> int:
    mine, theirs = _line(tx, Mentee, kept_id), _line(tx, Mentee, merged_id)
    if theirs is None:
        return 0
    if mine is None:
        theirs.person_id = kept_id
        tx.flush()
        return 1
    mine.entered_on = min(mine.entered_on, theirs.entered_on)
    mine.state = max(mine.state, theirs.state, key=_MENTEE_ORDER.index)
    mine.left_on = (mine.left_on or theirs.left_on) if mine.state in ("left", "completed") else None
    mine.results = _joined(mine.results, theirs.results)
    mine.case_url = mine.case_url or theirs.case_url
    moved = _moved(tx, MenteeRequest, MenteeRequest.mentee_id, mine.id, theirs.id)
    tx.flush()
    tx.delete(theirs)
    tx.flush()
    return moved + 1


def _line(tx: Change, table: Any, person_id: UUID) -> Any:
    return tx.session.scalar(select(table).where(table.person_id == person_id).with_for_update())


def _moved(tx: Change, table: Any, column: Any, to: UUID, of: UUID) -> int:
    rows: Sequence[UUID] = tx.session.scalars(
        update(table)
        .where(column == of)
        .values({column.key: to})
        .returning(table.id)
        .execution_options(synchronize_session=False)
    ).all()
    return len(rows)


def _joined(mine: str, theirs: str) -> str:
    return "\n".join(dict.fromkeys(filter(None, [mine, theirs])))
