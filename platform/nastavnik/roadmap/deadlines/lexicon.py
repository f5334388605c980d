# SPDX-License-Identifier: MIT
"""The words of deadlines: what kind of thing a Russian word is, whatever its ending, case or one slip of the hand.

``classify`` knows whole words (``_FORMS``) and stems with an ordinary ending (``_STEMS`` + ``_ENDINGS``). A long word
that is unknown but one slip away (a letter lost, doubled, replaced or swapped) from exactly one stem that may be
mistyped counts as that stem: «феварль» is February. The letter ё is written as е here.
"""

from __future__ import annotations

import re
from functools import lru_cache

Meaning = tuple[str, object]

_ENDINGS = frozenset(
    [
        "а",
        "я",
        "у",
        "ю",
        "ы",
        "и",
        "е",
        "о",
        "й",
        "ь",
        "ом",
        "ем",
        "ой",
        "ей",
        "ью",
        "ам",
        "ям",
        "ами",
        "ями",
        "ах",
        "ях",
        "ов",
        "ев",
        "ый",
        "ий",
        "ая",
        "яя",
        "ое",
        "ее",
        "ого",
        "его",
        "ому",
        "ему",
        "ым",
        "им",
        "ую",
        "юю",
        "ые",
        "ие",
        "ых",
        "их",
        "ыми",
        "ими",
        "ия",
        "ию",
        "ии",
        "ием",
        "ией",
        "иям",
        "иями",
        "иях",
    ]
) | {""}
_ADJECTIVE = [
    "ый",
    "ий",
    "ой",
    "ая",
    "яя",
    "ое",
    "ее",
    "ого",
    "его",
    "ому",
    "ему",
    "ым",
    "им",
    "ом",
    "ем",
    "ую",
    "юю",
    "ые",
    "ие",
    "ых",
    "их",
    "ыми",
    "ими",
]

_STEMS: dict[str, Meaning] = {}
_FORMS: dict[str, Meaning] = {}
_MISTYPED: dict[str, set[str]] = {}


def _stems(kind: str, table: dict[object, str]) -> None:
    for value, words in table.items():
        _STEMS.update((word, (kind, value)) for word in words.split())


def _forms(kind: str, table: dict[object, str]) -> None:
    for value, words in table.items():
        _FORMS.update((word, (kind, value)) for word in words.split())


_MONTHS = [
    "январ",
    "феврал",
    "март",
    "апрел",
    "_",
    "июн",
    "июл",
    "август",
    "сентябр",
    "октябр",
    "ноябр",
    "декабр",
]
_stems("month", {number: stem for number, stem in enumerate(_MONTHS, 1) if stem != "_"})
_forms(
    "month",
    {
        1: "янв",
        2: "фев февр",
        3: "мар",
        4: "апр",
        5: "май мая мае маю маем",
        8: "авг",
        9: "сен сент",
        10: "окт",
    }
    | {11: "ноя нояб", 12: "дек"},
)
_stems("weekday", {0: "понедельник", 1: "вторник", 2: "сред", 3: "четверг", 4: "пятниц", 5: "суббот"})
_forms("weekday", {6: "воскресенье воскресенья воскресеньям"})
_stems("season", {"spring": "весн весенн", "autumn": "осен осенн", "winter": "зим зимн", "summer": "летн"})
_forms("season", {"summer": "лето лета лете летом"})

