# SPDX-License-Identifier: MIT
"""Forms of mentoring with the organisation's own names, each mapped to a base form of Р-145."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from nastavnik.foundation.change import change
from nastavnik.foundation.database import session
from nastavnik.foundation.errors import NotFound, Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.scope import current_tenant_id, require
from nastavnik.programmes.models import CustomForm, Programme
from nastavnik.programmes.reference import FORMS

from .programmes import EDIT, VIEW


def custom_forms() -> Sequence[CustomForm]:
    """Forms of the organisation that are in use."""
    require(VIEW)
    return (
        session()
        .scalars(select(CustomForm).where(CustomForm.retired.is_(False)).order_by(CustomForm.title))
        .all()
    )


def add_custom_form(title: str, base_form: str) -> CustomForm:
    """Add a form of the organisation's own («педагог — ученик») that counts as one of the five."""
    require(EDIT)
    words = " ".join(title.split())
    if not words:
        raise Refused(_("Name the form."), field="title")
    if base_form not in FORMS:
        raise Refused(_("Choose the base form from the list."), field="base_form")
    try:
        with change() as tx:
            form = tx.add(CustomForm(title=words, base_form=base_form))
            tx.record("programmes.form_added", subject=form, after={"title": words, "base": base_form})
    except IntegrityError as error:
        raise Refused(_("There is a form of this name already."), field="title") from error
    return form


def retire_custom_form(form_id: UUID) -> None:
    """Stop offering a form; programmes that have it keep it."""
    require(EDIT)
    with change() as tx:
        form = tx.session.get(CustomForm, (current_tenant_id(), form_id))
        if form is None:
            raise NotFound("no such form")
        form.retired = True
        tx.record("programmes.form_retired", subject=form, before={"title": form.title})


def form_titles(programmes: Iterable[Programme]) -> Mapping[UUID, str]:
    """Forms in words by programme, in one query however many programmes."""
    wanted = list(programmes)
    own = {
        form.id: form.title
        for form in session().scalars(
            select(CustomForm).where(CustomForm.id.in_({one.custom_form_id for one in wanted}))
        )
    }
    return {
        one.id: own.get(one.custom_form_id, FORMS[one.form].title)
        if one.custom_form_id
        else FORMS[one.form].title
        for one in wanted
    }


def form_title(programme: Programme) -> str:
    """The form in words: the organisation's own name, if the programme has one, else the base form's."""
    if programme.custom_form_id is not None:
        form = session().get(CustomForm, (current_tenant_id(), programme.custom_form_id))
        if form is not None:
            return form.title
    return FORMS[programme.form].title
