# SPDX-License-Identifier: MIT
"""The archive of evidence: every file under its measure, a list of all, and the same again when run twice."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from uuid import UUID
from zipfile import ZipFile

from nastavnik.foundation import files, jobs
from nastavnik.roadmap import service
from nastavnik.roadmap.service import NewEvidence
from nastavnik.testing.clients import Visitor
from nastavnik.testing.worlds import World, in_tenant

from .item_world import LINK, PDF, at_work, on_the_day, started

KINDS = {service.ARCHIVE: service.make_archive}


def run(world: World, job_id: UUID) -> jobs.Job:
    with in_tenant(world.center):
        jobs.run_job(job_id, KINDS, on_finished=lambda job: None)
        return jobs.get_job(job_id)


def opened(world: World, job: jobs.Job) -> dict[str, bytes]:
    assert job.result_file_id is not None
    with in_tenant(world.center):
        data = files.read_file(files.get_file(job.result_file_id))
    with ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_every_file_lies_under_its_measure(world: World, visitor: Visitor) -> None:
    with on_the_day():
        roadmap = started(world)
        with at_work(world.center):
            for _twice in range(2):
                file = service.keep_upload(roadmap.executions["5.2"][0], PDF, "Справка.pdf")
                service.add_evidence(roadmap.executions["5.2"][0], NewEvidence("file", "=1+1", file.id))
            service.close_occurrence(roadmap.executions["1.1"][0], date(2023, 2, 28), [LINK])
        visitor.sign_in(world.center.executor)
        answer = visitor.post("/o/center/roadmap/archive")
        job_id = UUID(answer.headers["Location"].rsplit("/", 1)[1])
        job = run(world, job_id)
    assert (job.state, job.done) == ("done", 3)
    inside = opened(world, job)
    folder = "1 Раздел/5.2 Мероприятие 5.2/I кв. 2023"
    assert inside[f"{folder}/Справка.pdf"] == inside[f"{folder}/Справка (2).pdf"] == PDF
    listed = inside["Опись подтверждений.csv"].decode("utf-8-sig")
    assert "https://demo.example/news" in listed
    assert '"\'=1+1"' in listed
    assert len(listed.splitlines()) == 4


def test_one_measure_alone_and_an_empty_one(world: World, visitor: Visitor) -> None:
    with on_the_day():
        roadmap = started(world)
        with at_work(world.center):
            service.close_occurrence(roadmap.executions["1.1"][0], date(2023, 2, 28), [LINK])
            full = service.start_archive(item_id=roadmap.items["1.1"])
            bare = service.start_archive(item_id=roadmap.items["5.2"])
        assert run(world, full.id).state == "done"
        assert run(world, bare.id).state == "failed"


def test_a_strangers_measure_is_not_archived(world: World, visitor: Visitor) -> None:
    with on_the_day():
        roadmap = started(world)
        visitor.sign_in(world.ankudinovskaya.coordinator)
        for data in ({"item": str(roadmap.items["1.1"])}, {}):
            assert visitor.post("/o/ankudinovskaya/roadmap/archive", data).status_code == 404
        with in_tenant(world.ankudinovskaya):
            assert jobs.recent_jobs() == []