_stems(
    "unit",
    {
        "week": "недел",
        "month": "месяц",
        "quarter": "квартал",
        "half_year": "полугоди семестр",
        "decade": "декад",
    }
    | {"trimester": "триместр", "half": "половин"},
)
_forms(
    "unit",
    {
        "day": "день дня дню днем дне дни дней дням днями днях дн сутки суток",
        "hour": "час часа часов",
        "week": "нед недель",
        "month": "мес",
        "quarter": "кв кварт",
        "half_year": "полугод полугода полгода пг",
        "term": "четверть четверти четвертью четвертей четвертям четвертями четвертях",
        "year": "год года году годом годе годы годов годам годами годах лет г гг",
    },
)
_stems(
    "frequency",
    {"day": "ежедневн ежесуточн", "week": "еженедельн", "month": "ежемесячн", "quarter": "ежеквартальн"}
    | {"half_year": "ежеполугодн ежеполугоди", "year": "ежегодн", "term": "ежечетвертн"},
)
_forms(
    "frequency",
    {"week": "понедельно", "month": "помесячно ежемес", "quarter": "поквартально ежекварт", "year": "ежегод"},
)
_forms("times", {None: "раз раза разу р"})
_forms("times_in_word", {2: "дважды двукратно", 3: "трижды", 4: "четырежды"})
_stems("every", {"every": "кажд"})
_forms("all", {"all": "весь всего всю всей всем все вся"})
_stems("part", {"begin": "начал", "middle": "середин"})
_forms("part", {"end": "конец конца концу конце концом"})
_stems("finish", {"окончани": "окончани", "завершени": "завершени", "истечени": "истечени"})
_stems("last", {-1: "последн"})
_stems("day_number", {"number": "числ"})
_forms("day_number", {"number": "чисел"})
_stems("working", {True: "рабоч", False: "календарн"})
_stems("academic", {True: "учебн"})
_forms("academic", {True: "уч учеб"})
_stems("next", {"next": "следующ"})
_stems("reporting", {"reporting": "отчетн"})
_stems("current", {"current": "текущ"})
_stems("during", {"during": "течени протяжени продолжени"})
_forms("during", {"during": "теч"})
_stems("period", {"period": "период"})
_forms("term", {"one": "срок срока сроку сроком сроке", "many": "сроки сроков срокам сроками сроках"})
_stems("realisation", {"realisation": "реализаци внедрени действи исполнени выполнени"})
_stems(
    "whole",
    {"whole": "постоянн систематическ непрерывн регулярн круглогодичн круглосуточн бессрочн перманентн"},
)
_forms("whole", {"whole": "системно круглогодично систематично"})
_stems(
    "need", {"need": "необходимост возможност запрос заявк требовани обращени потребност инициатив желани"}
)
_stems("need", {"need": "предложени усмотрени ситуаци заявлени надобност востребованност факт мер показани"})
_forms("need", {"need": "ситуативно ситуационно"})
_forms("then", {"then": "далее затем потом впоследствии дальнейшем"})
_forms("once", {"once": "однократно единовременно разово единожды"})
_stems("moment", {"moment": "момент дат"})
_stems(
    "source",
    {
        "schedule": "график расписани циклограмм календар",
        "plan": "план медиаплан",
        "programme": "программ",
        "order": "положени приказ распоряжени письм постановлени регламент порядк решени",
        "agreement": "согласовани договоренност назначени",
        "holidays": "каникул каникулярн",
        "events": "конкурс мероприяти акци педсовет совещани заседани собрани форум фестивал семинар смен",
    },
)
_forms("source", {"order": "порядок", "events": "дни"} | {"agreement": "уточняется уточняются"})
_stems("source", {"plan": "планов"})
_FORMS["дни"] = ("unit", "day")
_forms("conjunction", {"and": "и", "also": "также", "or": "или либо", "but": "но"})
_forms(
    "prep",
    {
        "в": "в во",
        "с": "с со",
        "к": "к ко",
        "до": "до",
        "по": "по",
        "на": "на",
        "за": "за",
        "от": "от ото",
        "через": "через спустя",
        "после": "после",
        "перед": "перед накануне",
        "при": "при",
        "не": "не",
    },
)
_forms(
    "limit",
    {"latest": "позднее позже", "earliest": "ранее раньше", "least": "реже менее", "most": "чаще более"},
)
_forms("minimum", {"minimum": "минимум"})
_forms("starting", {"starting": "начиная"})
_forms("according", {"according": "согласно соответствии основании рамках зависимости"})

_CARDINALS = {
    1: "один одна одно одного одной одну одном одному",
    2: "два две двух двум двое",
    3: "три трех трем трое",
    4: "четыре четырех четырем",
    5: "пять пяти",
    6: "шесть шести",
    7: "семь семи",
    8: "восемь восьми",
    9: "девять девяти",
    10: "десять десяти",
    11: "одиннадцать одиннадцати",
    12: "двенадцать двенадцати",
    13: "тринадцать тринадцати",
    14: "четырнадцать четырнадцати",
    15: "пятнадцать пятнадцати",
    16: "шестнадцать шестнадцати",
    17: "семнадцать семнадцати",
    18: "восемнадцать восемнадцати",
    19: "девятнадцать девятнадцати",
    20: "двадцать двадцати",
    30: "тридцать тридцати",
    40: "сорок сорока",
    60: "шестьдесят шестидесяти",
    90: "девяносто",
}
_ORDINALS = [
    "перв",
    "втор",
    "_",
    "четверт",
    "пят",
    "шест",
    "седьм",
    "восьм",
    "девят",
    "десят",
    "одиннадцат",
    "двенадцат",
    "тринадцат",
    "четырнадцат",
]
_ORDINALS += ["пятнадцат", "шестнадцат", "семнадцат", "восемнадцат", "девятнадцат", "двадцат"]
_forms("num", dict(_CARDINALS))
for _number, _stem in [*enumerate(_ORDINALS, 1), (30, "тридцат")]:
    _forms("num", {_number: " ".join(_stem + ending for ending in _ADJECTIVE)})
_forms("num", {3: "третий третья третье третьего третьей третью третьем третьему третьих третьи"})
_FORMS["сороковой"] = ("num", 40)

