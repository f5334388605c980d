# SPDX-License-Identifier: MIT
"""A programme from the draft through its seven stages, and the documents that hold the gates."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from nastavnik.foundation.dates import today
from nastavnik.foundation.errors import Forbidden, Refused
from nastavnik.programmes import service
from nastavnik.programmes.service import Missing, NewDocument, ProgrammeCard, ProgrammeFilter
from nastavnik.testing.pairs import RIGHTS, make_person, make_programme
from nastavnik.testing.worlds import World, in_tenant


@pytest.fixture
def at_work(world: World) -> Iterator[World]:
    with in_tenant(world.center, world.center.director, rights=RIGHTS):
        yield world


def card(**more: Any) -> ProgrammeCard:
    given: dict[str, Any] = {
        "title": "Вместе",
        "form": "STUDENT_STUDENT",
        "variant": "leader",
        "starts_on": today(),
        "ends_on": today() + timedelta(days=200),
        "goal": "Помочь",
    }
    return ProgrammeCard(**{**given, **more})


def give_papers(programme: service.Programme) -> None:
    for one in service.missing_papers(programme):
        service.add_document(programme.id, NewDocument(one.paper, url="https://school.example/1.pdf"))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": " "}, "title"),
        ({"form": "ALIEN"}, "form"),
        ({"variant": "employer"}, "variant"),
        ({"ends_on": date(2001, 1, 1)}, "ends_on"),
        ({"model_kind": "teachers"}, "form"),
        ({"starts_on": date(2019, 1, 1)}, "form"),
        ({"public_url": "school.example"}, "public_url"),
    ],
)
def test_a_wrong_card_is_refused_by_its_field(at_work: World, wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refusal:
        service.add_programme(card(**wrong))
    assert refusal.value.field == field


def test_seven_stages_each_behind_its_papers(at_work: World) -> None:
    programme = make_programme()
    held_back = 0
    for stage in range(1, 8):
        assert programme.stage == stage
        if service.missing_papers(programme):
            with pytest.raises(Refused):
                service.advance(programme.id)
            held_back += 1
            give_papers(programme)
        programme = service.advance(programme.id)
    assert held_back == 3
    assert (programme.state, programme.ended_on) == ("completed", today())
    assert [one.stage for one in service.stages_of(programme.id)] == [1, 2, 3, 4, 5, 6, 7]


def test_what_other_rooms_miss_holds_the_stage_too(at_work: World) -> None:
    programme = make_programme()
    give_papers(programme)
    with pytest.raises(Refused, match="no pairs"):
        service.advance(programme.id, also_missing=[Missing("There are no pairs.")])
    assert service.get_programme(programme.id).stage == 1


def test_only_the_director_approves_and_only_a_whole_draft(at_work: World) -> None:
    draft = service.add_programme(card(goal=""))
    with pytest.raises(Refused) as refusal:
        service.approve(draft.id)
    assert refusal.value.field == "goal"
    with (
        in_tenant(at_work.center, at_work.center.coordinator, rights=RIGHTS - {"programmes.approve"}),
        pytest.raises(Forbidden),
    ):
        service.approve(draft.id)
    with pytest.raises(Refused):
        service.start(draft.id)


def test_a_cycle_is_continued_with_its_people(at_work: World) -> None:
    programme = make_programme()
    person = make_person("Участникова")
    service.offer_person(programme.id, person.id, "mentor")
    service.offer_person(programme.id, person.id, "mentor")
    with pytest.raises(Refused):
        service.continue_programme(programme.id, starts_on=today(), ends_on=today())
    service.cancel(programme.id, "не набрали участников")
    new = service.continue_programme(programme.id, starts_on=today(), ends_on=today() + timedelta(days=300))
    assert (new.state, new.continued_from_id) == ("draft", programme.id)
    assert [one.person_id for one in service.participants(new.id)] == [person.id]


def test_the_form_of_a_running_programme_stays(at_work: World) -> None:
    programme = make_programme()
    with pytest.raises(Refused) as refusal:
        service.change_programme(programme.id, card(form="UNI_STUDENT", variant="equal"))
    assert refusal.value.field == "form"


def test_own_forms_map_to_a_base_form(at_work: World) -> None:
    form = service.add_custom_form("педагог — ученик", "STUDENT_STUDENT")
    programme = service.add_programme(card(custom_form_id=form.id))
    assert service.form_title(programme) == "педагог — ученик"
    with pytest.raises(Refused):
        service.add_custom_form("педагог — ученик", "UNI_STUDENT")
    with pytest.raises(Refused) as refusal:
        service.add_programme(card(form="UNI_STUDENT", variant="equal", custom_form_id=form.id))
    assert refusal.value.field == "custom_form_id"


def test_the_register_is_filtered_in_two_queries(at_work: World, count_queries: Any) -> None:
    for title in ("Вместе", "Ёлка", "Старт"):
        service.add_programme(card(title=title))
    with count_queries() as queries:
        page = service.programmes(ProgrammeFilter(state="draft"))
    assert len(queries) <= 2
    assert [one.title for one in page.rows] == ["Вместе", "Ёлка", "Старт"]
    assert service.programmes(ProgrammeFilter(text="ста")).total == 1
