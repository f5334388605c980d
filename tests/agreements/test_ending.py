# SPDX-License-Identifier: MIT
"""Terms that run out, warnings of it, renewal in one step, termination."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from nastavnik.agreements.documents.facts import Terms
from nastavnik.agreements.models import Agreement
from nastavnik.agreements.service import drafting, ending, renewal, rows, sending, signing
from nastavnik.foundation.errors import Forbidden, Refused
from nastavnik.foundation.mail import Letter
from nastavnik.testing.agreements import RIGHTS, PartnerPlace, make_partner
from nastavnik.testing.worlds import World, in_system, in_tenant

SCAN = b"%PDF-1.7\nscan\n"


@pytest.fixture
def partner(world: World, app: Flask) -> Iterator[PartnerPlace]:
    """A partner of the Centre; letters hold whole addresses, which the application knows."""
    with app.app_context():
        yield make_partner(world.center)


def _at(day: date) -> time_machine.travel:
    return time_machine.travel(datetime(day.year, day.month, day.day, 9, tzinfo=UTC), tick=True)


def _send_and_sign(world: World, agreement_id: UUID) -> None:
    """Everybody signs on paper, on the day that it is."""
    with in_tenant(world.center, world.center.coordinator, rights=RIGHTS):
        sending.ask_for_approval(agreement_id)
        sending.approve_and_send(agreement_id)
        for one in [*rows.signatories_of(rows.get_agreement(agreement_id))]:
            signing.record_paper(
                agreement_id,
                one.id,
                SCAN,
                "скан.pdf",
                signed_on=drafting.today(),
                original_kept="папка 05-12",
            )


def _in_force(world: World, partner: PartnerPlace) -> UUID:
    """An agreement from 1 September 2026 to 31 August 2027."""
    with _at(date(2026, 9, 1)):
        with in_tenant(world.center, world.center.coordinator, rights=RIGHTS):
            made = drafting.draft_agreement(
                drafting.Draft(
                    partner.id,
                    ends_on=date(2027, 8, 31),
                    ours=[drafting.Signer(world.center.director.account_id)],
                    theirs=[
                        drafting.Signer(partner.head.account_id),
                        drafting.Signer(partner.deputy.account_id),
                    ],
                    terms=Terms(least_mentors=4),
                )
            )
            agreement_id = made.id
        _send_and_sign(world, agreement_id)
    return agreement_id


def _read(world: World, agreement: UUID) -> Agreement:
    with in_tenant(world.center, world.center.coordinator, rights=RIGHTS):
        return rows.get_agreement(agreement)


def _morning(world: World, day: date) -> None:
    with _at(day), in_tenant(world.center):
        ending.expire_daily()


def _letters(words: str) -> list[str]:
    with in_system() as session:
        return sorted(session.scalars(select(Letter.recipient).where(Letter.subject.contains(words))).all())


def test_it_is_warned_sixty_thirty_and_seven_days_before_once_each(
    world: World, partner: PartnerPlace
) -> None:
    agreement = _in_force(world, partner)
    warned = {}
    for day in (
        date(2027, 7, 1),
        date(2027, 7, 2),
        date(2027, 7, 3),
        date(2027, 8, 1),
        date(2027, 8, 2),
        date(2027, 8, 24),
        date(2027, 8, 31),
    ):
        before = len(_letters("заканчивается"))
        _morning(world, day)
        warned[day.isoformat()] = len(_letters("заканчивается")) - before
    assert list(warned.values()) == [0, 3, 0, 3, 0, 3, 0]
    assert (_read(world, agreement).state, _read(world, agreement).warned_days) == ("active", 7)


def test_an_agreement_is_over_the_day_after_its_last(world: World, partner: PartnerPlace) -> None:
    agreement = _in_force(world, partner)
    _morning(world, date(2027, 9, 1))
    found = _read(world, agreement)
    assert (found.state, found.ended_on) == ("expired", date(2027, 8, 31))
    _morning(world, date(2027, 9, 2))
    with in_tenant(world.center, world.center.coordinator, rights=RIGHTS):
        kinds = [one.kind for one in rows.steps_of(found)]
    assert kinds.count("expired") == 1


def test_a_renewal_is_drafted_in_one_step_and_takes_the_place_when_signed(
    world: World, partner: PartnerPlace
) -> None:
    former = _in_force(world, partner)
    with _at(date(2027, 7, 10)):
        with in_tenant(world.center, world.center.coordinator, rights=RIGHTS):
            made = renewal.renew(former).id
            found = rows.get_agreement(made)
            assert (found.state, found.number, found.renewed_from_id) == ("draft", "2", former)
            assert (found.starts_on, found.ends_on) == (date(2027, 9, 1), date(2028, 8, 31))
            assert drafting.draft_of(found).terms == Terms(least_mentors=4)
            assert len(rows.signatories_of(found)) == 3
            with pytest.raises(Refused, match="№ 2"):
                renewal.renew(former)
        assert _read(world, former).state == "active"
        _send_and_sign(world, made)
    assert (_read(world, made).state, _read(world, former).state) == ("active", "renewed")
    with in_tenant(world.center, world.center.coordinator, rights=RIGHTS), pytest.raises(Refused):
        renewal.renew(former)


def test_a_withdrawn_renewal_does_not_stand_in_the_way(world: World, partner: PartnerPlace) -> None:
    former = _in_force(world, partner)
    with _at(date(2027, 10, 5)), in_tenant(world.center, world.center.coordinator, rights=RIGHTS):
        first = renewal.renew(former).id
        ending.withdraw(first, "Не тот срок")
        found = rows.get_agreement(renewal.renew(former).id)
        assert (found.starts_on, found.ends_on) == (date(2027, 10, 5), date(2028, 10, 4))


def test_an_agreement_without_a_term_is_terminated_not_renewed(world: World, partner: PartnerPlace) -> None:
    agreement = _in_force(world, partner)
    with in_tenant(world.center, world.center.executor), pytest.raises(Forbidden):
        renewal.renew(agreement)
    with in_tenant(world.center, world.center.coordinator, rights=RIGHTS):
        with pytest.raises(Refused) as refusal:
            ending.terminate(agreement, " ")
        assert refusal.value.field == "reason"
        found = ending.terminate(agreement, "Соглашение сторон от 12.01.2027")
        assert (found.state, found.end_reason) == ("terminated", "Соглашение сторон от 12.01.2027")
        with pytest.raises(Refused):
            ending.terminate(agreement, "Ещё раз")
        with pytest.raises(Refused):
            renewal.renew(agreement)
    assert set(_letters("расторгнуто")) == {
        partner.head.email,
        partner.deputy.email,
        world.center.director.email,
    }
