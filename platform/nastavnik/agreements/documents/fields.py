# SPDX-License-Identifier: MIT
"""Fields that a template may hold: ``{{ номер }}`` in the file of Word becomes what is known of the agreement.

Names are Russian, because those who write templates are office people; «е» and «ё» are the same letter in them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from nastavnik.foundation.names import PersonName

from .body import BLANK_NUMBER, Block, long_date
from .builtin import event_table, mentor_table, parties_block
from .facts import Facts, ListedMentor, Official, Party, PlannedEvent, Terms


@dataclass(frozen=True, slots=True)
class Field:
    """A field of templates: its name, what it means, and its words."""

    name: str
    title: str
    value: Callable[[Facts], str]


@dataclass(frozen=True, slots=True)
class BlockField:
    """A field that stands alone in its paragraph and becomes a table or the place of the signatures."""

    name: str
    title: str
    block: Callable[[Facts], Block]


def _party(prefix: str, words: str, side: Callable[[Facts], Party]) -> tuple[Field, ...]:
    def official(facts: Facts) -> Official | None:
        return next(iter(side(facts).officials), None)

    def of(value: Callable[[Party], str]) -> Callable[[Facts], str]:
        return lambda facts: value(side(facts))

    def signed(value: Callable[[Official], str]) -> Callable[[Facts], str]:
        return lambda facts: value(one) if (one := official(facts)) else BLANK_NUMBER

    return (
        Field(f"{prefix}_полное_имя", f"{words}: полное наименование", of(lambda one: one.full_name)),
        Field(f"{prefix}_краткое_имя", f"{words}: краткое наименование", of(lambda one: one.short_name)),
        Field(f"{prefix}_инн", f"{words}: ИНН", of(lambda one: one.inn)),
        Field(f"{prefix}_кпп", f"{words}: КПП", of(lambda one: one.kpp)),
        Field(f"{prefix}_огрн", f"{words}: ОГРН или ОГРНИП", of(lambda one: one.ogrn)),
        Field(f"{prefix}_адрес", f"{words}: адрес", of(lambda one: one.address)),
        Field(f"{prefix}_телефон", f"{words}: телефон", of(lambda one: one.phone)),
        Field(f"{prefix}_почта", f"{words}: электронная почта", of(lambda one: one.email)),
        Field(f"{prefix}_банк", f"{words}: банковские реквизиты", of(lambda one: "; ".join(one.bank))),
        Field(f"{prefix}_контакт", f"{words}: контактное лицо", of(lambda one: one.contact)),
        Field(f"{prefix}_подписант", f"{words}: ФИО подписанта", signed(lambda one: one.name.full)),
        Field(
            f"{prefix}_подписант_кратко",
            f"{words}: инициалы и фамилия",
            signed(lambda one: one.name.signature),
        ),
        Field(f"{prefix}_должность", f"{words}: должность подписанта", signed(lambda one: one.post)),
        Field(f"{prefix}_основание", f"{words}: на основании чего действует", signed(lambda one: one.basis)),
        Field(
            f"{prefix}_в_лице",
            f"{words}: «директора … , действующего на основании …»",
            signed(lambda one: one.represented),
        ),
    )


FIELDS: tuple[Field, ...] = (
    Field("номер", "Номер соглашения", lambda facts: facts.number or BLANK_NUMBER),
    Field(
        "дата",
        "Дата соглашения",
        lambda facts: long_date(facts.on) if facts.on else "«___» ______________ 20__ г.",
    ),
    Field("место", "Место заключения", lambda facts: facts.place),
    Field(
        "начало",
        "Начало действия",
        lambda facts: long_date(facts.starts_on) if facts.starts_on else "дня подписания",
    ),
    Field(
        "окончание",
        "Окончание действия",
        lambda facts: long_date(facts.ends_on) if facts.ends_on else "расторжения",
    ),
    Field(
        "формы_наставничества",
        "Формы наставничества",
        lambda facts: ", ".join(f"«{one}»" for one in facts.terms.forms),
    ),
    Field(
        "число_наставников",
        "Наименьшее число наставников в учебном году",
        lambda facts: str(facts.terms.least_mentors or BLANK_NUMBER),
    ),
    Field(
        "срок_уведомления",
        "За сколько дней предупреждают о расторжении",
        lambda facts: str(facts.terms.notice_days),
    ),
    *_party("организация", "Организация", lambda facts: facts.our),
    *_party("партнёр", "Партнёр", lambda facts: facts.partner),
)

BLOCK_FIELDS: tuple[BlockField, ...] = (
    BlockField(
        "список_наставников", "Таблица: наставники партнёра", lambda facts: mentor_table(facts.mentors)
    ),
    BlockField(
        "план_мероприятий", "Таблица: план совместных мероприятий", lambda facts: event_table(facts.events)
    ),
    BlockField(
        "реквизиты_и_подписи", "Реквизиты сторон и место подписей", lambda facts: parties_block("", facts)
    ),
)


def folded(name: str) -> str:
    """The name as it is compared: small letters, «е» for «ё»."""
    return name.strip().lower().replace("ё", "е")


_BY_NAME: Mapping[str, Field] = {folded(one.name): one for one in FIELDS}
_BLOCKS_BY_NAME: Mapping[str, BlockField] = {folded(one.name): one for one in BLOCK_FIELDS}


def find_field(name: str) -> Field | None:
    """The field of that name; ``None`` when there is none."""
    return _BY_NAME.get(folded(name))


def find_block_field(name: str) -> BlockField | None:
    """The field of that name that stands for a table or for signatures; ``None`` when there is none."""
    return _BLOCKS_BY_NAME.get(folded(name))


SAMPLE = Facts(
    number="7",
    place="г. Кстово",
    our=Party(
        full_name="Муниципальное образовательное учреждение «Примерная школа»",
        short_name="МОУ «Примерная школа»",
        inn="5250000001",
        kpp="525001001",
        ogrn="1025200000001",
        address="607650, г. Кстово, ул. Примерная, д. 1",
        phone="+7 (000) 000-00-01",
        email="school@example.ru",
        officials=(Official("Директор", PersonName("Примеров", "Пётр", "Петрович")),),
        contact="Образцова Мария Ивановна, куратор",
    ),
    partner=Party(
        full_name="Общество с ограниченной ответственностью «Примерный партнёр»",
        short_name="ООО «Примерный партнёр»",
        inn="5250000002",
        kpp="525001001",
        ogrn="1025200000002",
        address="607650, г. Кстово, ул. Образцовая, д. 2",
        phone="+7 (000) 000-00-02",
        email="partner@example.ru",
        officials=(Official("Генеральный директор", PersonName("Образцова", "Ольга", "Олеговна")),),
        contact="Шаблонов Сергей Сергеевич, специалист по персоналу",
    ),
    terms=Terms(least_mentors=5),
    mentors=(ListedMentor("Наставников Николай Николаевич", "инженер", "проектная работа"),),
    events=(PlannedEvent("Экскурсия на производство", "октябрь", "Партнёр"),),
)
"""Fictional values with which a template is shown before it is used."""
