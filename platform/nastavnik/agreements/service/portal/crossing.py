# SPDX-License-Identifier: MIT
"""From the partner's scope into the organisation's: an act of a partner is written down where the agreement lies."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from nastavnik.agreements.models import Agreement
from nastavnik.foundation.database import open_scope, session
from nastavnik.foundation.errors import NotFound
from nastavnik.foundation.scope import TenantScope, current_actor
from nastavnik.tenants.service import Tenant

from .opening import partner_agreement


@contextmanager
def inside(agreement_id: UUID) -> Iterator[Agreement]:
    """The organisation's scope for one act of the partner on one agreement, by the same person.

    The agreement is fetched in the partner's scope first: a stranger meets ``NotFound`` and nothing is opened.
    """
    found = partner_agreement(agreement_id)
    tenant = session().get(Tenant, found.tenant_id)
    if tenant is None:
        raise NotFound("no such organisation")
    with open_scope(TenantScope(found.tenant_id, tenant.slug, actor=current_actor())) as opened:
        agreement = opened.get(Agreement, (found.tenant_id, found.id))
        if agreement is None:
            raise NotFound("no such agreement")
        yield agreement
