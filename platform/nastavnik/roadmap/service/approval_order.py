# SPDX-License-Identifier: MIT
"""Приказ об утверждении дорожной карты: what it says by itself, and the document with the roadmap as its annex."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from nastavnik.foundation.i18n import DEFAULT_LANGUAGE, using_language
from nastavnik.foundation.names import PersonName
from nastavnik.foundation.scope import require
from nastavnik.roadmap import documents
from nastavnik.roadmap.models import Roadmap
from nastavnik.tenants import service as tenants

from . import board as boards
from .people import leading, people

TITLE = (
    "Об утверждении плана мероприятий (дорожной карты) реализации методологии (целевой модели)"
    " наставничества обучающихся"
)
METHODOLOGY = (
    "распоряжением Минпросвещения России от 25.12.2019 № Р-145 «Об утверждении методологии (целевой модели)"
    " наставничества обучающихся»"
)

INSTRUMENTAL = {
    "приказ": "приказом",
    "распоряжение": "распоряжением",
    "постановление": "постановлением",
    "письмо": "письмом",
    "положение": "положением",
}
HARD = "бвгдзклмнпрстфхц"
"""Last letters of words that take «у» in the dative: методист, педагог, директор."""


@dataclass(frozen=True, slots=True)
class OrderWords:
    """What the order says where the standard leaves it to its author. ``points`` are numbered by the document."""

    number: str
    on: date | None
    title: str
    basis: str
    points: tuple[str, ...]
    acquainted: tuple[str, ...] = ()


def words_of_order(roadmap_id: UUID) -> OrderWords:
    """The words an order has before anybody changes them, from the edition and from the organisation."""
    require("roadmap.adopt")
    return _words(boards.get_edition(roadmap_id))


def order_document(roadmap_id: UUID, kind: str, words: OrderWords, on: date) -> bytes:
    """The order with its annex as «docx» or «pdf»."""
    require("roadmap.adopt")
    board = boards.edition_board(roadmap_id, on)
    tenant, head = tenants.current_tenant(), tenants.director()
    makers = {"docx": documents.order_docx, "pdf": documents.order_pdf}
    # A document of a Russian institution is in Russian, whatever language its reader has chosen for the pages.
    with using_language(DEFAULT_LANGUAGE):
        return makers[kind](
            documents.PrintedOrder(
                organisation=tenant.full_name,
                number=words.number,
                on=words.on,
                place=tenant.place,
                title=words.title,
                basis=words.basis,
                executor="",
                director_post=head.post,
                director=head.name.signature,
                period=_period(board.roadmap),
                points=words.points,
                annex=_annex(board, words, tenant.full_name),
                acquainted=words.acquainted,
            )
        )


def _words(roadmap: Roadmap) -> OrderWords:
    members = people()
    executor = next(iter(leading(members)), None)
    who = (
        addressed(executor.post, executor.name.dative().short) if executor else "Ответственному за реализацию"
    )
    return OrderWords(
        number=roadmap.order_number,
        on=roadmap.order_date,
        title=roadmap.order_title or f"{TITLE} {_period(roadmap)}",
        basis=as_basis(roadmap.basis),
        points=(
            (
                "Утвердить План мероприятий (дорожную карту) реализации методологии (целевой модели) наставничества"
                f" обучающихся {_period(roadmap)} (далее – Дорожная карта) согласно приложению."
            ),
            f"{who} организовать реализацию мероприятий в сроки, установленные Дорожной картой.",
            "Контроль за исполнением приказа оставляю за собой.",
        ),
        acquainted=_acquainted([member.name for member in members if "director" not in member.roles]),
    )


def as_basis(text: str) -> str:
    """A basis as it follows «В соответствии с»: «Приказ департамента от …» becomes «приказом департамента от …»."""
    plain = text.strip().rstrip(".,")
    for opening in ("в соответствии с ", "на основании ", "во исполнение "):
        if plain.casefold().startswith(opening):
            return plain[len(opening) :]
    word, _space, rest = plain.partition(" ")
    if word.casefold() in INSTRUMENTAL:
        return f"{INSTRUMENTAL[word.casefold()]} {rest}"
    return plain or METHODOLOGY


def addressed(post: str, name: str) -> str:
    """«Методисту Образцовой М.И.» from a post and a name in the dative; a post of several words stands in brackets."""
    post = post.strip()
    if post and " " not in post and post[-1] in HARD:
        return f"{post[:1].upper()}{post[1:]}у {name}"
    return f"{name} ({post})" if post else name


def _acquainted(names: Sequence[PersonName]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.signature for name in names))


def _period(roadmap: Roadmap) -> str:
    first, last = roadmap.period_from.year, roadmap.period_to.year
    return f"на {first} год" if first == last else f"на {first}–{last} гг."


def _annex(board: boards.Board, words: OrderWords, organisation: str) -> documents.PrintedRoadmap:
    return replace(printed_edition(board, organisation), order_number=words.number, order_date=words.on)


def printed_edition(
    board: boards.Board, organisation: str, *, with_states: bool = False
) -> documents.PrintedRoadmap:
    """The edition in the five columns of the order; with states it needs ``as_of`` as well."""
    roadmap = board.roadmap
    return documents.PrintedRoadmap(
        title=(
            "План мероприятий (дорожная карта) реализации методологии (целевой модели) наставничества обучающихся"
            f" {_period(roadmap)}"
        ),
        organisation=organisation,
        order_number=roadmap.order_number,
        order_date=roadmap.order_date,
        sections=tuple(
            documents.PrintedSection(
                section.number,
                section.title,
                tuple(
                    documents.PrintedItem(
                        row.item.number,
                        row.item.title,
                        row.item.deadline_text,
                        row.names,
                        row.item.result,
                        row.state.words if with_states else "",
                    )
                    for row in board.rows_of(section.id)
                ),
            )
            for section in board.sections
        ),
    )
