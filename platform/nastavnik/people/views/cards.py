# SPDX-License-Identifier: MIT
"""A person's card and what is done on it: corrections, profiles, requests, representatives."""

from __future__ import annotations

from uuid import UUID

from flask import redirect, render_template, request, url_for

from nastavnik.foundation.dates import today
from nastavnik.foundation.i18n import gettext as _
from nastavnik.hookspecs import PersonPart
from nastavnik.people import service
from nastavnik.people.forms import (
    EnterMenteeForm,
    GuardianForm,
    MentorForm,
    PersonForm,
    RequestForm,
    StateForm,
    SureForm,
    nobody,
    states_for,
)
from nastavnik.people.service import Person, PersonCard, is_minor, name_of
from nastavnik.people.words import KINDS
from nastavnik.web.access import access
from nastavnik.web.acts import Page, page, send
from nastavnik.web.forms import choices_of
from nastavnik.web.scoping import enabled, plugins_of_app

from .frame import blueprint, may

MOST_OFFERED = 20


@blueprint.get("/<uuid:person_id>")
@access(right="people.view")
def card(person_id: UUID) -> Page:
    """Everything the organisation keeps of a person, as far as the reader's rights go. Opening it is recorded.

    A duplicate that was merged leads on to the card that is kept.
    """
    person = service.get_person(person_id)
    if person.merged_into_id is not None:
        return redirect(url_for("people.card", person_id=person.merged_into_id), 303)
    service.open_card(person_id)
    mentor, mentee = service.mentor_of(person.id), service.mentee_of(person.id)
    requests = service.requests_of([mentee.id])[mentee.id] if mentee else []
    parts = plugins_of_app().ask_enabled(enabled(), "person_parts", person_id=person.id)
    return render_template(
        "people/card.html",
        person=person,
        mentor=mentor,
        mentee=mentee,
        topics=service.topics_of_mentors([mentor.id])[mentor.id] if mentor else [],
        requests=requests,
        request_topics=service.topics_of_requests(one.id for one in requests),
        guardians=service.guardians_of([person.id])[person.id],
        minors=service.minors_of(person.id),
        readings=service.readings_of(person.id) if may("edit") else [],
        minor=is_minor(person.birth_date, person.birth_year, today()),
        parts=_parts(parts),
    )


@blueprint.route("/new", methods=["GET", "POST"])
@access(right="people.edit")
def add() -> Page:
    """Add a person; somebody of the same name is shown first, so that nobody is entered twice."""
    form = PersonForm(kind=_known_kind(request.args.get("kind", "pupil")))
    made: list[Person] = []
    alike = _alike(form)
    if not alike or request.form.get("another"):
        alike = []
        sent = send(
            form,
            lambda: made.append(service.add_person(form.card())),
            _("Added."),
            lambda: url_for("people.card", person_id=made[0].id),
        )
        if sent:
            return sent
    return page("people/person_form.html", form, person=None, alike=alike)


@blueprint.route("/<uuid:person_id>/edit", methods=["GET", "POST"])
@access(right="people.edit")
def edit(person_id: UUID) -> Page:
    """Correct a person's card."""
    person = service.get_person(person_id)
    form = PersonForm(data={**_fields(person), "seen": person.version})
    back = url_for("people.card", person_id=person.id)
    sent = send(
        form, lambda: service.change_person(person.id, form.card(), seen=form.seen_version), _("Saved."), back
    )
    return sent or page("people/person_form.html", form, person=person, alike=[])


@blueprint.route("/<uuid:person_id>/mentor", methods=["GET", "POST"])
@access(right="people.edit")
def mentor(person_id: UUID) -> Page:
    """Enter a person into the register of mentors, or change the profile."""
    person, line = service.get_person(person_id), service.mentor_of(person_id)
    form = MentorForm(data=_profile(line)) if line else MentorForm(source=_source_of(person))
    form.forms.choices = choices_of(service.FORM_TITLES)
    back = url_for("people.card", person_id=person.id)
    sent = send(
        form,
        lambda: (
            service.change_mentor(line.id, form.card(), seen=form.seen_version)
            if line
            else service.enter_mentor(person.id, form.card())
        ),
        _("Saved.") if line else _("Entered into the register of mentors."),
        back,
    )
    return sent or page(
        "people/mentor_form.html",
        form,
        person=person,
        mentor=line,
        known=[topic.title for topic in service.topics()],
    )


