# SPDX-License-Identifier: MIT
"""The own page of a mentor and of a mentee: the next step, by a personal link or signed in, and nobody else's."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar
from uuid import UUID

import pytest
from flask import Flask
from icalendar import Calendar
from sqlalchemy import select, update
from tests.tenancy.test_walk import routes

from nastavnik.accounts.models import Account, Membership
from nastavnik.consents import service as consents
from nastavnik.foundation.change import change
from nastavnik.foundation.database import now, open_scope, session
from nastavnik.foundation.dates import today
from nastavnik.foundation.errors import NotFound, Refused
from nastavnik.foundation.mail import Letter
from nastavnik.foundation.scope import IdentityScope
from nastavnik.matches import service as matches
from nastavnik.matches.service import TaskCard
from nastavnik.meetings import service
from nastavnik.meetings.plugin import on_event
from nastavnik.meetings.service import Meeting, MeetingCard, Reader, Told, Words
from nastavnik.people import service as people
from nastavnik.people.service import PersonCard, subject_rights
from nastavnik.testing.clients import Visitor
from nastavnik.testing.pairs import RIGHTS, make_active, make_mentee, make_mentor, make_programme
from nastavnik.testing.worlds import PASSWORD, Someone, World, in_system, in_tenant
from nastavnik.web.access import access_of

ALL = RIGHTS | {"people.rights", "accounts.manage_staff", "accounts.view_staff"}
T = TypeVar("T")
APPS: list[Flask] = []


@dataclass(frozen=True)
class Two:
    """Two pairs of one organisation: the people of one may see nothing of the other."""

    mentor: UUID
    mentee: UUID
    guardian: UUID
    match: UUID
    other_mentor: UUID
    other_match: UUID


@pytest.fixture(autouse=True)
def installation(app: Flask) -> None:
    """Letters hold whole addresses, which the installation knows."""
    APPS[:] = [app]


def work(world: World, act: Callable[[], T]) -> T:
    with APPS[0].app_context(), in_tenant(world.center, world.center.coordinator, rights=ALL):
        return act()


def give_address(person_id: UUID, email: str) -> None:
    card = people.card_of(people.person_behind(person_id))
    kept = {name: getattr(card, name) for name in card.__slots__}
    people.change_person(person_id, PersonCard(**{**kept, "email": email}))


@pytest.fixture
def two(world: World) -> Two:
    def make() -> Two:
        programme = make_programme()
        match = make_active(programme, make_mentor("Наставникова"), make_mentee("Ёлкина"))
        other = make_active(programme, make_mentor("Посторонняя"), make_mentee("Чужаева"))
        pair, strange = matches.get_pair(match.id), matches.get_pair(other.id)
        child = pair.members[0].person
        mother = people.guardians_of([child.id])[child.id][0].person_id
        give_address(pair.mentor_person.id, "mentor@school.example")
        give_address(mother, "mother@mail.example")
        matches.add_task(match.id, TaskCard("Собрать макет", due_on=today()))
        return Two(pair.mentor_person.id, child.id, mother, match.id, strange.mentor_person.id, other.id)

    return work(world, make)


def planned(world: World, match_id: UUID, *, hours: int, kind: str = "intro") -> Meeting:
    card = MeetingCard(
        kind, now() + timedelta(hours=hours), place="Мастерская", agenda="Познакомиться", exception="проба"
    )
    return work(world, lambda: service.plan_meeting(match_id, card))


def page_of(world: World, person_id: UUID) -> str:
    given = work(world, lambda: service.give_page(person_id, write=False))
    return f"/o/center/meetings/page/{given.token}"


def said(visitor: Visitor, url: str) -> str:
    return visitor.get(url).text.replace("\u00a0", " ")


def letters() -> list[Letter]:
    with in_system():
        return list(session().scalars(select(Letter).order_by(Letter.created_at)))


def tell_of(world: World, meeting: Meeting, *, new: bool = True) -> int:
    with APPS[0].app_context(), in_tenant(world.center):
        return service.tell_of_meeting(meeting.id, planned=new)


def account_of(world: World, person_id: UUID, email: str, role: str) -> Someone:
    """The person as somebody who has accepted the invitation."""
    work(world, lambda: service.invite(person_id, email, role))
    with open_scope(IdentityScope()), change(audited=False) as tx:
        from nastavnik.accounts.models import Credential
        from nastavnik.testing.worlds import _password_hash

        account = tx.session.scalars(select(Account).where(Account.email == email)).one()
        account.state = "active"
        tx.add(Credential(account_id=account.id, password_hash=_password_hash()))
        return Someone(account.id, email, "", role, PASSWORD)


# By a personal link


def test_the_page_shows_the_next_meeting_and_of_the_mentee_only_what_the_work_needs(
    visitor: Visitor, world: World, two: Two
) -> None:
    planned(world, two.match, hours=30)
    url = page_of(world, two.mentor)
    for method in ("GET", "HEAD", "GET"):
        assert visitor.client.open(url, method=method).status_code == 200
    page = said(visitor, url)
    for shown in ("Встреча с Анной", "Мастерская", "Познакомиться", "Собрать макет"):
        assert shown in page
    for hidden in ("Ёлкина", "Чужаева", "Посторонняя", "mother@mail.example", "7А"):
        assert hidden not in page


def test_a_revoked_a_replaced_an_expired_and_an_unknown_link_show_nothing(
    visitor: Visitor, world: World, two: Two
) -> None:
    first = page_of(world, two.mentor)
    second = page_of(world, two.mentor)
    assert "больше не действует" in said(visitor, first)
    work(world, lambda: service.revoke_page(two.mentor))
    for url in (first, second):
        assert "Собрать макет" not in said(visitor, url)
        assert visitor.get(f"{url}/meeting.ics?meeting={two.match}").status_code == 404
        assert visitor.post(f"{url}/calendar").status_code == 404
    assert visitor.get("/o/center/meetings/page/" + "a" * 32).status_code == 404
    third = page_of(world, two.mentor)
    assert visitor.get(third.replace("/center/", "/ankudinovskaya/")).status_code == 404


def test_a_withdrawn_consent_and_a_stopped_processing_close_the_page(
    visitor: Visitor, world: World, two: Two
) -> None:
    url, other = page_of(world, two.mentor), page_of(world, two.other_mentor)

    def withdraw() -> None:
        consents.withdraw(consents.consents_of([two.mentor])[two.mentor][0].id, on=today())

    work(world, withdraw)
    work(world, lambda: subject_rights.block(two.other_mentor, "по требованию"))
    for closed in (url, other):
        assert "больше не действует" in said(visitor, closed)
    for person_id in (two.mentor, two.other_mentor):
        with pytest.raises(Refused):
            page_of(world, person_id)


def test_the_mentor_tells_of_a_meeting_and_gives_the_own_feedback_in_one_form(
    visitor: Visitor, world: World, two: Two
) -> None:
    meeting = planned(world, two.match, hours=-2)
    url = page_of(world, two.mentor)
    assert "Рассказать о встрече с Анной" in said(visitor, url)
    about = {"about": str(meeting.id), "held_on": today().strftime("%d.%m.%Y")}
    for wrong in (
        {},
        {"outcome": "none"},
        {"outcome": "remote", "done": ""},
        {"outcome": "in_person", "done": "Макет", "minutes": "2"},
    ):
        assert visitor.post(url, {**about, **wrong}).status_code == 422
    right = {
        **about,
        "outcome": "remote",
        "minutes": "60",
        "topic": "Знакомство",
        "done": "Макет",
        "mood": "4",
    }
    assert visitor.post(url, right).status_code == 303
    kept = work(world, lambda: service.get_meeting(meeting.id))
    assert (kept.state, kept.format, kept.minutes, kept.topic) == ("held", "remote", 60, "Знакомство")
    rows = work(world, lambda: service.feedback_of([meeting.id])[meeting.id])
    assert {row.role: (row.state, row.way) for row in rows} == {
        "mentor": ("given", "link"),
        "mentee": ("owed", ""),
    }
    assert visitor.post(url, right).status_code == 303
    child = page_of(world, two.mentee)
    assert visitor.post(child, {"about": str(rows[1].id), "done": "Макет"}).status_code == 422
    assert visitor.post(child, {"about": str(rows[1].id), "done": "Макет", "mood": "5"}).status_code == 303
    assert work(world, lambda: service.get_meeting(meeting.id)).state == "closed"


def test_a_meeting_that_did_not_take_place_needs_its_reason_and_nothing_else(
    visitor: Visitor, world: World, two: Two
) -> None:
    meeting = planned(world, two.match, hours=-2)
    url = page_of(world, two.mentor)
    sent = {"about": str(meeting.id), "outcome": "none", "reason": "заболела"}
    assert visitor.post(url, sent).status_code == 303
    kept = work(world, lambda: service.get_meeting(meeting.id))
    assert (kept.state, kept.no_show_reason) == ("no_show", "заболела")


def test_only_the_mentor_tells_and_only_of_the_own_pairs_and_only_afterwards(world: World, two: Two) -> None:
    past, ahead = planned(world, two.match, hours=-2), planned(world, two.match, hours=2, kind="trial")
    told = Told("in_person", words=Words(done="Макет"))
    with in_tenant(world.center, world.center.executor):
        mentor = Reader(two.mentor, people.name_of(people.person_behind(two.mentor)), "link")
        for stranger in (two.mentee, two.other_mentor, two.guardian):
            with pytest.raises(NotFound):
                service.tell(Reader(stranger, mentor.name, "link"), past.id, told)
        with pytest.raises(Refused):
            service.tell(mentor, ahead.id, told)
        with pytest.raises(NotFound):
            service.appointment_of(Reader(two.other_mentor, mentor.name, "link"), ahead.id)


def test_the_page_costs_the_same_however_many_meetings(
    world: World, two: Two, count_queries: Callable[[], object]
) -> None:
    def cost() -> int:
        with in_tenant(world.center, world.center.executor), count_queries() as queries:  # type: ignore[attr-defined]
            service.own_page(Reader(two.mentor, people.name_of(people.person_behind(two.mentor)), "link"))
        return len(queries)

    planned(world, two.match, hours=2)
    one = cost()
    for hours in range(3, 9):
        planned(world, two.match, hours=hours, kind="regular")
    assert cost() <= one <= 14


# Calendars


def events(data: bytes | str) -> list[dict[str, str]]:
    book = Calendar.from_ical(data)
    assert book["method"] == "PUBLISH"
    return [{name: str(one[name]) for name in one} for one in book.walk("VEVENT")]


def test_an_appointment_names_nobody_by_surname_and_keeps_its_identifier(
    visitor: Visitor, world: World, two: Two
) -> None:
    meeting = planned(world, two.match, hours=30)
    url = page_of(world, two.mentor)
    answer = visitor.get(f"{url}/meeting.ics?meeting={meeting.id}")
    assert answer.content_type.startswith("text/calendar")
    [event] = events(answer.data)
    assert event["UID"] == f"{meeting.id}@nastavnik"
    assert "Анна Ё." in event["SUMMARY"]
    assert event["LOCATION"] == "Мастерская"
    assert "Ёлкина" not in answer.text
    for wrong in ("", "x", str(UUID(int=7))):
        assert visitor.get(f"{url}/meeting.ics?meeting={wrong}").status_code == 404


def test_letters_with_the_appointment_go_to_the_mentor_and_to_the_parent(world: World, two: Two) -> None:
    meeting = planned(world, two.match, hours=30)
    before = len(letters())
    assert tell_of(world, meeting) == 2
    sent = letters()[before:]
    assert {one.recipient for one in sent} == {"mentor@school.example", "mother@mail.example"}
    assert all(events(one.calendar)[0]["UID"] == f"{meeting.id}@nastavnik" for one in sent)
    to_mother = next(one for one in sent if one.recipient.startswith("mother"))
    assert "Участвует ваш ребёнок: Анна" in to_mother.body.replace("\u00a0", " ")
    assert "Ёлкина" not in to_mother.body

    def move() -> Meeting:
        return service.change_meeting(
            meeting.id, MeetingCard("intro", now() + timedelta(hours=50), exception="проба")
        )

    work(world, move)
    assert tell_of(world, meeting, new=False) == 2
    moved = events(letters()[-1].calendar)[0]
    assert int(moved["SEQUENCE"]) > int(events(sent[0].calendar)[0]["SEQUENCE"])
    work(world, lambda: service.not_held(meeting.id, "карантин", cancelled=True))
    assert tell_of(world, meeting, new=False) == 2
    assert events(letters()[-1].calendar)[0]["STATUS"] == "CANCELLED"


def test_no_letter_goes_to_the_blocked_nor_after_a_withdrawal_nor_of_what_is_past(
    world: World, two: Two
) -> None:
    meeting = planned(world, two.match, hours=30)

    def withdraw() -> None:
        consents.withdraw(consents.consents_of([two.mentee])[two.mentee][0].id, on=today())

    work(world, withdraw)
    assert tell_of(world, meeting) == 1
    work(world, lambda: subject_rights.block(two.mentor, "по требованию"))
    assert tell_of(world, meeting) == 0
    assert tell_of(world, planned(world, two.other_match, hours=-3)) == 0


def test_the_event_of_a_planned_meeting_writes_the_letters(world: World, two: Two) -> None:
    from nastavnik.foundation.outbox import Event

    meeting = planned(world, two.match, hours=30)
    before = len(letters())
    with APPS[0].app_context(), in_tenant(world.center), change(audited=False):
        payload = {"meeting": str(meeting.id), "match": str(two.match)}
        on_event(Event(id=UUID(int=1), kind="meetings.planned", payload=payload, occurred_at=now()))
    assert len(letters()) == before + 2


def test_a_feed_is_shown_once_revoked_and_ends_with_the_page(
    visitor: Visitor, world: World, two: Two
) -> None:
    meeting = planned(world, two.match, hours=30)
    planned(world, two.other_match, hours=31)
    url = page_of(world, two.mentor)

    def made() -> str:
        answer = visitor.post(f"{url}/calendar").text
        found = re.search(r"/o/center/meetings/calendar/[\w-]+\.ics", answer)
        assert found is not None
        return found.group()

    first = made()
    assert [one["UID"] for one in events(visitor.get(first).data)] == [f"{meeting.id}@nastavnik"]
    second = made()
    assert [visitor.get(one).status_code for one in (first, second)] == [404, 200]
    assert visitor.get(second.replace("/center/", "/ankudinovskaya/")).status_code == 404
    assert visitor.post(f"{url}/calendar", {"do": "revoke"}).status_code == 303
    assert visitor.get(second).status_code == 404
    third = made()
    work(world, lambda: service.revoke_page(two.mentor))
    assert visitor.get(third).status_code == 404


# By an account


@pytest.fixture
def mentor(visitor: Visitor, world: World, two: Two) -> Visitor:
    """The mentor's browser, signed in."""
    visitor.sign_in(account_of(world, two.mentor, "mentor@school.example", "mentor"))
    return visitor


