# SPDX-License-Identifier: MIT
"""Meetings through the coordinator's pages: the list, planning, what became of them, feedback, completion."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any, TypeVar

from python_calamine import load_workbook

from nastavnik.foundation.change import change
from nastavnik.foundation.dates import format_date, in_district, now, today
from nastavnik.matches import service as matches
from nastavnik.matches.service import Match, TaskCard
from nastavnik.meetings import service
from nastavnik.meetings.service import Feedback, Meeting, MeetingCard, Words
from nastavnik.programmes import service as programmes
from nastavnik.testing.clients import Visitor
from nastavnik.testing.pairs import RIGHTS, make_active, make_mentee, make_mentor, make_programme
from nastavnik.testing.worlds import World, in_tenant

HOME = "/o/center/meetings"
T = TypeVar("T")
SAID = Words(done="Разобрали задачи", mood=4)


def work(world: World, act: Callable[[], T]) -> T:
    """Do something through the services as the Centre's coordinator."""
    with in_tenant(world.center, world.center.coordinator, rights=RIGHTS):
        return act()


def said(answer: Any) -> str:
    """The text of a page with plain spaces."""
    return str(answer.text).replace("\u00a0", " ")


def active(*mentees: str) -> Match:
    return make_active(
        make_programme(), make_mentor("Наставникова"), *map(make_mentee, mentees or ("Ёлкина",))
    )


def planned(match: Match, kind: str = "intro", hours: int = 1, **more: Any) -> Meeting:
    return service.plan_meeting(match.id, MeetingCard(kind, now() + timedelta(hours=hours), **more))


def held(match: Match, kind: str = "intro") -> Meeting:
    return service.hold(planned(match, kind, -2).id, held_on=today(), topic="О задачах")


def gathered(match: Match, kind: str) -> Meeting:
    meeting = held(match, kind)
    for row in service.feedback_of([meeting.id])[meeting.id]:
        service.give_on_behalf(row.id, SAID, reason="по телефону")
    return meeting


def feedback(world: World, meeting: Meeting, role: str) -> Feedback:
    rows = work(world, lambda: service.feedback_of([meeting.id])[meeting.id])
    return next(row for row in rows if row.role == role)


def state(world: World, meeting: Meeting) -> str:
    return work(world, lambda: service.get_meeting(meeting.id)).state


def form(**changes: str) -> dict[str, str]:
    """A right form of a meeting, tomorrow at 15:30."""
    tomorrow = format_date(today() + timedelta(days=1))
    typed = {"kind": "intro", "day": tomorrow, "time": "15:30", "minutes": "45", "format": "in_person"}
    return {**typed, **changes}


def test_an_empty_list_says_what_to_do(coordinator: Visitor) -> None:
    page = coordinator.get(f"{HOME}/")
    assert "Встреч пока нет" in said(page)
    assert "/o/center/pairs/?state=active" in page.text
    assert "Обратная связь собрана" in said(coordinator.get(f"{HOME}/owed"))
    assert "Все пары встречаются" in said(coordinator.get(f"{HOME}/silent"))


def test_the_list_is_filtered_sorted_exported_and_bounded(
    coordinator: Visitor, world: World, count_queries: Any
) -> None:
    def some() -> None:
        programme = make_programme()
        for number, letter in enumerate("абвгдеж"):
            match = make_active(programme, make_mentor(f"Наставников{letter}"), make_mentee(f"Ёлкин{letter}"))
            planned(match, hours=24 * number + 1, place=f"Кабинет {number}")

    work(world, some)
    with count_queries() as queries:
        page = coordinator.get(f"{HOME}/?state=planned")
    assert page.text.count("Наставников") >= 7
    assert len(queries) <= 25
    found = coordinator.get(f"{HOME}/?q=елкинб")
    assert ("Наставниковб" in found.text, "Наставникова " in found.text) == (True, False)
    assert "Наставниковд" in coordinator.get(f"{HOME}/?q=кабинет 4").text
    assert "Под этот отбор встреч нет" in said(coordinator.get(f"{HOME}/?kind=final"))
    soon = coordinator.get(f"{HOME}/?until={format_date(today() + timedelta(days=1))}").text
    assert ("Наставникова" in soon, "Наставниковж" in soon) == (True, False)
    first = coordinator.get(f"{HOME}/?sort=when").text
    last = coordinator.get(f"{HOME}/?sort=-when").text
    assert first.rindex("Наставникова") < first.rindex("Наставниковж")
    assert last.rindex("Наставникова") > last.rindex("Наставниковж")
    book = coordinator.get(f"{HOME}/list.xlsx?q=елкинб", buffered=True)
    rows = load_workbook(BytesIO(book.data)).get_sheet_by_index(0).to_python()
    assert [row[2] for row in rows[1:]] == ["Наставниковб Анна Ивановна"]
    book.close()


