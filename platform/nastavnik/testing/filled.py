# SPDX-License-Identifier: MIT
"""A small world in which every page has something to show: a running roadmap, an open import, notices, letters, a job."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import xlsxwriter
from flask import Flask

from nastavnik.accounts import service as accounts
from nastavnik.foundation.change import change
from nastavnik.foundation.database import now, open_scope, session
from nastavnik.foundation.dates import today
from nastavnik.foundation.files import StoredFile
from nastavnik.foundation.names import PersonName
from nastavnik.foundation.notifications import notify
from nastavnik.foundation.outbox import OutboxEvent
from nastavnik.foundation.scope import SystemScope
from nastavnik.people.service import destruction, imports
from nastavnik.plugins import Plugins
from nastavnik.roadmap import service as roadmap
from nastavnik.roadmap.models import RoadmapOccurrence
from nastavnik.rollups import service as rollups
from nastavnik.tenants import service as tenants
from nastavnik_worker import jobs

from .filled_agreements import fill_agreements, fill_district_templates
from .filled_links import fill_links
from .filled_pairs import fill_pairs
from .pairs import make_person
from .partners import fill_partners
from .worlds import Place, World, in_department, in_tenant

ORDER = Path(__file__).resolve().parents[3] / "tenants" / "center" / "order-26.txt"
_WRITTEN_FOR = (2023, 2024)
_ANSWERS = ("order", "not_required", "keep", "later")


def fill_world(app: Flask, world: World) -> None:
    """Let the people of the world work for a while; their totals are counted."""
    plugins: Plugins = app.extensions["nastavnik.plugins"]
    rights = plugins.rights_of({"director"})
    with app.test_request_context():
        for place in (world.center, world.ankudinovskaya):
            with in_tenant(place, place.director, rights=rights):
                roadmap.launch(_read_order())
                if place is world.center:
                    roadmap.launch(_read_order())
                _live(plugins, place)
                _receive_people()
                fill_pairs(place.slug)
                fill_links(place)
                fill_partners()
                fill_agreements(place)
                _destroy_somebody(plugins)
        with in_tenant(world.center, world.center.coordinator, rights=rights):
            _read_order()
        accounts.request_reset(world.center.executor.email, address="127.0.0.1")
        with in_department(world.officer, rights=frozenset({"agreements.district_templates"})):
            fill_district_templates()
    with open_scope(SystemScope(reason="a test counts its world")):
        rollups.rebuild_all(plugins)


def order_of_the_present() -> bytes:
    """Order № 26 with the years moved, so that its second year is the present one."""
    text, second = ORDER.read_text("utf-8"), today().year
    for written, moved in zip(_WRITTEN_FOR, (second - 1, second), strict=True):
        text = text.replace(str(written), f"{moved}\N{ZERO WIDTH SPACE}")
    return text.replace("\N{ZERO WIDTH SPACE}", "").encode()


def _read_order() -> UUID:
    started = roadmap.start_import(order_of_the_present(), "Приказ № 26.txt")
    answers = {}
    for question in roadmap.draft_of(started).questions:
        offered = [answer.value for answer in question.answers]
        answers[question.name] = next((one for one in _ANSWERS if one in offered), "")
    if answers:
        roadmap.save_edits(started.id, answers)
    return started.id


def _live(plugins: Plugins, place: Place) -> None:
    """Executions in every state, a remark, a notice, an invitation, a job, an event that failed."""
    running = roadmap.running_roadmap()
    assert running is not None
    items = roadmap.items_of(running.id)
    executions = roadmap.occurrences_of([item.id for item in items])
    for item in items[:3]:
        roadmap.assign(item.id, [roadmap.Person(place.executor.name, place.executor.account_id)])
    _act([one for some in executions.values() for one in some if one.due and one.state == "planned"])
    roadmap.comment(items[0].id, "Приказ готов, ждём подписи.")
    with change(audited=False):
        notify(place.coordinator.account_id, "reminder", "Срок через 7 дней: 1.1", url=f"/o/{place.slug}/")
    jobs.run(plugins, roadmap.start_archive().id)
    roadmap.start_archive(item_id=items[0].id)
    accounts.invite(f"new@{place.slug}.example", PersonName("Новикова", "Ольга", "Петровна"), "executor")
    with change(audited=False):
        session().add(OutboxEvent(kind="test.failed", payload={}, attempts=10, failed_at=now()))


def _act(executions: list[RoadmapOccurrence]) -> None:
    link = roadmap.NewEvidence("link", "Публикация на сайте", url="https://school.example/report")
    roadmap.add_evidence(executions[0].id, roadmap.evidence_of([_paper(executions[0])], "", "")[0])
    roadmap.close_occurrence(executions[0].id, today(), [link])
    roadmap.close_without_evidence(executions[1].id, today(), "Документ хранится на бумаге")
    roadmap.start_work(executions[2].id)
    roadmap.move_deadline(executions[3].id, today() + timedelta(days=30), "Болезнь", "Служебная записка № 4")
    roadmap.skip_occurrence(executions[4].id, "Набора не было")


def _destroy_somebody(plugins: Plugins) -> None:
    tenant, head = tenants.current_tenant(), tenants.director()
    operator = destruction.Operator(tenant.full_name, tenant.place, head.post, head.name)
    destruction.destroy(plugins, make_person("Уничтоженова").id, "demand", operator)


def _receive_people() -> None:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ("Фамилия", "Имя", "Отчество", "Дата рождения", "Класс"))
        sheet.write_row(1, 0, ("Запросов", "Пётр", "Иванович", "12.04.2012", "7А"))
    row = imports.receive(file.getvalue(), "Наставляемые.xlsx", "mentees")
    imports.set_mapping(row.id, imports.columns_of(row), kind="pupil")


def _paper(execution: RoadmapOccurrence) -> StoredFile:
    return roadmap.keep_upload(execution.id, b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n", "Приказ.pdf")
