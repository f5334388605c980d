# SPDX-License-Identifier: MIT
"""Registration numbers: sound ones pass, one wrong digit does not, and every refusal is a sentence."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nastavnik.foundation import checkdigits
from nastavnik.foundation.checkdigits import BadNumber, check_inn, check_kpp, check_ogrn, check_snils

SOUND = [
    (check_inn, "5250000002"),
    (check_inn, "525000000045"),
    (check_ogrn, "1025200000000"),
    (check_ogrn, "304520000000007"),
    (check_snils, "123-456-789 64"),
    (check_snils, "087-654-303 00"),
    (check_snils, "001-019-989 00"),
    (check_snils, "001-028-989 00"),
    (check_snils, "112-233-445 95"),
]


@pytest.mark.parametrize(("check", "number"), SOUND)
def test_a_sound_number_comes_back_bare(check: Callable[[str], str], number: str) -> None:
    assert check(f" {number}\u00a0") == number.replace("-", "").replace(" ", "")


@pytest.mark.parametrize(("check", "number"), SOUND)
def test_any_other_last_digit_is_refused(check: Callable[[str], str], number: str) -> None:
    for digit in "0123456789".replace(number[-1], ""):
        with pytest.raises(BadNumber, match="не сход"):
            check(number[:-1] + digit)


@pytest.mark.parametrize(
    ("check", "text", "sentence"),
    [
        (check_kpp, "52500100", "В КПП девять знаков, введено восемь."),
        (check_kpp, "5", "В КПП девять знаков, введён один."),
        (check_kpp, "5" * 21, "В КПП девять знаков, введён 21."),
        (
            check_kpp,
            "52500100!",
            "КПП состоит из цифр; пятый и шестой знаки могут быть прописными латинскими буквами.",
        ),
        (check_inn, "5250000003", "Контрольная цифра ИНН не сходится: проверьте номер."),
        (check_inn, "525000000", "В ИНН десять цифр, у человека двенадцать, введено девять."),
        (check_inn, "52500OOO02", "ИНН состоит только из цифр."),
        (check_inn, "٥٢٥٠٠٠٠٠٠٢", "ИНН состоит только из цифр."),
        (
            check_ogrn,
            "102520000000",
            "В ОГРН тринадцать цифр, у предпринимателя пятнадцать, введено двенадцать.",
        ),
        (check_ogrn, "ОГРН", "ОГРН состоит только из цифр."),
        (check_ogrn, "1025200000001", "Контрольная цифра ОГРН не сходится: проверьте номер."),
        (check_snils, "", "В СНИЛС одиннадцать цифр, введено ноль."),
        (check_snils, "нет", "СНИЛС состоит только из цифр."),
    ],
)
def test_a_refusal_says_what_is_wrong(check: Callable[[str], str], text: str, sentence: str) -> None:
    with pytest.raises(BadNumber) as refusal:
        check(text)
    assert refusal.value.message == sentence


def test_an_organisation_has_the_short_numbers() -> None:
    assert check_inn("5250000002", organisation=True) == "5250000002"
    with pytest.raises(BadNumber, match="В ИНН организации десять цифр, введено двенадцать"):
        check_inn("525000000045", organisation=True)
    with pytest.raises(BadNumber, match="В ОГРН организации тринадцать цифр, введено пятнадцать"):
        check_ogrn("304520000000007", organisation=True)


def test_a_remainder_of_ten_gives_zero() -> None:
    """ОГРНИП divides by 13, so its remainder may have two digits."""
    stem = next(str(stem) for stem in range(30452000000000, 30452000000099) if stem % 13 == 10)
    assert check_ogrn(f"{stem}0") == f"{stem}0"


@pytest.mark.parametrize("number", ["525001001", "5250AB001", "5250 01 001"])
def test_kpp_may_hold_two_latin_letters(number: str) -> None:
    assert checkdigits.is_kpp(number)


def test_early_snils_have_no_check_digits() -> None:
    assert checkdigits.is_snils("001-001-998 99")
    assert not checkdigits.is_snils("001-001-999 99")


@given(st.text(max_size=20) | st.from_regex(r"\d{8,16}", fullmatch=True))
def test_checking_never_crashes(text: str) -> None:
    answers = (checkdigits.is_inn, checkdigits.is_ogrn, checkdigits.is_kpp, checkdigits.is_snils)
    assert all(answer(text) in (True, False) for answer in answers)


@given(st.integers(min_value=100_000_000, max_value=999_999_999))
def test_every_inn_has_exactly_one_check_digit(stem: int) -> None:
    assert sum(checkdigits.is_inn(f"{stem}{digit}") for digit in range(10)) == 1
