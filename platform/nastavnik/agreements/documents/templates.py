# SPDX-License-Identifier: MIT
"""Templates of agreements in DOCX: looked through at upload, then filled.

A template is data and never a programme: fields are found in the text that was read and replaced by values there. Nothing
of the file is ever carried out, so whatever else stands in braces is only refused with its sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from nastavnik.foundation.errors import Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.i18n import ngettext

from .body import Block, Body
from .builtin import LONG_NAME, parties_block, signature_lines
from .container import open_docx
from .facts import Facts
from .fields import find_block_field, find_field
from .reading import ReadDocument, read_document

_TAG = re.compile(r"\{\{(?P<inner>.*?)\}\}|\{%(?P<statement>.*?)%\}|\{#(?P<remark>.*?)#\}", re.DOTALL)
_NAME = re.compile(r"[^\W\d]\w*")
_LOOSE = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")
_SENTENCE = re.compile(r"[^.!?;\n]+")
_PROCESSING = r"обработк\w*\b.{0,80}\bперсональн"
_GIVING = re.compile(
    rf"\b(?:да(?:ю|ё|е)т?|дают|да[её]м|выража\w+|предоставля\w+|подтвержда\w+)\b.{{0,80}}\bсогласи[еяю]\b.{{0,120}}{_PROCESSING}"
    rf"|\bсоглас(?:ен|на|ны|ится|ятся)\b.{{0,60}}{_PROCESSING}|\bсоглаша\w+.{{0,60}}{_PROCESSING}",
    re.IGNORECASE | re.DOTALL,
)
_CONSENT_HEADING = re.compile(
    rf"(?:\d[\d.]*\s+)?согласи[ея]\b.{{0,40}}{_PROCESSING}", re.IGNORECASE | re.DOTALL
)
_SEPARATE = re.compile(r"\bотдельн", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TemplateCheck:
    """What was found in a template. ``faults`` are sentences for which it is refused, ``notes`` do not stop it."""

    fields: tuple[str, ...]
    unknown: tuple[str, ...]
    faults: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def usable(self) -> bool:
        """Whether agreements may be made of it."""
        return not self.faults


def check_template(data: bytes) -> TemplateCheck:
    """Look a template through. Raises ``Refused`` (field ``file``) only when it cannot be read as DOCX at all."""
    document = open_docx(data)
    read = read_document(document)
    texts = [*_texts(read.blocks)]
    names, faults = _fields(texts)
    known = tuple(name for name in names if find_field(name) or find_block_field(name))
    unknown = tuple(name for name in names if name not in known)
    faults = [*read.faults, *faults, *_misplaced(read.blocks)]
    if unknown:
        listed = ", ".join(f"«{name}»" for name in unknown)
        faults.append(
            ngettext(
                "The field is not known: %(names)s. The list of fields is beside the form.",
                "%(num)s fields are not known: %(names)s. The list of fields is beside the form.",
                len(unknown),
                names=listed,
            )
        )
    faults += _consents(read.blocks)
    if not any(block.kind != "title" for block in read.blocks):
        faults.append(_("There is no text in the document."))
    notes = [*read.notes]
    if not any(_alone(block) == "реквизиты_и_подписи" for block in read.blocks):
        notes.append(
            _(
                "The template names no place of signatures: requisites and signatures will stand after the text."
            )
        )
    return TemplateCheck(known, unknown, tuple(faults), tuple(notes))


def template_body(data: bytes, facts: Facts) -> Body:
    """The text of a template with its fields filled. Raises ``Refused`` when the template is not usable."""
    check = check_template(data)
    if check.faults:
        raise Refused(" ".join(check.faults), field="file")
    return fill(read_document(open_docx(data)), facts)


def fill(read: ReadDocument, facts: Facts) -> Body:
    """Put values where the fields stand. A value is only text: braces in it stay braces."""
    blocks: list[Block] = []
    for block in read.blocks:
        name = _alone(block)
        special = find_block_field(name) if name else None
        if special is not None:
            blocks.append(special.block(facts))
            continue
        blocks.append(
            replace(
                block,
                text=_filled(block.text, facts),
                rows=tuple(tuple(_filled(cell, facts) for cell in row) for row in block.rows),
            )
        )
    if not any(block.kind == "parties" for block in blocks):
        place = next((at for at, block in enumerate(blocks) if block.key.startswith("annex")), len(blocks))
        blocks.insert(place, parties_block("Реквизиты и подписи сторон", facts))
    heading = " ".join(block.text for block in blocks if block.kind == "title")
    return Body(
        title=" ".join(heading.split())[:200] or f"Соглашение {LONG_NAME}",
        number=facts.number,
        place=facts.place,
        on=facts.on,
        blocks=tuple(blocks),
        signatures=signature_lines(facts),
    )


def _texts(blocks: Iterable[Block]) -> Iterable[str]:
    for block in blocks:
        yield block.text
        for row in block.rows:
            yield from row


def _fields(texts: Iterable[str]) -> tuple[list[str], list[str]]:
    names: list[str] = []
    faults: list[str] = []
    for text in texts:
        for found in _TAG.finditer(text):
            name = (found["inner"] or "").strip()
            if found["inner"] is None:
                sentence = _(
                    "Only fields may stand in braces, commands may not: %(tag)s.", tag=_shown(found[0])
                )
            elif not _NAME.fullmatch(name):
                sentence = _(
                    "A field is one name, without dots, bars and brackets: %(tag)s.", tag=_shown(found[0])
                )
            else:
                if name not in names:
                    names.append(name)
                continue
            if sentence not in faults:
                faults.append(sentence)
        if _LOOSE.search(_TAG.sub("", text)):
            faults.append(_("Braces are not closed here: %(tag)s.", tag=_shown(_TAG.sub("", text))))
    return names, faults


def _misplaced(blocks: Iterable[Block]) -> Iterable[str]:
    """A field that becomes a table must stand alone in its paragraph."""
    for block in blocks:
        for text in (block.text, *(cell for row in block.rows for cell in row)):
            for found in _TAG.finditer(text):
                name = (found["inner"] or "").strip()
                if find_block_field(name) and _alone(block) is None:
                    yield _("The field %(tag)s must stand in a paragraph of its own.", tag=_shown(found[0]))


def _alone(block: Block) -> str | None:
    """The name of the field when the block is nothing but one field for a table or signatures."""
    found = _TAG.fullmatch(block.text.strip())
    special = find_block_field(found["inner"] or "") if found and not block.rows else None
    return special.name if special else None


def _filled(text: str, facts: Facts) -> str:
    def value(found: re.Match[str]) -> str:
        field = find_field(found["inner"] or "")
        return field.value(facts) if field else found[0]

    return _TAG.sub(value, text)


def _consents(blocks: Iterable[Block]) -> list[str]:
    for block in blocks:
        if block.kind in ("title", "heading") and _CONSENT_HEADING.match(block.text):
            return [_consent_sentence(block.text)]
        for text in (block.text, *(cell for row in block.rows for cell in row)):
            for sentence in _SENTENCE.findall(text):
                if _GIVING.search(sentence) and not _SEPARATE.search(sentence):
                    return [_consent_sentence(sentence)]
    return []


def _consent_sentence(text: str) -> str:
    return _(
        "Consent to the processing of personal data is a separate document and cannot be a clause of an agreement:"
        " %(text)s",
        text=_shown(text),
    )


def _shown(text: str) -> str:
    line = " ".join(text.split())
    return f"«{line[:100]}…»" if len(line) > 100 else f"«{line}»"
