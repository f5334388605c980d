# SPDX-License-Identifier: MIT
"""The whole contract between the platform and its plugins. The core's own rooms are plugins under the same contract.

A plugin is a module (or an object) registered under the entry-point group ``nastavnik.plugins``. Its name there is the
name of its pages, its rights and its database schema. It carries an attribute ``about: About`` and implements any of
the hooks below with ``@hook``:

    from nastavnik.hookspecs import About, hook

    about = About(title=lazy_gettext("Chess club"), contract=1)

    @hook
    def navigation():
        return [NavEntry(...)]

Hooks that speak of one tenant (``navigation``, ``now_cards``, ``search``, ``on_event``, ``job_kinds``, ``tallies`` …)
are asked only of the plugins that this tenant has enabled.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Literal, Protocol
from uuid import UUID

import pluggy

if TYPE_CHECKING:
    import click
    from flask import Blueprint

    from .foundation.jobs import JobFunction
    from .foundation.outbox import Event
    from .rollups.measures import Indicator, PublishedList, Tally

CONTRACT = 1
ENTRY_POINTS = "nastavnik.plugins"

hookspec = pluggy.HookspecMarker("nastavnik")
hook = pluggy.HookimplMarker("nastavnik")

Words = str | Any  # a string, or a lazily translated one


@dataclass(frozen=True, slots=True)
class About:
    """What a plugin says of itself. ``required`` plugins are always enabled; ``needs`` names plugins it stands on."""

    title: Words
    description: Words = ""
    contract: int = CONTRACT
    required: bool = False
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pages:
    """A Flask blueprint and where it is mounted.

    ``tenant``: ``/o/<tenant>/<prefix>``, ``department``: ``/department/<prefix>``, ``partner``:
    ``/partner/<partner>/<prefix>``, ``account``: ``/account/<prefix>``, ``public``: ``/<prefix>``. ``prefix`` is the
    plugin's name unless given; the core's rooms may give an empty one.
    """

    scope: Literal["tenant", "department", "partner", "account", "public"]
    blueprint: Blueprint
    prefix: str | None = None


@dataclass(frozen=True, slots=True)
class NavEntry:
    """One line of the menu. ``count`` is shown only where it calls to act; ``tone`` «late» paints it as overdue.

    The first line of an organisation is the platform's own, «Что делать сейчас». An entry for its endpoint
    ``desk.now`` draws no second line: it adds its count to the first one.
    """

    title: Words
    endpoint: str
    icon: str
    section: Words = ""
    order: int = 100
    right: str = ""
    count: Callable[[], int] | None = None
    tone: Literal["", "late"] = ""


@dataclass(frozen=True, slots=True)
class Right:
    """Something a person may do, in words a director reads, and the roles that have it."""

    code: str
    title: Words
    roles: frozenset[str]
    scope: Literal["tenant", "department", "partner"] = "tenant"


@dataclass(frozen=True, slots=True)
class TodoEntry:
    """One line of «Что делать сейчас». ``due`` sorts it; ``state`` chooses the icon and the ink.

    The button ``action`` leads to ``action_url``, or to ``url`` without one; with ``posts`` it sends a form there.
    """

    title: str
    url: str
    state: Literal["overdue", "soon", "waiting"]
    state_text: str
    due: date | None = None
    number: str = ""
    icon: str = ""
    details: tuple[str, ...] = ()
    action: str = ""
    action_icon: str = ""
    action_url: str = ""
    posts: bool = False


@dataclass(frozen=True, slots=True)
class NowFigure:
    """One figure of the strip above «Что делать сейчас»: what it counts, how much, and where it leads."""

    title: Words
    value: str
    url: str = ""
    detail: str = ""
    tone: Literal["", "late", "soon"] = ""
    icon: str = ""
    order: int = 100


@dataclass(frozen=True, slots=True)
class NewsEntry:
    """One line of «Что изменилось»."""

    title: str
    when: str
    url: str = ""
    icon: str = ""
    tone: Literal["", "done", "late"] = ""


@dataclass(frozen=True, slots=True)
class FirstStep:
    """A step of a new organisation's beginning; one that is to be done may lead to where it is done."""

    title: str
    done: bool = False
    url: str = ""
    action: str = ""