def test_a_mentor_lands_on_the_own_page(mentor: Visitor, world: World, two: Two) -> None:
    planned(world, two.match, hours=30)
    answer = mentor.get("/o/center/")
    assert (answer.status_code, answer.location) == (303, "/o/center/meetings/mine")
    page = said(mentor, answer.location)
    assert "Встреча с Анной" in page
    assert "Наставникова А.И., наставник" in page


def test_a_mentor_reaches_nothing_else_of_any_organisation(
    app: Flask, mentor: Visitor, world: World, two: Two
) -> None:
    rights = app.extensions["nastavnik.plugins"].rights_of({"mentor"})
    own, walked, wrong = 0, 0, {}
    for scope in ("/o/", "/department"):
        for method, url, rule in routes(app, scope):
            answer = mentor.open(url, method=method)
            demanded = access_of(app, rule.endpoint).right
            walked += 1
            if demanded in rights:
                own += 1
                assert "Посторонняя" not in answer.text
            elif rule.endpoint == "desk.now":
                assert answer.location == "/o/center/meetings/mine"
            elif answer.status_code not in (403, 404):
                wrong[f"{method} {url}"] = answer.status_code
            assert "Чужаева" not in answer.text
    assert wrong == {}
    assert own
    assert walked > 100
    assert rights == {service.RIGHT}
    assert app.extensions["nastavnik.plugins"].rights_of({"mentee"}) == {service.RIGHT}


