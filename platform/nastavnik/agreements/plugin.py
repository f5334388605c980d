# SPDX-License-Identifier: MIT
"""What the room contributes: agreements with partner organisations, from a template to a signed document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import click

from nastavnik.foundation.i18n import Text
from nastavnik.foundation.i18n import lazy_gettext as _l
from nastavnik.foundation.jobs import JobFunction
from nastavnik.hookspecs import About, NavEntry, Pages, PeriodicTask, Right, SignatureVerifier, hook

from .views.templates import district, own
from .views.verify import verify

DIRECTOR = frozenset({"director"})
LEADERS = DIRECTOR | {"coordinator"}
READERS = LEADERS | {"data_officer"}
"""Whoever answers demands about personal data sees where it stands."""

about = About(
    title=_l("Agreements"),
    description=_l("Agreements with partner organisations: templates, drafting, signing, terms."),
    needs=("partners",),
)


@hook
def rights() -> Sequence[Right]:
    """Who may do what with agreements. Signing is the director's own act."""
    return [
        Right("agreements.view", _l("See agreements with partners"), READERS),
        Right("agreements.draft", _l("Draft agreements and keep their course of signing"), LEADERS),
        Right("agreements.approve", _l("Approve, send and terminate agreements"), LEADERS),
        Right("agreements.sign", _l("Sign agreements for the organisation"), DIRECTOR),
        Right("agreements.templates", _l("Keep templates of agreements"), LEADERS),
        Right(
            "agreements.district_templates",
            _l("Keep templates of agreements of the district"),
            frozenset({"department_officer"}),
            scope="department",
        ),
    ]


@hook
def job_kinds() -> Mapping[str, JobFunction]:
    """The sealed document with the marks of signatures."""
    from .service.papers import result_job

    return {"agreements.result": result_job}


@hook
def periodic_tasks() -> Sequence[PeriodicTask]:
    """Each morning terms that are over end, those that end soon are warned of, and late signatories reminded."""
    from .service.ending import EXPIRE_AT, expire_daily
    from .service.sending import REMIND_AT, remind_daily

    return [
        PeriodicTask("agreements.expire", expire_daily, at=EXPIRE_AT),
        PeriodicTask("agreements.remind", remind_daily, at=REMIND_AT),
    ]


@hook
def pages() -> Sequence[Pages]:
    """Templates of an organisation and of the district; the public check of a document."""
    return [
        Pages("tenant", own, prefix="agreements/templates"),
        Pages("department", district, prefix="agreements/templates"),
        Pages("public", verify, prefix="verify"),
    ]


@hook
def navigation(scope: Literal["tenant", "department", "partner"]) -> Sequence[NavEntry]:
    """Templates of agreements."""
    if scope == "department":
        return [
            NavEntry(
                _l("Templates of agreements"),
                "district_agreement_templates.district_index",
                "file-text",
                order=70,
                right="agreements.district_templates",
            )
        ]
    if scope == "partner":
        return []
    return [
        NavEntry(
            _l("Templates of agreements"),
            "agreement_templates.index",
            "file-text",
            _l("Documents"),
            406,
            "agreements.view",
        )
    ]


@hook
def audit_words() -> Mapping[str, Text]:
    """Acts of the room in the journal."""
    return {
        "agreements.drafted": _l("An agreement was drafted"),
        "agreements.redrafted": _l("The draft of an agreement was changed"),
        "agreements.approval_asked": _l("An agreement was given for approval"),
        "agreements.returned": _l("An agreement was returned with a remark"),
        "agreements.sent": _l("An agreement was sent to the partner"),
        "agreements.reminded": _l("Signatories were reminded of an agreement"),
        "agreements.proposed": _l("The partner proposed a correction"),
        "agreements.answered": _l("Corrections of the partner were answered"),
        "agreements.corrected": _l("The text of a sent agreement was corrected"),
        "agreements.version_made": _l("A new edition of an agreement was made"),
        "agreements.code_sent": _l("A code for signing was sent"),
        "agreements.code_refused": _l("A code for signing was refused"),
        "agreements.signed": _l("An agreement was signed by one official"),
        "agreements.activated": _l("An agreement came into force"),
        "agreements.result_made": _l("The copy with marks was made"),
        "agreements.terms_recorded": _l("Terms of simple signatures were recorded"),
        "agreements.terms_revoked": _l("Terms of simple signatures were revoked"),
        "agreements.handed_over": _l("The signing of an agreement was handed over"),
        "agreements.declined": _l("An agreement was declined"),
        "agreements.withdrawn": _l("An agreement was withdrawn"),
        "agreements.terminated": _l("An agreement was terminated"),
        "agreements.expired": _l("The term of an agreement is over"),
        "agreements.renewed": _l("An agreement was renewed by another"),
        "agreements.renewal_drafted": _l("The renewal of an agreement was drafted"),
        "agreements.warned": _l("It was warned that an agreement ends soon"),
        "agreements.template_added": _l("Template of an agreement added"),
        "agreements.template_withdrawn": _l("Template of an agreement withdrawn"),
        "agreements.template_restored": _l("Template of an agreement restored"),
        "agreements.district_template_added": _l("District template of an agreement added"),
        "agreements.district_template_withdrawn": _l("District template of an agreement withdrawn"),
        "agreements.district_template_restored": _l("District template of an agreement restored"),
    }


@hook
def signature_verifiers() -> Sequence[SignatureVerifier]:
    """OpenSSL with the GOST engine where the machine has it, and Python."""
    from .signatures.verifiers import BUILT_IN

    return BUILT_IN


@hook
def commands() -> Sequence[click.Command]:
    """``nastavnik agreements``."""
    from .commands import agreement_commands

    return [agreement_commands]
