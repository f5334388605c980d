# SPDX-License-Identifier: MIT
"""Two editions of a roadmap beside each other."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from nastavnik.roadmap.editions import Measure, Pair, compare, likeness_of_titles, match

BASES = Measure(
    "a", "2.2", "Формирование и актуализация баз наставников и наставляемых", "в течение всего периода"
)
CONTEST = Measure(
    "b", "3.8", "Участие в межрегиональном конкурсе «Наставник года»", "сентябрь-декабрь ежегодно"
)
LETTER = Measure("c", "3.7", "Участие в региональной онлайн-акции «Письмо наставнику»", "март 2023")
OLD = [BASES, LETTER, CONTEST]


def verdicts(pairs: list[Pair]) -> list[tuple[str, str]]:
    return [((pair.new or pair.old or BASES).number, pair.verdict) for pair in pairs]


def test_the_same_roadmap_differs_in_nothing() -> None:
    new = [Measure(str(place), one.number, one.title, one.deadline) for place, one in enumerate(OLD)]
    assert verdicts(compare(OLD, new)) == [("2.2", "same"), ("3.7", "same"), ("3.8", "same")]


def test_a_changed_deadline_is_told_with_both_wordings() -> None:
    new = [Measure("1", "3.8", CONTEST.title, "ноябрь ежегодно")]
    pair = compare([CONTEST], new)[0]
    assert pair.verdict == "changed"
    assert [(one.field, one.before, one.after) for one in pair.differences] == [
        ("deadline", "сентябрь-декабрь ежегодно", "ноябрь ежегодно")
    ]


def test_typing_is_no_change() -> None:
    new = [Measure("1", "3.8", 'Участие  в межрегиональном конкурсе "Наставник года".', CONTEST.deadline)]
    assert compare([CONTEST], new)[0].verdict == "same"


def test_a_measure_is_found_under_another_number() -> None:
    new = [Measure("1", "3.9", "Участие в межрегиональных конкурсах «Наставник года»", CONTEST.deadline)]
    pair = compare(OLD, new)[0]
    assert pair.old is CONTEST
    assert {one.field for one in pair.differences} == {"number", "title"}


def test_another_measure_under_the_same_number_is_a_new_one() -> None:
    new = [Measure("1", "2.2", "Проведение родительских собраний по профориентации")]
    assert verdicts(compare([BASES], new)) == [("2.2", "added"), ("2.2", "removed")]


def test_a_number_outweighs_a_likeness_elsewhere() -> None:
    old = [
        Measure("a", "4.1", "Формирование и актуализация базы наставляемых"),
        Measure("b", "4.2", "Формирование и актуализация базы наставников для реализации ЦМН"),
    ]
    new = [
        Measure("1", "4.2", "Формирование и актуализация базы наставников"),
        Measure("2", "4.1", "Формирование базы наставляемых"),
    ]
    assert match(old, new) == {"1": "b", "2": "a"}


def test_a_person_overrules() -> None:
    new = [
        Measure("1", "3.8", CONTEST.title, CONTEST.deadline),
        Measure("2", "9.9", "Совсем другие слова"),
    ]
    assert match(OLD, new, {"1": None, "2": "b"}) == {"2": "b"}
    assert verdicts(compare(OLD, new, {"1": None})) == [
        ("3.8", "added"),
        ("9.9", "added"),
        ("2.2", "removed"),
        ("3.7", "removed"),
        ("3.8", "removed"),
    ]


def test_no_old_measure_goes_on_twice() -> None:
    new = [Measure("1", "3.8", CONTEST.title), Measure("2", "3.8", CONTEST.title)]
    assert match([CONTEST], new) == {"1": "b"}
    assert match([CONTEST], new, {"1": "b", "2": "b"}) == {"1": "b"}


def test_likeness() -> None:
    assert likeness_of_titles("Мониторинг реализации ЦМН", "Мониторинг реализации ЦМН") == 1
    assert likeness_of_titles("Мониторинг", "") == 0
    assert likeness_of_titles("база наставников", "базы наставника") > 0.4


titles = st.text(alphabet="абв ", max_size=8)
measures = st.lists(st.tuples(st.sampled_from(["", "1.1", "1.2", "2.1"]), titles), max_size=6)


@given(measures, measures)
def test_every_measure_is_told_once(before: list[tuple[str, str]], after: list[tuple[str, str]]) -> None:
    old = [Measure(f"o{place}", *one) for place, one in enumerate(before)]
    new = [Measure(f"n{place}", *one) for place, one in enumerate(after)]
    pairs = compare(old, new)
    assert [pair.new for pair in pairs if pair.new] == new
    told = [pair.old for pair in pairs if pair.old]
    assert sorted(one.key for one in told) == sorted(one.key for one in old)
