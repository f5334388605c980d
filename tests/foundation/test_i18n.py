# SPDX-License-Identifier: MIT
"""Two languages, read from .po files as they are, in templates and in code."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from babel.messages.pofile import write_po
from click.testing import CliRunner
from jinja2 import Environment

from nastavnik.foundation import i18n, i18n_tool
from nastavnik.foundation.i18n import (
    LazyText,
    catalogue_file,
    current_language,
    current_locale,
    gettext,
    gettext_noop,
    install_in_jinja,
    languages,
    lazy_gettext,
    lazy_pgettext,
    ngettext,
    npgettext,
    pgettext,
    register_catalogue,
    using_language,
)
from nastavnik.foundation.i18n_tool import Problem, Room, problems, update

CATALOGUE = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 :"
" n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);\\n"

msgid "Plant a <b>tree</b> for %(name)s"
msgstr "Посадите <b>дерево</b> для %(name)s"

msgctxt "of a tree"
msgid "Bark"
msgstr "Кора"

msgctxt "of a dog"
msgid "Bark"
msgstr "Лай"

msgid "%(num)s tree"
msgid_plural "%(num)s trees"
msgstr[0] "%(num)s дерево"
msgstr[1] "%(num)s дерева"
msgstr[2] "%(num)s деревьев"

msgctxt "genealogy"
msgid "%(num)s tree"
msgid_plural "%(num)s trees"
msgstr[0] "%(num)s древо"
msgstr[1] "%(num)s древа"
msgstr[2] "%(num)s древ"

msgid "%(num)s root"
msgid_plural "%(num)s roots"
msgstr[0] ""
msgstr[1] ""
msgstr[2] ""

msgid "Moss"
msgstr ""

#, fuzzy
msgid "Lichen"
msgstr "Мох"

msgid "100 %% green, %(share)s"
msgstr "На 100 %% зелено, %(share)s"
"""


def _write(folder: Path, text: str) -> Path:
    path = catalogue_file(folder / "locale")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return folder / "locale"


