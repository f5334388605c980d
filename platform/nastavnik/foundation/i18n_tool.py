# SPDX-License-Identifier: MIT
"""``nastavnik i18n``: collect what the product says into the rooms' catalogues and check that Russian has it all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import entry_points
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

import click
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir, extract_from_file
from babel.messages.pofile import read_po, write_po

from nastavnik.foundation.i18n import DEFAULT_LANGUAGE, catalogue_file
from nastavnik.foundation.untranslated import literal_words

PACKAGE = Path(__file__).parents[1]
SHARED = ("foundation", "web")
"""Rooms whose translations serve all the others; the first one also holds the words of the package's own files."""

KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "_l": None,
    "lazy_gettext": None,
    "_p": ((1, "c"), 2),
    "lazy_pgettext": ((1, "c"), 2),
    "gettext_noop": None,
}
TEMPLATES = ("html", "txt", "xml")
_METHODS = [
    ("**.py", "python"),
    *((f"templates/**.{kind}", "jinja2.ext:babel_extract") for kind in TEMPLATES),
]
_JINJA = {"trimmed": "true", "silent": "false", "newstyle_gettext": "true", "extensions": "jinja2.ext.do"}
_OPTIONS = {f"templates/**.{kind}": _JINJA for kind in TEMPLATES}
_PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")
_LITERAL_PERCENT = "%%"
_HEADER = """\
# SPDX-License-Identifier: MIT
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plural_forms}\\n"

"""

Key = tuple[str | None, str]
"""Context and singular: what gettext looks a message up by."""


@dataclass(frozen=True, slots=True)
class Room:
    """A package with words of its own, and whatever else speaks through its catalogue."""

    name: str
    folder: Path
    guests: tuple[Path, ...] = ()

    @property
    def catalogue(self) -> Path:
        """The room's Russian .po file."""
        return catalogue_file(self.folder / "locale", DEFAULT_LANGUAGE)

    def spoken(self) -> dict[Key, Message]:
        """What the code and the templates say."""
        said: dict[Key, Message] = {}
        for message in self._extracted():
            known = said.get(_key(message))
            if known is None or (message.pluralizable and not known.pluralizable):
                said[_key(message)] = message
        return said

    def written(self) -> Catalog:
        """The catalogue as it stands; an empty one when there is none yet."""
        if not self.catalogue.exists():
            return Catalog(locale=DEFAULT_LANGUAGE)
        with self.catalogue.open("rb") as source:
            return read_po(source, locale=DEFAULT_LANGUAGE)

    def templates(self) -> Iterator[Path]:
        """Template files of the room."""
        for kind in TEMPLATES:
            yield from sorted((self.folder / "templates").rglob(f"*.{kind}"))

    def _extracted(self) -> Iterator[Message]:
        for place in (self.folder, *self.guests):
            if place.is_file():
                for _line, texts, _comments, context in extract_from_file("python", place, KEYWORDS):
                    yield Message(texts, context=context)
            else:
                for _file, _line, texts, _comments, context in extract_from_dir(
                    place, _METHODS, _OPTIONS, KEYWORDS
                ):
                    yield Message(texts, context=context)


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that a catalogue lacks or holds in vain."""

    room: str
    what: str
    text: str

    def __str__(self) -> str:
        return f"{self.room}: {self.what}: {self.text!r}"


def rooms() -> list[Room]:
    """Rooms of the core, the shared ones first, then the packages of installed plugins."""
    folders = [path.parent for path in PACKAGE.glob("*/__init__.py")]
    guests = (*sorted(PACKAGE.glob("*.py")), *_package("nastavnik_worker"))
    core = [Room(path.name, path, guests if path.name == SHARED[0] else ()) for path in sorted(folders)]
    names = {
        point.value.partition(":")[0].partition(".")[0] for point in entry_points(group="nastavnik.plugins")
    }
    plugins = [Room(name, path) for name in sorted(names - {PACKAGE.name}) for path in _package(name)]
    return [*sorted(core, key=_shared_first), *plugins]


def problems(among: Iterable[Room]) -> list[Problem]:
    """Everything that is missing from the Russian catalogues or stands in them in vain."""
    spoken = {room: room.spoken() for room in among}
    written = {room: {_key(message): message for message in room.written() if message.id} for room in spoken}
    found: list[Problem] = []
    shared: dict[Key, Message] = {}
    for room, said in spoken.items():
        heard = {key for words in spoken.values() for key in words} if room.name in SHARED else said.keys()
        found += [
            Problem(room.name, "not in the catalogue", key[1])
            for key in said.keys() - written[room].keys() - shared.keys()
        ]
        found += [Problem(room.name, "obsolete", key[1]) for key in written[room].keys() - heard]
        found += [
            Problem(room.name, "obsolete", _texts(message.id)[0])
            for message in room.written().obsolete.values()
        ]
        for key, message in written[room].items():
            found += [Problem(room.name, what, key[1]) for what in _mistakes(message, said.get(key))]
        for template in room.templates():
            for line, words in literal_words(template):
                place = template.relative_to(room.folder)
                found.append(Problem(room.name, "outside the catalogue", f"{place}:{line}: {words}"))
        if room.name in SHARED:
            shared |= written[room]
    return sorted({*found, *_quarrels(written)})


def update(room: Room, shared: dict[Key, Message]) -> int:
    """Bring a room's catalogue up to its code; return how many messages wait for a translation.

    What is translated stays, also when it fell out of use and came back; what fell out of use is marked obsolete.
    ``shared`` messages are translated elsewhere and are not repeated.
    """
    catalog = room.written()
    for message in [*catalog.obsolete.values()]:
        if catalog.get(message.id, message.context) is None:
            catalog[message.id] = message
    catalog.obsolete.clear()
    for message in [*catalog]:
        elsewhere = shared.get(_key(message))
        if message.id and elsewhere is not None and _same(elsewhere, message):
            catalog.delete(message.id, message.context)
    template = Catalog(locale=DEFAULT_LANGUAGE)
    for key, message in room.spoken().items():
        if key not in shared or catalog.get(message.id, message.context):
            template.add(message.id, context=message.context)
    catalog.update(template, no_fuzzy_matching=True)
    if len(catalog) or catalog.obsolete or room.catalogue.exists():
        room.catalogue.parent.mkdir(parents=True, exist_ok=True)
        room.catalogue.write_bytes(_as_file(catalog))
    return sum(1 for message in catalog if message.id and not all(_texts(message.string)))


@click.group("i18n")
def i18n() -> None:
    """Words of the product and their Russian."""


@i18n.command()
def extract() -> None:
    """Add new messages to the rooms' catalogues, untranslated, and mark what nobody says any more."""
    shared: dict[Key, Message] = {}
    for room in rooms():
        waiting = update(room, shared)
        if waiting:
            click.echo(f"{room.name}: {waiting} to translate in {room.catalogue}")
        if room.name in SHARED:
            shared |= {_key(message): message for message in room.written() if message.id}