def test_a_mentor_of_another_pair_sees_nobody_of_this_one(visitor: Visitor, world: World, two: Two) -> None:
    meeting = planned(world, two.match, hours=-2)
    ahead = planned(world, two.match, hours=30, kind="trial")
    visitor.sign_in(account_of(world, two.other_mentor, "other@school.example", "mentor"))
    mine = "/o/center/meetings/mine"
    assert "Собрать макет" not in said(visitor, mine)
    assert visitor.get(f"{mine}/meeting.ics?meeting={ahead.id}").status_code == 404
    sent = {"about": str(meeting.id), "outcome": "in_person", "done": "Чужое"}
    assert visitor.post(mine, sent).status_code == 303
    assert work(world, lambda: service.get_meeting(meeting.id)).state == "planned"
    assert visitor.get("/o/ankudinovskaya/meetings/mine").status_code == 404


def test_feedback_of_somebody_signed_in_is_recorded_as_by_account(
    mentor: Visitor, world: World, two: Two
) -> None:
    meeting = planned(world, two.match, hours=-2)
    work(world, lambda: service.hold(meeting.id, held_on=today()))
    rows = work(world, lambda: service.feedback_of([meeting.id])[meeting.id])
    own = next(row for row in rows if row.role == "mentor")
    sent = {"about": str(own.id), "done": "Макет", "needs_help": "y"}
    assert mentor.post("/o/center/meetings/mine", sent).status_code == 303
    kept = work(world, lambda: service.get_feedback(own.id))
    assert (kept.way, kept.needs_help) == ("account", True)


