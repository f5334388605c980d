# SPDX-License-Identifier: MIT
"""Long jobs: progress is in the database, and a worker that dies is replaced."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
import time_machine

from nastavnik.foundation import jobs
from nastavnik.foundation.database import now
from nastavnik.foundation.errors import NotFound, Refused
from nastavnik.testing.worlds import World, in_system, in_tenant


def _start(world: World) -> UUID:
    with in_tenant(world.center, world.center.coordinator):
        return jobs.start_job("count", "Подсчёт", {"to": 3}, total=3).id


def _look(world: World, job_id: UUID) -> jobs.Job:
    with in_tenant(world.center, world.center.coordinator):
        return jobs.get_job(job_id)


def _count(progress: jobs.Progress) -> jobs.Outcome:
    for number in range(int(progress.params["to"])):
        progress(number + 1, 3, "считаем")
    return jobs.Outcome("Посчитано")


def test_a_job_runs_once_and_tells_that_it_is_done(world: World) -> None:
    job_id = _start(world)
    told: list[str] = []
    for _worker in range(2):
        with in_tenant(world.center):
            jobs.run_job(job_id, {"count": _count}, on_finished=lambda job: told.append(job.state))
    job = _look(world, job_id)
    assert (job.state, job.done, job.message) == ("done", 3, "Посчитано")
    assert told == ["done"]


def test_a_refusal_ends_the_job_with_its_sentence(world: World) -> None:
    job_id = _start(world)

    def refuse(progress: jobs.Progress) -> jobs.Outcome:
        raise Refused("В архиве нет ни одного файла.")

    with in_tenant(world.center):
        jobs.run_job(job_id, {"count": refuse}, on_finished=lambda job: None)
    job = _look(world, job_id)
    assert (job.state, job.message) == ("failed", "В архиве нет ни одного файла.")


def test_a_defect_is_tried_again_and_then_given_up(world: World) -> None:
    job_id = _start(world)

    def break_down(progress: jobs.Progress) -> jobs.Outcome:
        raise ZeroDivisionError

    states = []
    for _attempt in range(jobs.MOST_ATTEMPTS):
        with in_tenant(world.center), pytest.raises(ZeroDivisionError):
            jobs.run_job(job_id, {"count": break_down}, on_finished=lambda job: None)
        states.append(_look(world, job_id).state)
    assert states == ["queued", "queued", "failed"]


def test_a_stopped_job_stops_at_its_next_step(world: World) -> None:
    job_id = _start(world)

    def stopped(progress: jobs.Progress) -> jobs.Outcome:
        with in_tenant(world.center, world.center.coordinator):
            jobs.cancel_job(job_id)
        progress(1, 3)
        raise AssertionError("the job went on")

    with in_tenant(world.center):
        jobs.run_job(job_id, {"count": stopped}, on_finished=lambda job: None)
    assert _look(world, job_id).state == "cancelled"


def test_a_silent_job_is_taken_up_by_another_worker(world: World) -> None:
    job_id = _start(world)

    def die(progress: jobs.Progress) -> jobs.Outcome:
        raise KeyboardInterrupt

    with in_tenant(world.center), pytest.raises(KeyboardInterrupt):
        jobs.run_job(job_id, {"count": die}, on_finished=lambda job: None)
    with in_system() as opened:
        assert jobs.waiting_jobs(opened) == []
    later = now() + jobs.SILENCE + timedelta(seconds=1)
    with time_machine.travel(later), in_system() as opened:
        assert jobs.waiting_jobs(opened) == [(world.center.tenant_id, job_id)]
    with time_machine.travel(later), in_tenant(world.center):
        jobs.run_job(job_id, {"count": _count}, on_finished=lambda job: None)
    assert _look(world, job_id).state == "done"


def test_another_person_does_not_see_the_job(world: World) -> None:
    job_id = _start(world)
    with in_tenant(world.center, world.center.director), pytest.raises(NotFound):
        jobs.get_job(job_id)
