# SPDX-License-Identifier: MIT
"""What the forms of consent say, purpose by purpose (152-ФЗ, ст. 9, ч. 4; ст. 10.1; domain, Appendix B1, B2).

These are the words of a document that somebody signs, so they are Russian whatever the language of the interface.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

ACTIONS = (
    "сбор, запись, систематизация, накопление, хранение, уточнение (обновление, изменение), извлечение, использование,"
    " обезличивание, блокирование, удаление, уничтожение"
)
WAYS = (
    "смешанная обработка: с использованием средств автоматизации и без их использования, без распространения"
)
WITHDRAWAL = (
    "Согласие может быть отозвано письменным заявлением, поданным оператору; обработка прекращается, данные"
    " уничтожаются в течение 30 дней, если нет иного основания их хранить."
)


@dataclass(frozen=True, slots=True)
class Wording:
    """The changeable parts of one form of consent."""

    title: str
    goal: str
    data: tuple[str, ...]
    actions: str = ACTIONS
    ways: str = WAYS
    term: str = "до завершения участия в программах наставничества организации"
    withdrawal: str = WITHDRAWAL
    conditions: tuple[str, ...] = ()

    def as_body(self) -> dict[str, Any]:
        """The parts as they are stored."""
        return json.loads(json.dumps(asdict(self), ensure_ascii=False))  # type: ignore[no-any-return]

    @classmethod
    def of_body(cls, body: Mapping[str, Any]) -> Wording:
        """The parts of a stored form."""
        plain = dict(body)
        for name in ("data", "conditions"):
            plain[name] = tuple(plain.get(name, ()))
        return cls(**plain)


def fingerprint(wording: Wording) -> str:
    """SHA-256 in hex of the words in a fixed form: what a person saw is what this stands for."""
    form = json.dumps(asdict(wording), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(form.encode()).hexdigest()


_PERSON = (
    "фамилия, имя, отчество",
    "дата или год рождения",
    "класс, курс или должность",
    "место учёбы или работы",
)
_CONTACT = ("номер телефона", "адрес электронной почты")

BUILT_IN: Mapping[str, Wording] = {
    "participation": Wording(
        title="Согласие на обработку персональных данных участника программы наставничества",
        goal=(
            "участие в реализации целевой модели наставничества (распоряжение Минпросвещения России от 25.12.2019"
            " № Р-145): ведение баз наставников и наставляемых, подбор пары, проведение встреч, персонифицированный"
            " учёт и мониторинг"
        ),
        data=(
            *_PERSON,
            *_CONTACT,
            "запрос наставляемого или компетенции и интересы наставника",
            "сведения о встречах, обратная связь, результаты участия",
        ),
    ),
    "partner_transfer": Wording(
        title="Согласие на передачу персональных данных организации-партнёру",
        goal="организация совместной работы с наставником организации-партнёра",
        data=(*_PERSON, "сведения о времени и месте встреч"),
        actions=f"{ACTIONS}, передача (предоставление) организации-партнёру, указанной в соглашении о сотрудничестве",
    ),
    "publication": Wording(
        title="Согласие на обработку персональных данных, разрешённых субъектом для распространения",
        goal="рассказ о результатах наставничества и поощрение участников",
        data=(
            "фамилия, имя, отчество",
            "класс или должность",
            "место учёбы или работы",
            "достижения в программе наставничества",
            "слова отзыва",
        ),
        actions="распространение на сайте организации и на её страницах в социальных сетях",
        ways="с использованием средств автоматизации",
        term="до отзыва согласия",
        withdrawal=(
            "Передача (распространение) прекращается в любое время по требованию, в течение трёх рабочих дней с момента"
            " его получения (152-ФЗ, ст. 10.1, ч. 12–14)."
        ),
        conditions=(
            "фамилия, имя, отчество",
            "фотография и видео",
            "организация, класс или должность",
            "достижения",
            "слова отзыва",
        ),
    ),
    "photo_video": Wording(
        title="Согласие на использование изображения гражданина",
        goal="фото- и видеосъёмка на встречах и событиях программы наставничества (ГК РФ, ст. 152.1)",
        data=("изображение на фотографиях и в видеозаписях", "фамилия, имя"),
        term="до отзыва согласия",
    ),
    "psychological_survey": Wording(
        title="Согласие на психологическое обследование",
        goal="беседа и анкетирование педагогом-психологом при отборе, подборе пары и по завершении программы",
        data=("фамилия, имя, отчество", "ответы на вопросы анкет", "выводы педагога-психолога"),
        term="до завершения программы наставничества",
    ),
    "messenger": Wording(
        title="Согласие на получение сообщений через внешний мессенджер",
        goal="сообщения о времени и месте встреч",
        data=("имя", "номер телефона"),
        actions=f"{ACTIONS}, передача владельцу мессенджера",
        term="до отзыва согласия",
    ),
}