def test_a_place_ends_and_the_page_with_it(mentor: Visitor, world: World, two: Two) -> None:
    assert mentor.get("/o/center/meetings/mine").status_code == 200
    work(world, lambda: service.end_account(two.mentor))
    assert mentor.get("/o/center/meetings/mine").status_code == 404
    assert work(world, lambda: people.get_person(two.mentor)).account_id is None


def test_participants_are_not_among_the_staff(mentor: Visitor, world: World) -> None:
    from nastavnik.accounts import service as accounts

    with in_tenant(world.center, world.center.director, rights=ALL):
        assert "mentor@school.example" not in [one.email for one in accounts.members()]
        place = session().scalars(select(Membership).where(Membership.role == "mentor")).one()
        with pytest.raises(NotFound):
            accounts.member_of(place.id)
        with pytest.raises(Refused):
            accounts.invite("x@school.example", people.PersonCard("А", "Б"), "mentor")  # type: ignore[arg-type]


def test_one_account_is_one_persons(world: World, two: Two) -> None:
    work(world, lambda: service.invite(two.mentor, "mentor@school.example", "mentor"))
    with pytest.raises(Refused):
        work(world, lambda: service.invite(two.mentor, "mentor@school.example", "mentor"))
    with pytest.raises(Refused):
        work(world, lambda: service.invite(two.other_mentor, "mentor@school.example", "mentor"))
    with pytest.raises(Refused):
        work(world, lambda: service.invite(two.other_mentor, "new@school.example", "mentee"))
    assert work(world, lambda: people.get_person(two.other_mentor)).account_id is None


