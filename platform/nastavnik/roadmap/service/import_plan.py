# SPDX-License-Identifier: MIT
"""From a draft to a plan: is it ready, what does it plan, how does it stand to the edition that runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from nastavnik.foundation.errors import Refused
from nastavnik.foundation.i18n import DEFAULT_LANGUAGE, ngettext, using_language
from nastavnik.foundation.i18n import gettext as _
from nastavnik.roadmap.deadlines import Period
from nastavnik.roadmap.editions import Measure, Pair, compare
from nastavnik.roadmap.importing import Draft, ItemDraft
from nastavnik.roadmap.models import Roadmap, RoadmapItem, RoadmapSection

from .adopting import PlannedItem, PlannedRoadmap, PlannedSection
from .board import people_of
from .looking import items_of, running_roadmap, sections_of
from .people import accounts_of, people

NEW = "new"


def compare_editions(draft: Draft) -> list[Pair] | None:
    """The draft beside the running edition, measure by measure; ``None`` when none runs."""
    roadmap = running_roadmap()
    if roadmap is None:
        return None
    return compare(_running_measures(roadmap), _draft_measures(draft), _decided(draft))


def check_draft(draft: Draft) -> Period:
    """The period of a draft that is ready; ``Refused`` over an open question or a mistake."""
    period = draft.order.period
    if draft.order.errors or period is None:
        raise Refused(
            _("Correct the fields of the order."), field=next(iter(draft.order.errors), "period_from")
        )
    wrong = [item for item in draft.items if item.errors and not item.dropped]
    if wrong:
        numbers = ", ".join(item.number or item.title[:40] for item in wrong)
        raise Refused(_("Correct what is marked in measures: %(numbers)s.", numbers=numbers))
    left = len(draft.questions) - draft.solved
    if left:
        raise Refused(ngettext("One question is still open.", "%(num)s questions are still open.", left))
    if all(item.dropped for item in draft.items):
        raise Refused(_("A roadmap needs at least one measure."))
    return period


def plan_of(draft: Draft, period: Period, file_id: UUID | None) -> PlannedRoadmap:
    order, values = draft.order, draft.order.values
    members = people()
    names = {name for item in draft.items for name in item.people}
    lineages = _lineages(draft)
    sections = [
        PlannedSection(
            section.number,
            section.title,
            [_planned(item, lineages) for item in draft.items_of(section) if not item.dropped],
        )
        for section in draft.sections
    ]
    return PlannedRoadmap(
        title=_title(period),
        period_from=period.start,
        period_to=period.end,
        sections=[section for section in sections if section.items],
        order_number=order.number,
        order_date=order.signed_on,
        order_title=_line(values["title"]),
        basis=_line(values["basis"]),
        organisation=_line(values["organisation"]),
        signatory=_line(values["signatory"]),
        approved_on=order.approved_on,
        file_id=file_id,
        accounts=accounts_of(names, members),
    )


def _line(text: str) -> str:
    return " ".join(text.split())


def _planned(item: ItemDraft, lineages: Mapping[str, UUID]) -> PlannedItem:
    return PlannedItem(
        number=item.number,
        title=item.title,
        deadline_text=item.deadline.text,
        deadline_kind=item.deadline.kind,
        deadline_rule=item.deadline.rule,
        due=item.deadline.due,
        assignees=item.people,
        result=item.result,
        applies_to=item.applies_to,
        not_required_reason=_why_not_required(item) if item.not_required else "",
        lineage_id=lineages.get(str(item.place)),
    )


def _why_not_required(item: ItemDraft) -> str:
    if item.applies_to:
        return _("Addressed to %(name)s", name=item.applies_to)
    return _("Decided when the order was checked")


def _title(period: Period) -> str:
    """The title that is kept and printed: in the language of the organisation's documents, whoever starts it."""
    first, last = period.start.year, period.end.year
    with using_language(DEFAULT_LANGUAGE):
        if first == last:
            return _("Roadmap for %(year)s", year=first)
        return _("Roadmap for %(first)s–%(last)s", first=first, last=last)


def _lineages(draft: Draft) -> dict[str, UUID]:
    """For each measure of the draft that goes on as one of the running edition, the lineage they share."""
    roadmap = running_roadmap()
    if roadmap is None:
        return {}
    lineages = {str(item.id): item.lineage_id for item in items_of(roadmap.id)}
    pairs = compare(_running_measures(roadmap), _draft_measures(draft), _decided(draft))
    return {pair.new.key: lineages[pair.old.key] for pair in pairs if pair.new and pair.old}


def _running_measures(roadmap: Roadmap) -> list[Measure]:
    items: Sequence[RoadmapItem] = items_of(roadmap.id)
    sections: dict[UUID, RoadmapSection] = {section.id: section for section in sections_of(roadmap.id)}
    names = people_of([item.id for item in items])
    return [
        Measure(
            key=str(item.id),
            number=item.number,
            title=item.title,
            deadline=item.deadline_text,
            assignees=", ".join(names.get(item.id, ())),
            result=item.result,
            section=sections[item.section_id].title,
        )
        for item in items
    ]


def _draft_measures(draft: Draft) -> list[Measure]:
    return [
        Measure(
            key=str(item.place),
            number=item.number,
            title=item.title,
            deadline=item.deadline.text,
            assignees=", ".join(item.people),
            result=item.result,
            section=section.title,
        )
        for section in draft.sections
        for item in draft.items_of(section)
        if not item.dropped
    ]


def _decided(draft: Draft) -> dict[str, str | None]:
    return {
        str(item.place): None if item.continues == NEW else item.continues
        for item in draft.items
        if item.continues
    }
