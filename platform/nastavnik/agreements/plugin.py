# SPDX-License-Identifier: MIT
"""What the room contributes: agreements with partner organisations, from a template to a signed document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import click

from nastavnik.foundation.i18n import Text
from nastavnik.foundation.i18n import lazy_gettext as _l
from nastavnik.hookspecs import About, SignatureVerifier, hook

about = About(
    title=_l("Agreements"),
    description=_l("Agreements with partner organisations: templates, drafting, signing, terms."),
    needs=("partners",),
)


@hook
def audit_words() -> Mapping[str, Text]:
    """Acts of templates."""
    return {
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
