# SPDX-License-Identifier: MIT
"""What ``tenants/<slug>/tenant.toml`` and ``tenants/district.toml`` may say. An unknown word is refused."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    EmailStr,
    Field,
    ValidationError,
    field_validator,
)

from nastavnik.foundation import checkdigits
from nastavnik.foundation.errors import NotFound, Refused
from nastavnik.foundation.names import PersonName

from .organisations import EMBLEMS, KINDS, Contacts, Director, OrganisationCard, check_slug

FOLDER = Path(__file__).resolve().parents[4] / "tenants"
FILE = "tenant.toml"
DISTRICT_FILE = "district.toml"


class BadDeclaration(Exception):
    """A file under ``tenants/`` that cannot be applied; the message names the file and each fault in it."""


def _kind(value: str) -> str:
    return _one_of(value, KINDS)


def _emblem(value: str) -> str:
    return _one_of(value, EMBLEMS)


def _one_of(value: str, known: Iterable[str]) -> str:
    if value not in known:
        raise ValueError(f"must be one of {', '.join(known)}")
    return value


Declaration = TypeVar("Declaration", bound=BaseModel)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


Filled = Annotated[str, Field(min_length=1)]


class Names(_Strict):
    """How the organisation is called: in its charter, in tables, and over its own pages."""

    full: Filled
    short: Filled
    display: Filled


class Registration(_Strict):
    """Registration numbers, checked by their check digits."""

    inn: str = ""
    kpp: str = ""
    ogrn: str = ""

    @field_validator("inn")
    @classmethod
    def _inn(cls, value: str) -> str:
        return value and checkdigits.check_inn(value, organisation=True)

    @field_validator("kpp")
    @classmethod
    def _kpp(cls, value: str) -> str:
        return value and checkdigits.check_kpp(value)

    @field_validator("ogrn")
    @classmethod
    def _ogrn(cls, value: str) -> str:
        return value and checkdigits.check_ogrn(value, organisation=True)


class ContactLines(_Strict):
    """How to reach the organisation."""

    place: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    site: str = ""


class Head(_Strict):
    """Who heads the organisation."""

    surname: Filled
    name: Filled
    patronymic: str = ""
    post: Filled = "Директор"


class Document(_Strict):
    """A document the demonstration starts with; ``file`` lies beside the declaration."""

    kind: Literal["roadmap_order", "roadmap_draft"]
    file: Filled

    @field_validator("file")
    @classmethod
    def _beside(cls, value: str) -> str:
        if Path(value).name != value:
            raise ValueError("must be the name of a file in the same folder")
        return value


class Person(_Strict):
    """A fictional person of the demonstration."""

    email: EmailStr
    surname: Filled
    name: Filled
    patronymic: str = ""
    post: str = ""
    role: Filled

    @property
    def person_name(self) -> PersonName:
        """The person's name."""
        return PersonName(self.surname, self.name, self.patronymic)

    @field_validator("email")
    @classmethod
    def _fictional(cls, value: str) -> str:
        if not value.endswith(".example"):
            raise ValueError("a demonstration address ends in .example, so that no letter can reach anybody")
        return value


class Member(Person):
    """A person of an organisation."""

    role: Literal["director", "coordinator", "executor"]


class Officer(Person):
    """A person of the department or of the platform's administration."""

    role: Literal["department_officer", "system_admin"]


class Demonstration(_Strict):
    """People who sign in to the demonstration. Their one password is set by ``nastavnik demo fill``."""

    people: tuple[Member, ...] = ()


class DistrictDemonstration(_Strict):
    """The same for the district."""

    people: tuple[Officer, ...] = ()


class TenantDeclaration(_Strict):
    """One organisation as ``tenant.toml`` declares it."""

    kind: Annotated[str, AfterValidator(_kind)]
    fictional: bool = False
    emblem: Annotated[str, AfterValidator(_emblem)] = "star"
    accent: str = Field(default="", pattern=r"^(#[0-9a-fA-F]{6})?$")
    plugins: tuple[str, ...] = ()
    names: Names
    registration: Registration = Registration()
    contacts: ContactLines = ContactLines()
    director: Head | None = None
    documents: tuple[Document, ...] = ()
    demonstration: Demonstration = Demonstration()

    def card(self) -> OrganisationCard:
        """The facts of the organisation."""
        return OrganisationCard(
            kind=self.kind,
            full_name=self.names.full,
            short_name=self.names.short,
            display_name=self.names.display,
            inn=self.registration.inn,
            kpp=self.registration.kpp,
            ogrn=self.registration.ogrn,
            emblem=self.emblem,
            accent=self.accent,
            contacts=Contacts(**self.contacts.model_dump()),
            fictional=self.fictional,
        )

    def head(self) -> Director | None:
        """Who heads it, if the file says so."""
        if self.director is None:
            return None
        name = PersonName(self.director.surname, self.director.name, self.director.patronymic)
        return Director(name, self.director.post)


class DistrictDeclaration(_Strict):
    """``district.toml``: people of the demonstration who belong to no organisation."""

    demonstration: DistrictDemonstration = DistrictDemonstration()


def read_declarations(folder: Path = FOLDER) -> dict[str, TenantDeclaration]:
    """Every organisation declared under a folder, by slug. ``BadDeclaration`` lists all the faults of all the files."""
    found: dict[str, TenantDeclaration] = {}
    faults: list[str] = []
    for path in sorted(folder.glob(f"*/{FILE}")):
        try:
            found[path.parent.name] = read_declaration(path.parent.name, folder)
        except BadDeclaration as fault:
            faults.append(str(fault))
    if faults:
        raise BadDeclaration("\n".join(faults))
    if not found:
        raise BadDeclaration(f"{folder}: no {FILE} in any folder of it")
    return found


def read_declaration(slug: str, folder: Path = FOLDER) -> TenantDeclaration:
    """One organisation's declaration; ``NotFound`` when there is none, ``BadDeclaration`` when it cannot be applied."""
    path = folder / slug / FILE
    try:
        check_slug(slug)
    except Refused as refusal:
        raise BadDeclaration(f"{path.parent}: {refusal.message}") from refusal
    declaration = _read(path, TenantDeclaration)
    missing = [
        document.file for document in declaration.documents if not (path.parent / document.file).exists()
    ]
    if missing:
        raise BadDeclaration(f"{path}: documents: no such file: {', '.join(missing)}")
    return declaration


def read_district(folder: Path = FOLDER) -> DistrictDeclaration:
    """People of the demonstration who belong to no organisation; nobody when there is no file."""
    path = folder / DISTRICT_FILE
    return _read(path, DistrictDeclaration) if path.exists() else DistrictDeclaration()


def initial_documents(slug: str, folder: Path = FOLDER) -> Sequence[tuple[str, Path]]:
    """Documents the demonstration starts with: (kind, path of the file)."""
    return [
        (document.kind, folder / slug / document.file)
        for document in read_declaration(slug, folder).documents
    ]


def _read(path: Path, model: type[Declaration]) -> Declaration:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise NotFound(f"no file {path}") from None
    try:
        return model.model_validate(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadDeclaration(f"{path}: {error}") from error
    except ValidationError as error:
        raise BadDeclaration(
            "\n".join(
                f"{path}: {'.'.join(map(str, fault['loc']))}: {fault['msg'].removeprefix('Value error, ')}"
                for fault in error.errors()
            )
        ) from error
