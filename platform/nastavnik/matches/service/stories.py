# SPDX-License-Identifier: MIT
"""The story of a pair for others to learn from: published only under the consent of everybody in it (152-ФЗ, ст. 10.1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from sqlalchemy import and_, or_, select

from nastavnik.consents import service as consents
from nastavnik.consents.service import Obstacle
from nastavnik.foundation.change import change
from nastavnik.foundation.database import session
from nastavnik.foundation.dates import today
from nastavnik.foundation.errors import NotFound, Refused
from nastavnik.foundation.i18n import gettext as _
from nastavnik.foundation.scope import require
from nastavnik.matches.models import CaseStory, Match, MatchMember
from nastavnik.people import service as people

from .looking import EDIT, VIEW, get_match, pairs_of
from .proposing import NotReady

PUBLICATION = "publication"
MOST_WORDS, LONGEST_TITLE = 10_000, 300


def story_of(match_id: UUID) -> CaseStory | None:
    """The story of a pair, if one is written."""
    require(VIEW)
    return session().scalar(select(CaseStory).where(CaseStory.match_id == match_id).limit(1))


def write_story(match_id: UUID, title: str, text: str) -> CaseStory:
    """Write or correct the story of a pair that has ended; a published one is taken off first."""
    require(EDIT)
    title, text = " ".join(title.split()), text.strip()
    for name, value, most in (("title", title, LONGEST_TITLE), ("text", text, MOST_WORDS)):
        if not value:
            raise Refused(_("Fill this in."), field=name)
        if len(value) > most:
            raise Refused(_("At most %(most)s characters fit here.", most=most), field=name)
    with change() as tx:
        match = get_match(match_id)
        if match.state not in ("completed", "ended"):
            raise Refused(_("The story is written when the pair has ended."))
        story = story_of(match.id)
        if story is None:
            story = tx.add(CaseStory(match_id=match.id, title=title, text=text))
        elif story.published_on is not None:
            raise Refused(_("Take the story off before you change it."))
        else:
            story.title, story.text = title, text
        tx.record("matches.story_written", subject=match)
    return story


def obstacles_to_story(match_ids: Sequence[UUID]) -> Mapping[UUID, list[Obstacle]]:
    """Whose consent to publication lacks, by pair; a bounded number of queries however many pairs."""
    require(VIEW)
    pairs = pairs_of(session().scalars(select(Match).where(Match.id.in_(match_ids))).all())
    persons = {
        person.id: person
        for pair in pairs
        for person in (*pair.people, *(member.person for member in pair.past_members))
    }
    lacking = consents.consent_obstacles(list(persons.values()), today(), PUBLICATION)
    return {
        pair.id: [
            one
            for person in (*pair.people, *(member.person for member in pair.past_members))
            for one in lacking[person.id]
        ]
        for pair in pairs
    }


def publish_story(match_id: UUID, url: str) -> CaseStory:
    """Note where the story is published; raises ``NotReady`` without everybody's consent to publication."""
    require(EDIT)
    url = url.strip()
    if not url.startswith(("http://", "https://")):
        raise Refused(_("An address begins with https://."), field="url")
    with change() as tx:
        match = get_match(match_id, lock=True)
        story = story_of(match.id)
        if story is None:
            raise NotFound("no story of this pair")
        in_the_way = obstacles_to_story([match.id])[match.id]
        if in_the_way:
            raise NotReady(in_the_way)
        story.url, story.published_on = url, today()
        tx.record("matches.story_published", subject=match, after={"url": url})
        tx.emit("matches.changed", {"match": str(match.id)})
    return story


def take_story_off(match_id: UUID) -> None:
    """The story is not published any more; it stays written."""
    require(EDIT)
    with change() as tx:
        match = get_match(match_id, lock=True)
        story = story_of(match.id)
        if story is not None and story.published_on is not None:
            story.published_on, story.url = None, ""
            tx.record("matches.story_taken_off", subject=match)
            tx.emit("matches.changed", {"match": str(match.id)})


def take_off_stories_of(person_id: UUID) -> int:
    """Somebody's consent to publication is withdrawn: their stories are taken off; returns how many."""
    mentor, mentee = people.mentor_of(person_id), people.mentee_of(person_id)
    about = select(Match.id).where(
        or_(
            Match.mentor_id == (mentor.id if mentor else None),
            Match.id.in_(
                select(MatchMember.match_id).where(MatchMember.mentee_id == (mentee.id if mentee else None))
            ),
        )
    )
    rows = (
        session()
        .scalars(select(CaseStory).where(CaseStory.match_id.in_(about), CaseStory.published_on.is_not(None)))
        .all()
    )
    for row in rows:
        take_story_off(row.match_id)
    return len(rows)


def published_stories(match_ids: Iterable[UUID]) -> Mapping[UUID, CaseStory]:
    """Published stories by pair that everybody's consent still covers today, whatever the table says."""
    require(VIEW)
    wanted = list(match_ids)
    rows = (
        session()
        .scalars(
            select(CaseStory)
            .where(and_(CaseStory.match_id.in_(wanted), CaseStory.published_on.is_not(None)))
            .order_by(CaseStory.published_on)
        )
        .all()
    )
    if not rows:
        return {}
    lacking = obstacles_to_story([row.match_id for row in rows])
    return {row.match_id: row for row in rows if not lacking[row.match_id]}