def test_what_waits_stands_first_and_in_what_to_do_now(
    coordinator: Visitor, world: World, count_queries: Any
) -> None:
    def many() -> Meeting:
        programme = make_programme()
        for letter in "абвгдеж":
            match = make_active(programme, make_mentor(f"Прошлов{letter}"), make_mentee(f"Ёлкин{letter}"))
            planned(match, hours=-30)
        match = make_active(programme, make_mentor("Просящев"), make_mentee("Соснина"))
        meeting = held(match)
        mentor, mentee = service.feedback_of([meeting.id])[meeting.id]
        service.give_on_behalf(mentor.id, Words("Были", note="Помогите", needs_help=True), reason="устно")
        with change(audited=False):
            mentee.owed_since = today() - timedelta(days=9)
        return meeting

    meeting = work(world, many)
    with count_queries() as queries:
        page = coordinator.get(f"{HOME}/")
    assert len(queries) <= 40
    text = said(page)
    assert text.index("Просящев Анна") < text.index("Не отмечено, состоялись ли") < text.index("Ждём 9 дней")
    assert "«Помогите»" in text
    for path in ("owed", "silent"):
        with count_queries() as queries:
            assert coordinator.get(f"{HOME}/{path}").status_code == 200
        assert len(queries) <= 24, path
    with count_queries() as queries:
        now_page = said(coordinator.get("/o/center/"))
    assert len(queries) <= 75
    assert "Нужна помощь: Просящев А.И." in now_page
    assert "Ещё 2 встречи не закрыты" in now_page
    assert "Нет обратной связи больше недели: 1 участник" in now_page
    row = feedback(world, meeting, "mentor")
    assert coordinator.post(f"{HOME}/feedback/{row.id}/take-up").status_code == 303
    assert "Нужна помощь" not in said(coordinator.get("/o/center/"))
    assert "взята в работу" in said(coordinator.get(f"{HOME}/{meeting.id}"))


def test_a_meeting_is_planned_in_the_order_of_the_model(coordinator: Visitor, world: World) -> None:
    match = work(world, active)
    url = f"{HOME}/pairs/{match.id}/plan"
    assert 'value="intro" checked' in coordinator.get(url).text
    out_of_turn = coordinator.post(url, form(kind="planning", agenda="О цели"))
    assert out_of_turn.status_code == 422
    assert "следующая встреча — «знакомство»" in said(out_of_turn)
    assert "О цели" in out_of_turn.text
    with_reason = form(kind="planning", exception="Познакомились в лагере")
    assert coordinator.post(url, with_reason).status_code == 303
    twice = coordinator.post(url, with_reason)
    assert (twice.status_code, "Такая встреча уже назначена" in said(twice)) == (422, True)


def test_a_wrong_form_is_refused_beside_the_field(coordinator: Visitor, world: World) -> None:
    match = work(world, active)
    url = f"{HOME}/pairs/{match.id}/plan"
    for changes, sentence in (
        ({"time": "после обеда"}, "Укажите время, например 15:30."),
        ({"time": "25:10"}, "Укажите время, например 15:30."),
        ({"day": ""}, "Укажите день встречи."),
        ({"minutes": "2"}, "От 5 минут до 10 часов."),
        ({"kind": "чай"}, "Выберите вид встречи."),
        ({"format": ""}, "Выберите формат встречи."),
    ):
        refused = coordinator.post(url, form(**changes))
        assert (refused.status_code, sentence in said(refused)) == (422, True), changes
    paused = work(world, lambda: matches.pause(match.id, "каникулы"))
    assert coordinator.post(url, form()).status_code == 422
    assert paused.state == "paused"


