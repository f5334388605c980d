# SPDX-License-Identifier: MIT
"""The platform's own text of an agreement on cooperation with a partner: twelve parts and two annexes.

No form of it is set by law; the outline is the one in use (domain.md 10.1), so on screen it is called «типовой текст
платформы» and never an official form. Consents to the processing of personal data are separate documents (152-ФЗ, ст. 9,
ч. 1 since 01.09.2025) and are never part of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .body import BLANK_NUMBER, Block, Body, SignatureLine, long_date
from .facts import Facts, ListedMentor, Official, Party, PlannedEvent, Terms

NAME = "Соглашение о сотрудничестве"
LONG_NAME = "о сотрудничестве в реализации целевой модели наставничества обучающихся"
TITLE = "Типовой текст платформы"
REMARK = (
    "Текст составлен для платформы по принятому строению таких соглашений и не является утверждённой формой."
    " Перед отправкой сверьте его с правилами вашей организации."
)
OUR_NAME, PARTNER_NAME = "Организация", "Партнёр"
MENTOR_COLUMNS = ("№", "Фамилия, имя, отчество", "Должность", "В чём помогает")
EVENT_COLUMNS = ("№", "Мероприятие", "Срок", "Ответственный")


def agreement_body(facts: Facts) -> Body:
    """The agreement in full. Points of each part are numbered; their keys are their numbers."""
    number = facts.number or BLANK_NUMBER
    blocks: list[Block] = [
        Block("title", "title", f"СОГЛАШЕНИЕ № {number}"),
        Block("subtitle", "title", LONG_NAME),
        Block("preamble", "plain", _preamble(facts)),
    ]
    for part, (heading, points) in enumerate(_parts(facts), 1):
        blocks.append(Block(str(part), "heading", f"{part}. {heading}"))
        blocks += [
            Block(f"{part}.{place}", "point", f"{part}.{place}. {text}")
            for place, text in enumerate(points, 1)
        ]
    blocks += [
        parties_block("12. Реквизиты и подписи сторон", facts),
        Block("annex-1", "heading", "Приложение № 1. Список наставников"),
        mentor_table(facts.mentors),
        Block("annex-2", "heading", "Приложение № 2. План совместных мероприятий"),
        event_table(facts.events),
    ]
    return Body(
        title=f"Соглашение № {number} {LONG_NAME}" if facts.number else f"Соглашение {LONG_NAME}",
        number=facts.number,
        place=facts.place,
        on=facts.on,
        blocks=tuple(blocks),
        signatures=signature_lines(facts),
    )


def parties_block(heading: str, facts: Facts) -> Block:
    """Requisites of both sides, in two columns; signatures stand under them."""
    ours, theirs = [*facts.our.requisites], [*facts.partner.requisites]
    length = max(len(ours), len(theirs))
    rows = zip(_padded(ours, length), _padded(theirs, length), strict=True)
    return Block("parties", "parties", heading, ((OUR_NAME, PARTNER_NAME), *rows))


def mentor_table(mentors: Sequence[ListedMentor]) -> Block:
    """The list of mentors; empty rows are left for the hand when nobody is named yet."""
    named = mentors or [ListedMentor("")] * 3
    rows = ((str(place), one.name, one.post, one.competences) for place, one in enumerate(named, 1))
    return Block("mentors", "table", "Наставники, которых направляет Партнёр", (MENTOR_COLUMNS, *rows))


def event_table(events: Sequence[PlannedEvent]) -> Block:
    """The plan of joint events."""
    named = events or [PlannedEvent("")] * 3
    rows = ((str(place), one.title, one.term, one.responsible) for place, one in enumerate(named, 1))
    return Block("events", "table", "Совместные мероприятия сторон", (EVENT_COLUMNS, *rows))


def signature_lines(facts: Facts) -> tuple[SignatureLine, ...]:
    """A place for each official, in the order in which they sign."""
    return (
        *(SignatureLine("our", one.post, one.name.signature) for one in facts.our.officials),
        *(SignatureLine("partner", one.post, one.name.signature) for one in facts.partner.officials),
    )


def _preamble(facts: Facts) -> str:
    return (
        f"{_introduced(facts.our, OUR_NAME)}, и {_introduced(facts.partner, PARTNER_NAME)}, вместе именуемые"
        " «Стороны», заключили настоящее соглашение (далее — Соглашение) о нижеследующем."
    )


def _introduced(party: Party, name: str) -> str:
    return f"{party.full_name}, далее — {name}, в лице {_represented(party.officials)}"


def _represented(officials: Iterable[Official]) -> str:
    return ", и ".join(one.represented for one in officials) or (
        "________________________________________, действующего на основании ________________"
    )


def _parts(facts: Facts) -> Iterable[tuple[str, tuple[str, ...]]]:
    terms = facts.terms
    yield "Предмет соглашения", _subject(terms)
    yield "Обязанности Организации", _our_duties()
    yield "Обязанности Партнёра", _partner_duties(terms)
    yield "Порядок взаимодействия", _order(facts)
    yield "Персональные данные", _personal_data(terms)
    yield "Безопасность несовершеннолетних", _safety()
    yield (
        "Финансовые условия",
        (
            (
                "Соглашение безвозмездное: Стороны не платят друг другу за действия по Соглашению, и каждая несёт свои"
                " расходы сама."
            ),
            "Если совместное мероприятие требует расходов, Стороны заключают отдельный договор.",
        ),
    )
    yield (
        "Ответственность. Обстоятельства непреодолимой силы",
        (
            "Стороны отвечают за неисполнение Соглашения по законодательству Российской Федерации.",
            (
                "Сторона освобождается от ответственности, если исполнению помешали обстоятельства непреодолимой силы, о"
                " которых она сообщила другой Стороне в течение пяти рабочих дней."
            ),
        ),
    )
    yield "Срок действия, продление и расторжение", _term(facts)
    yield (
        "Изменения и споры",
        (
            "Изменения оформляются дополнительными соглашениями, подписанными обеими Сторонами.",
            (
                "Споры решаются переговорами, а если согласие не достигнуто — в суде по законодательству Российской"
                " Федерации."
            ),
        ),
    )
    yield "Электронный документооборот", _electronic(terms)


def _subject(terms: Terms) -> tuple[str, ...]:
    forms = ", ".join(f"«{one}»" for one in terms.forms)
    named = f"по форме {forms}" if len(terms.forms) == 1 else f"по формам {forms}"
    return (
        f"Стороны сотрудничают в реализации программ наставничества {named} на безвозмездной основе.",
        (
            "Стороны опираются на методологию (целевую модель) наставничества обучающихся, утверждённую распоряжением"
            " Минпросвещения России от 25.12.2019 № Р-145."
        ),
        "Соглашение не является договором о сетевой форме реализации образовательных программ.",
        *terms.extra,
    )


def _our_duties() -> tuple[str, ...]:
    return (
        "Организация назначает куратора, который подбирает наставнические пары и группы и сопровождает их.",
        (
            "Организация знакомит наставников Партнёра с программой наставничества, правилами встреч и правилами"
            " безопасности и проводит их подготовку."
        ),
        "Организация предоставляет место для встреч на своей территории и согласует с Партнёром их время.",
        "Организация сообщает Партнёру об итогах программ и о поощрении наставников.",
    )


def _partner_duties(terms: Terms) -> tuple[str, ...]:
    least = f", не менее {terms.least_mentors} человек в учебном году" if terms.least_mentors else ""
    return (
        (
            f"Партнёр направляет наставников из числа своих работников, выразивших желание участвовать{least}. Список"
            " наставников — приложение № 1."
        ),
        (
            "До начала встреч с несовершеннолетними Партнёр представляет сведения о допуске наставников, предусмотренные"
            " правилами Организации."
        ),
        "Партнёр обеспечивает безопасные условия встреч, которые проходят на его территории, и инструктаж участников.",
        (
            "Партнёр сообщает Организации о замене наставника не позднее чем за пять рабочих дней и способствует тому,"
            " чтобы наставники давали обратную связь о встречах."
        ),
    )


def _order(facts: Facts) -> tuple[str, ...]:
    contacts = [
        f"{name} — {party.contact}"
        for name, party in ((OUR_NAME, facts.our), (PARTNER_NAME, facts.partner))
        if party.contact
    ]
    named = "; ".join(contacts)
    return (
        f"Контактные лица Сторон: {named}."
        if named
        else "Стороны назначают контактных лиц и сообщают о них друг другу.",
        (
            "Совместные мероприятия проводятся по плану — приложению № 2. План уточняется по письменному согласованию"
            " контактных лиц."
        ),
        "Стороны не реже одного раза в полугодие подводят итоги сотрудничества.",
    )


def _personal_data(terms: Terms) -> tuple[str, ...]:
    position = (
        "Партнёр обрабатывает персональные данные участников по поручению Организации (часть 3 статьи 6"
        " Федерального закона от 27.07.2006 № 152-ФЗ) только для проведения встреч, соблюдает конфиденциальность и"
        " принимает меры защиты; перечень данных и действий с ними стороны закрепляют в отдельном поручении."
        if terms.processing_on_behalf
        else "Стороны обрабатывают персональные данные участников как самостоятельные операторы, каждая — для своих"
        " целей, и соблюдают Федеральный закон от 27.07.2006 № 152-ФЗ."
    )
    return (
        position,
        "Согласия субъектов персональных данных оформляются отдельными документами и в Соглашение не входят.",
        (
            "Стороны передают друг другу только данные, без которых встречи провести нельзя, и только при наличии"
            " законного основания."
        ),
        "О нарушении безопасности персональных данных Сторона сообщает другой Стороне незамедлительно.",
    )


def _safety() -> tuple[str, ...]:
    return (
        "К встречам с несовершеннолетними допускаются только наставники, которых допустила Организация.",
        (
            "Встречи проходят в согласованных местах и в согласованное время; о встречах вне территории Сторон заранее"
            " уведомляются законные представители."
        ),
        (
            "При угрозе жизни, здоровью или благополучию несовершеннолетнего Стороны сразу сообщают об этом его законным"
            " представителям и уполномоченным органам."
        ),
        "Организация вправе отстранить наставника от встреч; Партнёр предлагает замену.",
    )


def _term(facts: Facts) -> tuple[str, ...]:
    terms = facts.terms
    start = f"с {long_date(facts.starts_on)}" if facts.starts_on else "со дня подписания последней из Сторон"
    if facts.ends_on is None:
        term = f"Соглашение действует {start} до расторжения."
    else:
        term = f"Соглашение действует {start} по {long_date(facts.ends_on)} включительно."
    renewal = (
        "Если за 30 дней до окончания срока ни одна из Сторон не заявит о прекращении, Соглашение продлевается на один"
        " год."
        if terms.prolonged
        else "Продление оформляется дополнительным соглашением или новым соглашением Сторон."
    )
    return (
        term,
        *((renewal,) if facts.ends_on else ()),
        (
            f"Сторона вправе расторгнуть Соглашение, письменно предупредив другую Сторону не позднее чем за"
            f" {terms.notice_days} дней. Начатые встречи Стороны по возможности доводят до конца."
        ),
    )


def _electronic(terms: Terms) -> tuple[str, ...]:
    simple = (
        "Соглашение может быть подписано простой электронной подписью лица, с которым заключено соглашение об её"
        " использовании (статьи 6 и 9 Федерального закона от 06.04.2011 № 63-ФЗ). В этом случае Стороны признают"
        " документ равнозначным документу на бумаге с собственноручной подписью; держатель ключа хранит его в тайне."
    )
    return (
        (
            "Соглашение может быть подписано усиленной квалифицированной электронной подписью (часть 1 статьи 6"
            " Федерального закона от 06.04.2011 № 63-ФЗ) или собственноручно на бумаге. Стороны могут подписать его разными"
            " способами."
        ),
        *((simple,) if terms.simple_signature else ()),
        (
            "Подписывается неизменный файл PDF. Его контрольные суммы указаны в листе подписания; изменённый файл"
            " подписанным не считается."
        ),
    )


def _padded(lines: list[str], length: int) -> list[str]:
    return lines + [""] * (length - len(lines))
