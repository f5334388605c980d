# SPDX-License-Identifier: MIT
"""Drafts: of a template, for a partner of the register, with officials of both sides and the order in which they sign."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from sqlalchemy import Integer, cast, func, select

from nastavnik.agreements.documents.body import Body
from nastavnik.agreements.documents.facts import Facts, ListedMentor, Official, Party, PlannedEvent, Terms
from nastavnik.agreements.models import Agreement, AgreementSignatory, AgreementVersion
from nastavnik.agreements.states import DRAFT as DRAFT_STATE
from nastavnik.agreements.states import ORDERS, OUR, PARTNER
from nastavnik.foundation.change import Change, change
from nastavnik.foundation.database import session
from nastavnik.foundation.dates import today
from nastavnik.foundation.errors import Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.names import PersonName
from nastavnik.foundation.scope import current_actor, require
from nastavnik.partners import service as partners
from nastavnik.tenants import service as tenants

from .filled_in import Filled
from .people import our_signers, partner_signers
from .rows import DRAFT, locked_agreement, signatories_of, version_of
from .templates import template_text

DEFAULT_BASIS = "Устава"
ORIGINS = ("builtin", "tenant", "district")


@dataclass(frozen=True, slots=True)
class Signer:
    """An official to be asked for a signature: an account that may sign for the side, and the place in its queue."""

    account_id: UUID
    position: int = 1
    post: str = ""
    basis: str = ""
    head: bool = True


@dataclass(frozen=True, slots=True)
class Draft:
    """What a draft is made of. Without ``ends_on`` the agreement holds until it is terminated."""

    partner_id: UUID
    title: str = "Соглашение о сотрудничестве"
    origin: str = "builtin"
    template_id: UUID | None = None
    number: str = ""
    place: str = ""
    dated_on: date | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    sign_by: date | None = None
    order: str = "any"
    ours: Sequence[Signer] = ()
    theirs: Sequence[Signer] = ()
    terms: Terms = field(default_factory=Terms)
    mentors: Sequence[ListedMentor] = ()
    events: Sequence[PlannedEvent] = ()


def draft_agreement(draft: Draft, *, renewed_from: UUID | None = None) -> Agreement:
    """Make a draft with its first edition. Raises ``Refused`` beside the field at fault."""
    require(DRAFT)
    with change() as tx:
        ours, theirs = _checked(draft)
        number = draft.number.strip() or next_number()
        agreement = tx.add(
            Agreement(
                partner_id=draft.partner_id,
                number=number,
                drafted_by=current_actor().account_id,
                drafted_by_name=current_actor().name,
                renewed_from_id=renewed_from,
                title=draft.title.strip(),
            )
        )
        _write_down(agreement, draft)
        tx.flush()
        _seat(tx, agreement, ours, theirs)
        body = _text(agreement, draft, ours, theirs)
        tx.add(
            AgreementVersion(
                agreement_id=agreement.id,
                number=1,
                body=body.as_json(),
                fields=_filled(draft).as_json(),
                made_by=current_actor().account_id,
                made_by_name=current_actor().name,
            )
        )
        tx.record(
            "agreements.drafted",
            subject=agreement,
            after={"number": number, "partner": draft.partner_id, "template": draft.origin},
        )
        tx.emit("agreements.drafted", {"agreement": str(agreement.id)})
    return agreement


def redraft(agreement_id: UUID, draft: Draft) -> Agreement:
    """Make the text of a draft anew. What was corrected in it by hand is made anew as well."""
    require(DRAFT)
    with change() as tx:
        agreement = _draft(agreement_id)
        ours, theirs = _checked(draft)
        for one in signatories_of(agreement):
            tx.delete(one)
        agreement.number, agreement.title = draft.number.strip() or agreement.number, draft.title.strip()
        agreement.partner_id = draft.partner_id
        _write_down(agreement, draft)
        tx.flush()
        _seat(tx, agreement, ours, theirs)
        version = version_of(agreement)
        version.body = _text(agreement, draft, ours, theirs).as_json()
        version.fields = _filled(draft).as_json()
        tx.record("agreements.redrafted", subject=agreement, after={"number": agreement.number})
    return agreement


def rewrite_block(agreement_id: UUID, key: str, text: str) -> Agreement:
    """Put other words into one block of a draft; without words it is taken out."""
    require(DRAFT)
    with change() as tx:
        agreement = _draft(agreement_id)
        version = version_of(agreement)
        body = Body.of_json(version.body)
        if body.block(key) is None:
            raise Refused(_("There is no such point in the text any more."), field="text")
        version.body = body.with_block(key, text.strip()).as_json()
        tx.record("agreements.redrafted", subject=agreement, after={"block": key})
    return agreement


def draft_of(agreement: Agreement) -> Draft:
    """What the edition in force was made of, for the page of the draft and for a renewal.

    Whoever has handed the signing over has given the place away.
    """
    filled, people = Filled.of_json(version_of(agreement).fields), signatories_of(agreement)
    return Draft(
        partner_id=agreement.partner_id,
        title=agreement.title,
        origin=agreement.template_origin,
        template_id=agreement.template_id,
        number=agreement.number,
        place=filled.place,
        dated_on=agreement.dated_on,
        starts_on=agreement.starts_on,
        ends_on=agreement.ends_on,
        sign_by=agreement.sign_by,
        order=agreement.signing_order,
        ours=_signers(people, OUR),
        theirs=_signers(people, PARTNER),
        terms=filled.terms,
        mentors=filled.mentors,
        events=filled.events,
    )


def next_number() -> str:
    """The number that the next agreement gets unless another one is typed: after the greatest plain one."""
    plain = Agreement.number.regexp_match("^[0-9]{1,6}$")
    return f"{(session().scalar(select(func.max(cast(Agreement.number, Integer))).where(plain)) or 0) + 1}"


def _draft(agreement_id: UUID) -> Agreement:
    agreement = locked_agreement(agreement_id)
    if agreement.state != DRAFT_STATE:
        raise Refused(_("Only a draft can be changed. What was sent is changed by a new edition."))
    return agreement


def _checked(draft: Draft) -> tuple[list[AgreementSignatory], list[AgreementSignatory]]:
    if not draft.title.strip():
        raise Refused(_("Name the agreement."), field="title")
    if draft.order not in ORDERS:
        raise Refused(_("Choose the order of signing from the list."), field="order")
    if draft.origin not in ORIGINS or (draft.origin != "builtin") != (draft.template_id is not None):
        raise Refused(_("Choose the template from the list."), field="template")
    if draft.ends_on and draft.ends_on < (draft.starts_on or draft.dated_on or today()):
        raise Refused(_("The end of the term is earlier than its beginning."), field="ends_on")
    if draft.sign_by and draft.sign_by < (draft.dated_on or today()):
        raise Refused(_("The term of signing is earlier than the agreement itself."), field="sign_by")
    _refuse_partner(draft.partner_id)
    known = {one.account_id: (one.name, one.post, DEFAULT_BASIS) for one in our_signers()}
    others = {one.account_id: (one.name, one.post, one.basis) for one in partner_signers(draft.partner_id)}
    ours = [_signatory(OUR, one, known) for one in draft.ours]
    theirs = [_signatory(PARTNER, one, others) for one in draft.theirs]
    for field_name, chosen in (("ours", ours), ("theirs", theirs)):
        if len({one.account_id for one in chosen}) < len(chosen):
            raise Refused(_("One person is chosen twice."), field=field_name)
    if not ours:
        raise Refused(_("Choose who signs for the organisation."), field="ours")
    return ours, theirs


def _refuse_partner(partner_id: UUID) -> None:
    card = partners.Partner
    state = session().scalar(select(card.state).where(card.organisation_id == partner_id))
    if state is None:
        raise Refused(_("Choose a partner from the register."), field="partner")
    if state == "ended":
        raise Refused(_("The work with this partner is over: the register says so."), field="partner")


def _signatory(
    side: str, given: Signer, known: dict[UUID, tuple[PersonName, str, str]]
) -> AgreementSignatory:
    if given.account_id not in known:
        raise Refused(
            _("This person cannot sign for the organisation.")
            if side == OUR
            else _("This person cannot sign for the partner."),
            field="ours" if side == OUR else "theirs",
        )
    name, post, basis = known[given.account_id]
    return AgreementSignatory(
        side=side,
        position=max(given.position, 1),
        account_id=given.account_id,
        surname=name.surname,
        name=name.name,
        patronymic=name.patronymic,
        post=given.post.strip() or post,
        basis=given.basis.strip() or basis or DEFAULT_BASIS,
        head=given.head,
    )


def _write_down(agreement: Agreement, draft: Draft) -> None:
    agreement.signing_order = draft.order
    agreement.template_origin, agreement.template_id = draft.origin, draft.template_id
    agreement.dated_on = draft.dated_on or today()
    agreement.starts_on, agreement.ends_on = draft.starts_on or agreement.dated_on, draft.ends_on
    agreement.sign_by = draft.sign_by


def _seat(
    tx: Change, agreement: Agreement, ours: Sequence[AgreementSignatory], theirs: Sequence[AgreementSignatory]
) -> None:
    for one in (*ours, *theirs):
        one.agreement_id = agreement.id
        tx.add(one)


def _text(
    agreement: Agreement,
    draft: Draft,
    ours: Sequence[AgreementSignatory],
    theirs: Sequence[AgreementSignatory],
) -> Body:
    tenant, entity = tenants.current_tenant(), partners.organisation(draft.partner_id)
    facts = Facts(
        our=Party(
            tenant.full_name,
            tenant.short_name,
            tenant.inn,
            tenant.kpp,
            tenant.ogrn,
            tenant.address,
            tenant.phone,
            tenant.email,
            officials=_officials(ours),
        ),
        partner=Party(
            entity.full_name,
            entity.short_name,
            entity.inn,
            entity.kpp,
            entity.ogrn,
            entity.address,
            entity.phone,
            entity.email,
            officials=_officials(theirs),
        ),
        number=agreement.number,
        on=agreement.dated_on,
        place=draft.place or tenant.place,
        starts_on=agreement.starts_on,
        ends_on=agreement.ends_on,
        terms=draft.terms,
        mentors=draft.mentors,
        events=draft.events,
    )
    return replace(template_text(draft.origin, draft.template_id, facts), title=agreement.title)


def _officials(signatories: Sequence[AgreementSignatory]) -> tuple[Official, ...]:
    ordered = sorted(signatories, key=lambda one: one.position)
    return tuple(
        Official(one.post, PersonName(one.surname, one.name, one.patronymic), one.basis) for one in ordered
    )


def _filled(draft: Draft) -> Filled:
    return Filled(draft.place, draft.terms, draft.mentors, draft.events)


def _signers(people: Sequence[AgreementSignatory], side: str) -> Sequence[Signer]:
    return tuple(
        Signer(one.account_id, one.position, one.post, one.basis, one.head)
        for one in people
        if one.side == side and one.account_id is not None and one.delegated_to_id is None
    )