@dataclass(frozen=True, slots=True)
class NowCards:
    """What a plugin puts on the first page of a person in a tenant."""

    overdue: Sequence[TodoEntry] = ()
    soon: Sequence[TodoEntry] = ()
    waiting: Sequence[TodoEntry] = ()
    figures: Sequence[NowFigure] = ()
    next_due: date | None = None
    changes: Sequence[NewsEntry] = ()
    actions: Sequence[tuple[str, str, str]] = ()
    """Buttons of the page's head: words, address, icon; the last one is the main one."""
    first_steps: Sequence[FirstStep] = ()
    """Shown instead of «На сегодня всё» until each of them is done."""


@dataclass(frozen=True, slots=True)
class Found:
    """One answer of the search box."""

    title: str
    url: str
    kind: Words
    detail: str = ""


@dataclass(frozen=True, slots=True)
class PeriodicTask:
    """Work the platform does by itself in every tenant that has the plugin on.

    ``run`` is called inside the tenant's scope. ``every`` is the step of the clock; ``at`` «HH:MM» (district time)
    makes it a daily task instead.
    """

    name: str
    run: Callable[[], None]
    every: timedelta | None = None
    at: str = ""


@dataclass(frozen=True, slots=True)
class PersonalData:
    """What a plugin holds about one account in the open tenant, for the person's own file."""

    title: Words
    rows: Sequence[Mapping[str, Any]] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class Erased:
    """What was destroyed of a person's data in one place, for the act and its log (order РКН 28.10.2022 № 179).

    ``category`` says in words what data these were, ``system`` names the tables, ``number`` counts the records.
    ``subjects`` are identifiers under which the journal speaks of these records: what it says there goes too. ``files``
    are to be taken out of the storage.
    """

    category: Words
    system: str
    number: int
    subjects: Sequence[UUID] = ()
    files: Sequence[UUID] = ()


@dataclass(frozen=True, slots=True)
class PairLine:
    """One pair of a line of the registers, as its official form tells of it: the other side and how it went.

    Several names of a group stand on lines of their own. ``passed`` says that the programme was gone through.
    """

    names: Sequence[str]
    form: str = ""
    places: Sequence[str] = ()
    ended_on: date | None = None
    results: str = ""
    case_url: str = ""
    passed: bool = False


@dataclass(frozen=True, slots=True)
class PersonPart:
    """A card that a plugin puts on the page of a person: ``html`` is its body, rendered and escaped by the plugin."""

    id: str
    title: Words
    html: str
    order: int = 100
    link: Words = ""
    link_url: str = ""


@dataclass(frozen=True, slots=True)
class PairPart:
    """What a plugin adds to the page of a pair: ``html`` is rendered and escaped by the plugin.

    ``place``: «top» is a card above the columns, «main» one in the column of work, «side» one in the narrow column.
    «next» is the step that the pair waits for: ``title`` names it, ``html`` holds its sentence and buttons; of several
    the one with the least ``order`` is shown, in place of the page's own.
    """

    id: str
    title: Words
    html: str
    place: Literal["top", "next", "main", "side"] = "main"
    order: int = 100
    link: Words = ""
    link_url: str = ""


@dataclass(frozen=True, slots=True)
class StageDemand:
    """Something a programme lacks for its next stage: what it is, and where it is put right."""

    sentence: str
    url: str = ""
    action: str = ""


@dataclass(frozen=True, slots=True)
class LiveEvidence:
    """What records say at this moment: a sentence that begins in lower case («база наставников: 34 человека, обновлена
    12.11.2026»), how many there are, the day they were last touched, and the address of the register."""

    sentence: str
    count: int
    updated_on: date | None
    url: str = ""


@dataclass(frozen=True, slots=True)
class EvidenceKind:
    """Records that may stand behind a measure of the roadmap. ``look`` reads them in the open organisation.

    ``code`` is unique and begins with the plugin's name. ``words`` is a regular expression over a measure's title and
    result, by which it is proposed. ``look`` names nobody, since those who see the roadmap need not see people.
    """

    code: str
    title: Words
    look: Callable[[], LiveEvidence]
    words: str = ""


