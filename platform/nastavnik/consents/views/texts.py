# SPDX-License-Identifier: MIT
"""What is asked for before a pair starts, and the words of the forms of consent."""

from __future__ import annotations

from uuid import UUID

from flask import render_template, url_for

from nastavnik.consents import service
from nastavnik.consents.forms import PolicyForm, WordingForm
from nastavnik.consents.wording import BUILT_IN, Wording, fingerprint
from nastavnik.consents.words import PURPOSES
from nastavnik.foundation.i18n import gettext as _
from nastavnik.web.access import access
from nastavnik.web.acts import Page, page, send

from .frame import blueprint


@blueprint.route("/policy", methods=["GET", "POST"])
@access(right="consents.forms")
def policy() -> Page:
    """Choose what is asked for before a pair starts."""
    rule = service.policy()
    form = PolicyForm(obj=rule)
    sent = send(
        form,
        lambda: service.set_policy(
            consent_14_17=form.consent_14_17.data or "",
            clear_outside=bool(form.clear_outside.data),
            clear_staff=bool(form.clear_staff.data),
        ),
        _("Saved."),
        url_for("consents.policy"),
    )
    return sent or page("consents/policy.html", form)


@blueprint.get("/forms")
@access(right="consents.view")
def forms() -> str:
    """The organisation's forms of consent, purpose by purpose."""
    kept = service.forms()
    shown = {
        purpose: (template, Wording.of_body(template.body) if template else BUILT_IN[purpose])
        for purpose, template in kept.items()
    }
    return render_template("consents/forms.html", shown=shown, fingerprint=fingerprint)


@blueprint.get("/forms/<purpose>")
@access(right="consents.view")
def form_text(purpose: str) -> str:
    """The words that are signed today beside their SHA-256, and the versions before."""
    wording = service.wording_in_force(purpose)
    versions = service.versions(purpose)
    return render_template(
        "consents/form_text.html",
        purpose=purpose,
        purpose_title=PURPOSES[purpose],
        wording=wording,
        digest=fingerprint(wording),
        shown=versions[0] if versions else None,
        versions=versions,
    )


@blueprint.get("/forms/version/<uuid:consent_template_id>")
@access(right="consents.view")
def form_version(consent_template_id: UUID) -> str:
    """The words of one version, as those who signed it saw them."""
    template = service.get_form(consent_template_id)
    return render_template(
        "consents/form_text.html",
        purpose=template.purpose,
        purpose_title=PURPOSES[template.purpose],
        wording=Wording.of_body(template.body),
        digest=template.sha256,
        shown=template,
        versions=service.versions(template.purpose),
    )


@blueprint.route("/forms/<purpose>/write", methods=["GET", "POST"])
@access(right="consents.forms")
def write_form(purpose: str) -> Page:
    """Write a new version of a form."""
    wording = service.wording_in_force(purpose)
    newest = service.forms()[purpose]
    form = WordingForm(data={**WordingForm.typed_from(wording), "seen": newest.number if newest else 0})
    sent = send(
        form,
        lambda: service.write_form(purpose, form.wording(), seen=form.seen_number),
        _("The new version is in force. Consents given before stay with the words they were given to."),
        url_for("consents.form_text", purpose=purpose),
    )
    return sent or page(
        "consents/write_form.html", form, purpose=purpose, purpose_title=PURPOSES[purpose], newest=newest
    )
