# SPDX-License-Identifier: MIT
"""A spreadsheet from the upload to the worker: mapping remembered, tried first, mistakes back as a file."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from python_calamine import load_workbook

from nastavnik.foundation import files, jobs
from nastavnik.foundation.errors import NotFound, Refused
from nastavnik.people import service
from nastavnik.people.commands import people_commands
from nastavnik.people.importing import read_table
from nastavnik.people.service import MenteeFilter, imports
from nastavnik.testing.database import TestDatabase
from nastavnik.testing.worlds import World, in_tenant

from .conftest import RIGHTS
from .test_import import MENTEES, MENTORS, as_csv, as_xlsx


def run(job: jobs.Job) -> jobs.Job:
    jobs.run_job(job.id, {imports.JOB: imports.import_in_job}, on_finished=lambda _job: None)
    return jobs.get_job(job.id)


def test_from_the_upload_to_the_rows(at_work: World) -> None:
    row = imports.receive(as_xlsx(MENTEES), "Наставляемые.xlsx", "mentees")
    with pytest.raises(Refused):
        imports.launch(row.id)
    assert imports.check(row.id).counts()["created"] == 2
    assert service.mentees(MenteeFilter()).total == 0
    job = run(imports.launch(row.id))
    assert (job.state, service.mentees(MenteeFilter()).total) == ("done", 2)
    assert "2" in job.message
    with pytest.raises(Refused):
        imports.launch(row.id)
    assert job.result_file_id is not None
    back = read_table(files.read_file(files.get_file(job.result_file_id)))
    assert len(back.rows) == 3
    assert "29 дней" in back.rows[0].cells[-1]


def test_the_file_with_mistakes_is_mended_and_comes_again(at_work: World) -> None:
    row = imports.receive(as_csv(MENTEES), "a.csv", "mentees")
    table = read_table(as_csv(MENTEES))
    report = imports.check(row.id)
    book = load_workbook(BytesIO(imports.rejected_rows(table, report.rejected)))
    heading = book.get_sheet_by_index(0).to_python()[0]
    assert heading[:-1] == list(table.headings)


def test_columns_are_told_and_remembered(at_work: World) -> None:
    head = ("Кого", "ФИО", "Заметка")
    data = as_csv((head, ("x", "Соснин Пётр", "7 «А»")))
    row = imports.receive(data, "a.csv", "people")
    assert imports.columns_of(row) == {"1": "full_name"}
    with pytest.raises(Refused) as refusal:
        imports.set_mapping(row.id, {"1": "full_name", "2": "full_name"})
    assert refusal.value.field == "column_2"
    with pytest.raises(Refused) as refusal:
        imports.set_mapping(row.id, {"2": "post"})
    assert refusal.value.field == "columns"
    imports.set_mapping(row.id, {"1": "full_name", "2": "post"}, kind="pupil")
    imports.check(row.id)
    run(imports.launch(row.id))
    person = service.find_people("соснин")[0]
    assert (person.post, person.kind) == ("7 «А»", "pupil")
    again = imports.receive(as_csv((head, ("x", "Ёлкина Анна", "8"))), "b.csv", "people")
    assert (imports.columns_of(again), imports.kind_of(again)) == ({"1": "full_name", "2": "post"}, "pupil")


def test_a_file_that_is_no_table_leaves_nothing(at_work: World) -> None:
    with pytest.raises(Refused) as refusal:
        imports.receive(b"%PDF-1.7", "a.pdf", "people")
    assert refusal.value.field == "file"
    assert list(imports.recent_imports()) == []


def test_a_neighbour_sees_no_import(at_work: World) -> None:
    row = imports.receive(as_csv(MENTEES), "a.csv", "mentees")
    with (
        in_tenant(at_work.ankudinovskaya, at_work.ankudinovskaya.coordinator, rights=RIGHTS),
        pytest.raises(NotFound),
    ):
        imports.get_import(row.id)


def test_the_command_line(
    world: World, database: TestDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", database.app_url)
    monkeypatch.setenv("REDIS_URL", "redis+socket:///nonexistent/valkey.sock")
    monkeypatch.setenv("NASTAVNIK_SECRET_KEY", "the secret of the tests")
    file = tmp_path / "people.xlsx"
    file.write_bytes(as_xlsx(MENTORS))
    arguments = ["import", str(file), "--tenant", "center", "--json"]
    dry = CliRunner().invoke(people_commands, [*arguments, "--dry-run"])
    done = CliRunner().invoke(people_commands, arguments)
    assert dry.exit_code == done.exit_code == 1
    assert json.loads(dry.output) == json.loads(done.output)
    assert json.loads(done.output)["created"] == 1
    assert set(json.loads(done.output)["rejected"][0]) == {"row", "column", "message"}
    again = json.loads(CliRunner().invoke(people_commands, arguments).output)
    assert (again["created"], again["unchanged"]) == (0, 1)
    assert CliRunner().invoke(people_commands, ["import", str(file), "--tenant", "nobody"]).exit_code == 2
    assert (
        CliRunner().invoke(people_commands, ["import", "/nonexistent", "--tenant", "center"]).exit_code == 2
    )
