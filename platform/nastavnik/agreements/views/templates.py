# SPDX-License-Identifier: MIT
"""Templates of agreements: of the organisation on its pages, of the district on the department's.

The two places have the same pages over different doors of the service.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response
from wtforms import FileField, StringField, TextAreaField

from nastavnik.agreements.documents import builtin, fields
from nastavnik.agreements.documents.body import Body
from nastavnik.agreements.documents.container import LARGEST
from nastavnik.agreements.documents.facts import Facts
from nastavnik.agreements.documents.rendering import agreement_docx, agreement_pdf, with_parties
from nastavnik.agreements.documents.templates import check_template, template_body
from nastavnik.agreements.service import templates as service
from nastavnik.foundation import files
from nastavnik.foundation.dates import today
from nastavnik.foundation.errors import NotFound
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.scope import current_actor
from nastavnik.web.access import access
from nastavnik.web.acts import Page, page, send, uploaded
from nastavnik.web.forms import Form, at_most, filled, stripped
from nastavnik.web.forms import lazy as _l

own = Blueprint("agreement_templates", __name__, template_folder="../templates")
district = Blueprint("district_agreement_templates", __name__, template_folder="../templates")


class TemplateForm(Form):
    """A file and its name."""

    title = StringField(
        _l("Name of the template"),
        [filled(_l("Name the template: it is chosen by its name.")), at_most(200)],
        filters=[stripped],
    )
    file = FileField(_l("DOCX file"))
    note = TextAreaField(_l("What is it for"), [at_most(500)], filters=[stripped])


@dataclass(frozen=True, slots=True)
class Place:
    """One of the two places: its frame, its name, and the doors of the service."""

    layout: str
    scope: str
    right: str
    listed: Callable[..., Sequence[Any]]
    one: Callable[[UUID], Any]
    editions: Callable[[Any], Sequence[Any]]
    add: Callable[..., Any]
    withdraw: Callable[[UUID], Any]
    restore: Callable[[UUID], Any]
    content: Callable[[Any], tuple[str, bytes]]

    def shown(self) -> dict[str, Any]:
        """What every page of the place needs."""
        return {"layout": self.layout, "scope": self.scope, "may_keep": self.right in current_actor().rights}


def _of_file(template: Any) -> tuple[str, bytes]:
    stored, data = service.template_file(template)
    return stored.name, data


OWN = Place(
    layout="layouts/tenant.html",
    scope="tenant",
    right="agreements.templates",
    listed=service.templates,
    one=service.get_template,
    editions=service.editions,
    add=service.add_template,
    withdraw=service.withdraw_template,
    restore=service.restore_template,
    content=_of_file,
)
DISTRICT = Place(
    layout="layouts/department.html",
    scope="department",
    right="agreements.district_templates",
    listed=service.district_templates,
    one=service.district_template,
    editions=service.district_editions,
    add=service.add_district_template,
    withdraw=service.withdraw_district_template,
    restore=service.restore_district_template,
    content=lambda template: (template.name, template.content),
)


@own.get("/")
@access(right="agreements.view")
def index() -> str:
    """The organisation's templates, those of the district, and the platform's own text."""
    withdrawn = request.args.get("show") == "withdrawn"
    return render_template(
        "agreements/templates/index.html",
        **OWN.shown(),
        templates=OWN.listed(withdrawn=withdrawn),
        of_district=service.district_templates(),
        withdrawn=withdrawn,
        builtin=builtin,
    )


@own.route("/new", methods=["GET", "POST"])
@access(right="agreements.templates")
def new() -> Page:
    """Upload a template."""
    return _new(OWN)


@own.get("/<uuid:agreement_template_id>")
@access(right="agreements.view")
def show(agreement_template_id: UUID) -> Page:
    """An edition filled with sample values, its fields and the editions before."""
    return _show(OWN, agreement_template_id)


@own.route("/<uuid:agreement_template_id>/edition", methods=["GET", "POST"])
@access(right="agreements.templates")
def edition(agreement_template_id: UUID) -> Page:
    """Upload the next edition."""
    return _new(OWN, agreement_template_id)


@own.post("/<uuid:agreement_template_id>/state")
@access(right="agreements.templates")
def turn(agreement_template_id: UUID) -> Response:
    """Withdraw a template or offer it again."""
    return _turn(OWN, agreement_template_id)


@own.get("/<uuid:agreement_template_id>/file")
@access(right="agreements.view")
def file(agreement_template_id: UUID) -> Response:
    """The file as it was uploaded."""
    name, data = OWN.content(OWN.one(agreement_template_id))
    return _paper(data, name, files.DOCX)


@own.get("/<uuid:agreement_template_id>/sample")
@access(right="agreements.view")
def sample(agreement_template_id: UUID) -> Response:
    """The sample as PDF: what people would sign."""
    return _sample(OWN, agreement_template_id)


@own.get("/builtin")
@access(right="agreements.view")
def built_in() -> str:
    """The platform's own text filled with sample values."""
    return render_template(
        "agreements/templates/builtin.html", **OWN.shown(), body=_sample_text(), builtin=builtin
    )


@own.get("/builtin/<kind>")
@access(right="agreements.view")
def built_in_file(kind: str) -> Response:
    """The platform's own text as PDF, or as DOCX to begin a template with."""
    if kind not in ("pdf", "docx"):
        raise NotFound("no such kind of file")
    if kind == "pdf":
        return _paper(agreement_pdf(_sample_text()), _("Sample agreement.pdf"), files.PDF)
    return _paper(agreement_docx(_sample_text()), _("Sample agreement.docx"), files.DOCX)


