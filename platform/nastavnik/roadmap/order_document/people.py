# SPDX-License-Identifier: MIT
"""Who answers for a measure: names and posts out of one cell, each person once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nastavnik.foundation.names import NBSP, NotAName, PersonName
from nastavnik.roadmap.order_document.text import flat

_SURNAME = r"(?:[А-ЯЁ][а-яё]+|[А-ЯЁ]{3,})(?:-(?:[А-ЯЁ]?[а-яё]+|[А-ЯЁ]{2,}))*"
_INITIAL = r"[А-ЯЁ]\."
# «Директор М.В. Пожванюк» begins with a post and not with a surname.
_NOT_A_SURNAME = (
    r"(?!(?:[Дд]иректор|[Зз]аведующ(?:ий|ая)|[Мм]етодист|[Нн]ачальник|[Рр]уководитель|[Зз]аместитель|[Сс]пециалист|"
    r"[Пп]едагог|[Уу]читель|[Пп]сихолог|[Кк]уратор|[Сс]екретарь|[Вв]оспитатель|[Тт]ьютор|[Лл]огопед|[Рр]ектор|"
    r"[Бб]иблиотекарь|[Пп]редседатель|[Гг]лава|[Зз]авуч|[Тт]ренер|[Оо]тветственный)(?!\w))"
)
_NAME = re.compile(
    rf"(?<![\w-])(?:{_NOT_A_SURNAME}{_SURNAME}\s*{_INITIAL}(?:\s?[А-ЯЁ](?:\.|(?![\w.])))?"
    rf"|{_INITIAL}\s?(?:{_INITIAL}\s?)?{_SURNAME}"
    r"|[А-ЯЁ][а-яё-]+\s+[А-ЯЁ][а-яё]+\s+[А-ЯЁ][а-яё]+(?:вич|ьич|вна|ична|инична)(?!\w))"
)
_POST = (
    r"(?:(?:[Ии]\.?\s?о\.?\s|[Вв]рио\s)?(?:директор|заместител[ьи]|зам\.|заведующ[аи]|методист|педагог|классн\w+\sруковод|"
    r"учител[ья](?!с)|куратор|наставник|психолог|администраци|руководител[ьи]|специалист|социальн\w+\sпедагог|советник|"
    r"старш\w+\sвожат|вожат|завуч|воспитател[ьи](?!н)|тьютор|логопед|библиотекар[ьи]|член|рабоч\w+\sгрупп|координатор|"
    r"начальник|секретар|инструктор|тренер|преподавател[ьи]|мастер|представител[ьи]))"
)
_POST_START = re.compile(rf"{_POST}(?!а\b|у\b|ом\b|ам\b|ами\b|ов\b)", re.IGNORECASE)
_AND_POST = re.compile(rf"\s+и\s+(?={_POST})", re.IGNORECASE)
_SEPARATOR = re.compile(r"[,;]|\s/\s|(?<=\w)/(?=[а-яё]{4})")
_QUOTED = re.compile(r"[«“\"][^»”\"]*[»”\"]|\([^()]*\)")
_ABBREVIATION = re.compile(r"[А-ЯЁ]{2,5}")
_EDGES = " \t.,;:/–—-"
_SIGNS = re.compile(
    r"^(?:директор|заведующ(?:ий|ая)|начальник|руководитель|ректор|глава"
    r"|(?:и\.?\s?о\.?|врио|исполняющ(?:ий|ая)\s+обязанности)\s+"
    r"(?:директора|заведующ(?:его|ей)|начальника|руководителя|ректора|главы))\b",
    re.IGNORECASE,
)
_HIDDEN = "\x01"


@dataclass(frozen=True, slots=True)
class Assignee:
    """One person or post that answers for a measure.

    ``name`` is «Фролова Л.И.» for a person and the words of the order for a post or a body; ``post`` is what
    stood beside a person's name.
    """

    name: str
    post: str = ""


def assignees(text: str) -> tuple[Assignee, ...]:
    """Everybody named in the cell, in its order; who is named twice counts once."""
    found: dict[str, Assignee] = {}
    for assignee in _read(_one_line(text)):
        key = assignee.name.casefold().replace("ё", "е")
        if key not in found or (assignee.post and not found[key].post):
            found[key] = assignee
    return tuple(found.values())


def signs(text: str) -> bool:
    """Does the text begin with the post of somebody who signs an order?"""
    return bool(_SIGNS.match(text.strip()))


def find_name(text: str) -> tuple[PersonName, int, int] | None:
    """The first person's name in a text with where it begins and ends."""
    for found in _NAME.finditer(text):
        if (name := _person(found[0])) is not None:
            return name, found.start(), found.end()
    return None


