# SPDX-License-Identifier: MIT
"""The organisation's forms of consent and their versions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import select

from nastavnik.consents.models import ConsentTemplate
from nastavnik.consents.wording import BUILT_IN, Wording, fingerprint
from nastavnik.consents.words import PURPOSES
from nastavnik.foundation.change import Change, change
from nastavnik.foundation.database import session
from nastavnik.foundation.dates import today
from nastavnik.foundation.errors import NotFound, Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.scope import current_tenant_id, require

VIEW = "consents.view"
KEEP = "consents.keep"
FORMS = "consents.forms"


def forms() -> Mapping[str, ConsentTemplate | None]:
    """The newest form by purpose; ``None`` where the built-in one has not been used yet."""
    require(VIEW)
    newest: dict[str, ConsentTemplate | None] = dict.fromkeys(PURPOSES)
    for template in session().scalars(select(ConsentTemplate).order_by(ConsentTemplate.number)):
        newest[template.purpose] = template
    return newest


def versions(purpose: str) -> Sequence[ConsentTemplate]:
    """All versions of a form, the newest first."""
    require(VIEW)
    return (
        session()
        .scalars(
            select(ConsentTemplate)
            .where(ConsentTemplate.purpose == purpose)
            .order_by(ConsentTemplate.number.desc())
        )
        .all()
    )


def numbers_of_forms() -> Mapping[UUID, int]:
    """Numbers of versions by their identifiers."""
    require(VIEW)
    rows = session().execute(select(ConsentTemplate.id, ConsentTemplate.number))
    return {row.id: row.number for row in rows}


def wording_in_force(purpose: str) -> Wording:
    """The words that a person would be asked to sign today."""
    if purpose not in PURPOSES:
        raise NotFound("no such purpose")
    template = newest_form(purpose)
    return Wording.of_body(template.body) if template else BUILT_IN[purpose]


def newest_form(purpose: str) -> ConsentTemplate | None:
    """The form that was put into force last; ``None`` while the built-in one has not been used."""
    return session().scalar(
        select(ConsentTemplate)
        .where(ConsentTemplate.purpose == purpose)
        .order_by(ConsentTemplate.number.desc())
        .limit(1)
    )


def get_form(template_id: UUID) -> ConsentTemplate:
    """One version of a form; ``NotFound`` for another organisation's."""
    require(VIEW)
    template = session().get(ConsentTemplate, (current_tenant_id(), template_id))
    if template is None:
        raise NotFound("no such form of consent")
    return template


class FormOvertaken(Refused):
    """Somebody has put another version into force meanwhile. ``version`` is its number."""

    def __init__(self, version: int) -> None:
        super().__init__(_("Another version was put into force meanwhile. Compare with it and save again."))
        self.version = version


def write_form(purpose: str, wording: Wording, *, seen: int | None = None) -> ConsentTemplate:
    """Put a new version of a form into force; consents given before stay with the words they were given to.

    ``seen`` is the number of the version that the form on the page began with; 0 for the built-in one.
    """
    require(FORMS)
    if purpose not in PURPOSES:
        raise Refused(_("Choose the purpose from the list."), field="purpose")
    for name in ("title", "goal", "actions", "ways", "term", "withdrawal"):
        if not getattr(wording, name).strip():
            raise Refused(_("This part of a consent may not be empty (152-ФЗ, art. 9, part 4)."), field=name)
    if not any(line.strip() for line in wording.data):
        raise Refused(_("Name the data, one kind a line."), field="data")
    with change() as tx:
        kept = newest_form(purpose)
        if seen is not None and seen != (kept.number if kept else 0):
            raise FormOvertaken(kept.number if kept else 0)
        newest = form_in_force(tx, purpose)
        if newest.sha256 == fingerprint(wording):
            return newest
        return _add(tx, purpose, wording, newest.number + 1)


def form_in_force(tx: Change, purpose: str) -> ConsentTemplate:
    """The form that holds today, inside the open change; the built-in one is written down when it is used first."""
    return newest_form(purpose) or _add(tx, purpose, BUILT_IN[purpose], 1)


def _add(tx: Change, purpose: str, wording: Wording, number: int) -> ConsentTemplate:
    template = tx.add(
        ConsentTemplate(
            purpose=purpose,
            number=number,
            title=wording.title,
            body=wording.as_body(),
            sha256=fingerprint(wording),
            effective_from=today(),
        )
    )
    tx.record("consents.form_written", subject=template, after={"purpose": purpose, "number": number})
    return template