@blueprint.route("/<uuid:person_id>/mentor/state", methods=["GET", "POST"])
@access(right="people.edit")
def mentor_state(person_id: UUID) -> Page:
    """Take a mentor a step along."""
    person, line = service.get_person(person_id), service.mentor_of(person_id)
    if line is None:
        return redirect(url_for("people.mentor", person_id=person.id), 303)
    form = StateForm()
    form.state.choices = states_for(line.state, service.MENTOR_STEPS[line.state], "mentors")
    sent = send(
        form,
        lambda: service.set_mentor_state(line.id, form.state.data or "", reason=form.reason.data or ""),
        _("Saved."),
        url_for("people.card", person_id=person.id),
    )
    return sent or page("people/state_form.html", form, person=person, title=_("State of the mentor"))


@blueprint.route("/<uuid:person_id>/mentee", methods=["GET", "POST"])
@access(right="people.edit")
def mentee(person_id: UUID) -> Page:
    """Enter a person into the register of mentees, with the first request."""
    person = service.get_person(person_id)
    form = EnterMenteeForm()
    sent = send(
        form,
        lambda: service.enter_mentee(person.id, form.card(), entered_on=form.entered_on.data),
        _("Entered into the register of mentees."),
        url_for("people.card", person_id=person.id),
    )
    return sent or page("people/request_form.html", form, person=person, title=_("Enter as a mentee"))


@blueprint.route("/<uuid:person_id>/mentee/state", methods=["GET", "POST"])
@access(right="people.edit")
def mentee_state(person_id: UUID) -> Page:
    """Let a mentee leave or come back."""
    person, line = service.get_person(person_id), service.mentee_of(person_id)
    if line is None:
        return redirect(url_for("people.mentee", person_id=person.id), 303)
    form = StateForm()
    form.state.choices = states_for(line.state, service.MENTEE_STEPS[line.state], "mentees")
    sent = send(
        form,
        lambda: service.set_mentee_state(line.id, form.state.data or "", reason=form.reason.data or ""),
        _("Saved."),
        url_for("people.card", person_id=person.id),
    )
    return sent or page("people/state_form.html", form, person=person, title=_("State of the mentee"))


@blueprint.route("/<uuid:person_id>/requests/new", methods=["GET", "POST"])
@access(right="people.edit")
def add_request(person_id: UUID) -> Page:
    """Add a request of a mentee."""
    person, line = service.get_person(person_id), service.mentee_of(person_id)
    if line is None:
        return redirect(url_for("people.mentee", person_id=person.id), 303)
    form = RequestForm()
    sent = send(
        form,
        lambda: service.add_request(line.id, form.card()),
        _("The request was added."),
        url_for("people.card", person_id=person.id),
    )
    return sent or page("people/request_form.html", form, person=person, title=_("New request"))


@blueprint.route("/<uuid:person_id>/requests/<uuid:request_id>", methods=["GET", "POST"])
@access(right="people.edit")
def edit_request(person_id: UUID, request_id: UUID) -> Page:
    """Correct a request."""
    person, row = service.get_person(person_id), service.get_request(request_id)
    form = RequestForm(
        data={
            "category": row.category,
            "text": row.text,
            "topics": "\n".join(topic.title for topic in service.topics_of_requests([row.id])[row.id]),
            "priority": str(row.priority),
            "author": row.author,
            "author_name": row.author_name,
            "seen": row.version,
        }
    )
    sent = send(
        form,
        lambda: service.change_request(row.id, form.card(), seen=form.seen_version),
        _("Saved."),
        url_for("people.card", person_id=person.id),
    )
    return sent or page("people/request_form.html", form, person=person, title=_("Request"))


