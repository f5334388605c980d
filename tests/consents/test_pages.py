# SPDX-License-Identifier: MIT
"""Consents, clearances, forms and blanks through their pages, for those who may and those who may not."""

from __future__ import annotations

import zipfile
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest

from nastavnik.consents import service
from nastavnik.consents.service import GivenConsent
from nastavnik.foundation.dates import format_date, today
from nastavnik.people import service as people
from nastavnik.people.service import MentorCard, Person, RequestCard
from nastavnik.testing.clients import Visitor
from nastavnik.testing.pairs import make_person
from nastavnik.testing.worlds import World, in_tenant

HOME = "/o/center/consents"
CARD = "/o/center/people"
NOBODY = "01a20e8e-022a-7006-9ab5-458973c2e281"
PDF = b"%PDF-1.7 a signed paper"


@pytest.fixture
def coordinator(visitor: Visitor, world: World) -> Visitor:
    visitor.sign_in(world.center.coordinator)
    return visitor


@pytest.fixture
def pupil(world: World) -> Person:
    """A mentee of fifteen with a mother on the card."""
    with in_tenant(world.center):
        person = make_person("Ёлкина", 15, "pupil")
        people.enter_mentee(person.id, RequestCard("academic"))
        mother = make_person("Соснина", 40, "guardian")
        people.add_guardian(person.id, mother.id, "mother")
    return person


@pytest.fixture
def outsider(world: World) -> Person:
    """A mentor of a partner organisation."""
    with in_tenant(world.center):
        person = make_person("Внешнев", 35, "employee")
        people.enter_mentor(person.id, MentorCard("organisations"))
    return person


def said(answer: Any) -> str:
    return " ".join(str(answer.text).replace("\u00a0", " ").split())


def guardian_of(world: World, person: Person) -> str:
    with in_tenant(world.center):
        return str(people.guardians_of([person.id])[person.id][0].person_id)


def paper(world: World, person: Person, **more: Any) -> dict[str, Any]:
    return {
        "given_by": "both",
        "guardian": guardian_of(world, person),
        "given_on": format_date(today()),
        "scan": (BytesIO(PDF), "согласие.pdf"),
        **more,
    }


def test_the_card_says_what_lacks_and_what_to_do_until_the_consent_is_recorded(
    coordinator: Visitor, world: World, pupil: Person
) -> None:
    before = said(coordinator.get(f"{CARD}/{pupil.id}"))
    assert "&lt;li" not in before
    assert "нужны согласия обучающегося и законного представителя" in before
    assert f"{HOME}/{pupil.id}/give/participation" in before
    answer = coordinator.post(
        f"{HOME}/{pupil.id}/give/participation",
        paper(world, pupil, valid_until=format_date(today() + timedelta(days=60))),
    )
    assert answer.status_code == 303
    after = said(coordinator.get(f"{CARD}/{pupil.id}"))
    assert "нужны согласия" not in after
    assert f"Действует до {format_date(today() + timedelta(days=60))}" in after
    assert "Ёлкина А. И. и Соснина А. И." in after.replace("А.И.", "А. И.")
    with in_tenant(world.center):
        consent = service.consents_of([pupil.id])[pupil.id][0]
    scan = coordinator.get(f"{HOME}/consent/{consent.id}/scan")
    assert (scan.data, scan.mimetype) == (PDF, "application/pdf")
    assert "no-store" in scan.headers["Cache-Control"]
    scan.close()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"given_on": ""}, "Укажите день, когда согласие подписано"),
        ({"given_on": "31.02.2024"}, "29 дней"),
        ({"given_on": "01.01.2199"}, "будущ"),
        ({"guardian": ""}, "представител"),
        ({"valid_until": "01.01.2001"}, "Срок"),
        ({"scan": (BytesIO(b""), "")}, "Приложите скан или отметьте"),
        ({"scan": (BytesIO(b"hello"), "a.pdf")}, "PDF"),
    ],
)
def test_a_mistake_keeps_what_was_typed_and_records_nothing(
    coordinator: Visitor, world: World, pupil: Person, wrong: dict[str, Any], sentence: str
) -> None:
    typed = paper(world, pupil, valid_until="31.12.2040")
    answer = coordinator.post(f"{HOME}/{pupil.id}/give/participation", {**typed, **wrong})
    assert answer.status_code == 422
    assert sentence in said(answer)
    assert 'value="both"' in answer.text
    for name in ("given_on", "valid_until"):
        assert f'value="{wrong.get(name, typed[name])}"' in answer.text
    with in_tenant(world.center):
        assert service.consents_of([pupil.id])[pupil.id] == []


