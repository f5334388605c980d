# SPDX-License-Identifier: MIT
"""Templates of the open organisation. An edition never changes; a better file is the next edition."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select

from nastavnik.agreements.models import AgreementTemplate
from nastavnik.foundation import files
from nastavnik.foundation.change import change
from nastavnik.foundation.database import session
from nastavnik.foundation.errors import NotFound, Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.ids import new_id
from nastavnik.foundation.scope import current_actor, current_tenant_id, require

from .checking import LONGEST_NOTE, LONGEST_TITLE, usable

VIEW = "agreements.view"
KEEP = "agreements.templates"


def templates(*, withdrawn: bool = False) -> Sequence[AgreementTemplate]:
    """The newest edition of each template, by name: those that are offered, or those that were withdrawn."""
    require(VIEW)
    state = "withdrawn" if withdrawn else "current"
    query = select(AgreementTemplate).where(AgreementTemplate.state == state)
    return (
        session().scalars(query.order_by(func.replace(func.lower(AgreementTemplate.title), "ё", "её"))).all()
    )


def get_template(template_id: UUID) -> AgreementTemplate:
    """One edition; ``NotFound`` for another organisation's."""
    require(VIEW)
    found = session().get(AgreementTemplate, (current_tenant_id(), template_id))
    if found is None:
        raise NotFound("no such template")
    return found


def editions(template: AgreementTemplate) -> Sequence[AgreementTemplate]:
    """All editions of a template, the newest first."""
    require(VIEW)
    query = select(AgreementTemplate).where(AgreementTemplate.family_id == template.family_id)
    return session().scalars(query.order_by(AgreementTemplate.edition.desc())).all()


def template_file(template: AgreementTemplate) -> tuple[files.StoredFile, bytes]:
    """The file of an edition with its bytes."""
    require(VIEW)
    stored = files.get_file(template.file_id)
    return stored, files.read_file(stored)


def add_template(
    title: str, data: bytes, name: str, *, note: str = "", follows: UUID | None = None
) -> AgreementTemplate:
    """Keep a file as a new template, or as the next edition of the one that ``follows`` is an edition of.

    Raises ``Refused``: the file is no DOCX, holds unknown fields, commands or a consent, or is the same as before.
    """
    require(KEEP)
    check = usable(title, data)
    with change() as tx:
        before = _newest(follows) if follows else None
        stored = files.store(data, name, files.DOCX.media_type)
        if before is not None:
            if files.get_file(before.file_id).sha256 == stored.sha256 and before.title == title.strip():
                raise Refused(_("This is the same file as in the edition in force."), field="file")
            before.state = "superseded"
            tx.flush()
        template = tx.add(
            AgreementTemplate(
                family_id=before.family_id if before else new_id(),
                edition=before.edition + 1 if before else 1,
                title=title.strip()[:LONGEST_TITLE],
                file_id=stored.id,
                fields=[*check.fields],
                note=note.strip()[:LONGEST_NOTE],
                added_by_name=current_actor().name,
            )
        )
        tx.record(
            "agreements.template_added",
            subject=template,
            after={"title": template.title, "edition": template.edition},
        )
    return template


def withdraw_template(template_id: UUID) -> AgreementTemplate:
    """Offer a template no more. Agreements made of it stay as they are."""
    return _turn(template_id, "current", "withdrawn", "agreements.template_withdrawn")


def restore_template(template_id: UUID) -> AgreementTemplate:
    """Offer a withdrawn template again."""
    return _turn(template_id, "withdrawn", "current", "agreements.template_restored")


def _turn(template_id: UUID, state: str, wanted: str, act: str) -> AgreementTemplate:
    require(KEEP)
    with change() as tx:
        template = get_template(template_id)
        if template.state == state:
            template.state = wanted
            tx.record(act, subject=template, before={"state": state}, after={"state": wanted})
    return template


def _newest(template_id: UUID) -> AgreementTemplate:
    """The last edition of the same template, locked so that two editions never get one number."""
    family = get_template(template_id).family_id
    found = session().scalar(
        select(AgreementTemplate)
        .where(AgreementTemplate.family_id == family)
        .order_by(AgreementTemplate.edition.desc())
        .limit(1)
        .with_for_update()
    )
    if found is None:
        raise NotFound("no such template")
    return found
