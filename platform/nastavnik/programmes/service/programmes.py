# SPDX-License-Identifier: MIT
"""Programmes: making, changing, approving, cancelling, continuing, and the list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm.exc import StaleDataError

from nastavnik.foundation.change import Change, change
from nastavnik.foundation.database import session
from nastavnik.foundation.dates import today
from nastavnik.foundation.errors import NotFound, Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.scope import current_tenant_id, require
from nastavnik.people import service as people
from nastavnik.people.service import Listing, Overtaken, PageOfRows
from nastavnik.programmes.models import CustomForm, Programme, ProgrammeParticipant
from nastavnik.programmes.reference import FORMS, MODEL_KINDS, WORK_STAGE, variant_of

VIEW = "programmes.view"
EDIT = "programmes.edit"
APPROVE = "programmes.approve"
LONGEST_TITLE = 300
STUCK_DAYS = 21
"""After so many days in one stage a programme counts as stuck; in the stage of work, after the end of its term."""


@dataclass(frozen=True, slots=True)
class ProgrammeCard:
    """What a programme says of itself (domain 5.3)."""

    title: str
    form: str
    starts_on: date
    ends_on: date
    variant: str = ""
    custom_form_id: UUID | None = None
    model_kind: str = "students"
    goal: str = ""
    tasks: str = ""
    target_group: str = ""
    planned_results: str = ""
    author: str = ""
    coordinator_id: UUID | None = None
    coordinator_name: str = ""
    public_url: str = ""
    best_practice: bool = False

    def columns(self) -> dict[str, Any]:
        """The card as columns, checked; raises ``Refused`` naming the field at fault."""
        columns: dict[str, Any] = {one.name: getattr(self, one.name) for one in fields(self)}
        for name, value in columns.items():
            if isinstance(value, str):
                columns[name] = value.strip()
        if not columns["title"]:
            raise Refused(_("Name the programme."), field="title")
        if len(columns["title"]) > LONGEST_TITLE:
            raise Refused(_("At most %(most)s characters fit here.", most=LONGEST_TITLE), field="title")
        if self.form not in FORMS or not FORMS[self.form].in_force(self.starts_on):
            raise Refused(_("Choose the form from the list."), field="form")
        if self.variant and variant_of(self.form, self.variant) is None:
            raise Refused(_("This role variant belongs to another form."), field="variant")
        if self.model_kind not in MODEL_KINDS:
            raise Refused(_("Choose the model from the list."), field="model_kind")
        if self.model_kind == "teachers" and self.form != "TEACHER_TEACHER":
            raise Refused(_("The model for teachers has one form: teacher to teacher."), field="form")
        if self.ends_on < self.starts_on:
            raise Refused(_("The programme ends before it begins."), field="ends_on")
        if columns["public_url"] and not columns["public_url"].startswith(("http://", "https://")):
            raise Refused(_("An address begins with https://."), field="public_url")
        return columns


def add_programme(card: ProgrammeCard) -> Programme:
    """Begin a draft of a programme."""
    require(EDIT)
    columns = card.columns()
    with change() as tx:
        _check_custom_form(tx, card)
        programme = tx.add(Programme(**columns))
        tx.record(
            "programmes.added", subject=programme, after={"title": programme.title, "form": programme.form}
        )
        tx.emit("programmes.changed", {"programme": str(programme.id)})
    return programme


def change_programme(programme_id: UUID, card: ProgrammeCard, *, seen: int | None = None) -> Programme:
    """Change a programme's card; form and variant are fixed once it runs. ``seen`` is the version the form showed."""
    require(EDIT)
    columns = card.columns()
    with change() as tx:
        programme = get_programme(programme_id, lock=True)
        if seen is not None and seen != programme.version:
            raise Overtaken
        _refuse_ended(programme)
        if programme.state == "running" and (
            card.form != programme.form or card.model_kind != programme.model_kind
        ):
            raise Refused(_("The form of a running programme stays as it is."), field="form")
        _check_custom_form(tx, card)
        before = {
            name: getattr(programme, name)
            for name, value in columns.items()
            if getattr(programme, name) != value
        }
        for name in before:
            setattr(programme, name, columns[name])
        try:
            tx.flush()
        except StaleDataError as error:
            raise Overtaken from error
        tx.record(
            "programmes.edited",
            subject=programme,
            before=before,
            after={name: columns[name] for name in before},
        )
        tx.emit("programmes.changed", {"programme": str(programme.id)})
    return programme


def approve(programme_id: UUID) -> Programme:
    """The director approves a draft: from now on it may be started."""
    require(APPROVE)
    with change() as tx:
        programme = get_programme(programme_id, lock=True)
        if programme.state != "draft":
            raise Refused(_("Only a draft can be approved."))
        for name, sentence in (
            ("goal", _("Write the goal of the programme before it is approved.")),
            ("variant", _("Choose the role variant before it is approved.")),
        ):
            if not getattr(programme, name):
                raise Refused(sentence, field=name)
        programme.state = "approved"
        tx.record("programmes.approved", subject=programme)
        tx.emit("programmes.changed", {"programme": str(programme.id)})
    return programme


