# SPDX-License-Identifier: MIT
"""Fictional people: surnames made of school things, so that nobody takes them for real ones."""

from __future__ import annotations

from nastavnik.demonstration.acting import chance
from nastavnik.foundation.names import PersonName

_SURNAMES = (
    "Абзацев", "Азбукин", "Аккордов", "Альбомов", "Атласов", "Буквин", "Векторов", "Гербариев", "Глобусов", "Дневников",
    "Дробин", "Задачкин", "Закладкин", "Запятаев", "Кавычкин", "Карандашов", "Картонов", "Квадратов", "Кисточкин",
    "Клавишин", "Кнопкин", "Колбин", "Колонкин", "Конспектов", "Кроссвордов", "Кубиков", "Ластиков", "Лексиков",
    "Линейкин", "Листочков", "Магнитов", "Макетов", "Мелков", "Микроскопов", "Многоточин", "Мольбертов", "Набросков",
    "Нотин", "Обложкин", "Октавин", "Орнаментов", "Отрезков", "Палитрин", "Параграфов", "Партин", "Переплётов",
    "Плюсов", "Пробиркин", "Радиусов", "Ребусов", "Рефератов", "Рифмин", "Рюкзаков", "Скобкин", "Словарёв", "Слогов",
    "Созвучин", "Сочинялов", "Спектров", "Степлеров", "Страницын", "Строчкин", "Суффиксов", "Таблицын", "Тетрадкин",
    "Тире-Дефисов", "Треугольников", "Указкин", "Формулин", "Фломастеров", "Хоров", "Цитатов", "Циркулев", "Чертежов",
    "Числов", "Шпаргалкин", "Штрихов", "Эскизов", "Этюдов", "Ямбов",
)  # fmt: skip
_HIS = (
    "Алексей", "Андрей", "Артём", "Богдан", "Вадим", "Глеб", "Даниил", "Денис", "Егор", "Захар", "Иван", "Кирилл",
    "Лев", "Максим", "Матвей", "Никита", "Павел", "Роман", "Семён", "Тимофей", "Фёдор", "Ярослав",
)  # fmt: skip
_HERS = (
    "Агата", "Алёна", "Алиса", "Анна", "Варвара", "Вера", "Дарья", "Ева", "Зоя", "Кира", "Ксения", "Лидия", "Майя",
    "Марина", "Милана", "Надежда", "Ольга", "Полина", "Софья", "Таисия", "Ульяна", "Юлия",
)  # fmt: skip
_FATHERS = (
    "Андреев", "Борисов", "Викторов", "Дмитриев", "Егоров", "Иванов", "Кириллов", "Львов", "Максимов", "Олегов",
    "Павлов", "Петров", "Романов", "Сергеев", "Фёдоров", "Юрьев",
)  # fmt: skip


class Names:
    """Names of one organisation, no two alike; always the same for the same ``seed``."""

    def __init__(self, seed: str) -> None:
        self._seed, self._given = seed, 0
        self._taken: set[str] = set()

    def person(self, what: str) -> tuple[PersonName, bool]:
        """A new name, and whether it is a woman's."""
        while True:
            self._given += 1
            name, her = self._name(what, self._given)
            if name.full not in self._taken:
                self._taken.add(name.full)
                return name, her

    def parent_of(self, child: PersonName, *, mother: bool) -> PersonName:
        """A parent with the child's surname."""
        stem = _stem(child.surname)
        key = (self._seed, child.full, mother)
        first = _HERS[chance(len(_HERS), *key)] if mother else _HIS[chance(len(_HIS), *key)]
        return PersonName(
            _surname(stem, her=mother), first, _patronymic(chance(len(_FATHERS), *key, 2), her=mother)
        )

    def _name(self, what: str, turn: int) -> tuple[PersonName, bool]:
        key = (self._seed, what, turn)
        her = chance(2, "her", *key) == 1
        first = _HERS if her else _HIS
        return (
            PersonName(
                _surname(_SURNAMES[chance(len(_SURNAMES), "surname", *key)], her=her),
                first[chance(len(first), "name", *key)],
                _patronymic(chance(len(_FATHERS), "father", *key), her=her),
            ),
            her,
        )


def _surname(his: str, *, her: bool) -> str:
    return f"{his}а" if her else his


def _stem(surname: str) -> str:
    return surname.removesuffix("а")


def _patronymic(place: int, *, her: bool) -> str:
    return _FATHERS[place] + ("на" if her else "ич")