def test_a_meeting_is_moved_and_a_stale_form_is_refused(coordinator: Visitor, world: World) -> None:
    meeting = work(world, lambda: planned(active()))
    url = f"{HOME}/{meeting.id}/change"
    assert f'value="{in_district(meeting.starts_at):%H:%M}"' in coordinator.get(url).text
    version = str(meeting.version)
    assert coordinator.post(url, form(time="9:05", place="Школа", seen=version)).status_code == 303
    shown = said(coordinator.get(f"{HOME}/{meeting.id}"))
    assert ("09:05" in shown, "Школа" in shown) == (True, True)
    stale = coordinator.post(url, form(time="10:00", seen=version))
    assert (stale.status_code, 'value="10:00"' in stale.text) == (422, True)
    assert "10:00" not in said(coordinator.get(f"{HOME}/{meeting.id}"))


def test_a_meeting_of_a_group_without_those_absent(coordinator: Visitor, world: World) -> None:
    match = work(world, lambda: active("Ёлкина", "Соснина"))
    meeting = work(world, lambda: planned(match, hours=-2))
    pair = work(world, lambda: matches.get_pair(match.id))
    url = f"{HOME}/{meeting.id}/hold"
    assert "Соснина" in coordinator.get(url).text
    everybody = [str(member.person.id) for member in pair.members]
    refused = coordinator.post(url, {"held_on": format_date(today()), "absent": everybody})
    assert (refused.status_code, "встреча не состоялась" in said(refused)) == (422, True)
    tomorrow = {"held_on": format_date(today() + timedelta(days=1)), "topic": "О школе"}
    refused = coordinator.post(url, tomorrow)
    assert ("Этот день ещё не наступил" in said(refused), "О школе" in refused.text) == (True, True)
    right = {"held_on": format_date(today()), "topic": "О школе", "absent": everybody[:1], "paper": "y"}
    assert coordinator.post(url, right).status_code == 303
    rows = work(world, lambda: service.feedback_of([meeting.id])[meeting.id])
    assert {row.person_id for row in rows} == {pair.mentor_person.id, pair.members[1].person.id}
    assert coordinator.post(url, right).status_code == 422, "a meeting is closed once"


def test_the_next_meeting_waits_for_the_feedback_of_the_former(coordinator: Visitor, world: World) -> None:
    def two() -> tuple[Meeting, Meeting]:
        match = active()
        return held(match), planned(match, "trial", -1)

    former, second = work(world, two)
    url = f"{HOME}/{second.id}/hold"
    assert f"{HOME}/{former.id}" in coordinator.get(url).text
    typed = {"held_on": format_date(today())}
    assert coordinator.post(url, typed).status_code == 422
    assert coordinator.post(url, {**typed, "exception": "Болеет"}).status_code == 303
    assert "Болеет" in said(coordinator.get(f"{HOME}/{second.id}"))


def test_a_meeting_that_did_not_take_place(coordinator: Visitor, world: World) -> None:
    meeting = work(world, lambda: planned(active(), hours=-3))
    url = f"{HOME}/{meeting.id}/not-held"
    assert coordinator.post(url, {"state": "no_show", "reason": " "}).status_code == 422
    wrong = coordinator.post(url, {"state": "later", "reason": "Болезнь"})
    assert (wrong.status_code, "Болезнь" in wrong.text) == (422, True)
    assert coordinator.post(url, {"state": "no_show", "reason": "Болезнь"}).status_code == 303
    assert state(world, meeting) == "no_show"
    assert "Болезнь" in said(coordinator.get(f"{HOME}/{meeting.id}"))


def test_no_form_is_opened_for_a_meeting_whose_end_is_recorded(coordinator: Visitor, world: World) -> None:
    meeting = work(world, lambda: held(active()))
    for act in ("hold", "not-held", "change"):
        answer = coordinator.get(f"{HOME}/{meeting.id}/{act}")
        assert (answer.status_code, answer.location) == (303, f"{HOME}/{meeting.id}")
        assert "уже закрыта" in said(coordinator.get(answer.location))
        assert coordinator.post(f"{HOME}/{meeting.id}/{act}", form(reason="Болезнь")).status_code == 422


