# SPDX-License-Identifier: MIT
"""Legal representatives of minors. They are people of the organisation too."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.exc import IntegrityError

from nastavnik.foundation.change import change
from nastavnik.foundation.database import session
from nastavnik.foundation.errors import NotFound, Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.names import PersonName
from nastavnik.foundation.scope import current_tenant_id, require
from nastavnik.people.models import Guardian, Person
from nastavnik.people.words import RELATIONS

from .persons import EDIT, VIEW, PersonCard, add_person, get_person, name_of


@dataclass(frozen=True, slots=True)
class GuardianOf:
    """A legal representative as seen from the minor."""

    link_id: UUID
    person_id: UUID
    name: PersonName
    relation: str
    phone: str
    email: str


def add_guardian(minor_id: UUID, guardian_id: UUID, relation: str) -> Guardian:
    """Name a person of the organisation as a minor's legal representative."""
    require(EDIT)
    if relation not in RELATIONS:
        raise Refused(_("Choose the relation from the list."), field="relation")
    if minor_id == guardian_id:
        raise Refused(_("Nobody represents themselves. Choose another person."), field="guardian")
    minor, guardian = get_person(minor_id), get_person(guardian_id)
    try:
        with change() as tx:
            link = tx.add(Guardian(minor_id=minor.id, guardian_id=guardian.id, relation=relation))
            tx.record(
                "people.guardian_named", subject=minor, after={"guardian": guardian.id, "relation": relation}
            )
            tx.emit("people.changed", {"person": str(minor.id)})
    except IntegrityError as error:
        raise Refused(_("This person is named as a representative already."), field="guardian") from error
    return link


def add_new_guardian(minor_id: UUID, card: PersonCard, relation: str) -> Guardian:
    """Add a person and name them as a minor's legal representative, both or neither."""
    with change():
        return add_guardian(minor_id, add_person(card).id, relation)


def remove_guardian(link_id: UUID) -> None:
    """Take a representative away; consents that were given stay as they were given."""
    require(EDIT)
    with change() as tx:
        link = tx.session.get(Guardian, (current_tenant_id(), link_id))
        if link is None:
            raise NotFound("no such guardian")
        tx.record(
            "people.guardian_removed",
            subject=("people", link.minor_id),
            before={"guardian": link.guardian_id, "relation": link.relation},
        )
        tx.delete(link)
        tx.emit("people.changed", {"person": str(link.minor_id)})


def guardians_of(minor_ids: Iterable[UUID]) -> Mapping[UUID, list[GuardianOf]]:
    """Representatives by minor, in one query."""
    require(VIEW)
    wanted = set(minor_ids)
    found: dict[UUID, list[GuardianOf]] = {minor_id: [] for minor_id in wanted}
    if not wanted:
        return found
    rows = session().execute(
        select(Guardian, Person)
        .join(Person, and_(Person.tenant_id == Guardian.tenant_id, Person.id == Guardian.guardian_id))
        .where(Guardian.minor_id.in_(wanted))
        .order_by(Guardian.created_at)
    )
    for link, person in rows:
        found[link.minor_id].append(
            GuardianOf(link.id, person.id, name_of(person), link.relation, person.phone, person.email)
        )
    return found


def mailbox_of_guardian(minor_id: UUID) -> tuple[str, PersonName] | None:
    """Where a minor's representative is written to, for services that may write; nothing of the blocked."""
    person = session().scalar(
        select(Person)
        .join(Guardian, and_(Guardian.tenant_id == Person.tenant_id, Guardian.guardian_id == Person.id))
        .where(Guardian.minor_id == minor_id, Person.state == "active", Person.email != "")
        .order_by(Guardian.created_at)
        .limit(1)
    )
    return (person.email, name_of(person)) if person else None


def minors_of(guardian_id: UUID) -> Mapping[UUID, PersonName]:
    """Minors whom a person represents."""
    require(VIEW)
    rows = session().scalars(
        select(Person)
        .join(Guardian, and_(Guardian.tenant_id == Person.tenant_id, Guardian.minor_id == Person.id))
        .where(Guardian.guardian_id == guardian_id)
        .order_by(Person.sort_key)
    )
    return {person.id: name_of(person) for person in rows}
