# SPDX-License-Identifier: MIT
"""The cycle of mentoring, as people go through it: from a spreadsheet of names to a completed programme.

Real browser, real web server, real worker. The coordinator of Ankudinovskaya brings forty people in, records consents,
leads a programme through its stages, forms pairs by matching; both sides and parents agree by link, meetings run to the
final with feedback from a phone. Measures of the roadmap close themselves, the department's figures are those counted
by hand, and nobody outside sees a person.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from playwright.sync_api import Browser, expect

from nastavnik.foundation.dates import now, today
from nastavnik.local.processes import wait_until
from nastavnik.matches import service as matches
from nastavnik.matches.evidence import evidence_kinds as of_matches
from nastavnik.meetings import service as meetings
from nastavnik.meetings.evidence import evidence_kinds as of_meetings
from nastavnik.meetings.service import MeetingCard, Words
from nastavnik.people import service as people
from nastavnik.people.evidence import evidence_kinds as of_people
from nastavnik.programmes.evidence import evidence_kinds as of_programmes
from nastavnik.roadmap import service as roadmap
from nastavnik.roadmap.service import ties
from nastavnik.testing.database import TestDatabase
from nastavnik.testing.roadmaps import Execution, MadeRoadmap, make_roadmap
from nastavnik.testing.stack import Stack, running_stack
from nastavnik.testing.worlds import ROOMS, World, in_tenant, make_world

from .mentoring_acts import RIGHTS, Coordinator, Director, Entrance, Phone, ready_by_papers
from .mentoring_sheets import GUARDIAN, MENTEES, MENTORS, address_of, mentees_sheet, mentors_sheet
from .served import IN_A_BROWSER

pytestmark = [*IN_A_BROWSER, pytest.mark.slow]
PLACE = "/o/ankudinovskaya"
READY = 4
"""So many mentors and mentees of the sheets have all their papers; two pairs are made of them."""
KINDS = ("intro", "trial", "planning", "regular", "final")
TIES = {
    "2.3": "programmes.register",
    "4.1": "people.mentees",
    "4.2": "people.mentors",
    "4.3": "matches.formed",
    "4.4": "meetings.held",
    "4.6": "programmes.completion",
    "5.1": "matches.register",
}


@pytest.fixture
def stack(database: TestDatabase) -> Iterator[Stack]:
    """Servers and programmes of a whole installation."""
    try:
        with running_stack(durable=False) as made:
            made.start_worker()
            made.start_clock()
            yield made
    finally:
        database.connect()


@pytest.fixture
def world(stack: Stack) -> World:
    """Two organisations; matching is switched on in both."""
    return make_world(plugins=(*ROOMS, "matching"))


@pytest.fixture
def measures(world: World) -> MadeRoadmap:
    """A running roadmap with the measures of the order that records may close, due in a month."""
    due = [Execution(today() + timedelta(days=30))]
    return make_roadmap(
        world.ankudinovskaya,
        dict.fromkeys(TIES, due),
        period=(today() - timedelta(days=60), today() + timedelta(days=60)),
    )


@pytest.fixture
def entrance(stack: Stack, chromium: Browser) -> Iterator[Entrance]:
    """The web of the installation and browsers that come to it."""
    opened = Entrance(stack, chromium)
    yield opened
    opened.close()
    assert opened.trouble == []


def test_names_become_a_completed_programme(
    stack: Stack, world: World, entrance: Entrance, measures: MadeRoadmap
) -> None:
    coordinator = Coordinator(entrance.signed_in(world.ankudinovskaya.coordinator), PLACE)
    director = Director(entrance.signed_in(world.ankudinovskaya.director), PLACE)
    phone = Phone(entrance, stack)
    _tie(coordinator, world, measures)

    _bring_forty_in(coordinator)
    _record_papers(coordinator, world)
    programme = coordinator.add_programme("Завод и школа", "EMPLOYER_STUDENT/professional")
    director.approve(programme)
    coordinator.start(programme)
    for stage in range(2, 6):
        coordinator.enter_stage(programme, stage)

    coordinator.propose_by_matching(programme, keep=2, of=READY, lacking=MENTEES[READY])
    first, second = _pairs(world, "proposed")
    _agree(coordinator, phone, first.id, second.id)
    coordinator.sign_order("17-о", pairs=2)
    coordinator.enter_stage(programme, 6)
    _meet(coordinator, phone, first)
    _meet_by_services(world, second.id)
    coordinator.enter_stage(programme, 7)
    coordinator.complete_pair(first.id)
    with in_tenant(world.ankudinovskaya, world.ankudinovskaya.coordinator, rights=RIGHTS):
        _complete(second.id)
    coordinator.add_event(programme, "Слёт наставников")
    coordinator.complete_programme(programme)

    _measures_close_themselves(world, measures)
    _figures_agree(entrance, world)
    _nobody_outside_sees_anybody(entrance, world, first.id, programme)


def _tie(coordinator: Coordinator, world: World, measures: MadeRoadmap) -> None:
    """One measure through its page, the others through the service."""
    coordinator.tie(measures.items["4.3"], TIES["4.3"])
    kinds = [*of_people(), *of_programmes(), *of_matches(), *of_meetings()]
    rights = frozenset({"roadmap.view", "roadmap.edit"})
    with in_tenant(world.ankudinovskaya, world.ankudinovskaya.coordinator, rights=rights):
        for number, code in TIES.items():
            if number != "4.3":
                ties.tie(measures.items[number], code, kinds, closes=True)


def _bring_forty_in(coordinator: Coordinator) -> None:
    came_back = coordinator.bring_in("mentors", mentors_sheet(), good=10, bad=2)
    assert [reason.partition(":")[0] for reason in came_back] == ["ФИО", "Эл. почта"]
    assert "Не указано имя" in came_back[0]
    came_back = coordinator.bring_in("mentees", mentees_sheet(), good=30, bad=3, kind="pupil")
    assert len(came_back) == 3
    assert "29 дней" in came_back[0]
    assert "полное имя" in came_back[2]


def _record_papers(coordinator: Coordinator, world: World) -> None:
    """The first mentor and the first mentee through the pages, the others through the services."""
    with in_tenant(world.ankudinovskaya, world.ankudinovskaya.coordinator, rights=RIGHTS):
        mentor, mentee = people.find_people(MENTORS[0])[0], people.find_people(MENTEES[0])[0]
    coordinator.record_consent(mentor.id)
    coordinator.record_clearance(mentor.id)
    coordinator.record_consent(mentee.id)
    with in_tenant(world.ankudinovskaya, world.ankudinovskaya.coordinator, rights=RIGHTS):
        ready_by_papers(MENTORS[:READY], MENTEES[:READY], done={mentor.id, mentee.id})


def _pairs(world: World, state: str) -> list[matches.Pair]:
    with in_tenant(world.ankudinovskaya, world.ankudinovskaya.coordinator, rights=RIGHTS):
        found = list(matches.pairs(matches.PairFilter(state=state)).rows)
    assert {pair.match.origin for pair in found} == {"matching"}
    return found


def _agree(coordinator: Coordinator, phone: Phone, *pairs: UUID) -> None:
    """Three letters for a pair: to the mentor, to the pupil and to the parent; each answers by the own link."""
    for match_id in pairs:
        coordinator.ask(match_id)
    letters = phone.letters("/pairs/link/", 3 * len(pairs))
    assert sum(address.startswith("guardian") for address, _path in letters) == len(pairs)
    for _address, path in letters:
        phone.agree(path)
    for match_id in pairs:
        coordinator.sees_agreed(match_id)


def _meet(coordinator: Coordinator, phone: Phone, pair: matches.Pair) -> None:
    """All five meetings through the pages, feedback of both sides by link from a phone."""
    asked = 0
    for kind in KINDS:
        coordinator.plan_meeting(pair.id, kind)
        coordinator.hold_meeting(pair.id)
        coordinator.remind_everybody()
        asked += 2
        newest = phone.letters("/meetings/link/", asked)[-2:]
        for _address, path in newest:
            phone.tell(path)
    owed = coordinator.open("meetings/owed")
    expect(owed.locator("main")).to_contain_text("Обратная связь собрана")


def _meet_by_services(world: World, match_id: UUID) -> None:
    with in_tenant(world.ankudinovskaya, world.ankudinovskaya.coordinator, rights=RIGHTS):
        for kind in KINDS:
            planned = meetings.plan_meeting(match_id, MeetingCard(kind, now() - timedelta(hours=1)))
            meetings.hold(planned.id, held_on=today(), topic="О цели")
            for row in meetings.feedback_of([planned.id])[planned.id]:
                meetings.give_on_behalf(row.id, Words("Поговорили", mood=5), reason="сказали на встрече")


def _complete(match_id: UUID) -> None:
    pair = matches.get_pair(match_id)
    mentees = [member.mentee.id for member in pair.members]
    meetings.complete_pair(
        match_id,
        outcomes=dict.fromkeys(mentees, "partly"),
        exits=dict.fromkeys(mentees, "leave"),
        reflection="Справились",
    )


def _measures_close_themselves(world: World, measures: MadeRoadmap) -> None:
    def open_ones() -> list[str]:
        with in_tenant(
            world.ankudinovskaya, world.ankudinovskaya.coordinator, rights=frozenset({"roadmap.view"})
        ):
            return [
                number
                for number, executions in measures.executions.items()
                if roadmap.get_occurrence(executions[0]).state != "done"
            ]

    assert wait_until(lambda: not open_ones(), seconds=60), f"still open: {open_ones()}"


def _figures_agree(entrance: Entrance, world: World) -> None:
    """Two pairs of a mentor and a mentee, five meetings each, both completed; every word of feedback at once."""
    page = entrance.signed_in(world.officer)
    wanted = {
        "Наставляемые": "2",
        "Наставники": "2",
        "Сформированы": "2",
        "Завершены": "2",
        "Завершены досрочно": "0",
        "Встречи": "10",
    }

    def shown() -> dict[str, str]:
        page.goto("/department/participants")
        table = page.locator("main table").first
        heads = [one.strip() for one in table.locator("thead th").all_inner_texts()]
        row = table.locator("tbody tr", has_text="Анкудиновская")
        if not row.count():
            return {}
        cells = row.locator("th, td").all_inner_texts()
        return {head: cell.strip() for head, cell in zip(heads, cells, strict=True)}

    assert wait_until(lambda: wanted.items() <= shown().items(), seconds=60), shown()
    assert shown()["Обратная связь за 7 дней"].startswith("100")
    for path in ("participants", "participants/ankudinovskaya"):
        page.goto(f"/department/{path}")
        _no_person_in(page.content())


def _nobody_outside_sees_anybody(entrance: Entrance, world: World, match_id: UUID, programme: str) -> None:
    """Neither the neighbour nor the department opens a page of the organisation, and none of their own names anybody."""
    with in_tenant(world.ankudinovskaya, world.ankudinovskaya.coordinator, rights=RIGHTS):
        person = people.find_people(MENTEES[0])[0].id
    paths = (
        f"people/{person}",
        f"pairs/{match_id}",
        f"programmes/{programme}",
        "people/mentees",
        "meetings/",
    )
    for somebody in (world.center.coordinator, world.officer):
        page = entrance.signed_in(somebody)
        for path in paths:
            answer = page.goto(f"{PLACE}/{path}")
            assert answer is not None
            assert answer.status == 404, path
    page = entrance.signed_in(world.center.coordinator)
    for path in paths[:3]:
        answer = page.goto(f"/o/center/{path}")
        assert answer is not None
        assert answer.status == 404, path
    for path in ("", "people/mentors", "people/mentees", "pairs/", "meetings/", f"search?q={MENTEES[0]}"):
        page.goto(f"/o/center/{path}")
        _no_person_in(page.locator("main").inner_text().replace(f"«{MENTEES[0]}»", ""))


def _no_person_in(text: str) -> None:
    assert [name for name in (*MENTORS, *MENTEES, GUARDIAN) if name in text] == []
    assert address_of(MENTEES[0]) not in text
