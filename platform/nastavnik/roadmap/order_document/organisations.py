# SPDX-License-Identifier: MIT
"""Names of organisations: in the head of an order, in the brackets of a measure, and whether two are the same."""

from __future__ import annotations

import re

from nastavnik.roadmap.order_document.text import flat

_FORM = r"(?:М[АБК]?[ОД]{1,3}У|М[АБК]У|ГБ?[А-Я]{0,3}ОУ|Г[АБК]У|ЧОУ|ФГ[А-Я]{0,4}У|АНО|НОУ)"
_FULL = re.compile(
    r"\b(?:муниципальн|государственн|федеральн|областн|краев|частн|автономн|бюджетн|казенн|казённ)\w*\s"
    r"(?:[^«\"“]{0,160}?\s)?(?:учреждени|организаци)\w*[^«\"“\n]*",
    re.IGNORECASE,
)
_SHORT = re.compile(rf"\b{_FORM}\b.*", re.DOTALL)
_QUOTES = re.compile(r"[\"“„]([^\"“”„«»]+)[\"”“]")
_ADDRESS = re.compile(
    r"_{2}.*|\s(?:\d{6}\b|ул\.|улица|тел|инн|огрн|адрес|e-?mail|сайт|www).*", re.IGNORECASE | re.DOTALL
)
_GENITIVE = re.compile(r"\b(\w+)ого(?=\s(?:\w+ого\s)*учреждения\b)", re.IGNORECASE)
_ADDRESSED = re.compile(r"\((?:только\s+)?для\s+([^()]+)\)")
_ONE_ORGANISATION = re.compile(
    rf"{_FORM}\b|\b(?:С?О?Ш|СОШ|ООШ|ДОУ|школ[аы]|лице[йя]|гимнази[ияю]|колледжа?|техникума?|центра?|сада?)\s*(?:№|[«\"])"
    r"|[А-ЯЁ]\w+(?:ой|ая|ого|ий|ый)\s+(?:\w+\s+)?(?:школ[аы]|лице[йя]|гимнази[ияю]|детск\w+\s+сада?)\b"
)
_COMMON = {
    *(
        "муниципальное",
        "автономное",
        "бюджетное",
        "казенное",
        "государственное",
        "областное",
        "краевое",
        "учреждение",
    ),
    *(
        "общеобразовательное",
        "образовательное",
        "дошкольное",
        "средняя",
        "основная",
        "начальная",
        "школа",
        "имени",
    ),
    *(
        "общеобразовательная",
        "сш",
        "сош",
        "ош",
        "оош",
        "нош",
        "до",
        "доу",
        "дополнительного",
        "образования",
        "им",
    ),
    *(
        "муниципального",
        "автономного",
        "бюджетного",
        "учреждения",
        "городского",
        "округа",
        "района",
        "области",
        "г",
    ),
    *("средней", "основной", "школы", "детский", "сад", "детского", "сада", "центра", "учреждении"),
    *("и", "с", "для", "организация", "профессиональное", "no"),
}
_SHOUTED = re.compile(r"«[А-ЯЁ]{4,}\s[^а-яё»]*[А-ЯЁ]{4,}[^а-яё»]*»")
_FEW_WORDS = 3
_LONG_WORD = 5
_INFLECTED = 6
_SMALL = {"И", "В", "С", "НА", "ДЛЯ", "ИМ", "ПРИ", "САД", "Г"}
_WORD = re.compile(r"[^\W\d_]+")
_TOKEN = re.compile(r"\d+|[^\W\d_]+")


def find_organisation(text: str) -> str | None:
    """The organisation that heading lines name: from its legal form to the end of its name in quotation marks."""
    found = _FULL.search(text) or _SHORT.search(text)
    if found is None:
        return None
    text = text[found.start() :]
    end = _end_of_name(text)
    return normalised(text[:end] if end else _ADDRESS.sub("", text))


def from_title(title: str) -> str | None:
    """The organisation in a plan's title, where it stands in the genitive: «… муниципального учреждения «…»»."""
    found = _FULL.search(title) or _SHORT.search(title)
    if found is None:
        return None
    text = title[found.start() :]
    end = _end_of_name(text)
    if not end:
        return None
    text = _GENITIVE.sub(lambda adjective: f"{adjective[1]}ое", text[:end])
    return normalised(re.sub(r"\bучреждения\b", "учреждение", text, count=1))


def normalised(name: str) -> str:
    """The name on one line, in «ёлочки», not all in capitals, beginning with a capital."""
    name = _QUOTES.sub(r"«\1»", flat(name)).strip(" ,.;")
    name = re.sub(r"(?<=[А-ЯЁ]\.)(?=[А-ЯЁ][а-яё])", " ", name)
    if name.isupper() and len(name.split()) > _FEW_WORDS:
        name = _lowered(name)
    name = _SHOUTED.sub(lambda quoted: _lowered(quoted[0]), name)
    return name[:1].upper() + name[1:]


def addressed_to(title: str) -> str | None:
    """The organisation a measure is meant for: «(для МАОУ Анкудиновская СШ)»; None when it is for everybody."""
    for found in _ADDRESSED.finditer(title):
        if _ONE_ORGANISATION.search(found[1]):
            return flat(found[1]).strip(" ,.;")
    return None


def same(one: str, other: str) -> bool:
    """Do two names mean one organisation? Legal forms and common words do not tell, names and numbers do."""
    mine, theirs = _telling(one), _telling(other)
    if not mine or not theirs:
        return flat(one).casefold() == flat(other).casefold()
    return mine <= theirs or theirs <= mine or _abbreviates(mine, other) or _abbreviates(theirs, one)


def _telling(name: str) -> set[str]:
    words = (
        word.casefold().replace("ё", "е") for word in _TOKEN.findall(name) if not re.fullmatch(_FORM, word)
    )
    telling = {word for word in words if word not in _COMMON and (len(word) > 1 or word.isdigit())}
    # Without the endings of cases: «Анкудиновской» is «Анкудиновская».
    return {word[:-2] if len(word) > _INFLECTED else word for word in telling}


def _abbreviates(short: set[str], name: str) -> bool:
    """«ЦВР» for «Центр внешкольной работы»."""
    initials = "".join(word[0] for word in _TOKEN.findall(name.casefold()) if word.isalpha())
    return any(len(word) > 2 and word in initials for word in short if word.isalpha() and len(word) < 7)


def _end_of_name(text: str) -> int:
    """Where the closing quotation mark of the name stands; 0 without one."""
    depth = 0
    for at, character in enumerate(text):
        if character in "«„" or (character in '"“”' and depth == 0):
            depth += 1
        elif character in '»"“”' and depth:
            depth -= 1
            if depth == 0:
                return at + 1
    return 0


def _lowered(name: str) -> str:
    """Small letters, but for abbreviations, initials and the words that begin a name."""
    name = _WORD.sub(lambda word: word[0] if _stays(word[0]) else word[0].lower(), name)
    name = re.sub(r"(«\s*)(\w)", lambda found: found[1] + found[2].upper(), name)
    return re.sub(
        r"\b(имени|им\.|г\.)\s+((?:\w\.\s?)*)(\w)",
        lambda found: f"{found[1]} {found[2].upper()}{found[3].upper()}",
        name,
    )


def _stays(word: str) -> bool:
    return bool(re.fullmatch(_FORM, word)) or (len(word) < _LONG_WORD and word not in _SMALL)
