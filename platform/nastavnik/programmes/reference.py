# SPDX-License-Identifier: MIT
"""Reference data of Р-145: the five forms with their role variants, and the seven stages with their documents.

Names are the field's own, so they are Russian whatever the language of the interface. Each entry says since when it is
in force; a later act adds entries and ends others, and programmes keep the codes they were made with.
Sources: распоряжение Минпросвещения России от 25.12.2019 № Р-145; письмо от 21.12.2021 № АЗ-1128/08 / 657 (teachers).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

SINCE_R145 = date(2019, 12, 25)
SINCE_TEACHERS = date(2021, 12, 21)


@dataclass(frozen=True, slots=True)
class Variant:
    """A role variant of a form."""

    code: str
    title: str
    purpose: str


@dataclass(frozen=True, slots=True)
class Form:
    """A form of mentoring. ``mentors`` and ``mentees`` are the kinds of people it joins."""

    code: str
    title: str
    mentors: tuple[str, ...]
    mentees: tuple[str, ...]
    variants: tuple[Variant, ...]
    since: date = SINCE_R145
    until: date | None = None

    def in_force(self, on: date) -> bool:
        """Whether a programme of this form may be started on a day."""
        return self.since <= on and (self.until is None or on <= self.until)


FORMS: Mapping[str, Form] = {
    form.code: form
    for form in (
        Form(
            "STUDENT_STUDENT",
            "ученик — ученик",
            ("pupil",),
            ("pupil",),
            (
                Variant(
                    "achieving", "успевающий — неуспевающий", "достижение лучших образовательных результатов"
                ),
                Variant(
                    "leader",
                    "лидер — пассивный",
                    "психоэмоциональная поддержка, адаптация в коллективе, развитие коммуникативных, творческих и"
                    " лидерских навыков",
                ),
                Variant("equal", "равный — равному", "обмен навыками, совместная работа над проектом"),
                Variant(
                    "adapted", "адаптированный — неадаптированный", "адаптация к новым условиям обучения"
                ),
            ),
        ),
        Form(
            "TEACHER_TEACHER",
            "учитель — учитель",
            ("teacher",),
            ("teacher", "young_specialist"),
            (
                Variant("experienced", "опытный учитель — молодой специалист", "закрепление в профессии"),
                Variant(
                    "class_teacher",
                    "опытный классный руководитель — молодой специалист",
                    "навыки классного руководителя",
                ),
                Variant(
                    "leader",
                    "лидер педагогического сообщества — педагог, испытывающий проблемы",
                    "психологическая и профессиональная поддержка",
                ),
                Variant(
                    "innovator",
                    "педагог-новатор — консервативный педагог",
                    "современные программы и цифровые навыки",
                ),
                Variant(
                    "subject",
                    "опытный предметник — неопытный предметник",
                    "методическая поддержка по предмету",
                ),
            ),
        ),
        Form(
            "UNI_STUDENT",
            "студент — ученик",
            ("student",),
            ("pupil",),
            (
                Variant("achieving", "успевающий — неуспевающий", "образовательные результаты, навыки учёбы"),
                Variant("leader", "лидер — равнодушный", "мотивация, вовлечённость, выбор профессии"),
                Variant("equal", "равный — другому", "обмен разными навыками"),
                Variant("project", "куратор — автор проекта", "совместный проект"),
            ),
        ),
        Form(
            "EMPLOYER_STUDENT",
            "работодатель — ученик",
            ("employee", "alumnus", "other"),
            ("pupil",),
            (
                Variant(
                    "professional",
                    "активный профессионал — равнодушный потребитель",
                    "мотивация, осознанный выбор",
                ),
                Variant(
                    "colleague",
                    "коллега — молодой коллега",
                    "совместный творческий, предпринимательский или социальный проект",
                ),
                Variant(
                    "employer",
                    "работодатель — будущий сотрудник",
                    "профессиональные навыки, стажировка, трудоустройство",
                ),
            ),
        ),
        Form(
            "EMPLOYER_UNI",
            "работодатель — студент",
            ("employee", "alumnus", "other"),
            ("student",),
            (
                Variant("professional", "активный профессионал — равнодушный потребитель", "мотивация"),
                Variant(
                    "choosing",
                    "успешный профессионал — студент, выбирающий профессию",
                    "краткосрочная профориентация",
                ),
                Variant("colleague", "коллега — будущий коллега", "совместный проект"),
                Variant("employer", "работодатель — будущий сотрудник", "трудоустройство после выпуска"),
            ),
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Paper:
    """A kind of document; ``gate`` says that the next stage is not entered without it."""

    code: str
    title: str
    gate: bool = False


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of a programme: what it leaves behind, and its documents (Р-145; domain 3)."""

    number: int
    title: str
    result: str
    papers: tuple[Paper, ...]