@blueprint.post("/<uuid:person_id>/requests/<uuid:request_id>/state")
@access(right="people.edit")
def request_state(person_id: UUID, request_id: UUID) -> Page:
    """Withdraw a request, answer it, or open it again."""
    service.set_request_state(request_id, request.form.get("state", ""))
    return redirect(url_for("people.card", person_id=person_id, _anchor="requests"), 303)


@blueprint.route("/<uuid:person_id>/guardians/new", methods=["GET", "POST"])
@access(right="people.edit")
def add_guardian(person_id: UUID) -> Page:
    """Name a legal representative: somebody in the registers, or a new person."""
    minor = service.get_person(person_id)
    form = GuardianForm()
    offered = service.find_people(minor.surname[:-1], most=MOST_OFFERED) if len(minor.surname) > 2 else []
    form.person.choices = choices_of(
        {"": nobody(), **{str(one.id): name_of(one).full for one in offered if one.id != minor.id}}
    )

    def name() -> None:
        if form.person.data:
            service.add_guardian(minor.id, UUID(form.person.data), form.relation.data or "")
            return
        service.add_new_guardian(
            minor.id,
            PersonCard(
                surname=form.surname.data or "",
                name=form.name.data or "",
                patronymic=form.patronymic.data or "",
                kind="guardian",
                phone=form.phone.data or "",
                email=form.email.data or "",
            ),
            form.relation.data or "",
        )

    sent = send(
        form,
        name,
        _("The representative was named."),
        url_for("people.card", person_id=minor.id, _anchor="guardians"),
    )
    return sent or page("people/guardian_form.html", form, person=minor)


@blueprint.route("/<uuid:person_id>/guardians/<uuid:link_id>/remove", methods=["GET", "POST"])
@access(right="people.edit")
def remove_guardian(person_id: UUID, link_id: UUID) -> Page:
    """Take a representative away, after a question."""
    minor = service.get_person(person_id)
    found = next((one for one in service.guardians_of([minor.id])[minor.id] if one.link_id == link_id), None)
    back = url_for("people.card", person_id=minor.id, _anchor="guardians")
    if found is None:
        return redirect(back, 303)
    form = SureForm()
    sent = send(form, lambda: service.remove_guardian(link_id), _("The representative was taken away."), back)
    return sent or page("people/guardian_remove.html", form, person=minor, guardian=found, back=back)


def _parts(answers: object) -> list[PersonPart]:
    """What other rooms show on a card, in their order."""
    found = [part for _plugin, parts in answers for part in parts]  # type: ignore[attr-defined]
    return sorted(found, key=lambda part: part.order)


def _alike(form: PersonForm) -> list[Person]:
    """People whom the new card may be about: the same name, a typing mistake, the same birthday."""
    if request.method != "POST" or not form.surname.data or not form.name.data:
        return []
    return [person for person, _why in service.look_alike(form.card())]


def _known_kind(kind: str) -> str:
    return kind if kind in KINDS else "pupil"


def _fields(person: Person) -> dict[str, object]:
    stored = service.card_of(person)
    return {name: getattr(stored, name) for name in PersonCard.__dataclass_fields__}


def _source_of(person: Person) -> str:
    return {
        "pupil": "pupils",
        "student": "pupils",
        "alumnus": "alumni",
        "teacher": "teachers",
        "young_specialist": "teachers",
    }.get(person.kind, "organisations")


def _profile(line: service.Mentor) -> dict[str, object]:
    words = service.topics_of_mentors([line.id])[line.id]
    return {
        "source": line.source,
        "competences": "\n".join(topic.title for topic in words if topic.kind == "competence"),
        "interests": "\n".join(topic.title for topic in words if topic.kind == "interest"),
        "achievements": line.achievements,
        "forms": line.forms,
        "meeting_format": line.meeting_format,
        "preferred_from": line.preferred_from,
        "preferred_to": line.preferred_to,
        "hours_per_week": line.hours_per_week,
        "capacity": line.capacity,
        "entered_on": line.entered_on,
        "seen": line.version,
    }
