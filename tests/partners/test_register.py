# SPDX-License-Identifier: MIT
"""The register of partners: one legal entity for the district, numbers that agree, and what stays an organisation's own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select

from nastavnik.accounts import service as accounts
from nastavnik.foundation.audit import AuditEntry
from nastavnik.foundation.database import session
from nastavnik.foundation.errors import Forbidden, NotFound, Refused
from nastavnik.foundation.names import PersonName
from nastavnik.foundation.outbox import OutboxEvent
from nastavnik.partners import service
from nastavnik.partners.service import (
    AlreadyKnown,
    PartnerCard,
    PartnerFilter,
    PartnerOrganisation,
    Requisites,
)
from nastavnik.people.service import Overtaken
from nastavnik.testing.partners import CLUB_INN, PLANT_INN, add_partner_person, make_party
from nastavnik.testing.worlds import Place, World, in_system, in_tenant

RIGHTS = frozenset({"partners.view", "partners.edit"})
PLANT = Requisites(
    full_name="Общество с ограниченной ответственностью  «Образцовый завод»",
    short_name="ООО «Образцовый завод»",
    inn="5250 000010",
    sector="industry",
    kpp="525001001",
    ogrn="1025201234563",
)
CARD = PartnerCard(
    state="active", offers=("events", "mentors"), contact_name="Иванова И.И.", notes="звонить утром"
)


def keeper(place: Place) -> Any:
    """The coordinator, who keeps the register."""
    return in_tenant(place, place.coordinator, rights=RIGHTS)


def test_a_partner_is_added_with_its_legal_entity(world: World) -> None:
    with keeper(world.center):
        added = service.add_partner(PLANT, CARD)
        partner, party = service.get_partner(added.id)
        assert (party.inn, party.kind, party.kpp) == (PLANT_INN, "legal", "525001001")
        assert party.full_name == "Общество с ограниченной ответственностью «Образцовый завод»"
        assert (partner.state, partner.offers) == ("active", ["mentors", "events"])
        assert list(session().scalars(select(AuditEntry.action).order_by(AuditEntry.created_at))) == [
            "partners.organisation_added",
            "partners.added",
        ]
        event = session().scalars(select(OutboxEvent)).one()
        assert (event.kind, event.payload) == ("partners.added", {"partner": str(party.id)})


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"inn": "5250000011"}, "inn", "Контрольная цифра ИНН"),
        ({"inn": "52500"}, "inn", "десять цифр"),
        ({"kpp": "5250"}, "kpp", "девять знаков"),
        ({"ogrn": "1025201234562"}, "ogrn", "Контрольная цифра ОГРН"),
        ({"ogrn": "304500116000157"}, "ogrn", "тринадцать"),
        ({"inn": "500100732259"}, "kpp", "нет КПП"),
        ({"inn": "500100732259", "kpp": ""}, "ogrn", "пятнадцать"),
        ({"sector": "space"}, "sector", "сферу"),
        ({"short_name": " "}, "short_name", "название"),
    ],
)
def test_a_wrong_value_is_refused_beside_its_field(
    world: World, change: dict[str, str], field: str, sentence: str
) -> None:
    with keeper(world.center), pytest.raises(Refused, match=sentence) as refused:
        service.add_partner(replace(PLANT, **change), CARD)
    assert refused.value.field == field


@pytest.mark.parametrize("card", [PartnerCard(state="loved"), PartnerCard(offers=("gold",))])
def test_unknown_codes_are_refused(world: World, card: PartnerCard) -> None:
    with keeper(world.center), pytest.raises(Refused):
        service.add_partner(PLANT, card)
    with in_system() as opened:
        assert opened.scalar(select(func.count()).select_from(PartnerOrganisation)) == 0


def test_a_known_number_is_offered_and_nothing_is_made(world: World) -> None:
    with keeper(world.ankudinovskaya):
        first = service.add_partner(PLANT, CARD)
        with pytest.raises(AlreadyKnown, match="уже есть в вашем реестре") as own:
            service.add_partner(PLANT, CARD)
        assert own.value.partner_id == first.id
    with keeper(world.center):
        with pytest.raises(AlreadyKnown, match="используйте её") as refused:
            service.add_partner(PLANT, CARD)
        assert refused.value.partner_id is None
        tied = service.tie_partner(refused.value.organisation.id, PartnerCard())
        assert service.get_partner(tied.id).organisation.id == refused.value.organisation.id
        assert service.get_partner(tied.id).partner.notes == ""
        with pytest.raises(Refused, match="уже есть в вашем реестре"):
            service.tie_partner(refused.value.organisation.id, PartnerCard())
    with in_system() as opened:
        assert opened.scalar(select(func.count()).select_from(PartnerOrganisation)) == 1


def test_another_entity_with_the_same_ogrn_is_refused(world: World) -> None:
    with keeper(world.center):
        service.add_partner(PLANT, CARD)
        with pytest.raises(Refused, match="ОГРН") as refused:
            service.add_partner(replace(PLANT, inn=CLUB_INN), CARD)
        assert refused.value.field == "ogrn"
        assert service.partner_counts() == {"active": 1}


def test_staff_who_act_for_the_partner_keep_it_out_of_the_register(world: World) -> None:
    party = make_party(world.ankudinovskaya)
    person = add_partner_person(party)
    with keeper(world.center):
        accounts.give_place(person.email, PersonName("П", "А", ""), "executor", letter=False)
        with pytest.raises(Refused, match="работают в вашей организации"):
            service.tie_partner(party.id, CARD)
        assert service.partner_counts() == {}


def test_the_register_is_filtered_sorted_and_counted_in_two_queries(
    world: World, count_queries: Callable[[], Any]
) -> None:
    make_party(world.center, CLUB_INN, "АНО «Ёлочка»")
    with keeper(world.center):
        service.add_partner(PLANT, PartnerCard(state="paused", offers=("mentors",)))
        with count_queries() as queries:
            found = service.partners()
        assert len(queries) == 2
        assert [party.short_name for _one, party in found.rows] == ["АНО «Ёлочка»", "ООО «Образцовый завод»"]
        for wanted in (
            PartnerFilter(text="завод 5250"),
            PartnerFilter(state="paused"),
            PartnerFilter(offer="mentors"),
        ):
            assert [party.inn for _one, party in service.partners(wanted).rows] == [PLANT_INN]
        assert [party.inn for _one, party in service.partners(PartnerFilter(text="елочка")).rows] == []
        assert len(service.partners(PartnerFilter(sector="industry")).rows) == 2
        assert service.partner_counts() == {"active": 1, "paused": 1}


def test_what_an_organisation_keeps_stays_its_own(world: World) -> None:
    with keeper(world.center):
        ours = service.add_partner(PLANT, CARD)
    with keeper(world.ankudinovskaya):
        assert service.partners().rows == []
        with pytest.raises(NotFound):
            service.get_partner(ours.id)
        with pytest.raises(NotFound):
            service.change_partner(ours.id, CARD)


def test_a_change_is_recorded_once_and_an_overtaken_form_is_told(world: World) -> None:
    with keeper(world.center):
        partner = service.add_partner(PLANT, CARD)
        seen = partner.version
        service.change_partner(partner.id, replace(CARD, state="ended"), seen=seen)
        with pytest.raises(Overtaken):
            service.change_partner(partner.id, CARD, seen=seen)
        service.change_partner(partner.id, replace(CARD, state="ended"))
        entries = session().scalars(select(AuditEntry).where(AuditEntry.action == "partners.changed")).all()
        assert [(one.before, one.after) for one in entries] == [({"state": "active"}, {"state": "ended"})]


def test_requisites_are_corrected_until_the_partner_signs_in_itself(world: World) -> None:
    party = make_party(world.center)
    with keeper(world.center):
        partner = service.partners().rows[0][0]
        changed = service.change_requisites(partner.id, replace(PLANT, phone="+7 831 000-00-00"))
        assert (changed.phone, changed.kpp) == ("+7 831 000-00-00", "525001001")
    add_partner_person(party)
    with keeper(world.center):
        assert service.has_people(party.id)
        with pytest.raises(Refused, match="ведёт сам"):
            service.change_requisites(partner.id, PLANT)


def test_a_number_of_another_entity_is_refused_when_requisites_change(world: World) -> None:
    make_party(world.center, CLUB_INN, "АНО «Ёлочка»")
    with keeper(world.center):
        partner = service.add_partner(PLANT, CARD)
        with pytest.raises(Refused, match="уже есть у другой"):
            service.change_requisites(partner.id, replace(PLANT, inn=CLUB_INN))


def test_without_the_right_nothing_is_read_or_changed(world: World) -> None:
    with in_tenant(world.center, world.center.executor), pytest.raises(Forbidden):
        service.partners()
    reader = frozenset({"partners.view"})
    with in_tenant(world.center, world.center.executor, rights=reader), pytest.raises(Forbidden):
        service.add_partner(PLANT, CARD)
