# SPDX-License-Identifier: MIT
"""What a draft may be made of, and the text that comes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from nastavnik.agreements.documents import builtin
from nastavnik.agreements.documents.body import Body
from nastavnik.agreements.documents.facts import Facts
from nastavnik.agreements.documents.templates import template_body

from .district import district_template, district_templates
from .own import get_template, template_file, templates

Origin = Literal["builtin", "tenant", "district"]


@dataclass(frozen=True, slots=True)
class OfferedTemplate:
    """A choice of the drafting page. ``template_id`` is empty for the platform's own text."""

    origin: Origin
    template_id: UUID | None
    title: str
    edition: int
    note: str = ""


def offered_templates() -> Sequence[OfferedTemplate]:
    """The platform's own text, then templates of the district, then the organisation's."""
    return [
        OfferedTemplate("builtin", None, builtin.TITLE, 1, builtin.REMARK),
        *(
            OfferedTemplate("district", one.id, one.title, one.edition, one.note)
            for one in district_templates()
        ),
        *(OfferedTemplate("tenant", one.id, one.title, one.edition, one.note) for one in templates()),
    ]


def template_text(origin: str, template_id: UUID | None, facts: Facts) -> Body:
    """The text of a draft. ``NotFound`` for a template that this organisation does not see."""
    if origin == "tenant" and template_id is not None:
        return template_body(template_file(get_template(template_id))[1], facts)
    if origin == "district" and template_id is not None:
        return template_body(district_template(template_id).content, facts)
    return builtin.agreement_body(facts)
