# SPDX-License-Identifier: MIT
"""The words of deadlines: what kind of thing a Russian word is, whatever its ending.

A line of the table is a kind, a value and the words that have them, in lower case and without ё. A word with a star
is a stem that takes any ordinary ending; a word with a tilde is such a stem that may be mistyped, see ``spelling``.
"""

from __future__ import annotations

from typing import Any

Meaning = tuple[str, Any]

_TABLE = """
month 1 январ~ янв
month 2 феврал~ фев февр
month 3 март* мар
month 4 апрел~ апр
month 5 май мая мае маю маем
month 6 июн*
month 7 июл*
month 8 август~ авг
month 9 сентябр~ сен сент
month 10 октябр~ окт
month 11 ноябр~ ноя нояб
month 12 декабр~ дек
weekday 0 понедельник*
weekday 1 вторник*
weekday 2 сред*
weekday 3 четверг*
weekday 4 пятниц*
weekday 5 суббот*
weekday 6 воскресенье воскресенья воскресеньям
season winter зим* зимн*
season spring весн* весенн*
season summer летн* лето лета лете летом
season autumn осен* осенн*
unit hour час часа часов
unit day день дня дню днем дне дни дней дням днями днях дн сутки суток
unit week недел~ нед
unit decade декад*
unit half половин*
unit month месяц~ мес
unit quarter квартал~ кв кварт
unit term четверть четверти четвертью четвертей четвертям четвертями четвертях
unit trimester триместр~
unit half_year полугоди~ семестр~ полугод полугода полгода
unit year год года году годом годе годы годов годам годами годах лет г гг
frequency day ежедневн~ ежесуточн~
frequency week еженедельн~ понедельно
frequency month ежемесячн~ помесячно ежемес
frequency quarter ежеквартальн~ поквартально ежекварт ежеквартал
frequency term ежечетвертн~
frequency half_year ежеполугодн~ ежеполугоди~
frequency year ежегодн~ ежегод
times times раз раза разу р
times_in_word 2 дважды двукратно
times_in_word 3 трижды
times_in_word 4 четырежды
every every кажд*
all all весь всего всю всей всем все вся
part begin начал*
part middle середин*
part end конец конца концу конце концом
finish finish окончани* завершени* истечени* прошестви*
last -1 последн*
day_number number числ* чисел
working working рабоч*
working calendar календарн*
academic academic учебн* уч учеб
next next следующ*
reporting reporting отчетн*
current current текущ*
during during течени~ протяжени~ продолжени~ теч
period period период~
term one срок срока сроку сроком сроке
term many сроки сроков срокам сроками сроках
realisation realisation реализаци* внедрени* действи* исполнени* выполнени*
whole whole постоянн~ систематическ~ непрерывн~ регулярн~ круглогодичн~ круглосуточн~ бессрочн~ перманентн~
whole whole системно круглогодично систематично
once once однократно единовременно разово единожды
need need необходимост~ возможност~ запрос* заявк* требовани~ обращени~ потребност~ инициатив~ желани* мер* факт*
need need готовност* обстоятельств* выбор*
need need предложени~ усмотрени~ ситуаци~ заявлени~ надобност~ востребованност~ показани* ситуативно ситуационно
then then далее затем потом впоследствии дальнейшем
moment moment момент* дат*
source schedule график* расписани* циклограмм* календар*
source plan план* планов* медиаплан*
source programme программ*
source order положени* приказ* распоряжени* письм* постановлени* регламент* порядк* порядок решени*
source agreement согласовани* договоренност* назначени* уточняется уточняются
source holidays каникул* каникулярн*
source events конкурс* мероприяти* акци* педсовет* совещани* заседани* собрани* форум* фестивал* семинар*
source events смен* совет* планерк*
conjunction and и
conjunction also также
conjunction or или либо
conjunction but но
prep в в во
prep с с со
prep к к ко
prep до до
prep по по
prep на на
prep за за
prep от от ото
prep через через спустя
prep после после
prep перед перед накануне
prep при при
prep не не
limit latest позднее позже
limit earliest ранее раньше
limit least реже менее
limit most чаще более
minimum minimum минимум
starting starting начиная
according according согласно соответствии основании рамках
roman_look 2 п
roman_look 3 ш
num 1 один одна одно одного одной одну одном одному
num 2 два две двух двум двое
num 3 три трех трем трое третий третья третье третьего третьей третью третьем третьему третьих третьи
num 4 четыре четырех четырем
num 5 пять пяти
num 6 шесть шести
num 7 семь семи
num 8 восемь восьми
num 9 девять девяти
num 10 десять десяти
num 11 одиннадцать одиннадцати
num 12 двенадцать двенадцати
num 13 тринадцать тринадцати
num 14 четырнадцать четырнадцати
num 15 пятнадцать пятнадцати
num 16 шестнадцать шестнадцати
num 17 семнадцать семнадцати
num 18 восемнадцать восемнадцати
num 19 девятнадцать девятнадцати
num 20 двадцать двадцати
num 30 тридцать тридцати
num 40 сорок сорока
num 60 шестьдесят шестидесяти
"""
_ORDINAL_STEMS = (
    "перв втор - четверт пят шест седьм восьм девят десят одиннадцат двенадцат тринадцат четырнадцат пятнадцат"
    " шестнадцат семнадцат восемнадцат девятнадцат двадцат"
)
_ADJECTIVE_ENDINGS = "ый ий ой ая яя ое ее ого его ому ему ым им ом ем ую юю ые ие ых их ыми ими"
_NOUN_ENDINGS = "а я у ю ы и е о й ь ом ем ой ей ью ам ям ами ями ах ях ов ев ия ию ии ием ией иям иями иях"
_SHORTEST_STEM = 3

ENDINGS = frozenset(("", *_ADJECTIVE_ENDINGS.split(), *_NOUN_ENDINGS.split()))
FORMS: dict[str, Meaning] = {}
STEMS: dict[str, Meaning] = {}
MISTYPED_STEMS: list[str] = []


def _fill() -> None:
    for line in _TABLE.strip().splitlines():
        kind, value, *words = line.split()
        meaning = (kind, int(value) if value.lstrip("-").isdigit() else value)
        for word in words:
            if word[-1] in "*~":
                STEMS[word[:-1]] = meaning
            else:
                FORMS[word] = meaning
            if word[-1] == "~":
                MISTYPED_STEMS.append(word[:-1])
    for number, stem in [*enumerate(_ORDINAL_STEMS.split(), 1), (30, "тридцат")]:
        FORMS.update((stem + ending, ("num", number)) for ending in _ADJECTIVE_ENDINGS.split())


_fill()


def look_up(word: str) -> Meaning | None:
    """The kind and the value of a word in lower case, or None when it is no word of deadlines."""
    if word in FORMS:
        return FORMS[word]
    for length in range(len(word), _SHORTEST_STEM - 1, -1):
        if word[:length] in STEMS and word[length:] in ENDINGS:
            return STEMS[word[:length]]
    return None