class CannotVerify(Exception):
    """A verifier could not say. ``code``: bad_key, weak_key, too_large, unsupported, failed."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code


@dataclass(frozen=True, slots=True)
class SignatureQuestion:
    """Is ``signature`` that of ``signed`` by the owner of ``key``?

    ``algorithm``: gost256, gost512 (ГОСТ Р 34.10-2012), rsa (PKCS #1 v1.5), ecdsa, or another that a plugin knows.
    ``digest``: streebog256, streebog512, sha256, sha384, sha512. ``key`` is SubjectPublicKeyInfo in DER; ``signature`` is as
    in a CMS.
    """

    algorithm: str
    digest: str
    key: bytes
    signed: bytes
    signature: bytes


class SignatureVerifier(Protocol):
    """The mathematics of electronic signatures, by one means. ``name`` goes into the protocol of a check."""

    name: str
    algorithms: frozenset[str]

    def available(self) -> bool:
        """Whether this machine has what the verifier needs; cheap to ask."""

    def verify(self, question: SignatureQuestion) -> bool:
        """The answer to the question. Raises ``CannotVerify`` when there is none; then the next verifier is asked."""


class Specs:
    """The hooks. Every one is typed, documented, tested by name and used by a plugin of the core."""

    @hookspec
    def pages(self) -> Sequence[Pages]:  # type: ignore[empty-body]
        """Blueprints of the plugin. Called once at start-up; a tenant that has the plugin off gets 404."""

    @hookspec
    def rights(self) -> Sequence[Right]:  # type: ignore[empty-body]
        """Rights that the plugin's pages and services ask for. Called once at start-up."""

    @hookspec
    def navigation(self, scope: Literal["tenant", "department", "partner"]) -> Sequence[NavEntry]:  # type: ignore[empty-body]
        """Lines of the menu; ``scope`` says of which one: an organisation's, the department's or a partner's portal.

        Lines whose right the person lacks are left out by the platform, and so are those that lead to another scope. The
        portal opens at its line with the least ``order``.
        """

    @hookspec
    def now_cards(self) -> NowCards:  # type: ignore[empty-body]
        """The plugin's share of «Что делать сейчас» for the actor of the open tenant scope."""

    @hookspec
    def search(self, text: str) -> Sequence[Found]:  # type: ignore[empty-body]
        """At most ten answers to a search in the open tenant, as far as the actor's rights go.

        ``text`` is what was typed: at least two letters, without spaces at the ends.
        """

    @hookspec
    def on_event(self, event: Event) -> None:
        """React to a domain event of the open tenant, inside a transaction that also marks the delivery.

        ``event`` says what happened and when; its payload holds identifiers, never a person's data. Whatever the plugin
        raises is logged, and the event comes again, at most ten times.
        """

    @hookspec
    def tallies(self) -> Sequence[Tally]:  # type: ignore[empty-body]
        """Counts that are stored per tenant, month and slice, as SQL selects over the plugin's tables."""

    @hookspec
    def indicators(self) -> Sequence[Indicator]:  # type: ignore[empty-body]
        """Figures made of tallies, each with a sentence that says exactly what is counted."""

    @hookspec
    def published_lists(self) -> Sequence[PublishedList]:  # type: ignore[empty-body]
        """Rows without persons that the district may read, as SQL selects over the plugin's tables."""

    @hookspec
    def job_kinds(self) -> Mapping[str, JobFunction]:  # type: ignore[empty-body]
        """Functions of long jobs by kind; each must bear being run twice."""

    @hookspec
    def periodic_tasks(self) -> Sequence[PeriodicTask]:  # type: ignore[empty-body]
        """Work done by the clock in each tenant that has the plugin on."""

    @hookspec
    def personal_data(self, account_id: UUID) -> PersonalData:  # type: ignore[empty-body]
        """What the plugin holds about a person in the open tenant, for the person's own file (152-ФЗ, ст. 14).

        ``account_id`` is the person's account; a row of the answer maps words to values.
        """

    @hookspec
    def person_parts(self, person_id: UUID) -> Sequence[PersonPart]:  # type: ignore[empty-body]
        """What the plugin shows on the page of a person of the registers; ``person_id`` is the person's, and the
        reader has the right to see the card. Nothing for those who lack the plugin's own right."""

    @hookspec
    def pair_parts(self, match_id: UUID) -> Sequence[PairPart]:  # type: ignore[empty-body]
        """What the plugin shows on the page of a pair or group; ``match_id`` is the pair's, and the reader has the right
        to see it. Nothing for those who lack the plugin's own right."""

    @hookspec
    def programme_parts(self, programme_id: UUID) -> Sequence[PersonPart]:  # type: ignore[empty-body]
        """Cards that the plugin puts on the page of a programme; ``programme_id`` is the programme's, and the reader has the
        right to see it. Nothing for those who lack the plugin's own right."""

    @hookspec
    def subject_data(self, person_id: UUID) -> Sequence[PersonalData]:  # type: ignore[empty-body]
        """Everything the plugin holds about a person of the registers, for that person's file (152-ФЗ, ст. 14).

        ``person_id`` is the person's. Asked of every plugin of the installation, switched on or off, since data stay when
        a plugin is switched off; an error is not passed over: a file is whole or there is none.
        """

    @hookspec
    def erase_subject(self, person_id: UUID) -> Sequence[Erased]:  # type: ignore[empty-body]
        """Destroy what the plugin holds about a person of the registers (152-ФЗ, ст. 21), inside the open change.

        ``person_id`` is the person's, whose name is still there: the platform itself goes last. Rows that figures or the
        history of others stand on stay without the person's data; nothing else stays. Asked of every plugin of the
        installation, switched on or off. ``Refused`` says why it cannot be done now; then nothing is destroyed anywhere.
        """

    @hookspec
    def merge_person(self, kept_id: UUID, merged_id: UUID) -> int:  # type: ignore[empty-body]
        """Give what the plugin holds about one person to another, who is the same human being, inside the open change.

        ``merged_id`` is the duplicate, ``kept_id`` the one that stays; both still have their lines in the registers: the
        platform itself goes last. Returns how many rows went over. Asked of every plugin of the installation; ``Refused``
        says why these two cannot be one, and nothing is merged.
        """

    @hookspec
    def register_pairs(  # type: ignore[empty-body]
        self, register: Literal["mentors", "mentees"], line_ids: Sequence[UUID]
    ) -> Mapping[UUID, Sequence[PairLine]]:
        """Pairs of lines of a register, the oldest first, for its official form.

        ``register`` is «mentors» or «mentees», ``line_ids`` are lines of it; one question however many lines.
        """

    @hookspec
    def stage_demands(self, programme_id: UUID) -> Sequence[StageDemand]:  # type: ignore[empty-body]
        """What the plugin asks for before a running programme leaves the stage it is in; nothing when all is there.

        ``programme_id`` is the programme's, whose stage the plugin looks up. The next stage waits for every demand.
        """

    @hookspec
    def evidence_kinds(self) -> Sequence[EvidenceKind]:  # type: ignore[empty-body]
        """Records of the plugin to which measures of the roadmap may be tied.

        They are looked at on the page of a measure, in one tick of its closing, and by the platform itself where the
        measure closes by itself: an execution is closed when there are records and the last was touched in its period.
        """

    @hookspec
    def signature_verifiers(self) -> Sequence[SignatureVerifier]:  # type: ignore[empty-body]
        """Means by which electronic signatures are checked, the best first; called once at start-up.

        Those of plugins are asked before the platform's own (OpenSSL with the GOST engine, then Python), which always stay.
        """

    @hookspec
    def audit_words(self) -> Mapping[str, Words]:  # type: ignore[empty-body]
        """What the plugin records, by code, in words for the journal.

        Acts: «roadmap.item.closed» -> «Closed». Tables and fields of entries: «memberships» -> «role». Values of fields:
        «role=director» -> «director». A code without words stands in the journal as it is.
        """

    @hookspec
    def commands(self) -> Sequence[click.Command]:  # type: ignore[empty-body]
        """Command-line verbs, attached to ``nastavnik``."""
