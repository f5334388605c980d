# SPDX-License-Identifier: MIT
"""Reading machine-readable powers of attorney, hostile ones too."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nastavnik.agreements.signatures.authority import LARGEST, NotAnAuthority, read_authority

NUMBER = "5f6a6a0c-1f0e-4d0c-9a5e-0a8f7c1d2e3b"
AUTHORITY = f"""<?xml version="1.0" encoding="utf-8"?>
<Доверенность xmlns="urn://x-artefacts/EMCHD_1" ИдФайл="ON_EMCHD_20260115_{NUMBER}" ПрЭлФорм="00000000">
 <Документ КНД="1110310"><Довер>
  <СвДов НомДовер="{NUMBER}" ВнНомДовер="7" ДатаВыдДовер="2026-01-15" СрокДейст="2027-01-15" ВидДовер="1"/>
  <СвДоверит ТипДоверит="ЮЛ"><Доверит><РосОргДовер>
   <СвРосОрг НаимОрг="ООО «Ромашка»" ИННЮЛ="7707083893" КПП="770701001" ОГРН="1027700132195"/>
   <ЛицоБезДов><СвФЛ ИННФЛ="500100732259"><ФИО Фамилия="Главный" Имя="Иван"/></СвФЛ></ЛицоБезДов>
  </РосОргДовер></Доверит></СвДоверит>
  <СвУпПред ТипПред="ФизЛицо"><Пред><СведФизЛ ИННФЛ="500100732259" СНИЛС="112-233-445 95">
   <ФИО Фамилия="Подписанцев" Имя="Олег" Отчество="Львович"/></СведФизЛ></Пред></СвУпПред>
  <СвПолн ТипПолн="1"><МашПолн КодПолн="SIGN_01" НаимПолн="Подписывать соглашения"/></СвПолн>
 </Довер></Документ>
</Доверенность>""".encode()


def refused(xml: bytes) -> str:
    with pytest.raises(NotAnAuthority) as caught:
        read_authority(xml)
    assert caught.value.sentence.endswith(".")
    return caught.value.reason_code


def test_a_power_of_attorney_is_read() -> None:
    found = read_authority(AUTHORITY)
    assert found.number == NUMBER
    assert (found.principal, found.principal_inn) == ("ООО «Ромашка»", "7707083893")
    assert found.representative == "Подписанцев Олег Львович"
    assert found.representative_inn == "500100732259"
    assert (found.issued_on, found.valid_until) == (date(2026, 1, 15), date(2027, 1, 15))
    assert found.powers == ("SIGN_01 Подписывать соглашения",)
    assert not found.expired_on(date(2027, 1, 15))
    assert found.expired_on(date(2027, 1, 16))
    assert found.to_json()["valid_until"] == "2027-01-15"


def test_an_encoding_of_windows_and_days_with_dots_are_read() -> None:
    text = AUTHORITY.decode().replace('"utf-8"', '"windows-1251"').replace("2027-01-15", "15.01.2027")
    assert read_authority(text.encode("cp1251")).valid_until == date(2027, 1, 15)


def test_a_term_that_is_no_day_is_left_out() -> None:
    found = read_authority(AUTHORITY.replace(b"2027-01-15", b"2027-02-30"))
    assert found.valid_until is None
    assert not found.expired_on(date(2099, 1, 1))


def test_what_is_no_power_of_attorney_has_its_sentence() -> None:
    assert refused(b"") == "empty"
    assert refused(b"%PDF-1.7") == "not_xml"
    assert refused(b"<a/>") == "another_document"
    assert refused(b" " * (LARGEST + 1) + b"<a/>") == "too_large"
    assert refused("<Доверенность/>".encode()) == "no_number"
    assert refused('<Доверенность НомДовер="1"/>'.encode()) == "incomplete"


def test_hostile_xml_is_refused() -> None:
    bomb = b'<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;&x;">]>'
    outside = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    head, rest = AUTHORITY.split(b"?>", 1)
    for declared in (bomb, outside, b'<!DOCTYPE a SYSTEM "http://127.0.0.1:1/a.dtd">'):
        assert refused(head + b"?>" + declared + rest) in ("doctype", "not_xml")
    assert refused(b"<a>" * 100_000) == "not_xml"


@given(st.binary(max_size=200))
@settings(max_examples=100, deadline=None)
def test_garbage_never_crashes(data: bytes) -> None:
    refused(data)
    refused("<Доверенность>".encode() + data)
