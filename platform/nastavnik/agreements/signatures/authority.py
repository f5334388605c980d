# SPDX-License-Identifier: MIT
"""Reading a machine-readable power of attorney (МЧД): XML of the single form ``EMCHD_1`` (order of Минцифры № 857).

Only what the file says of itself is read. Whether it was revoked and whether its own signature is right is not established
here; the file's signature can be checked by ``checking.check`` like any other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from lxml import etree

from nastavnik.foundation.i18n import gettext as _

from .certificates import tidy

LARGEST = 1024 * 1024
MOST_POWERS = 100
_ROOT = "Доверенность"
_PRINCIPAL, _REPRESENTATIVE = "СвДоверит", "СвУпПред"
_INN = ("ИННЮЛ", "ИННФЛ", "ИНН")
_MALFORMED = (etree.LxmlError, ValueError, LookupError, RecursionError)


class NotAnAuthority(ValueError):
    """The file is no power of attorney that can be read. ``reason_code`` is for programmes, ``sentence`` for the person."""

    def __init__(self, reason_code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.reason_code = reason_code
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Authority:
    """What a power of attorney says. ``powers`` are its codes and words; ``valid_until`` is the last day of its term."""

    number: str
    principal_inn: str
    representative: str
    valid_until: date | None
    powers: tuple[str, ...]
    principal: str = ""
    representative_inn: str = ""
    issued_on: date | None = None

    def expired_on(self, day: date) -> bool:
        """Whether the term was over on that day; a power without a term is not."""
        return self.valid_until is not None and self.valid_until < day

    def to_json(self) -> dict[str, Any]:
        """For storing beside the signature."""
        return {
            "number": self.number,
            "principal_inn": self.principal_inn,
            "principal": self.principal,
            "representative": self.representative,
            "representative_inn": self.representative_inn,
            "issued_on": self.issued_on.isoformat() if self.issued_on else None,
            "valid_until": self.valid_until.isoformat() if self.valid_until else None,
            "powers": list(self.powers),
        }


def read_authority(xml: bytes) -> Authority:
    """Read the file. Raises ``NotAnAuthority`` with a sentence."""
    root = _parsed(xml)
    if _local(root) != _ROOT:
        raise NotAnAuthority(
            "another_document", _("This XML is not a machine-readable power of attorney of the single form.")
        )
    number = _first(root, ("НомДовер", "ВнНомДовер"))
    if not number:
        raise NotAnAuthority("no_number", _("The power of attorney has no number."))
    principal, representative = _part(root, _PRINCIPAL), _part(root, _REPRESENTATIVE)
    if principal is None or representative is None:
        raise NotAnAuthority(
            "incomplete", _("The power of attorney does not say who gave it, or to whom it was given.")
        )
    return Authority(
        number=number,
        principal_inn=_first(principal, _INN),
        principal=_first(principal, ("НаимОрг",)) or _person(principal),
        representative=_person(representative) or _first(representative, ("НаимОрг",)),
        representative_inn=_first(representative, ("ИННФЛ", "ИННЮЛ", "ИНН")),
        issued_on=_day(_first(root, ("ДатаВыдДовер",))),
        valid_until=_day(_first(root, ("СрокДейст", "СрокДейств"))),
        powers=_powers(root),
    )


def _parsed(xml: bytes) -> etree._Element:
    if not xml.strip():
        raise NotAnAuthority("empty", _("The file of the power of attorney is empty. Choose another one."))
    if len(xml) > LARGEST:
        raise NotAnAuthority("too_large", _("The file is larger than 1 MB: this is not a power of attorney."))
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False
    )
    try:
        root = etree.fromstring(xml, parser)
        declared = root.getroottree().docinfo
    except _MALFORMED as error:
        raise NotAnAuthority(
            "not_xml", _("This is not XML. A power of attorney comes as a file with the ending .xml.")
        ) from error
    if declared.internalDTD is not None:
        raise NotAnAuthority("doctype", _("The XML declares its own entities: such a file is not taken."))
    return root


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname


def _below(element: etree._Element) -> Iterator[etree._Element]:
    return element.iter(etree.Element)


def _part(root: etree._Element, name: str) -> etree._Element | None:
    return next((one for one in _below(root) if _local(one) == name), None)


def _first(element: etree._Element, names: tuple[str, ...]) -> str:
    """The first of these attributes, or of elements so named, by the order of the names."""
    for name in names:
        for one in _below(element):
            found = tidy(str(one.get(name, "")) or (str(one.text or "") if _local(one) == name else ""))
            if found:
                return found
    return ""


def _person(element: etree._Element) -> str:
    named = _part(element, "ФИО")
    if named is None:
        return ""
    return tidy(" ".join(str(named.get(part, "")) for part in ("Фамилия", "Имя", "Отчество")))


def _powers(root: etree._Element) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for one in _below(root):
        code, name = tidy(str(one.get("КодПолн", ""))), tidy(str(one.get("НаимПолн", "")))
        words = " ".join(part for part in (code, name) if part)
        if not words and _local(one) in ("ТекстПолн", "СодПолн"):
            words = tidy(str(one.text or "")) or tidy(str(one.get("СодПолн", "")))
        if words:
            found[words] = None
        if len(found) >= MOST_POWERS:
            break
    return tuple(found)


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        pass
    try:
        day, month, year = text[:10].split(".")
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