_ROMAN = {
    roman: number
    for number, roman in enumerate(
        ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"], 1
    )
    if roman not in ("v", "x")
} | {"v": 5, "x": 10}
# Cyrillic, Ukrainian and other letters that people type, or a scanner reads, for the Roman I, V and X.
_ROMAN_LOOKS = str.maketrans("іӏlхуⅰ|", "iiixvii")
_ROMAN_SIGNS = {"ⅰ": 1, "ⅱ": 2, "ⅲ": 3, "ⅳ": 4}
# In an old typescript II and III are «П» and «Ш»; they count only before a unit, and the grammar sees to that.
_ROMAN_CYRILLIC = {"п": 2, "ш": 3}

_LATIN_LOOKS = str.maketrans("aeopcxykmthbiё", "аеорсхукмтнвіе")
_SPAN_WORD = re.compile(
    r"(одно|двух|трех|четырех|пяти|шести|семи|восьми|девяти|десяти|пятнадцати|двадцати|тридцати|полу)?"
    r"(дневн|недельн|месячн|годичн|годов|суточн)(?:ый|ого|ом|ая|ое|ую|ой)"
)
_SPAN_UNITS = {
    "дневн": "day",
    "суточн": "day",
    "недельн": "week",
    "месячн": "month",
    "годичн": "year",
    "годов": "year",
}

_MAY_BE_MISTYPED = {
    "month",
    "frequency",
    "during",
    "period",
    "need",
    "whole",
    "unit",
    "realisation",
    "academic",
}
_SHORTEST_MISTYPED = 5


def _slips(word: str) -> set[str]:
    """The word itself and the word with any one letter left out; two words one slip apart share one of these."""
    return {word} | {word[:at] + word[at + 1 :] for at in range(len(word))}


for _word, (_kind, _value) in _STEMS.items():
    if _kind in _MAY_BE_MISTYPED and len(_word) >= _SHORTEST_MISTYPED:
        for _slip in _slips(_word):
            _MISTYPED.setdefault(_slip, set()).add(_word)


def _mistyped(stem: str) -> Meaning | None:
    if len(stem) < _SHORTEST_MISTYPED:
        return None
    stems = {
        known for slip in _slips(stem) for known in _MISTYPED.get(slip, ()) if _one_slip_apart(stem, known)
    }
    meanings = {_STEMS[known] for known in stems}
    return meanings.pop() if len(meanings) == 1 else None


def _one_slip_apart(one: str, other: str) -> bool:
    if len(one) < len(other):
        one, other = other, one
    at = 0
    while at < len(other) and one[at] == other[at]:
        at += 1
    if len(one) == len(other):
        swapped = one[at : at + 2] == other[at : at + 2][::-1] and one[at + 2 :] == other[at + 2 :]
        return swapped or one[at + 1 :] == other[at + 1 :]
    return one[at + 1 :] == other[at:]


@lru_cache(maxsize=8192)
def known(word: str) -> Meaning | None:
    """The kind and the value of a word in lower case, or None when it is no word of deadlines."""
    if word in _FORMS:
        return _FORMS[word]
    for length in range(len(word), 2, -1):
        if word[:length] in _STEMS and word[length:] in _ENDINGS:
            return _STEMS[word[:length]]
    return _roman(word) or _span_word(word)


@lru_cache(maxsize=8192)
def classify(word: str) -> Meaning:
    """The kind and the value of a word in lower case; an unknown word is of kind ``word``."""
    meaning = known(word)
    if meaning:
        return meaning
    unmixed = word.translate(_LATIN_LOOKS)
    if unmixed != word and any("а" <= letter <= "я" for letter in word):
        meaning = known(unmixed)
        if meaning:
            return meaning
    for length in range(len(unmixed), _SHORTEST_MISTYPED - 1, -1):
        if unmixed[length:] in _ENDINGS:
            meaning = _mistyped(unmixed[:length])
            if meaning:
                return meaning
    return ("word", unmixed)


def _roman(word: str) -> Meaning | None:
    if word in _ROMAN_SIGNS:
        return ("num", _ROMAN_SIGNS[word])
    if word in _ROMAN_CYRILLIC:
        return ("roman_look", _ROMAN_CYRILLIC[word])
    if len(word) > 4 or not any(letter in word for letter in "ivxіӏl"):
        return None
    number = _ROMAN.get(word.translate(_ROMAN_LOOKS))
    return ("num", number) if number else None


def _span_word(word: str) -> Meaning | None:
    """«двухнедельный», «месячный» (срок): the amount and the unit."""
    found = _SPAN_WORD.fullmatch(word)
    if not found:
        return None
    prefix, unit = found.groups()
    if prefix == "полу":
        return ("span_word", (6, "month")) if unit in ("годов", "годичн") else None
    amount = _FORMS[prefix][1] if prefix and prefix != "одно" else None if prefix is None else 1
    return ("span_word", (amount, _SPAN_UNITS[unit]))
