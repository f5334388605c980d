# SPDX-License-Identifier: MIT
"""The head of an order (ГОСТ Р 7.0.97): who ordered what, when, on what ground, and the mark of approval."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from nastavnik.foundation.names import NBSP
from nastavnik.roadmap.order_document.days import DATE, find_date, parse_date
from nastavnik.roadmap.order_document.organisations import find_organisation, from_title
from nastavnik.roadmap.order_document.people import find_name, signs
from nastavnik.roadmap.order_document.text import joined_letters, squeezed

_HEADING = re.compile(r"^(?:приказ|распоряжение|постановление)(?:от|no|№|\d|$)")
_HEADING_LENGTH = 60
_PREAMBLE = re.compile(
    r"^(?:в\s+соответствии|на\s+основании|во\s+исполнение|в\s+целях|с\s+целью|в\s+связи|руководствуясь|согласно"
    r"|в\s+рамках|приказываю)\b",
    re.IGNORECASE,
)
_ORDERING = re.compile(r"п\s?р\s?и\s?к\s?а\s?з\s?ы\s?в\s?а\s?ю|обязываю|распоряжаюсь", re.IGNORECASE)
_POINT = re.compile(r"^1\s?[.)]\s")
_MARK = re.compile(r"УТВЕРЖД(?:ЕНА?О?Ы?|АЮ)\b|\bУтвержд(?:ен[аоы]?|аю)\b")
_MARK_LINES = 6
_PLAN = re.compile(
    r"^[«\"“]?(?:план|дорожная\s+карта|программа\s+мероприятий|перечень|комплекс\s+мер)\b", re.IGNORECASE
)
_TITLE = re.compile(r"^[«\"“]?ОБ?\s+\S", re.IGNORECASE)
_NUMBER = r"(?:№|\bN[oº]?\.?)\s*([0-9A-Za-zА-Яа-яЁё][^\s,;»\"]*)"
_DATE_THEN_NUMBER = re.compile(rf"({DATE})[^№\d]{{0,60}}{_NUMBER}", re.IGNORECASE)
_DATED = re.compile(rf"(?:от\s+)?{DATE}|№", re.IGNORECASE)
_NUMBER_THEN_DATE = re.compile(rf"{_NUMBER}[^№\d]{{0,30}}({DATE})", re.IGNORECASE)
_LONE_NUMBER = re.compile(rf"^\s*(?:приказ\s*)?{_NUMBER}", re.IGNORECASE | re.MULTILINE)
_ACTS = {
    "приказ": r"приказ(?:ом|а|у)?",
    "распоряжение": r"распоряжени(?:ем|ями|ями|я|ю|е)",
    "постановление": r"постановлени(?:ем|я|ю|е)",
    "письмо": r"письм(?:ом|а|о)",
    "Федеральный закон": r"федеральн\w+\s+закон(?:ом|а|у)?",
    "закон": r"закон(?:ом|а|у)?",
    "Указ": r"указ(?:ом|а|у)?",
    "решение": r"решени(?:ем|я|ю|е)",
}
_QUOTED = re.compile(r"[\"«“„][^\"»”]*[\"»”]")
_ACT = re.compile(
    "|".join(rf"(?P<act{at}>\b{pattern}\b)" for at, pattern in enumerate(_ACTS.values())), re.IGNORECASE
)
_ACT_END = re.compile(r"№\s*[^\s,;\x01()]+")
_LONGEST_ACT = 260
_LINES_TO_NAME = 4


@dataclass(frozen=True, slots=True)
class OrderHead:
    """What the head says; None for what it does not say.

    ``signatory`` is «М.В. Пожванюк», ``signatory_post`` what stands before it; ``approved_on`` and
    ``approved_number`` come from the mark of approval; ``plan_title`` is the heading above the table.
    """

    number: str | None = None
    date: dt.date | None = None
    title: str | None = None
    basis: str | None = None
    organisation: str | None = None
    signatory: str | None = None
    approved_on: dt.date | None = None
    signatory_post: str | None = None
    approved_number: str | None = None
    plan_title: str | None = None


def read_head(head: Sequence[str], tail: Sequence[str], join: Callable[[str], str]) -> OrderHead:
    """Read the lines before the table and, for the signature, those after it.

    ``join`` makes one line of many, putting divided words together.
    """
    lines = [joined_letters(line) for line in head]
    parts = _Parts.of(lines)
    mark = "\n".join(lines[parts.mark : parts.mark_end])
    approved_number, approved_on = _approval(mark)
    number, date = _number_and_date("\n".join(lines[parts.heading : parts.preamble]))
    if number is None and date is None:
        # Above the word «приказ» only lines that begin with a date or a number: a school has a number, too.
        dated = [line for line in lines[: parts.heading] if _DATED.match(line.strip())]
        number, date = _number_and_date("\n".join(dated))
    if not parts.ordered:
        number, date = approved_number, approved_on
    plan_title = join("\n".join(lines[parts.plan : parts.plan_end])) or None
    title = _title(lines[parts.heading : parts.preamble], join)
    top = lines[: min(parts.heading, parts.mark, parts.preamble)] or lines[: parts.preamble]
    organisation = find_organisation(join("\n".join(top)))
    signatory, post = _signatory(lines[parts.preamble : parts.mark], last=True)
    if signatory is None:
        signatory, post = _signatory(mark.split("\n"), last=False)
    if signatory is None:
        signatory, post = _signatory(tail, last=True)
    return OrderHead(
        number=number,
        date=date,
        title=title or plan_title,
        basis=_basis(join("\n".join(lines[parts.preamble : parts.points]))),
        organisation=organisation
        or from_title(plan_title or title or "")
        or next(filter(None, (find_organisation(_before_name(line)) for line in mark.split("\n"))), None),
        signatory=signatory,
        approved_on=approved_on,
        signatory_post=post,
        approved_number=approved_number,
        plan_title=plan_title,
    )


@dataclass(frozen=True, slots=True)
class _Parts:
    """Where the parts of the head begin, as positions among its lines."""

    heading: int
    preamble: int
    points: int
    mark: int
    mark_end: int
    plan: int
    plan_end: int
    ordered: bool

    @classmethod
    def of(cls, lines: Sequence[str]) -> _Parts:
        count = len(lines)
        heading = _first(lines, 0, _is_heading)
        preamble = _first(lines, 0 if heading == count else heading, lambda line: bool(_PREAMBLE.match(line)))
        ordered = heading < count or preamble < count
        mark = _first(
            lines, preamble if ordered and preamble < count else 0, lambda line: bool(_MARK.search(line))
        )
        plan = _first(lines, mark if mark < count else preamble if ordered else 0, _is_plan)
        if plan == count and not ordered:
            plan = _first(lines, 0, _is_plan)
        points = min(_first(lines, preamble, lambda line: bool(_POINT.match(line))), mark)
        if heading == count:
            heading = 0 if preamble < count else min(mark, plan)
        mark_end = min(mark + _MARK_LINES, plan if plan > mark else count)
        plan_end = mark if plan < mark else count
        return cls(heading, min(preamble, mark, plan), points, mark, mark_end, plan, plan_end, ordered)


def _first(lines: Sequence[str], start: int, wanted: Callable[[str], bool]) -> int:
    return next((at for at in range(start, len(lines)) if wanted(lines[at])), len(lines))


def _is_plan(line: str) -> bool:
    return bool(_PLAN.match(line))


def _is_heading(line: str) -> bool:
    return len(line) <= _HEADING_LENGTH and line[:1].isupper() and bool(_HEADING.match(squeezed(line)))


def _number_and_date(text: str) -> tuple[str | None, dt.date | None]:
    """The number and the date of a document, in either order, together or apart."""
    pairs = []
    if found := _DATE_THEN_NUMBER.search(text):
        pairs.append((found.start(), found[2], found[1]))
    if found := _NUMBER_THEN_DATE.search(text):
        pairs.append((found.start(), found[1], found[2]))
    if pairs:
        _, number, date = min(pairs)
        return _tidy_number(number), parse_date(date)
    lone = _LONE_NUMBER.search(text)
    return (_tidy_number(lone[1]) if lone else None), find_date(text)


def _approval(mark: str) -> tuple[str | None, dt.date | None]:
    """The order an approval refers to, or the day it was signed on: a number alone may be that of the school."""
    _, order, about = mark.partition("приказ")
    return _number_and_date(about) if order else (None, find_date(mark))


def _tidy_number(number: str) -> str:
    return number.rstrip(".:)*_")


def _title(lines: Sequence[str], join: Callable[[str], str]) -> str | None:
    start = _first(lines, 0, lambda line: bool(_TITLE.match(line)))
    end = _first(lines, start, lambda line: bool(_POINT.match(line)))
    title = join("\n".join(lines[start:end])).strip(' «»"“”')
    return title or None


def _basis(preamble: str) -> str | None:
    """Documents the order stands on, in the nominative, without their titles, the number last."""
    preamble = _ORDERING.split(preamble)[0]
    masked = _QUOTED.sub(lambda found: "\x01" * len(found[0]), preamble)
    found_acts: list[str] = []
    at = 0
    while (act := _ACT.search(masked, at)) is not None:
        following = _ACT.search(masked, act.end())
        limit = min(following.start() if following else len(masked), act.start() + _LONGEST_ACT)
        number = _ACT_END.search(masked, act.end(), limit)
        stop = re.search(r"[\x01,;(]", masked[act.end() : limit])
        end = number.end() if number else act.end() + stop.start() if stop else limit
        nominative = list(_ACTS)[int((act.lastgroup or "act0").removeprefix("act"))]
        if number or not found_acts:
            found_acts.append(f"{nominative}{preamble[act.end() : end]}".rstrip(" .,–-"))
        at = max(end, act.end())
    return "; ".join(" ".join(act.split()) for act in found_acts) or None


def _before_name(line: str) -> str:
    found = find_name(line)
    return line[: found[1]] if found else line


def _signatory(lines: Sequence[str], *, last: bool) -> tuple[str | None, str | None]:
    """The name under the document and the post before it: on one line or a few lines below."""
    result: tuple[str | None, str | None] = (None, None)
    for at, line in enumerate(lines):
        if not signs(line):
            continue
        text = "\n".join(lines[at : at + _LINES_TO_NAME])
        found = find_name(text)
        if found is None:
            continue
        name, start, _ = found
        post = " ".join(text[:start].replace("_", " ").replace("/", " ").split()).strip(" ,–-")
        result = (name.signature.replace(NBSP, " "), post or None)
        if not last:
            break
    return result