@pytest.fixture
def trees(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A plugin's catalogue, registered for one test."""
    monkeypatch.setattr(i18n, "_registered", [])
    i18n._translations.cache_clear()
    register_catalogue(_write(tmp_path, CATALOGUE))
    yield
    i18n._translations.cache_clear()


def test_russian_is_spoken_unless_english_is_asked_for() -> None:
    assert languages() == ["ru", "en"]
    assert gettext("Tomorrow") == "Завтра"
    with using_language("en"):
        assert gettext("Tomorrow") == "Tomorrow"
        assert (current_language(), current_locale().language) == ("en", "en")
    assert current_language() == "ru"
    with pytest.raises(LookupError, match="'fr'"), using_language("fr"):
        pass


def test_each_thread_speaks_for_itself() -> None:
    with using_language("en"), ThreadPoolExecutor(1) as elsewhere:
        assert elsewhere.submit(gettext, "Tomorrow").result() == "Завтра"


@pytest.mark.usefixtures("trees")
def test_a_plugins_words_are_merged_with_those_of_the_core() -> None:
    assert gettext("Plant a <b>tree</b> for %(name)s", name="Анны") == "Посадите <b>дерево</b> для Анны"
    assert gettext("Tomorrow") == "Завтра"
    assert pgettext("of a tree", "Bark") == "Кора"
    assert pgettext("of a dog", "Bark") == "Лай"
    assert pgettext("of a ship", "Bark") == "Bark"
    assert gettext("100 %% green, %(share)s", share="5 %") == "На 100 % зелено, 5 %"


@pytest.mark.usefixtures("trees")
def test_plurals() -> None:
    said = [ngettext("%(num)s tree", "%(num)s trees", num) for num in (1, 2, 5, 11, 21, 111)]
    assert said == ["1 дерево", "2 дерева", "5 деревьев", "11 деревьев", "21 дерево", "111 деревьев"]
    assert npgettext("genealogy", "%(num)s tree", "%(num)s trees", 3) == "3 древа"
    with using_language("en"):
        assert ngettext("%(num)s tree", "%(num)s trees", 1) == "1 tree"
        assert npgettext("genealogy", "%(num)s tree", "%(num)s trees", 3) == "3 trees"


@pytest.mark.usefixtures("trees")
def test_what_is_not_translated_is_shown_in_english() -> None:
    assert gettext("Moss") == "Moss"
    assert gettext("Lichen") == "Lichen"
    assert gettext(gettext_noop("Never written down")) == "Never written down"
    assert ngettext("%(num)s root", "%(num)s roots", 5) == "5 roots"


@pytest.mark.usefixtures("trees")
def test_a_lazy_text_speaks_when_it_is_read() -> None:
    text = lazy_gettext("Plant a <b>tree</b> for %(name)s", name="Анны")
    bark = lazy_pgettext("of a dog", "Bark")
    assert isinstance(text, LazyText)
    assert str(text) == f"{text}" == "Посадите <b>дерево</b> для Анны"
    assert (bark + "!", "«" + bark, f"{bark:>4}", len(bark), bark.upper()) == (
        "Лай!",
        "«Лай",
        " Лай",
        3,
        "ЛАЙ",
    )
    assert "ай" in bark
    with using_language("en"):
        assert str(bark) == "Bark"
        assert str(text) == "Plant a <b>tree</b> for Анны"


def test_lazy_texts_are_compared_by_what_they_say() -> None:
    text = lazy_gettext("At least %(min)s")
    assert text == lazy_gettext("At least %(min)s")
    assert text != lazy_gettext("At least %(min)s", min=1)
    assert len({text, lazy_gettext("At least %(min)s")}) == 1
    assert text != "At least %(min)s"
    assert "At least" in repr(text)
    assert not hasattr(text, "__html__")


@pytest.mark.usefixtures("trees")
def test_templates() -> None:
    environment = Environment(autoescape=True)
    install_in_jinja(environment)
    template = environment.from_string(
        "{{ _('Plant a <b>tree</b> for %(name)s', name=name) }}|"
        "{{ ngettext('%(num)s tree', '%(num)s trees', 2) }}|"
        "{{ pgettext('of a dog', 'Bark') }}|{{ npgettext('genealogy', '%(num)s tree', '%(num)s trees', 5) }}|"
        "{{ lazy }}|{{ lazy|upper }}|{% trans n=3 %}{{ n }} 100%{% endtrans %}|"
        "{% trans num=2 %}{{ num }} tree{% pluralize %}{{ num }} trees{% endtrans %}"
    )
    said = template.render(name="<i>", lazy=lazy_pgettext("of a dog", "Bark")).split("|")
    assert said == [
        "Посадите <b>дерево</b> для &lt;i&gt;",
        "2 дерева",
        "Лай",
        "5 древ",
        "Лай",
        "ЛАЙ",
        "3 100%",
        "2 дерева",
    ]


@pytest.fixture
def room(tmp_path: Path) -> Room:
    """A room that speaks from code and from templates."""
    folder = tmp_path / "garden"
    (folder / "templates" / "garden").mkdir(parents=True)
    (folder / "__init__.py").write_text("", encoding="utf-8")
    (folder / "service.py").write_text(
        '_("Dig"), _l("Sow %(what)s"), N_("Weed"), pgettext("of a tree", "Bark"), '
        'ngettext("%(num)s bed", "%(num)s beds", n), _("Today")',
        encoding="utf-8",
    )
    (folder / "templates" / "garden" / "page.html").write_text(
        "<h1>{{ _('Garden') }}</h1>\n{% trans %}\n  Water\n  daily\n{% endtrans %}", encoding="utf-8"
    )
    return Room("garden", folder)


def _translate(room: Room) -> None:
    catalog = room.written()
    for message in catalog:
        if message.id == "Sow %(what)s":
            message.string = "Сеять %(what)s"
        elif message.pluralizable:
            message.string = ("%(num)s грядка", "%(num)s грядки", "%(num)s грядок")
        elif message.id:
            message.string = "Слово"
    with room.catalogue.open("wb") as target:
        write_po(target, catalog)
    update(room, {})


def _said(found: list[Problem]) -> set[tuple[str, str]]:
    return {(problem.what, problem.text) for problem in found}


TODAY = next(message for message in i18n_tool.rooms()[0].written() if message.id == "Today")


def test_the_tool_collects_what_a_room_says(room: Room) -> None:
    words = {"Dig", "Sow %(what)s", "Weed", "Bark", "%(num)s bed", "Garden", "Water daily"}
    assert _said(problems([room])) == {("not in the catalogue", text) for text in {*words, "Today"}}
    assert update(room, {(None, "Today"): TODAY}) == len(words)
    written = {
        str(message.id if isinstance(message.id, str) else message.id[0]) for message in room.written()
    }
    assert written - {""} == words
    assert _said(problems([room])) == {
        *(("not translated", text) for text in words),
        ("not in the catalogue", "Today"),
    }


def test_collecting_again_keeps_translations_and_changes_nothing(room: Room) -> None:
    update(room, {})
    _translate(room)
    assert problems([room]) == []
    before = room.catalogue.read_bytes()
    assert update(room, {}) == 0
    assert room.catalogue.read_bytes() == before
    assert b"POT-Creation-Date" not in before
    assert b"service.py" not in before


def test_what_fell_out_of_use_is_marked_and_may_come_back(room: Room) -> None:
    update(room, {})
    _translate(room)
    code = (room.folder / "service.py").read_text(encoding="utf-8")
    (room.folder / "service.py").write_text(code.replace('_("Dig")', "0"), encoding="utf-8")
    assert _said(problems([room])) == {("obsolete", "Dig")}
    update(room, {})
    assert '#~ msgid "Dig"\n#~ msgstr "Слово"' in room.catalogue.read_text(encoding="utf-8")
    assert _said(problems([room])) == {("obsolete", "Dig")}
    (room.folder / "service.py").write_text(code, encoding="utf-8")
    update(room, {})
    assert problems([room]) == []


def test_a_translation_that_is_shared_is_not_repeated(room: Room) -> None:
    update(room, {})
    text = room.catalogue.read_text(encoding="utf-8")
    room.catalogue.write_text(
        text.replace('"Today"\nmsgstr ""', '"Today"\nmsgstr "Сегодня"'), encoding="utf-8"
    )
    update(room, {(None, "Today"): TODAY})
    assert '"Today"' not in room.catalogue.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("right", "wrong", "problem"),
    [
        ('"Сеять %(what)s"', '"Сеять %(who)s"', ("placeholders differ", "Sow %(what)s")),
        ('"Сеять %(what)s"', '"Сеять"', ("placeholders differ", "Sow %(what)s")),
        (
            '"Сеять %(what)s"',
            '"%(what)s 5 %"',
            ("a percent sign that is neither %(name)s nor %%", "Sow %(what)s"),
        ),
        ('"%(num)s грядка"', '"грядка"', ("placeholders differ", "%(num)s bed")),
        ('msgstr[2] "%(num)s грядок"', 'msgstr[2] ""', ("plural forms incomplete", "%(num)s bed")),
        ('msgid "Weed"\n', '#, fuzzy\nmsgid "Weed"\n', ("fuzzy", "Weed")),
    ],
)
def test_mistakes_in_a_translation_are_found(
    room: Room, right: str, wrong: str, problem: tuple[str, str]
) -> None:
    update(room, {})
    _translate(room)
    text = room.catalogue.read_text(encoding="utf-8")
    assert right in text
    room.catalogue.write_text(text.replace(right, wrong), encoding="utf-8")
    assert _said(problems([room])) == {problem}


