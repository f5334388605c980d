# SPDX-License-Identifier: MIT
"""The page of a programme, and its card in a form."""

from __future__ import annotations

from uuid import UUID

from flask import render_template, url_for

from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.scope import current_actor
from nastavnik.hookspecs import PersonPart, StageDemand
from nastavnik.people import service as people
from nastavnik.programmes import service
from nastavnik.programmes.forms import ProgrammeForm, fields_of
from nastavnik.programmes.service import Missing, Programme
from nastavnik.web.access import access
from nastavnik.web.acts import Page, page, send
from nastavnik.web.forms import choices_of
from nastavnik.web.scoping import enabled, plugins_of_app

from .frame import blueprint


@blueprint.get("/<uuid:programme_id>")
@access(right="programmes.view")
def card(programme_id: UUID) -> str:
    """Everything about one programme: stage, what the next one waits for, documents, people, events."""
    programme = service.get_programme(programme_id)
    taking_part = service.participants(programme.id)
    documents = service.documents_of(programme.id)
    return render_template(
        "programmes/card.html",
        programme=programme,
        form_title=service.form_title(programme),
        entered={one.stage: one for one in service.stages_of(programme.id)},
        documents=documents,
        held={one.kind for one in documents},
        missing=service.missing_papers(programme),
        demands=demands_of(programme),
        participants=taking_part,
        names=people.names_of(one.person_id for one in taking_part),
        events=service.events_of(programme.id),
        parts=_parts(programme.id),
        former=service.titles_of([programme.continued_from_id]) if programme.continued_from_id else {},
    )


@blueprint.route("/new", methods=["GET", "POST"])
@access(right="programmes.edit")
def add() -> Page:
    """Begin a draft of a programme."""
    form = _form(ProgrammeForm(data={"coordinator_name": current_actor().name}))
    made: list[Programme] = []
    sent = send(
        form,
        lambda: made.append(service.add_programme(form.card())),
        _("The draft is kept. When it is whole, the director approves it."),
        lambda: url_for("programmes.card", programme_id=made[0].id),
    )
    return sent or page("programmes/programme_form.html", form, programme=None)


@blueprint.route("/<uuid:programme_id>/edit", methods=["GET", "POST"])
@access(right="programmes.edit")
def edit(programme_id: UUID) -> Page:
    """Change a programme's card."""
    programme = service.get_programme(programme_id)
    form = _form(ProgrammeForm(data=fields_of(programme)), programme)
    sent = send(
        form,
        lambda: service.change_programme(programme.id, form.card(), seen=form.seen_version),
        _("Saved."),
        url_for("programmes.card", programme_id=programme.id),
    )
    return sent or page("programmes/programme_form.html", form, programme=programme)


def _parts(programme_id: UUID) -> list[PersonPart]:
    """What other rooms show on the page, in their order."""
    answers = plugins_of_app().ask_enabled(enabled(), "programme_parts", programme_id=programme_id)
    return sorted((part for _plugin, parts in answers for part in parts), key=lambda part: part.order)


def demands_of(programme: Programme) -> list[StageDemand]:
    """What plugins ask for before a running programme leaves its stage."""
    if programme.state != "running":
        return []
    answers = plugins_of_app().ask_enabled(enabled(), "stage_demands", programme_id=programme.id)
    return [demand for _plugin, demands in answers for demand in demands]


def also_missing(programme: Programme) -> list[Missing]:
    """The same as the service wants it."""
    return [Missing(demand.sentence) for demand in demands_of(programme)]


def _form(form: ProgrammeForm, programme: Programme | None = None) -> ProgrammeForm:
    """The organisation's own forms as choices; a retired one stays where it was chosen."""
    own = {
        str(one.id): f"{one.title} ({service.FORMS[one.base_form].title})" for one in service.custom_forms()
    }
    kept = programme.custom_form_id if programme is not None else None
    if programme is not None and kept is not None:
        own.setdefault(str(kept), service.form_title(programme))
    form.custom_form_id.choices = choices_of({"": _("none"), **own})
    return form