@own.get("/district/<uuid:district_agreement_template_id>")
@access(right="agreements.view")
def of_district(district_agreement_template_id: UUID) -> Page:
    """A template of the district, as an organisation reads it."""
    template = service.district_template(district_agreement_template_id)
    return render_template(
        "agreements/templates/show.html",
        **{**OWN.shown(), "may_keep": False, "theirs": True},
        template=template,
        editions=[template],
        body=with_parties(template_body(template.content, _facts())),
        known=_known(template.fields),
    )


@own.get("/district/<uuid:district_agreement_template_id>/file")
@access(right="agreements.view")
def file_of_district(district_agreement_template_id: UUID) -> Response:
    """The file of a template of the district."""
    template = service.district_template(district_agreement_template_id)
    return _paper(template.content, template.name, files.DOCX)


@district.get("/")
@access(right="agreements.district_templates")
def district_index() -> str:
    """Templates that the district offers to all."""
    withdrawn = request.args.get("show") == "withdrawn"
    return render_template(
        "agreements/templates/index.html",
        **DISTRICT.shown(),
        templates=DISTRICT.listed(withdrawn=withdrawn),
        of_district=(),
        withdrawn=withdrawn,
        builtin=builtin,
    )


@district.route("/new", methods=["GET", "POST"])
@access(right="agreements.district_templates")
def district_new() -> Page:
    """Publish a template."""
    return _new(DISTRICT)


@district.get("/<uuid:district_agreement_template_id>")
@access(right="agreements.district_templates")
def district_show(district_agreement_template_id: UUID) -> Page:
    """An edition filled with sample values, its fields and the editions before."""
    return _show(DISTRICT, district_agreement_template_id)


@district.route("/<uuid:district_agreement_template_id>/edition", methods=["GET", "POST"])
@access(right="agreements.district_templates")
def district_edition(district_agreement_template_id: UUID) -> Page:
    """Publish the next edition."""
    return _new(DISTRICT, district_agreement_template_id)


@district.post("/<uuid:district_agreement_template_id>/state")
@access(right="agreements.district_templates")
def district_turn(district_agreement_template_id: UUID) -> Response:
    """Withdraw a template or offer it again."""
    return _turn(DISTRICT, district_agreement_template_id)


@district.get("/<uuid:district_agreement_template_id>/file")
@access(right="agreements.district_templates")
def district_file(district_agreement_template_id: UUID) -> Response:
    """The file as it was uploaded."""
    name, data = DISTRICT.content(DISTRICT.one(district_agreement_template_id))
    return _paper(data, name, files.DOCX)


@district.get("/<uuid:district_agreement_template_id>/sample")
@access(right="agreements.district_templates")
def district_sample(district_agreement_template_id: UUID) -> Response:
    """The sample as PDF."""
    return _sample(DISTRICT, district_agreement_template_id)


def _address(place: Place, view: str, template_id: UUID | None = None) -> str:
    if place.scope == "tenant":
        given: dict[str, Any] = {"agreement_template_id": template_id} if template_id else {}
        return url_for(f"agreement_templates.{view}", **given)
    given = {"district_agreement_template_id": template_id} if template_id else {}
    return url_for(f"district_agreement_templates.district_{view}", **given)


@own.app_context_processor
def _addresses() -> dict[str, Any]:
    def address(scope: str, view: str, template_id: UUID | None = None) -> str:
        return _address(OWN if scope == "tenant" else DISTRICT, view, template_id)

    return {"template_address": address}


def _new(place: Place, follows: UUID | None = None) -> Page:
    before = place.one(follows) if follows else None
    form = TemplateForm(title=before.title if before else "", note=before.note if before else "")
    made: list[UUID] = []

    def keep() -> None:
        sent = form.file.data
        template = place.add(
            form.title.data or "",
            uploaded(sent),
            sent.filename if sent else "",
            note=form.note.data or "",
            follows=follows,
        )
        made.append(getattr(template, "id", template))

    sent = send(
        form,
        keep,
        _("The template was checked and is offered."),
        lambda: _address(place, "show", made[0]),
    )
    return sent or page(
        "agreements/templates/new.html",
        form,
        **place.shown(),
        before=before,
        fields=fields.FIELDS,
        block_fields=fields.BLOCK_FIELDS,
        largest=LARGEST,
    )


def _show(place: Place, template_id: UUID) -> str:
    template = place.one(template_id)
    data = place.content(template)[1]
    return render_template(
        "agreements/templates/show.html",
        **place.shown(),
        template=template,
        editions=place.editions(template),
        body=with_parties(template_body(data, _facts())),
        notes=check_template(data).notes,
        known=_known(template.fields),
    )


def _turn(place: Place, template_id: UUID) -> Response:
    template = place.one(template_id)
    if template.state == "withdrawn":
        place.restore(template_id)
        flash(_("The template is offered again."))
    else:
        place.withdraw(template_id)
        flash(_("The template is offered no more. Agreements made of it stay as they are."))
    return redirect(_address(place, "show", template_id), 303)


def _sample(place: Place, template_id: UUID) -> Response:
    template = place.one(template_id)
    data = place.content(template)[1]
    return _paper(agreement_pdf(template_body(data, _facts())), _("Sample agreement.pdf"), files.PDF)


def _facts() -> Facts:
    day = today()
    return replace(fields.SAMPLE, on=day, starts_on=day, ends_on=day.replace(month=12, day=31))


def _sample_text() -> Body:
    return builtin.agreement_body(_facts())


def _known(names: Sequence[str]) -> list[tuple[str, str]]:
    found = ((name, fields.find_field(name) or fields.find_block_field(name)) for name in names)
    return [(name, field.title) for name, field in found if field]


def _paper(data: bytes, name: str, kind: files.Kind) -> Response:
    response = send_file(BytesIO(data), mimetype=kind.media_type, as_attachment=True, download_name=name)
    response.headers["Cache-Control"] = "private, no-store"
    return response
