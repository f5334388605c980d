# SPDX-License-Identifier: MIT
"""The organisation's own words for competences and interests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from sqlalchemy import and_, delete, select

from nastavnik.foundation.change import Change, change
from nastavnik.foundation.database import session
from nastavnik.foundation.errors import NotFound, Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.scope import current_tenant_id, require
from nastavnik.people.models import MentorTopic, RequestTopic, Topic
from nastavnik.people.words import TOPIC_KINDS

from .persons import EDIT, VIEW, folded

LONGEST = 80


def topics(kind: str = "", *, retired: bool = False) -> Sequence[Topic]:
    """The taxonomy in alphabetical order; ``retired`` words too when asked for."""
    require(VIEW)
    statement = select(Topic)
    if kind:
        statement = statement.where(Topic.kind == kind)
    if not retired:
        statement = statement.where(Topic.retired.is_(False))
    return sorted(session().scalars(statement), key=lambda topic: (topic.kind, folded(topic.title)))


def add_topic(kind: str, title: str) -> Topic:
    """Add a word to the taxonomy; a known one comes back as it is, a retired one into use again."""
    require(EDIT)
    if kind not in TOPIC_KINDS:
        raise Refused(_("Choose the kind from the list."), field="kind")
    with change() as tx:
        return _known_or_new(tx, kind, title)


def retire_topic(topic_id: UUID) -> None:
    """Stop offering a word; where it stands already it stays."""
    require(EDIT)
    with change() as tx:
        topic = tx.session.get(Topic, (current_tenant_id(), topic_id))
        if topic is None:
            raise NotFound("no such topic")
        topic.retired = True
        tx.record("people.topic_retired", subject=topic, before={"title": topic.title})


def topics_by_title(tx: Change, kind: str, titles: Iterable[str]) -> list[UUID]:
    """Topics for typed words inside the open change, new ones among them; empty words are passed over."""
    found: dict[UUID, None] = {}
    for title in titles:
        if " ".join(title.split()):
            found[_known_or_new(tx, kind, title).id] = None
    return list(found)


def set_mentor_topics(tx: Change, mentor_id: UUID, topic_ids: Iterable[UUID]) -> None:
    """Make a mentor's competences and interests exactly these, inside the open change."""
    tx.session.execute(delete(MentorTopic).where(MentorTopic.mentor_id == mentor_id))
    for topic_id in dict.fromkeys(topic_ids):
        tx.add(MentorTopic(mentor_id=mentor_id, topic_id=topic_id))


def set_request_topics(tx: Change, request_id: UUID, topic_ids: Iterable[UUID]) -> None:
    """Make the topics of a request exactly these, inside the open change."""
    tx.session.execute(delete(RequestTopic).where(RequestTopic.request_id == request_id))
    for topic_id in dict.fromkeys(topic_ids):
        tx.add(RequestTopic(request_id=request_id, topic_id=topic_id))


def topics_of_mentors(mentor_ids: Iterable[UUID]) -> Mapping[UUID, list[Topic]]:
    """Competences and interests by mentor, in one query."""
    wanted = set(mentor_ids)
    found: dict[UUID, list[Topic]] = {mentor_id: [] for mentor_id in wanted}
    if wanted:
        rows = session().execute(
            select(MentorTopic.mentor_id, Topic)
            .join(Topic, and_(Topic.tenant_id == MentorTopic.tenant_id, Topic.id == MentorTopic.topic_id))
            .where(MentorTopic.mentor_id.in_(wanted))
            .order_by(Topic.title)
        )
        for mentor_id, topic in rows:
            found[mentor_id].append(topic)
    return found


def topics_of_requests(request_ids: Iterable[UUID]) -> Mapping[UUID, list[Topic]]:
    """Topics by request, in one query."""
    wanted = set(request_ids)
    found: dict[UUID, list[Topic]] = {request_id: [] for request_id in wanted}
    if wanted:
        rows = session().execute(
            select(RequestTopic.request_id, Topic)
            .join(Topic, and_(Topic.tenant_id == RequestTopic.tenant_id, Topic.id == RequestTopic.topic_id))
            .where(RequestTopic.request_id.in_(wanted))
            .order_by(Topic.title)
        )
        for request_id, topic in rows:
            found[request_id].append(topic)
    return found


def _known_or_new(tx: Change, kind: str, title: str) -> Topic:
    words = " ".join(title.split())
    if not words:
        raise Refused(_("Give the word."), field="title")
    if len(words) > LONGEST:
        raise Refused(_("At most %(most)s characters fit here.", most=LONGEST), field="title")
    same = [
        topic
        for topic in tx.session.scalars(select(Topic).where(Topic.kind == kind))
        if folded(topic.title) == folded(words)
    ]
    if same:
        if same[0].retired:
            same[0].retired = False
            tx.record("people.topic_added", subject=same[0], after={"kind": kind, "title": same[0].title})
        return same[0]
    topic = tx.add(Topic(kind=kind, title=words))
    tx.record("people.topic_added", subject=topic, after={"kind": kind, "title": words})
    return topic
