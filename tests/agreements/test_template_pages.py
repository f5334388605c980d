# SPDX-License-Identifier: MIT
"""Pages of templates: an organisation keeps its own, reads the district's, and sees nothing of its neighbour's."""

from __future__ import annotations

import io

import pytest

from nastavnik.agreements.service import templates
from nastavnik.testing.clients import Visitor
from nastavnik.testing.filled_agreements import template_file
from nastavnik.testing.worlds import World, in_department, in_tenant

OWN = "/o/center/agreements/templates/"
DISTRICT = "/department/agreements/templates/"
KEEPER = frozenset({"agreements.view", "agreements.templates"})


def sent(title: str, *lines: str) -> dict[str, object]:
    return {"title": title, "note": "", "file": (io.BytesIO(template_file(*lines)), "Шаблон.docx")}


@pytest.mark.parametrize(("address", "who"), [(OWN, "coordinator"), (DISTRICT, "officer")])
def test_a_template_is_uploaded_read_changed_and_withdrawn(
    visitor: Visitor, world: World, address: str, who: str
) -> None:
    visitor.sign_in(world.officer if who == "officer" else world.center.coordinator)
    made = visitor.post(f"{address}new", sent("Наш текст", "Соглашение № {{ номер }}"))
    assert made.status_code == 303
    page = made.location
    assert "номер" in visitor.get(page).text
    assert visitor.get(f"{page}/sample", buffered=True).data.startswith(b"%PDF")
    next_one = visitor.post(f"{page}/edition", sent("Наш текст", "Договор № {{ номер }}"))
    assert next_one.status_code == 303
    assert next_one.location != page
    assert visitor.post(f"{next_one.location}/state").status_code == 303
    assert "Наш текст" not in visitor.get(address).text
    assert "Наш текст" in visitor.get(f"{address}?show=withdrawn").text


def test_an_unknown_field_is_named_and_the_name_kept(visitor: Visitor, world: World) -> None:
    visitor.sign_in(world.center.coordinator)
    answer = visitor.post(f"{OWN}new", sent("Наш текст", "{{ зарплата }}"))
    assert answer.status_code == 422
    assert "зарплата" in answer.text
    assert 'value="Наш текст"' in answer.text


def test_the_districts_templates_are_read_and_a_neighbours_are_not(visitor: Visitor, world: World) -> None:
    with in_department(world.officer, rights=frozenset({"agreements.district_templates"})):
        shared = templates.add_district_template("Общий", template_file("№ {{ номер }}"), "Общий.docx")
    with in_tenant(world.ankudinovskaya, world.ankudinovskaya.coordinator, rights=KEEPER):
        theirs = templates.add_template("Соседский", template_file("№ {{ номер }}"), "Соседский.docx").id
    visitor.sign_in(world.center.coordinator)
    assert "Общий" in visitor.get(OWN).text
    assert visitor.get(f"{OWN}district/{shared}").status_code == 200
    assert visitor.get(f"{OWN}{theirs}").status_code == 404
    assert visitor.get(f"{OWN}builtin/pdf", buffered=True).data.startswith(b"%PDF")
    assert visitor.get(f"{OWN}builtin/exe").status_code == 404
    assert visitor.get(f"{DISTRICT}{shared}").status_code in (403, 404)


def test_an_executor_does_not_open_them(visitor: Visitor, world: World) -> None:
    visitor.sign_in(world.center.executor)
    assert visitor.get(OWN).status_code == 403