def cancel(programme_id: UUID, reason: str) -> Programme:
    """Cancel a programme that has no pairs at work; the reason is kept."""
    require(EDIT)
    if not reason.strip():
        raise Refused(_("Say why the programme is cancelled."), field="reason")
    with change() as tx:
        programme = get_programme(programme_id, lock=True)
        _refuse_ended(programme)
        end_programme(tx, programme, "cancelled", reason=reason)
    return programme


def end_programme(tx: Change, programme: Programme, state: str, *, reason: str = "") -> None:
    """Complete or cancel a programme inside the open change; its participants leave it."""
    programme.state, programme.ended_on, programme.end_reason = state, today(), reason.strip()
    for row in tx.session.scalars(
        select(ProgrammeParticipant).where(
            ProgrammeParticipant.programme_id == programme.id, ProgrammeParticipant.left_on.is_(None)
        )
    ):
        row.left_on = today()
    tx.record(f"programmes.{state}", subject=programme, note=reason.strip())
    tx.emit("programmes.changed", {"programme": str(programme.id)})


def continue_programme(programme_id: UUID, *, starts_on: date, ends_on: date) -> Programme:
    """Clone an ended programme for the next cycle with its people offered again («перспектива продолжения цикла»)."""
    require(EDIT)
    with change() as tx:
        old = get_programme(programme_id)
        if old.state not in ("completed", "cancelled"):
            raise Refused(_("A cycle is continued when it has ended."))
        values = {
            one.name: getattr(old, one.name)
            for one in fields(ProgrammeCard)
            if one.name not in ("starts_on", "ends_on", "best_practice", "public_url")
        }
        card = ProgrammeCard(starts_on=starts_on, ends_on=ends_on, **values)
        programme = tx.add(Programme(**card.columns(), continued_from_id=old.id))
        tx.flush()
        for participant in participants(old.id):
            tx.add(
                ProgrammeParticipant(
                    programme_id=programme.id,
                    person_id=participant.person_id,
                    role=participant.role,
                    joined_on=today(),
                )
            )
        tx.record("programmes.continued", subject=programme, after={"from": old.id})
        tx.emit("programmes.changed", {"programme": str(programme.id)})
    return programme


def get_programme(programme_id: UUID, *, lock: bool = False) -> Programme:
    """One programme of the open organisation; ``NotFound`` for anybody else's."""
    require(VIEW)
    programme = session().get(
        Programme, (current_tenant_id(), programme_id), with_for_update=lock, populate_existing=lock
    )
    if programme is None:
        raise NotFound("no such programme")
    return programme


@dataclass(frozen=True, slots=True)
class ProgrammeFilter:
    """What the register of programmes is narrowed to; empty means everything."""

    text: str = ""
    state: str = ""
    form: str = ""
    stage: int | None = None
    best_practice: bool = False
    listing: Listing = field(default_factory=lambda: Listing("title"))


def programmes(wanted: ProgrammeFilter | None = None) -> PageOfRows[Programme]:
    """Programmes, a page of them, in two queries whatever the length."""
    require(VIEW)
    wanted = wanted or ProgrammeFilter()
    statement = select(Programme)
    for word in wanted.text.lower().split():
        statement = statement.where(func.lower(Programme.title).contains(word, autoescape=True))
    if wanted.state:
        statement = statement.where(Programme.state == wanted.state)
    if wanted.form:
        statement = statement.where(Programme.form == wanted.form)
    if wanted.stage is not None:
        statement = statement.where(Programme.stage == wanted.stage)
    if wanted.best_practice:
        statement = statement.where(Programme.best_practice)
    title = func.replace(func.lower(Programme.title), "ё", "её")
    columns = {
        "title": (title,),
        "starts": (Programme.starts_on, title),
        "stage": (Programme.stage, title),
        "state": (Programme.state, title),
    }
    return wanted.listing.page_of(session(), statement, columns, key=Programme.id)


def programme_counts() -> dict[str, int]:
    """How many programmes there are in each state."""
    require(VIEW)
    rows = session().execute(select(Programme.state, func.count()).group_by(Programme.state))
    return {row[0]: row[1] for row in rows}


def days_in_stage(programme: Programme, on: date) -> int:
    """How many days a running programme has spent in its stage."""
    return (on - programme.stage_since).days if programme.stage_since else 0


def is_stuck(programme: Programme, on: date) -> bool:
    """Whether a running programme has been in one stage for more than ``STUCK_DAYS``, in that of work past its term."""
    if programme.state != "running":
        return False
    if programme.stage == WORK_STAGE:
        return on > programme.ends_on
    return days_in_stage(programme, on) > STUCK_DAYS


