# SPDX-License-Identifier: MIT
"""Recording and withdrawing consents, their scans, and clearances."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from nastavnik.consents import service
from nastavnik.consents.forms import (
    ClearanceForm,
    ConsentForm,
    InterviewForm,
    ScanForm,
    WithdrawForm,
    publication_form,
)
from nastavnik.consents.service import GivenConsent, Scan, SeenClearance
from nastavnik.consents.words import PURPOSES, VARIANTS
from nastavnik.foundation.dates import today
from nastavnik.foundation.errors import NotFound, Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.people import service as people
from nastavnik.web.access import access
from nastavnik.web.acts import Page, page, send, uploaded

from .frame import blueprint, paper


@blueprint.route("/<uuid:person_id>/give/<purpose>", methods=["GET", "POST"])
@access(right="consents.keep")
def give(person_id: UUID, purpose: str) -> Page:
    """Record a consent on paper, one purpose a document."""
    person = people.get_person(person_id)
    wording = service.wording_in_force(purpose)
    kind = publication_form(wording.conditions) if wording.conditions else ConsentForm
    form = kind(given_on=today())
    age = people.full_years(person.birth_date, person.birth_year, today())
    guardians = people.guardians_of([person.id])[person.id]
    form.ask_of(age, guardians)
    sent = send(
        form,
        lambda: service.record_consent(
            person.id, _given(form, purpose, wording.conditions), _scan(form, optional=True)
        ),
        _("The consent was recorded."),
        _card(person.id),
    )
    return sent or page(
        "consents/give.html",
        form,
        person=person,
        purpose=purpose,
        purpose_title=PURPOSES[purpose],
        guardians=guardians,
        asks_guardian=age is None or age < people.ADULT,
        data=[form[f"datum_{index}"] for index in range(len(wording.conditions))],
        variants=service.variants_for(person),
    )


@blueprint.route("/consent/<uuid:consent_id>/withdraw", methods=["GET", "POST"])
@access(right="consents.keep")
def withdraw(consent_id: UUID) -> Page:
    """Withdraw a consent."""
    consent = service.get_consent(consent_id)
    person = people.get_person(consent.person_id)
    if consent.withdrawn_on is not None:
        return redirect(_card(person.id), 303)
    form = WithdrawForm(on=today())
    sent = send(
        form,
        lambda: service.withdraw(consent.id, on=form.on.data, reason=form.reason.data or ""),
        _("The consent was withdrawn."),
        _card(person.id),
    )
    return sent or page(
        "consents/withdraw.html",
        form,
        person=person,
        consent=consent,
        purpose_title=PURPOSES[consent.purpose],
    )


@blueprint.get("/consent/<uuid:consent_id>/scan")
@access(right="consents.view")
def scan(consent_id: UUID) -> Response:
    """The scan of a signed consent."""
    file, data = service.scan_of(consent_id)
    return paper(data, file.name, file.media_type)


@blueprint.route("/consent/<uuid:consent_id>/attach", methods=["GET", "POST"])
@access(right="consents.keep")
def attach(consent_id: UUID) -> Page:
    """Attach the scan to a consent that was recorded without one."""
    consent = service.get_consent(consent_id)
    person = people.get_person(consent.person_id)
    if consent.file_id is not None:
        return redirect(_card(person.id), 303)
    form = ScanForm()
    sent = send(
        form,
        lambda: service.attach_scan(consent.id, _scan(form) or Scan(b"", "")),
        _("The scan was attached."),
        _card(person.id),
    )
    return sent or page("consents/attach.html", form, person=person, purpose_title=PURPOSES[consent.purpose])


@blueprint.route("/<uuid:person_id>/clearance", methods=["GET", "POST"])
@access(right="consents.keep")
def clearance(person_id: UUID) -> Page:
    """Record that the document which clears an adult was seen."""
    person = people.get_person(person_id)
    form = ClearanceForm()
    sent = send(
        form,
        lambda: service.record_clearance(
            person.id,
            SeenClearance(
                kind=form.kind.data or "",
                issued_on=form.issued_on.data,
                result=form.result.data or "",
                number=form.number.data or "",
                issuer=form.issuer.data or "",
                next_check_on=form.next_check_on.data,
            ),
        ),
        _("The clearance was recorded."),
        url_for("people.card", person_id=person.id, _anchor="clearance"),
    )
    return sent or page("consents/clearance.html", form, person=person)


@blueprint.route("/<uuid:person_id>/interview", methods=["GET", "POST"])
@access(right="consents.interview")
def interview(person_id: UUID) -> Page:
    """The psychologist writes down the result of a talk."""
    person, form = people.get_person(person_id), InterviewForm(held_on=today())
    sent = send(
        form,
        lambda: service.record_interview(person.id, form.held_on.data, form.result.data or ""),
        _("The result of the talk is written down."),
        url_for("people.card", person_id=person.id, _anchor="interview"),
    )
    return sent or page("consents/interview.html", form, person=person)


@blueprint.get("/<uuid:person_id>/blanks")
@access(right="consents.view")
def person_blanks(person_id: UUID) -> str:
    """Blank forms of every purpose for one person, to be printed and signed."""
    person = people.get_person(person_id)
    return render_template("consents/blanks.html", person=person, variants=service.variants_for(person))


@blueprint.get("/blanks")
@access(right="consents.view")
def blanks() -> str:
    """Empty blank forms, for those who are not in the registers yet."""
    return render_template("consents/blanks.html", person=None, variants=tuple(VARIANTS))


@blueprint.get("/blanks/<purpose>.<kind>")
@access(right="consents.view")
def blank(purpose: str, kind: str) -> Response:
    """One blank form as DOCX or PDF; the address may name a person and says who signs."""
    person_id = _identifier(request.args.get("person", ""))
    variant = request.args.get("variant", "adult")
    return paper(service.blank_form(purpose, variant, kind, person_id), f"{purpose}-{variant}.{kind}")


def _identifier(text: str) -> UUID | None:
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError:
        raise NotFound("no such person") from None


def _card(person_id: UUID) -> str:
    return url_for("people.card", person_id=person_id, _anchor="consent")


def _scan(form: Any, *, optional: bool = False) -> Scan | None:
    data = uploaded(form.scan.data)
    if not data and optional:
        if form.without_scan.data:
            return None
        raise Refused(
            _("Attach the scan, or say that there is none yet and the paper is kept by the organisation."),
            field="scan",
        )
    return Scan(data, (form.scan.data.filename if form.scan.data else "") or "scan")


def _given(form: ConsentForm, purpose: str, conditions: tuple[str, ...]) -> GivenConsent:
    by = form.given_by.data or ""
    chosen = {title: form[f"datum_{index}"].data or "forbid" for index, title in enumerate(conditions)}
    return GivenConsent(
        purpose=purpose,
        given_by=by,
        given_on=form.given_on.data,
        guardian_id=UUID(form.guardian.data) if form.guardian.data and by != "self" else None,
        valid_until=form.valid_until.data,
        conditions={"data": chosen, "text": form["conditions_text"].data} if conditions else {},
    )