def test_a_blocked_person_who_signs_in_finds_no_page(mentor: Visitor, world: World, two: Two) -> None:
    work(world, lambda: subject_rights.block(two.mentor, "по требованию"))
    assert mentor.get("/o/center/meetings/mine").status_code == 404


# What the coordinator does on the card


def test_the_coordinator_gives_and_revokes_on_the_card(visitor: Visitor, world: World, two: Two) -> None:
    visitor.sign_in(world.center.coordinator)
    card = f"/o/center/people/{two.mentor}"
    give = f"/o/center/meetings/people/{two.mentor}/page"
    assert give in said(visitor, card)
    before = len(letters())
    shown = visitor.post(give, {"write": "y"})
    assert "/meetings/page/" in shown.text
    [letter] = letters()[before:]
    found = re.search(r"/o/center/meetings/page/[\w-]+", letter.body)
    assert found is not None
    assert "Собрать макет" in said(visitor, found.group())
    assert visitor.post(f"{give}/revoke").status_code == 303
    assert "Собрать макет" not in said(visitor, found.group())
    account = f"/o/center/meetings/people/{two.mentor}/account"
    assert visitor.post(account, {"email": "не почта", "role": "mentor"}).status_code == 422
    assert visitor.post(account, {"email": "m@school.example", "role": "mentor"}).status_code == 303
    assert "m@school.example" in said(visitor, card)
    assert visitor.post(f"{account}/end", {"sure": "1"}).status_code == 303
    assert "m@school.example" not in said(visitor, card)
    visitor.sign_in(world.center.executor)
    assert visitor.post(give, {"write": "y"}).status_code == 403


def test_a_closed_access_opens_no_page(mentor: Visitor, world: World) -> None:
    with in_tenant(world.center), change(audited=False) as tx:
        tx.session.execute(update(Membership).where(Membership.role == "mentor").values(closed_at=now()))
    assert mentor.get("/o/center/meetings/mine").status_code == 404