def running_by_stage() -> Mapping[int, list[Programme]]:
    """Running programmes by their stage, the longest in it first, in one query."""
    require(VIEW)
    rows = session().scalars(
        select(Programme).where(Programme.state == "running").order_by(Programme.stage_since, Programme.title)
    )
    found: dict[int, list[Programme]] = {}
    for programme in rows:
        found.setdefault(programme.stage, []).append(programme)
    return found


def running_programmes() -> Sequence[Programme]:
    """Programmes that may be given pairs: approved and running ones, by title."""
    require(VIEW)
    return (
        session()
        .scalars(
            select(Programme)
            .where(Programme.state.in_(("approved", "running")))
            .order_by(func.lower(Programme.title))
        )
        .all()
    )


def titles() -> Mapping[UUID, str]:
    """Titles of all programmes of the organisation, by title: for lists to choose from."""
    require(VIEW)
    rows = session().execute(
        select(Programme.id, Programme.title).order_by(func.lower(Programme.title), Programme.id)
    )
    return {row.id: row.title for row in rows}


def programmes_by_id(programme_ids: Iterable[UUID]) -> Mapping[UUID, Programme]:
    """These programmes in one query; those of other organisations are left out."""
    require(VIEW)
    rows = session().scalars(select(Programme).where(Programme.id.in_(set(programme_ids))))
    return {row.id: row for row in rows}


def titles_of(programme_ids: Iterable[UUID]) -> Mapping[UUID, str]:
    """Titles by programme, in one query."""
    wanted = set(programme_ids)
    if not wanted:
        return {}
    rows = session().execute(select(Programme.id, Programme.title).where(Programme.id.in_(wanted)))
    return {row.id: row.title for row in rows}


def participant_counts(programme_ids: Iterable[UUID]) -> Mapping[UUID, int]:
    """How many people take part in each programme or took part to its end, in one query."""
    rows = session().execute(
        select(ProgrammeParticipant.programme_id, func.count(ProgrammeParticipant.person_id.distinct()))
        .where(ProgrammeParticipant.programme_id.in_(set(programme_ids)))
        .group_by(ProgrammeParticipant.programme_id)
    )
    return {row[0]: row[1] for row in rows}


def participants(programme_id: UUID) -> Sequence[ProgrammeParticipant]:
    """Everybody who takes or took part."""
    require(VIEW)
    return (
        session()
        .scalars(
            select(ProgrammeParticipant)
            .where(ProgrammeParticipant.programme_id == programme_id)
            .order_by(ProgrammeParticipant.joined_on, ProgrammeParticipant.id)
        )
        .all()
    )


def participations_of(person_id: UUID) -> Sequence[ProgrammeParticipant]:
    """Programmes in which a person takes or took part."""
    require(VIEW)
    return (
        session()
        .scalars(
            select(ProgrammeParticipant)
            .where(ProgrammeParticipant.person_id == person_id)
            .order_by(ProgrammeParticipant.joined_on, ProgrammeParticipant.id)
        )
        .all()
    )


def offer_person(programme_id: UUID, person_id: UUID, role: str) -> None:
    """Bring a person into a programme as a mentor or a mentee; once is enough."""
    require(EDIT)
    people.get_person(person_id)
    if role not in ("mentor", "mentee"):
        raise Refused(_("Choose the role from the list."), field="role")
    with change() as tx:
        programme = get_programme(programme_id)
        _refuse_ended(programme)
        join(tx, programme_id, person_id, role)


def join(tx: Change, programme_id: UUID, person_id: UUID, role: str) -> None:
    """Bring a person into a programme inside the open change."""
    row = tx.session.scalar(
        select(ProgrammeParticipant).where(
            ProgrammeParticipant.programme_id == programme_id,
            ProgrammeParticipant.person_id == person_id,
            ProgrammeParticipant.role == role,
        )
    )
    if row is not None and row.left_on is None:
        return
    if row is None:
        tx.add(
            ProgrammeParticipant(programme_id=programme_id, person_id=person_id, role=role, joined_on=today())
        )
    else:
        row.left_on = None
    tx.record(
        "programmes.joined", subject=("programmes", programme_id), after={"person": person_id, "role": role}
    )
    tx.emit("programmes.changed", {"programme": str(programme_id)})


def _refuse_ended(programme: Programme) -> None:
    if programme.state in ("completed", "cancelled"):
        raise Refused(_("This programme has ended: it is not changed any more."))


def _check_custom_form(tx: Change, card: ProgrammeCard) -> None:
    if card.custom_form_id is None:
        return
    form = tx.session.get(CustomForm, (current_tenant_id(), card.custom_form_id))
    if form is None or form.base_form != card.form:
        raise Refused(
            _("Choose the organisation's form that belongs to this base form."), field="custom_form_id"
        )