def _one_line(text: str) -> str:
    """A new line separates when it begins another post; otherwise it was only the edge of the cell."""
    lines = text.split("\n")
    joined = lines[0]
    for line in lines[1:]:
        joined += f"; {line}" if _POST_START.match(line) and joined.strip() else f" {line}"
    return flat(joined)


def _read(text: str) -> Iterator[Assignee]:
    """Names in the text, each with the words beside it, and the words between that stand for themselves."""
    last: Assignee | None = None
    at = 0
    while (found := find_name(text[at:])) is not None:
        name, start, end = found
        gap, at = text[at : at + start], at + end
        last, loose, post = _beside(last, gap)
        if last:
            yield last
        yield from loose
        last = Assignee(name.short.replace(NBSP, " "), post)
    gap = text[at:]
    if last is not None:
        last, loose, rest = _beside(last, gap)
        if last:
            yield last
        yield from loose
        gap = rest
    yield from (Assignee(post) for post in _posts(gap))


def _beside(last: Assignee | None, gap: str) -> tuple[Assignee | None, list[Assignee], str]:
    """Words between two names: the post of the one before, posts of nobody named, the post of the next one."""
    words = gap.strip().lstrip(")")
    if last is not None and words.startswith(("(", "–", "—", "- ")):
        own, closed, rest = words.lstrip("(–—- ").partition(")" if words.startswith("(") else ",")
        last = Assignee(last.name, last.post or _tidy(own))
        words = rest if closed else ""
    if not words.strip(_EDGES) or words.casefold() in ("и", "и "):
        return last, [], ""
    *pieces, following = [part for piece in _split(words) for part in _AND_POST.split(piece)]
    loose = [Assignee(post) for piece in pieces for post in _posts(piece)]
    return last, loose, _tidy(re.sub(r"^и\s+", "", following.strip(), flags=re.IGNORECASE))


def _posts(text: str) -> list[str]:
    result: list[str] = []
    for piece in _split(text):
        for part in _AND_POST.split(piece):
            post = _tidy(part)
            if not post or post.casefold() == "и":
                continue
            if result and _ABBREVIATION.fullmatch(post) and " по " in result[-1]:
                result[-1] += f", {post}"
            else:
                result.append(post)
    return result


def _split(text: str) -> list[str]:
    """Parts between separators; those inside quotation marks and brackets do not separate."""
    hidden = _QUOTED.sub(lambda found: _HIDDEN * len(found[0]), text)
    parts, at = [], 0
    for found in _SEPARATOR.finditer(hidden):
        parts.append(text[at : found.start()])
        at = found.end()
    return [*parts, text[at:]]


def _tidy(text: str) -> str:
    """Without punctuation at the edges and without a bracket whose pair stands elsewhere."""
    text = flat(text).strip(_EDGES)
    if text.count("(") != text.count(")"):
        text = text.strip("()" + _EDGES)
    return text[1:-1] if text.startswith("(") and text.endswith(")") else text


def _person(text: str) -> PersonName | None:
    try:
        return PersonName.parse(text)
    except NotAName:
        return None
