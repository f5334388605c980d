# SPDX-License-Identifier: MIT
"""Templates that the district offers to every organisation; the department writes them (decision 0004)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from uuid import UUID

from sqlalchemy import func, select

from nastavnik.agreements.models import DistrictAgreementTemplate
from nastavnik.foundation import files
from nastavnik.foundation.change import Change, change
from nastavnik.foundation.database import open_scope, session
from nastavnik.foundation.errors import NotFound, Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.ids import new_id
from nastavnik.foundation.scope import SystemScope, current_actor, require

from .checking import LONGEST_NOTE, LONGEST_TITLE, usable

KEEP = "agreements.district_templates"
"""A right of the department. Whoever may read the table in the open scope reads: it holds no person."""


def district_templates(*, withdrawn: bool = False) -> Sequence[DistrictAgreementTemplate]:
    """The newest edition of each template of the district, by name."""
    state = "withdrawn" if withdrawn else "current"
    query = select(DistrictAgreementTemplate).where(DistrictAgreementTemplate.state == state)
    return (
        session()
        .scalars(query.order_by(func.replace(func.lower(DistrictAgreementTemplate.title), "ё", "её")))
        .all()
    )


def district_template(template_id: UUID) -> DistrictAgreementTemplate:
    """One edition; ``NotFound`` when there is none."""
    found = session().get(DistrictAgreementTemplate, template_id)
    if found is None:
        raise NotFound("no such template of the district")
    return found


def district_editions(template: DistrictAgreementTemplate) -> Sequence[DistrictAgreementTemplate]:
    """All editions of a template of the district, the newest first."""
    query = select(DistrictAgreementTemplate).where(DistrictAgreementTemplate.family_id == template.family_id)
    return session().scalars(query.order_by(DistrictAgreementTemplate.edition.desc())).all()


def add_district_template(
    title: str, data: bytes, name: str, *, note: str = "", follows: UUID | None = None
) -> UUID:
    """Publish a file as a template of the district or as its next edition. Raises ``Refused`` as ``add_template``."""
    require(KEEP)
    check = usable(title, data)
    digest = hashlib.sha256(data).hexdigest()
    with _district() as tx:
        before = _newest(follows) if follows else None
        if before is not None:
            if before.sha256 == digest and before.title == title.strip():
                raise Refused(_("This is the same file as in the edition in force."), field="file")
            before.state = "superseded"
            tx.flush()
        template = tx.add(
            DistrictAgreementTemplate(
                id=new_id(),
                family_id=before.family_id if before else new_id(),
                edition=before.edition + 1 if before else 1,
                title=title.strip()[:LONGEST_TITLE],
                name=files.tidy_name(name),
                content=data,
                sha256=digest,
                fields=[*check.fields],
                note=note.strip()[:LONGEST_NOTE],
            )
        )
        tx.record(
            "agreements.district_template_added",
            subject=("district_agreement_templates", template.id),
            after={"title": template.title, "edition": template.edition},
        )
        return template.id


def withdraw_district_template(template_id: UUID) -> None:
    """Offer a template of the district no more."""
    _turn(template_id, "current", "withdrawn", "agreements.district_template_withdrawn")


def restore_district_template(template_id: UUID) -> None:
    """Offer a withdrawn template of the district again."""
    _turn(template_id, "withdrawn", "current", "agreements.district_template_restored")


def _turn(template_id: UUID, state: str, wanted: str, act: str) -> None:
    require(KEEP)
    with _district() as tx:
        template = district_template(template_id)
        if template.state == state:
            template.state = wanted
            tx.record(
                act,
                subject=("district_agreement_templates", template.id),
                before={"state": state},
                after={"state": wanted},
            )


@contextmanager
def _district() -> Iterator[Change]:
    scope = SystemScope(
        reason="the department keeps templates of agreements of the district", actor=current_actor()
    )
    with open_scope(scope), change() as tx:
        yield tx


def _newest(template_id: UUID) -> DistrictAgreementTemplate:
    family = district_template(template_id).family_id
    found = session().scalar(
        select(DistrictAgreementTemplate)
        .where(DistrictAgreementTemplate.family_id == family)
        .order_by(DistrictAgreementTemplate.edition.desc())
        .limit(1)
        .with_for_update()
    )
    if found is None:
        raise NotFound("no such template of the district")
    return found
