"""Responses side by side for the owner, and the debrief of one for its responder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from govtech.core.policy import Actor
from govtech.needs import response_queries
from govtech.needs.interview_models import Interview
from govtech.needs.models import Need, Status
from govtech.needs.outcomes import Outcome, outcomes
from govtech.needs.prices import Total, by_size, total
from govtech.needs.response_content import AnswerData, answered, answers_to, prices
from govtech.needs.response_models import Response, ResponseMark, Verdict

ENDED = frozenset({Status.MATCHED, Status.UNMATCHED, Status.CONCLUDED})


@dataclass(frozen=True)
class Column:
    """One response in the comparison: its answers by wish, what it costs this municipality, what the owner found."""

    response: Response
    answers: Mapping[str, AnswerData]
    total: Total | None
    over_budget: bool
    marks: Mapping[str, ResponseMark]
    interview: Interview | None

    @property
    def met(self) -> int:
        """How many wishes it says it meets."""
        return sum(item.verdict == Verdict.MET for item in self.answers.values())


@dataclass(frozen=True)
class Comparison:
    """The wishes of a need against its responses."""

    wishes: Sequence[Outcome]
    columns: Sequence[Column]

    @property
    def lowest(self) -> int | None:
        """The lowest total over five years."""
        return min((column.total.over_years for column in self.columns if column.total), default=None)


@dataclass(frozen=True)
class Judged:
    """A wish, what the responder said to it, and what the owner found."""

    answer: AnswerData
    mark: ResponseMark | None


@dataclass(frozen=True)
class Debrief:
    """What a responder reads about its own response; the numbers only once the need's result is public."""

    rows: Sequence[Judged]
    total: Total | None
    responded: int | None
    selected: Sequence[str]


def named(need: Need) -> Sequence[str]:
    """Whom the public result names."""
    return response_queries.how_it_ended(need)[1] if need.status in ENDED and need.selected_named else ()


def compare(actor: Actor, need: Need) -> Comparison:
    """Everything handed in to the actor's closed need, side by side."""
    wishes, talks = outcomes(need.outcome), response_queries.interviews(actor, need)
    columns = [
        _column(response, need, talks.get(response.id))
        for response in response_queries.handed_in(actor, need)
    ]
    return Comparison(wishes, columns)


def _column(response: Response, need: Need, talk: Interview | None) -> Column:
    cost = costs(response)
    return Column(
        response,
        {item.key: item for item in answers_to(need.outcome, answered(response).answers)},
        cost,
        bool(cost and need.budget_max is not None and max(cost.initial + cost.yearly, 0) > need.budget_max),
        {mark.key: mark for mark in response.marks},
        talk,
    )


def costs(response: Response) -> Total | None:
    """What the municipality of the need pays."""
    return total(prices(response), response.price_tax, response.need.population)


def sizes(response: Response) -> list[tuple[int, int | None, Total]]:
    """What municipalities of other sizes pay."""
    return by_size(prices(response), response.price_tax)


def debrief(response: Response) -> Debrief:
    """The debrief of a decided response; never a word of anybody else's."""
    need = response.need
    marks = {mark.key: mark for mark in response.marks}
    rows = [
        Judged(item, marks.get(item.key)) for item in answers_to(need.outcome, answered(response).answers)
    ]
    responded, selected = response_queries.how_it_ended(need) if need.status in ENDED else (None, [])
    return Debrief(rows, costs(response), responded, selected if need.selected_named else ())
