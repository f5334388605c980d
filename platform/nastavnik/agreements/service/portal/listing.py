# SPDX-License-Identifier: MIT
"""Agreements of the open partner, by what is to be done with them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy import Select, func, select, tuple_

from nastavnik.agreements.models import Agreement, AgreementSignatory, AgreementSignature
from nastavnik.agreements.states import ACTIVE, ENDED, HIDDEN_FROM_PARTNER, OPEN, PARTNER, SIGNABLE
from nastavnik.agreements.turns import may_sign_now
from nastavnik.foundation.database import session
from nastavnik.foundation.scope import current_actor, partner_scope
from nastavnik.tenants.service import Tenant

ON_A_PAGE = 50
MOST_OPEN = 200


@dataclass(frozen=True, slots=True)
class PortalLine:
    """An agreement in a list. ``mine`` is the reader's own line of signing, ``turn`` those who may sign now."""

    agreement: Agreement
    tenant: Tenant
    signatories: Sequence[AgreementSignatory] = ()
    signatures: Sequence[AgreementSignature] = ()
    mine: AgreementSignatory | None = None
    turn: Sequence[AgreementSignatory] = ()

    @property
    def waits_for_me(self) -> bool:
        """Whether the reader may sign now."""
        return self.mine is not None and self.mine in self.turn and self.agreement.state in SIGNABLE

    @property
    def ways(self) -> Mapping[str, frozenset[str]]:
        """Ways of signing by side."""
        sides = {one.id: one.side for one in self.signatories}
        found: dict[str, set[str]] = defaultdict(set)
        for one in self.signatures:
            found[sides.get(one.signatory_id, "")].add(one.way)
        return {side: frozenset(ways) for side, ways in found.items()}


@dataclass(frozen=True, slots=True)
class PortalCounts:
    """Numbers for the menu."""

    to_sign: int
    active: int


@dataclass(frozen=True, slots=True)
class PortalLists:
    """The first page of the portal. ``total_active`` may be more than the lines shown."""

    to_sign: Sequence[PortalLine] = field(default=())
    others: Sequence[PortalLine] = field(default=())
    active: Sequence[PortalLine] = field(default=())
    total_active: int = 0


def portal_lists() -> PortalLists:
    """What waits for the reader, what waits for others, what is in force (the first page of it)."""
    opened = _lines(
        _own().where(Agreement.state.in_(OPEN)).order_by(Agreement.sign_by.nulls_last()).limit(MOST_OPEN)
    )
    active, total = active_page(1)
    return PortalLists(
        to_sign=[line for line in opened if line.waits_for_me],
        others=[line for line in opened if not line.waits_for_me],
        active=active,
        total_active=total,
    )


def active_page(page: int) -> tuple[Sequence[PortalLine], int]:
    """Agreements in force, those that end sooner first, and how many there are."""
    return _page((ACTIVE,), page, Agreement.ends_on.nulls_last())


def archive_page(page: int) -> tuple[Sequence[PortalLine], int]:
    """Agreements that are over, the last ones first, and how many there are."""
    return _page(ENDED, page, func.coalesce(Agreement.ended_on, Agreement.ends_on, date.min).desc())


def portal_counts() -> PortalCounts:
    """How many wait for the reader and how many are in force."""
    opened = _lines(_own().where(Agreement.state.in_(SIGNABLE)).limit(MOST_OPEN))
    active = session().scalar(
        select(func.count()).select_from(_own().where(Agreement.state == ACTIVE).subquery())
    )
    return PortalCounts(sum(line.waits_for_me for line in opened), active or 0)


def _own() -> Select[Agreement]:
    return select(Agreement).where(
        Agreement.partner_id == partner_scope().partner_id, Agreement.state.not_in(HIDDEN_FROM_PARTNER)
    )


def _page(states: Iterable[str], page: int, order) -> tuple[Sequence[PortalLine], int]:  # type: ignore[no-untyped-def]
    wanted = _own().where(Agreement.state.in_([*states]))
    total = session().scalar(select(func.count()).select_from(wanted.subquery())) or 0
    shown = wanted.order_by(order, Agreement.id).limit(ON_A_PAGE).offset((max(page, 1) - 1) * ON_A_PAGE)
    return _lines(shown), total


def _lines(query: Select[Agreement]) -> Sequence[PortalLine]:
    agreements = session().scalars(query).all()
    if not agreements:
        return []
    keys = [(one.tenant_id, one.id) for one in agreements]
    tenants = {
        one.id: one
        for one in session().scalars(
            select(Tenant).where(Tenant.id.in_({one.tenant_id for one in agreements}))
        )
    }
    people = _by_agreement(AgreementSignatory, keys)
    signatures = _by_agreement(AgreementSignature, keys)
    return [
        _line(one, tenants[one.tenant_id], people[one.id], signatures[one.id])
        for one in agreements
        if one.tenant_id in tenants
    ]


def _line(
    agreement: Agreement,
    tenant: Tenant,
    people: Sequence[AgreementSignatory],
    signatures: Sequence[AgreementSignature],
) -> PortalLine:
    counted = [one for one in signatures if one.voided_at is None]
    signed = {one.signatory_id for one in counted}
    turn = may_sign_now(agreement.signing_order, people, signed)
    account = current_actor().account_id
    own = (
        one
        for one in people
        if one.side == PARTNER and one.account_id == account and one.delegated_to_id is None
    )
    return PortalLine(
        agreement=agreement,
        tenant=tenant,
        signatories=people,
        signatures=counted,
        mine=next(own, None),
        turn=[one for one in people if one.id in turn],
    )


def _by_agreement(model, keys: Sequence[tuple[UUID, UUID]]):  # type: ignore[no-untyped-def]
    query = select(model).where(tuple_(model.tenant_id, model.agreement_id).in_(keys))
    found = defaultdict(list)
    for row in session().scalars(query.order_by(model.created_at, model.id)):
        found[row.agreement_id].append(row)
    return found