def test_a_paper_without_a_scan_is_marked_and_the_scan_comes_later_once(
    coordinator: Visitor, world: World, pupil: Person
) -> None:
    typed = paper(world, pupil, without_scan="y")
    del typed["scan"]
    assert coordinator.post(f"{HOME}/{pupil.id}/give/participation", typed).status_code == 303
    assert "Приложить скан" in said(coordinator.get(f"{CARD}/{pupil.id}"))
    with in_tenant(world.center):
        consent = service.consents_of([pupil.id])[pupil.id][0]
    url = f"{HOME}/consent/{consent.id}/attach"
    assert coordinator.get(f"{HOME}/consent/{consent.id}/scan").status_code == 404
    assert coordinator.get(url).status_code == 200
    assert coordinator.post(url).status_code == 422
    assert coordinator.post(url, {"scan": (BytesIO(PDF), "a.pdf")}).status_code == 303
    assert coordinator.post(url, {"scan": (BytesIO(b"%PDF-other"), "b.pdf")}).status_code == 303
    with in_tenant(world.center):
        assert service.scan_of(consent.id)[1] == PDF


def test_age_decides_who_may_be_chosen(coordinator: Visitor, world: World, outsider: Person) -> None:
    page = coordinator.get(f"{HOME}/{outsider.id}/give/participation").text
    assert 'value="self"' in page
    assert 'value="guardian"' not in page
    with in_tenant(world.center):
        child = make_person("Дубов", 10, "pupil")
    page = said(coordinator.get(f"{HOME}/{child.id}/give/participation"))
    assert "не назван законный представитель" in page
    assert 'value="self"' not in page


def test_publication_is_forbidden_until_it_is_allowed_piece_by_piece(
    coordinator: Visitor, world: World, pupil: Person
) -> None:
    url = f"{HOME}/{pupil.id}/give/publication"
    assert coordinator.get(url).text.count('value="forbid"') == 5
    typed = paper(world, pupil, datum_0="allow", datum_1="conditions", conditions_text="без крупных планов")
    assert coordinator.post(url, typed).status_code == 303
    with in_tenant(world.center):
        kept = service.consents_of([pupil.id])[pupil.id][0].conditions
    assert kept["data"]["фамилия, имя, отчество"] == "allow"
    assert kept["data"]["фотография и видео"] == "conditions"
    assert sorted(kept["data"].values()) == ["allow", "conditions", "forbid", "forbid", "forbid"]
    assert kept["text"] == "без крупных планов"


def test_a_withdrawal_asks_for_a_day_and_stops_the_consent(
    coordinator: Visitor, world: World, pupil: Person
) -> None:
    coordinator.post(f"{HOME}/{pupil.id}/give/participation", paper(world, pupil))
    with in_tenant(world.center):
        consent = service.consents_of([pupil.id])[pupil.id][0]
    url = f"{HOME}/consent/{consent.id}/withdraw"
    for wrong in ("", "01.01.2199", "01.01.2001"):
        answer = coordinator.post(url, {"on": wrong, "reason": "по заявлению матери"})
        assert answer.status_code == 422
        assert "по заявлению матери" in answer.text
    assert coordinator.post(url, {"on": format_date(today()), "reason": "по заявлению"}).status_code == 303
    card = said(coordinator.get(f"{CARD}/{pupil.id}"))
    assert "Отозвано" in card
    assert "нужны согласия" in card
    assert coordinator.get(url).status_code == 303, "a second time there is nothing to withdraw"


def test_a_clearance_is_recorded_without_its_document(
    coordinator: Visitor, world: World, outsider: Person
) -> None:
    assert "Допуска нет" in said(coordinator.get(f"{CARD}/{outsider.id}"))
    url = f"{HOME}/{outsider.id}/clearance"
    page = coordinator.get(url).text
    assert 'type="file"' not in page
    typed = {"kind": "criminal_record", "number": "042", "result": "cleared", "issued_on": ""}
    answer = coordinator.post(url, typed)
    assert answer.status_code == 422
    assert 'value="042"' in answer.text
    typed |= {"issued_on": format_date(today()), "next_check_on": format_date(today())}
    assert coordinator.post(url, typed).status_code == 422
    typed["next_check_on"] = format_date(today() + timedelta(days=365))
    assert coordinator.post(url, typed).status_code == 303
    card = said(coordinator.get(f"{CARD}/{outsider.id}"))
    assert f"Допущен до {format_date(today() + timedelta(days=365))}" in card
    assert "№ 042" in card


