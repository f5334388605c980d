# SPDX-License-Identifier: MIT
"""Words in the reader's language: gettext that works alike in the web, the worker and the command line.

The English text is the message itself; translations live beside the room that speaks, in
``<room>/locale/<language>/LC_MESSAGES/messages.po``. The .po files are read as they are, at first use, so
there is nothing to compile. A message is always a %-format, as in Jinja's new-style gettext: ``%(name)s`` is
filled from the named arguments and a literal percent sign is written ``%%``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, TypeAlias

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from jinja2 import Environment

DEFAULT_LANGUAGE = "ru"
SOURCE_LANGUAGE = "en"

_PACKAGE = Path(__file__).parents[1]
_language: ContextVar[str] = ContextVar("nastavnik_language", default=DEFAULT_LANGUAGE)
_registered: list[Path] = []


class LazyText:
    """A message that is translated each time it is read: for words that are named when modules load.

    Two lazy texts are equal when they say the same message; to compare with a plain string, call ``str``.
    """

    __slots__ = ("_message", "_params", "_render")

    def __init__(self, render: Callable[..., str], /, *message: str, **params: object) -> None:
        self._render = render
        self._message = message
        self._params = params

    def __str__(self) -> str:
        return self._render(*self._message, **self._params)

    def __repr__(self) -> str:
        return f"LazyText{self._message!r}"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, LazyText):
            return NotImplemented
        return (self._message, self._params) == (other._message, other._params)

    def __hash__(self) -> int:
        return hash(self._message)

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)

    def __len__(self) -> int:
        return len(str(self))

    def __contains__(self, part: str) -> bool:
        return part in str(self)

    def __add__(self, other: object) -> str:
        return f"{self}{other}"

    def __radd__(self, other: object) -> str:
        return f"{other}{self}"

    def __mod__(self, params: object) -> str:
        return str(self) % params

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(str(self), name)


Text: TypeAlias = str | LazyText
"""What a title or a label may be: a plain string or one that is translated when it is read."""


def languages() -> list[str]:
    """Codes of the languages of the interface, the first one first."""
    return [DEFAULT_LANGUAGE, SOURCE_LANGUAGE]


def current_language() -> str:
    """Code of the language that is spoken now."""
    return _language.get()


def current_locale() -> Locale:
    """Babel's locale of the language that is spoken now."""
    return Locale.parse(_language.get())


@contextmanager
def using_language(code: str) -> Iterator[None]:
    """Speak ``code`` inside the block; raise ``LookupError`` for a language the interface does not have."""
    if code not in languages():
        raise LookupError(f"no such language: {code!r}")
    token = _language.set(code)
    try:
        yield
    finally:
        _language.reset(token)


def gettext(msgid: str, /, **params: object) -> str:
    """Translate ``msgid`` and fill its placeholders: ``gettext("Order No. %(number)s", number=26)``."""
    return _spoken().ugettext(msgid) % params


def ngettext(singular: str, plural: str, num: int, /, **params: object) -> str:
    """Translate with the plural form that ``num`` asks for; the number itself is ``%(num)s``."""
    return _spoken().ungettext(singular, plural, num) % {"num": num, **params}


def pgettext(context: str, msgid: str, /, **params: object) -> str:
    """Translate a word that means different things in different places; ``context`` says which one."""
    return str(_spoken().upgettext(context, msgid)) % params


def npgettext(context: str, singular: str, plural: str, num: int, /, **params: object) -> str:
    """``ngettext`` with a context."""
    return str(_spoken().unpgettext(context, singular, plural, num)) % {
        "num": num,
        **params,
    }


def lazy_gettext(msgid: str, /, **params: object) -> LazyText:
    """``gettext`` that is carried out when the text is read."""
    return LazyText(gettext, msgid, **params)


def lazy_pgettext(context: str, msgid: str, /, **params: object) -> LazyText:
    """``pgettext`` that is carried out when the text is read."""
    return LazyText(pgettext, context, msgid, **params)


def gettext_noop(msgid: str, /) -> str:
    """Mark ``msgid`` for the catalogue and return it untouched; somebody else translates it later."""
    return msgid


def register_catalogue(folder: Path) -> None:
    """Add a ``locale`` folder of a plugin. Rooms of the core are found without registration."""
    if folder not in _registered:
        _registered.append(folder)
        _translations.cache_clear()


def catalogues() -> list[Path]:
    """Every ``locale`` folder that is read, rooms of the core first."""
    return [*sorted(_PACKAGE.glob("*/locale")), *_registered]


def catalogue_file(folder: Path, language: str = DEFAULT_LANGUAGE) -> Path:
    """The .po file of a ``locale`` folder."""
    return folder / language / "LC_MESSAGES" / "messages.po"


def install_in_jinja(environment: Environment) -> None:
    """Give templates ``_``, ``gettext``, ``ngettext``, ``pgettext`` and ``{% trans %}``.

    Jinja fills the placeholders itself and escapes what it fills in, hence the unfilled translations here.
    """
    environment.add_extension("jinja2.ext.i18n")
    environment.policies["ext.i18n.trimmed"] = True
    # The extension adds this method to the environment while it is being installed.
    extended: Any = environment
    extended.install_gettext_callables(
        gettext=lambda msgid: _spoken().ugettext(msgid),
        ngettext=lambda singular, plural, num: _spoken().ungettext(singular, plural, num),
        pgettext=lambda context, msgid: _spoken().upgettext(context, msgid),
        npgettext=lambda context, singular, plural, num: _spoken().unpgettext(context, singular, plural, num),
        newstyle=True,
    )


def _spoken() -> NullTranslations:
    return _translations(_language.get())


@cache
def _translations(language: str) -> NullTranslations:
    """All catalogues of one language, merged. English needs none: it is what the messages are written in."""
    merged: NullTranslations | None = None
    for folder in catalogues():
        path = catalogue_file(folder, language)
        if path.exists():
            room = _compiled(path, language)
            merged = merged.merge(room) if isinstance(merged, Translations) else room
    return merged or NullTranslations()


def _compiled(path: Path, language: str) -> Translations:
    with path.open("rb") as source:
        catalog = read_po(source, locale=language)
    _drop_empty_plurals(catalog)
    binary = BytesIO()
    write_mo(binary, catalog)
    binary.seek(0)
    return Translations(binary)


def _drop_empty_plurals(catalog: Catalog) -> None:
    """Leave out plurals without words, so that the English is shown and not an empty string."""
    for message in list(catalog):
        if message.id and isinstance(message.string, tuple) and not all(message.string):
            catalog.delete(message.id, message.context)