def test_feedback_is_entered_for_somebody_or_excused(coordinator: Visitor, world: World) -> None:
    meeting = work(world, lambda: held(active()))
    mentee, mentor = feedback(world, meeting, "mentee"), feedback(world, meeting, "mentor")
    url = f"{HOME}/feedback/{mentee.id}/enter"
    typed = {"done": "Решали", "mood": "5", "way": "paper", "reason": "Лист встречи", "note": "Нравится"}
    for field, sentence in (
        ("done", "Напишите в двух словах, что сделали."),
        ("reason", "Напишите, почему вносите за другого."),
        ("mood", "Отметьте, как прошла встреча для вас."),
    ):
        refused = coordinator.post(url, {**typed, field: ""})
        assert (refused.status_code, sentence in said(refused)) == (422, True), field
        assert "Нравится" in refused.text
    assert coordinator.post(url, typed).status_code == 303
    assert coordinator.post(url, typed).status_code == 422, "given once"
    excuse = f"{HOME}/feedback/{mentor.id}/excuse"
    assert coordinator.post(excuse, {"reason": ""}).status_code == 422
    assert coordinator.post(excuse, {"reason": "Уволился"}).status_code == 303
    shown = said(coordinator.get(f"{HOME}/{meeting.id}"))
    assert all(words in shown for words in ("Решали", "«Нравится»", "на бумаге", "Уволился"))
    assert state(world, meeting) == "closed"


def test_a_link_is_handed_over_and_shown_once(coordinator: Visitor, world: World) -> None:
    row = feedback(world, work(world, lambda: held(active())), "mentee")
    answer = coordinator.post(f"{HOME}/feedback/{row.id}/hand-over")
    assert f"{HOME}/link/" in answer.text
    assert "no-store" in answer.headers["Cache-Control"]
    assert coordinator.get(f"{HOME}/feedback/{row.id}/hand-over").status_code == 405


def test_those_ticked_are_reminded(coordinator: Visitor, world: World) -> None:
    row = feedback(world, work(world, lambda: held(active())), "mentor")
    nothing = coordinator.post(f"{HOME}/remind", follow_redirects=True)
    assert "Отметьте, кому напомнить." in said(nothing)
    told = coordinator.post(f"{HOME}/remind", {"feedback": str(row.id)}, follow_redirects=True)
    assert "Написать некому: Наставникова А.И." in said(told)
    assert "Ждём с сегодняшнего дня" in said(told)
    book = coordinator.get(f"{HOME}/owed.xlsx", buffered=True)
    rows = load_workbook(BytesIO(book.data)).get_sheet_by_index(0).to_python()
    assert len(rows) == 3
    book.close()
    assert "Так долго никого не ждём" in said(coordinator.get(f"{HOME}/owed?late=1"))


def test_pairs_that_do_not_meet_are_shown_by_the_organisations_limit(
    coordinator: Visitor, world: World
) -> None:
    match = work(world, active)
    for wrong in ("", "2", "много", "121"):
        assert coordinator.post(f"{HOME}/settings", {"silence_days": wrong}).status_code == 422
    assert coordinator.post(f"{HOME}/settings", {"silence_days": "5"}).status_code == 303

    def grow_old() -> None:
        with change(audited=False):
            matches.get_match(match.id).starts_on = today() - timedelta(days=6)

    work(world, grow_old)
    shown = coordinator.get(f"{HOME}/silent")
    assert f"{HOME}/pairs/{match.id}/plan" in shown.text
    assert "Пара не встречается: Наставникова А.И." in said(coordinator.get("/o/center/"))
    book = coordinator.get(f"{HOME}/silent.xlsx", buffered=True)
    assert load_workbook(BytesIO(book.data)).get_sheet_by_index(0).to_python()[1][2] == 6
    book.close()