def test_the_policy_and_a_new_version_of_a_form(coordinator: Visitor, world: World, pupil: Person) -> None:
    assert coordinator.post(f"{HOME}/policy", {"consent_14_17": "nobody"}).status_code == 422
    assert coordinator.post(f"{HOME}/policy", {"consent_14_17": "guardian"}).status_code == 303
    with in_tenant(world.center):
        assert (service.policy().consent_14_17, service.policy().clear_outside) == ("guardian", False)
    coordinator.post(f"{HOME}/{pupil.id}/give/participation", paper(world, pupil))
    url = f"{HOME}/forms/participation"
    page = coordinator.get(f"{url}/write").text
    assert 'name="seen" type="hidden" value="1"' in page
    text = {
        "seen": "1",
        "title": "Согласие участника",
        "goal": "участие в программе",
        "kinds": "фамилия, имя\n\nкласс",
        "actions": "сбор",
        "ways": "смешанная",
        "term": "до конца учебного года",
        "withdrawal": "",
    }
    answer = coordinator.post(f"{url}/write", text)
    assert answer.status_code == 422
    assert "до конца учебного года" in answer.text
    text["withdrawal"] = "заявлением"
    assert coordinator.post(f"{url}/write", text).status_code == 303
    stale = coordinator.post(f"{url}/write", {**text, "term": "до 2030 года"})
    assert stale.status_code == 422
    assert "введена другая редакция" in said(stale)
    with in_tenant(world.center):
        newest, first = service.versions("participation")
        assert service.consents_of([pupil.id])[pupil.id][0].template_id == first.id
    assert newest.sha256 in coordinator.get(url).text
    assert first.sha256 in coordinator.get(f"{HOME}/forms/version/{first.id}").text
    assert "Согласие участника" in coordinator.get(f"{HOME}/forms").text


@pytest.mark.parametrize(("variant", "signatures"), [("adult", 1), ("guardian", 1), ("both", 2)])
def test_blank_forms_name_the_person_and_leave_the_passport_to_the_hand(
    coordinator: Visitor, pupil: Person, variant: str, signatures: int
) -> None:
    answer = coordinator.get(f"{HOME}/blanks/participation.docx?person={pupil.id}&variant={variant}")
    assert answer.status_code == 200
    with zipfile.ZipFile(BytesIO(answer.data)) as archive:
        words = archive.read("word/document.xml").decode()
    answer.close()
    assert "Ёлкина Анна Ивановна" in words
    assert "документ, удостоверяющий личность" in words
    assert words.count("Подпись ") == signatures
    assert "SHA-256" in words
    printed = coordinator.get(f"{HOME}/blanks/publication.pdf?variant={variant}")
    assert printed.data.startswith(b"%PDF-")
    printed.close()
    for page in (f"{HOME}/{pupil.id}/blanks", f"{HOME}/blanks"):
        assert f"variant={variant}" in coordinator.get(page).text or variant == "adult"


@pytest.mark.parametrize(
    "address",
    [
        "blanks/nothing.pdf",
        "blanks/participation.xlsx",
        "blanks/participation.pdf?variant=nobody",
        "blanks/participation.pdf?person=nobody",
        "forms/nothing",
        "forms/nothing/write",
        f"{NOBODY}/give/participation",
        f"{NOBODY}/clearance",
        f"{NOBODY}/blanks",
        f"consent/{NOBODY}/withdraw",
        f"consent/{NOBODY}/scan",
        f"forms/version/{NOBODY}",
    ],
)
def test_what_is_not_there_is_404(coordinator: Visitor, address: str) -> None:
    assert coordinator.get(f"{HOME}/{address}").status_code == 404


def test_strangers_see_nothing_and_an_executor_may_nothing(
    visitor: Visitor, world: World, pupil: Person
) -> None:
    with in_tenant(world.center):
        mother = people.guardians_of([pupil.id])[pupil.id][0].person_id
        consent = service.record_consent(
            pupil.id, GivenConsent("participation", "both", today(), guardian_id=mother)
        )
    pages = (
        f"{pupil.id}/give/participation",
        f"consent/{consent.id}/withdraw",
        f"{pupil.id}/blanks",
        f"blanks/participation.pdf?person={pupil.id}",
        "forms",
        "policy",
    )
    visitor.sign_in(world.center.executor)
    assert [visitor.get(f"{HOME}/{one}").status_code for one in pages] == [403] * len(pages)
    visitor.sign_in(world.ankudinovskaya.coordinator)
    assert [visitor.get(f"{HOME}/{one}").status_code for one in pages] == [404] * len(pages)
    theirs = HOME.replace("center", "ankudinovskaya")
    assert [visitor.get(f"{theirs}/{one}").status_code for one in pages[:4]] == [404] * 4


def test_who_lacks_the_right_sees_no_consents_on_a_card(world: World, pupil: Person) -> None:
    from nastavnik.consents.plugin import person_parts

    with in_tenant(world.center, world.center.coordinator, rights=frozenset({"people.view"})):
        assert person_parts(pupil.id) == []