def test_two_rooms_may_not_translate_one_message_differently(room: Room, tmp_path: Path) -> None:
    update(room, {})
    _translate(room)
    (tmp_path / "orchard").mkdir()
    (tmp_path / "orchard" / "service.py").write_text('_("Dig")', encoding="utf-8")
    orchard = Room("orchard", tmp_path / "orchard")
    update(orchard, {})
    text = orchard.catalogue.read_text(encoding="utf-8")
    orchard.catalogue.write_text(text.replace('"Dig"\nmsgstr ""', '"Dig"\nmsgstr "Копать"'), encoding="utf-8")
    assert [str(problem) for problem in problems([room, orchard])] == [
        "orchard: translated differently elsewhere, use pgettext: 'Dig'"
    ]


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ("<p>Hello</p>", ["1: Hello"]),
        ("<p>\n{{ x }} дней</p>", ["1: · дней"]),
        ("{# a note #}<p>{{ _('Hello') }}</p>", []),
        ("<p>{% trans n=n %}One {{ n }}{% pluralize %}Many {{ n }}{% endtrans %} №&nbsp;{{ x }}</p>", []),
        ("{% if a %}{% trans %}Yes{% endtrans %}{% else %}No{% endif %}", ["1: No"]),
        ('<a title="Open" href="/x">{{ x }}</a>', ["1: Open"]),
        ('<input type="submit" value="Save"><input name="a" value="abc">', ["1: Save"]),
        ("<script>let word;</script><style>p { color: red }</style><code>make run</code>", []),
        ('<span translate="no">Telegram</span> и <b>так</b>', ["1: и", "1: так"]),
        ('<{{ tag }} class="wide">{{ x }}</{{ tag }}>', []),
        ("{{ a }}{{ b }}<br>–", []),
        ('<a href="/x">{{ icon }}XLSX</a> <a>Как XLSX</a>', ["1: Как XLSX"]),
    ],
)
def test_words_outside_the_catalogue_are_found(tmp_path: Path, template: str, found: list[str]) -> None:
    page = tmp_path / "page.html"
    page.write_text(template, encoding="utf-8")
    assert [f"{line}: {words}" for line, words in i18n_tool.literal_words(page)] == found


def test_letters_are_all_words(tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("{{ _('Good day') }},\n\nsee <{{ url }}>\n", encoding="utf-8")
    assert i18n_tool.literal_words(letter) == [(3, "see <·>")]


def test_the_verbs(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(i18n_tool, "rooms", lambda: [room])
    run = CliRunner().invoke
    lacking = run(i18n_tool.i18n, ["check"])
    assert (lacking.exit_code, "garden: not in the catalogue: 'Dig'" in lacking.output) == (1, True)
    assert "garden: 8 to translate" in run(i18n_tool.i18n, ["extract"]).output
    _translate(room)
    assert run(i18n_tool.i18n, ["check"]).exit_code == 0
    assert run(i18n_tool.i18n, ["extract"]).output == ""


def test_the_shared_rooms_come_first() -> None:
    names = [room.name for room in i18n_tool.rooms()]
    assert names[:2] == ["foundation", "web"]
    assert {"accounts", "roadmap", "tenants"} <= set(names)
