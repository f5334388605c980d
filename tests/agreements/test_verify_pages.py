# SPDX-License-Identifier: MIT
"""«Проверка документа» as a stranger: what it says, what it never says, and that one changed byte is found."""

from __future__ import annotations

import io
import re

import pytest
from werkzeug.test import TestResponse

from nastavnik.agreements.check_codes import new_check_code, shown_check_code
from nastavnik.agreements.models import Agreement, AgreementVersion
from nastavnik.foundation import files
from nastavnik.foundation.database import session
from nastavnik.testing.clients import Visitor
from nastavnik.testing.filled_agreements import SCAN, make_agreement
from nastavnik.testing.worlds import World, in_tenant


@pytest.fixture
def agreement(world: World) -> Agreement:
    with in_tenant(world.center, world.center.coordinator):
        return make_agreement(world.center, editions=2)


def page_of(agreement: Agreement) -> str:
    return f"/verify/{shown_check_code(agreement.check_code)}"


def bytes_of(world: World, agreement: Agreement, edition: int) -> bytes:
    with in_tenant(world.center, world.center.coordinator):
        version = session().query(AgreementVersion).filter_by(agreement_id=agreement.id, number=edition).one()
        assert version.file_id is not None
        return files.read_file(files.get_file(version.file_id))


def compared(visitor: Visitor, agreement: Agreement, data: bytes, name: str = "a.pdf") -> TestResponse:
    return visitor.post(
        page_of(agreement), {"file": (io.BytesIO(data), name)}, content_type="multipart/form-data"
    )


def test_a_stranger_reads_what_the_document_is_and_its_marks(visitor: Visitor, agreement: Agreement) -> None:
    response = visitor.get(page_of(agreement))
    assert response.status_code == 200
    for text in ("Проверка документа", "АО «Образец»", "МАУ ДО «Центр внешкольной работы»", "Эталонов"):
        assert text in response.text.replace("\N{NO-BREAK SPACE}", " ")
    assert "Макетов" not in response.text, "whoever has not signed is nobody's business"
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in response.headers["Cache-Control"]


def test_the_very_file_matches_and_one_byte_fails_it(
    visitor: Visitor, world: World, agreement: Agreement
) -> None:
    data = bytes_of(world, agreement, 2)
    assert "Файл совпадает" in compared(visitor, agreement, data).text
    changed = bytearray(data)
    changed[len(data) // 2] ^= 1
    answer = compared(visitor, agreement, bytes(changed)).text
    assert "Файл совпадает" not in answer
    assert "Это не тот документ" in answer
    assert "Это не тот документ" in compared(visitor, agreement, bytes_of(world, agreement, 1)).text
    assert "Это не тот документ" in compared(visitor, agreement, SCAN).text


def test_an_empty_and_a_missing_file_get_a_sentence(visitor: Visitor, agreement: Agreement) -> None:
    for data, name in ((b"", ""), (b"", "a.pdf")):
        response = compared(visitor, agreement, data, name)
        assert response.status_code == 422
        assert 'aria-invalid="true"' in response.text


@pytest.mark.parametrize("state", ["draft", "approval"])
def test_a_draft_looks_exactly_like_an_unknown_code(visitor: Visitor, world: World, state: str) -> None:
    with in_tenant(world.center, world.center.coordinator):
        draft = make_agreement(world.center, state=state)
    unknown = shown_check_code(new_check_code())
    hidden, missing = visitor.get(page_of(draft)), visitor.get(f"/verify/{unknown}")
    assert hidden.status_code == missing.status_code == 404
    shown = shown_check_code(draft.check_code)
    assert _plain(hidden.text, shown) == _plain(missing.text, unknown)


def _plain(body: str, code: str) -> str:
    return re.sub(r'(nonce|csrf_token" value|csrf-token" content)="[^"]*"', "", body.replace(code, "CODE"))


def test_a_code_is_typed_by_hand_as_people_type(visitor: Visitor, agreement: Agreement) -> None:
    typed = agreement.check_code.lower()
    response = visitor.post("/verify/", {"code": f" {typed[:7]} {typed[7:]} "})
    assert response.status_code == 303
    assert response.location.endswith(page_of(agreement))
    for code, sentence in (("", "Введите код"), ("ABC", "шестнадцать"), (new_check_code(), "нет")):
        wrong = visitor.post("/verify/", {"code": code})
        assert wrong.status_code == 422
        assert sentence in wrong.text
        assert f'value="{code}"' in wrong.text