@i18n.command()
def check() -> None:
    """Say what the Russian catalogues lack; exit with 1 when anything is lacking."""
    found = problems(rooms())
    for problem in found:
        click.echo(str(problem))
    if found:
        raise click.exceptions.Exit(1)


def _package(name: str) -> list[Path]:
    """Folders of an importable package; none when it is not installed."""
    spec = find_spec(name)
    return [Path(folder) for folder in spec.submodule_search_locations or ()] if spec else []


def _shared_first(room: Room) -> tuple[int, str]:
    return SHARED.index(room.name) if room.name in SHARED else len(SHARED), room.name


def _texts(value: object) -> tuple[str, ...]:
    """A message's singular and plural, or its one text."""
    return tuple(str(text or "") for text in (value if isinstance(value, list | tuple) else (value,)))


def _key(message: Message) -> Key:
    return message.context, _texts(message.id)[0]


def _same(one: Message, other: Message) -> bool:
    """Whether two translations say the same; a space that does not break is still a space."""
    return [text.split() for text in _texts(one.string)] == [text.split() for text in _texts(other.string)]


def _mistakes(message: Message, said: Message | None) -> Iterator[str]:
    """What is wrong with one translation, beside what the code says today."""
    asked, given = _texts(message.id), _texts(message.string)
    if said is not None and said.pluralizable and not message.pluralizable:
        yield "plural forms missing"
    if not all(given) or (
        message.pluralizable and len(given) != Catalog(locale=DEFAULT_LANGUAGE).num_plurals
    ):
        yield "plural forms incomplete" if any(given) else "not translated"
    if message.fuzzy:
        yield "fuzzy"
    if any("%" in _PLACEHOLDER.sub("", text.replace(_LITERAL_PERCENT, "")) for text in (*asked, *given)):
        yield "a percent sign that is neither %(name)s nor %%"
    # The plural names everything; Russian says the number in every form, because the first one serves 21 as well.
    names = set(_PLACEHOLDER.findall(asked[-1]))
    if any(set(_PLACEHOLDER.findall(text)) != names for text in given if text):
        yield "placeholders differ"


def _quarrels(written: dict[Room, dict[Key, Message]]) -> Iterator[Problem]:
    """Messages that two catalogues translate differently: only one of them would ever be shown."""
    first: dict[Key, Message] = {}
    for room, messages in written.items():
        for key, message in messages.items():
            known = first.setdefault(key, message)
            if all(_texts(message.string)) and not _same(known, message):
                yield Problem(room.name, "translated differently elsewhere, use pgettext", key[1])


def _as_file(catalog: Catalog) -> bytes:
    """The catalogue in a stable order, without dates, places and other things that change by themselves."""
    header = _HEADER.format(language=DEFAULT_LANGUAGE, plural_forms=catalog.plural_forms.rstrip(";") + ";")
    body = BytesIO()
    write_po(body, catalog, omit_header=True, no_location=True, sort_output=True, width=100)
    return (header.encode() + body.getvalue().strip() + b"\n").replace(b"\r\n", b"\n")