def test_the_pairs_page_leads_step_by_step_to_completion(coordinator: Visitor, world: World) -> None:
    match = work(world, active)
    url = f"/o/center/pairs/{match.id}"

    def page() -> str:
        return said(coordinator.get(url))

    assert "Назначить следующую встречу: знакомство" in page()
    meeting = work(world, lambda: planned(match, hours=-2))
    assert "Отметить, состоялась ли встреча" in page()
    work(world, lambda: service.hold(meeting.id, held_on=today()))
    assert f"Собрать обратную связь о встрече {format_date(today())}" in page()
    for role in ("mentor", "mentee"):
        row = feedback(world, meeting, role)
        work(world, lambda row=row: service.give_on_behalf(row.id, SAID, reason="устно"))
    assert "Назначить следующую встречу: пробная встреча" in page()
    for kind in ("trial", "planning"):
        work(world, lambda kind=kind: gathered(match, kind))
    assert "Составить индивидуальный план" in page()
    work(world, lambda: matches.add_task(match.id, TaskCard("Проект")))
    assert "Назначить следующую встречу: совместная работа" in page()
    work(world, lambda: gathered(match, "regular"))
    assert "Назначить итоговую" in page()
    work(world, lambda: gathered(match, "final"))
    assert f"{HOME}/pairs/{match.id}/complete" in page()
    assert page().count("Заполнена") == 10
    complete(coordinator, world, match)
    assert "Завершить пару" not in page()


def complete(coordinator: Visitor, world: World, match: Match) -> None:
    mentee = work(world, lambda: matches.get_pair(match.id)).members[0].mentee.id
    url = f"{HOME}/pairs/{match.id}/complete"
    right = {f"outcome-{mentee}": "reached", f"exit-{mentee}": "become_mentor", "reflection": "Стало яснее"}
    for name in right:
        refused = coordinator.post(url, {**right, name: ""})
        assert refused.status_code == 422, name
        assert name == "reflection" or "Стало яснее" in refused.text
    assert coordinator.post(url, right).status_code == 303
    assert work(world, lambda: matches.get_match(match.id)).state == "completed"


def test_a_pair_is_not_completed_before_its_final_meeting(coordinator: Visitor, world: World) -> None:
    match = work(world, active)
    mentee = work(world, lambda: matches.get_pair(match.id)).members[0].mentee.id
    typed = {f"outcome-{mentee}": "reached", f"exit-{mentee}": "leave", "reflection": "Рано"}
    refused = coordinator.post(f"{HOME}/pairs/{match.id}/complete", typed)
    assert (refused.status_code, "после итоговой встречи" in said(refused)) == (422, True)


def test_a_persons_card_shows_the_meetings(coordinator: Visitor, world: World) -> None:
    def prepare() -> tuple[Match, Meeting]:
        match = active()
        return match, gathered(match, "intro")

    match, meeting = work(world, prepare)
    person = work(world, lambda: matches.get_pair(match.id)).members[0].person
    assert f"{HOME}/{meeting.id}" in coordinator.get(f"/o/center/people/{person.id}").text


def test_a_programme_does_not_end_while_feedback_is_owed(coordinator: Visitor, world: World) -> None:
    match = work(world, active)
    work(world, lambda: held(match))

    def enter(stage: int) -> None:
        with change(audited=False):
            programmes.get_programme(match.programme_id).stage = stage

    sentence = "Нет обратной связи о встречах от 2 участников."
    for stage in (programmes.LAST_STAGE - 1, programmes.LAST_STAGE):
        work(world, lambda stage=stage: enter(stage))
        page = coordinator.get(f"/o/center/programmes/{match.programme_id}")
        assert (sentence in said(page)) == (stage == programmes.LAST_STAGE)


def test_strangers_find_nothing_and_executors_are_refused(
    visitor: Visitor, world: World, coordinator: Visitor
) -> None:
    meeting = work(world, lambda: held(active()))
    row = feedback(world, meeting, "mentor")
    pages = (
        f"/{meeting.id}",
        f"/{meeting.id}/change",
        f"/{meeting.id}/hold",
        f"/{meeting.id}/not-held",
        f"/pairs/{meeting.match_id}/plan",
        f"/pairs/{meeting.match_id}/complete",
        f"/feedback/{row.id}/enter",
        f"/feedback/{row.id}/excuse",
    )
    visitor.sign_in(world.center.executor)
    for page in (*pages, "/", "/owed", "/silent", "/settings", "/list.xlsx"):
        assert visitor.get(f"{HOME}{page}").status_code == 403, page
    visitor.sign_in(world.ankudinovskaya.coordinator)
    for page in pages:
        assert visitor.get(f"/o/ankudinovskaya/meetings{page}").status_code == 404, page
        assert visitor.get(f"{HOME}{page}").status_code == 404, page
    for act in ("take-up", "hand-over"):
        assert visitor.post(f"/o/ankudinovskaya/meetings/feedback/{row.id}/{act}").status_code == 404