STAGES: Sequence[Stage] = (
    Stage(
        1,
        "Подготовка условий для запуска программы",
        "известны ресурсы, есть дорожная карта, найдены сторонники",
        (
            Paper("launch_order", "приказ о внедрении целевой модели", gate=True),
            Paper("regulation", "положение о наставничестве", gate=True),
            Paper("coordinator_order", "приказ о назначении куратора", gate=True),
            Paper("roadmap", "дорожная карта"),
        ),
    ),
    Stage(
        2,
        "Формирование базы наставляемых",
        "база наставляемых с перечнем запросов",
        (Paper("mentee_base", "форма базы наставляемых"), Paper("mentee_surveys", "анкеты наставляемых")),
    ),
    Stage(
        3,
        "Формирование базы наставников",
        "базы учеников, выпускников, предприятий, педагогов",
        (Paper("mentor_base", "форма базы наставников"), Paper("portfolios", "портфолио наставников")),
    ),
    Stage(
        4,
        "Отбор и обучение наставников",
        "база готовых к работе наставников",
        (
            Paper("selection_order", "приказ об отборе наставников", gate=True),
            Paper("training_programme", "программа обучения наставников"),
            Paper("interviews", "листы собеседования"),
        ),
    ),
    Stage(
        5,
        "Формирование наставнических пар или групп",
        "сформированные пары и группы",
        (
            Paper("meeting_survey", "анкета после общей встречи"),
            Paper("pairs_order", "приказ о закреплении пар", gate=True),
            Paper("pair_agreements", "соглашения пар"),
        ),
    ),
    Stage(
        6,
        "Организация работы наставнических пар или групп",
        "стабильные отношения, достигнута цель пары",
        (
            Paper("plans", "индивидуальные планы"),
            Paper("journal", "журнал встреч"),
            Paper("surveys", "анкеты участников"),
        ),
    ),
    Stage(
        7,
        "Завершение программы",
        "зафиксированы цели, комфортный выход, собраны лучшие практики",
        (
            Paper("final_surveys", "итоговые анкеты"),
            Paper("report", "отчёт о программе"),
            Paper("cases", "кейсы и лучшие практики"),
            Paper("reward_order", "приказ о поощрении"),
        ),
    ),
)
LAST_STAGE = len(STAGES)
WORK_STAGE = 6
"""The stage in which pairs work: it lasts as long as the programme."""
PAPERS: Mapping[str, Paper] = {paper.code: paper for stage in STAGES for paper in stage.papers}
MODEL_KINDS: Mapping[str, str] = {
    "students": "целевая модель наставничества обучающихся (Р-145)",
    "teachers": "система наставничества педагогических работников (2021)",
}


def stage_of(number: int) -> Stage:
    """A stage by its number, 1 to 7."""
    return STAGES[number - 1]


def variant_of(form: str, code: str) -> Variant | None:
    """A role variant of a form; ``None`` for an unknown one."""
    found = FORMS.get(form)
    return next((one for one in found.variants if one.code == code), None) if found else None
