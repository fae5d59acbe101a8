"""Carries out a plan on the segments of a Whoosh index: rarest words first, common ones only for candidates."""

from __future__ import annotations

import heapq
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from typing import Final

from search.backend import Found
from search.planning import Plan, Run, Wanted
from search.query import Clause
from search.ranking import EXACT_TITLE, SIDE_BY_SIDE, STEPS, rarity, recency
from search.results import Reason, Sort
from search.whoosh_segments import Segment

ENOUGH: Final = 3_000
"""Postings after which a question of many words takes in no further documents."""
FIRST: Final = 3
"""Words, counted from the rarest, whose documents are taken in however many there are."""
CANDIDATES: Final = 200
"""Documents of a segment for which the remaining words are looked up."""
REFINED: Final = 50
"""Best documents for which the order of words is looked at."""
Scores = dict[int, float]
Row = tuple[float, int, int]
"""A score, the place of a segment, a document number in it."""


class Carrier:
    """One plan on its way through the segments of one commit."""

    def __init__(self, segments: tuple[Segment, ...], plan: Plan, now: int) -> None:
        self._segments = segments
        self._plan = plan
        self._now = now
        self._documents = sum(segment.documents for segment in segments)
        self._values: dict[str, list[float]] = {}

    def found(self, start: int, size: int, *, facets: bool) -> Found:
        """The page asked for with the counts around it."""
        ranked: list[Row] = []
        kinds: Counter[str] = Counter()
        initiatives: Counter[str] = Counter()
        for place, segment in enumerate(self._segments):
            scores = self._allowed(segment, self._score(segment))
            if facets:
                self._count(segment, scores, kinds, initiatives)
            ranked += [(score, place, number) for number, score in self._chosen(segment, scores).items()]
        page = self._sorted(ranked, start, size)
        rows = tuple((score, self._segments[place].read(number)) for score, place, number in page)
        return Found(len(ranked), rows, dict(kinds), dict(initiatives))

    # -- scores

    def _score(self, segment: Segment) -> Scores:
        wanted = self._plan.wanted
        if not wanted:
            return dict.fromkeys(range(segment.files.size), 0.0)
        ordered = sorted(wanted, key=self._frequency)
        return self._every(segment, ordered) if self._plan.every else self._any(segment, ordered)

    def _every(self, segment: Segment, ordered: list[Wanted]) -> Scores:
        scores = self._of(segment, ordered[0])
        for wanted in ordered[1:]:
            more = self._of(segment, wanted, scores)
            scores = {number: score + more[number] for number, score in scores.items() if number in more}
        return scores

    def _any(self, segment: Segment, ordered: list[Wanted]) -> Scores:
        scores: Scores = {}
        taken = 0
        for place, wanted in enumerate(ordered):
            size = self._size(segment, wanted)
            if place >= FIRST and taken + size > ENOUGH:
                return self._add_to_best(segment, scores, ordered[place:])
            taken += size
            for number, value in self._of(segment, wanted).items():
                scores[number] = scores.get(number, 0.0) + value
        return scores

    def _add_to_best(self, segment: Segment, scores: Scores, rest: list[Wanted]) -> Scores:
        """Scores the remaining, common words for the best documents so far."""
        scores = self._allowed(segment, scores)
        best = heapq.nlargest(CANDIDATES, scores, key=scores.__getitem__)
        for wanted in rest:
            for number, value in self._of(segment, wanted, best).items():
                scores[number] += value
        return scores

    def _of(self, segment: Segment, wanted: Wanted, only: Iterable[int] | None = None) -> Scores:
        """The scores that one thing gives: of its alternatives the best; only for some documents if told."""
        scores: Scores = {}
        for run, worth in wanted.alternatives:
            found = self._of_run(segment, run, only)
            if worth != 1.0:
                found = {number: value * worth for number, value in found.items()}
            if not scores:
                scores = found
                continue
            for number, value in found.items():
                if value > scores.get(number, 0.0):
                    scores[number] = value
        return scores

    def _of_run(self, segment: Segment, run: Run, only: Iterable[int] | None) -> Scores:
        scores = self._of_term(segment, run[0], only)
        for term in run[1:]:
            more = self._of_term(segment, term, scores)
            scores = {number: scores[number] + value for number, value in more.items()}
        return scores

    def _of_term(self, segment: Segment, term: str, only: Iterable[int] | None) -> Scores:
        numbers, weights = segment.files.postings("term", term)
        values = self._value(term)
        if only is None:
            return dict(zip(numbers, map(values.__getitem__, weights), strict=True))
        found: Scores = {}
        size = len(numbers)
        for number in only:
            place = bisect_left(numbers, number)
            if place < size and numbers[place] == number:
                found[number] = values[weights[place]]
        return found

    def _value(self, term: str) -> list[float]:
        """For each weight of a term what it adds to the score."""
        if term not in self._values:
            worth = self._rarity(term) / STEPS
            self._values[term] = [worth * weight for weight in range(STEPS + 1)]
        return self._values[term]

    def _rarity(self, term: str) -> float:
        return rarity(self._documents, self._term_frequency(term))

    def _term_frequency(self, term: str) -> int:
        return sum(segment.files.frequency("term", term) for segment in self._segments)

    def _frequency(self, wanted: Wanted) -> int:
        return sum(min(map(self._term_frequency, run)) for run, _ in wanted.alternatives)

    def _size(self, segment: Segment, wanted: Wanted) -> int:
        return sum(
            min(segment.files.frequency("term", term) for term in run) for run, _ in wanted.alternatives
        )

    # -- reasons

    def explained(self, segment: Segment, number: int) -> list[Reason]:
        """What makes up the score of one document, in the order it was asked for."""
        found = [
            Reason("word", " ".join(wanted.terms), self._of(segment, wanted, (number,)).get(number, 0.0), 0.0)
            for wanted in self._plan.wanted
        ]
        text = segment.files.text(number)
        for pair, value in self._pairs():
            found += [Reason("side_by_side", pair.strip(), value, 0.0)] if pair in text else []
        if self._plan.exact and number in segment.files.postings("mark", f"x:{self._plan.exact}")[0]:
            found.append(Reason("exact_title", self._plan.exact, EXACT_TITLE, 0.0))
        factor = recency(segment.files.moment(number), self._now)
        found.append(Reason("recent", "", (factor - 1.0) * sum(reason.value for reason in found), 0.0))
        return [reason for reason in found if reason.value]

    def _pairs(self) -> list[tuple[str, float]]:
        """Neighbouring words as they stand in a document's terms, with what finding them adds."""
        worth = ((a, b, self._rarity(a) + self._rarity(b)) for a, b in self._plan.pairs)
        return [(f" {a} {b} ", SIDE_BY_SIDE * value) for a, b, value in worth]

    # -- conditions

    def _allowed(self, segment: Segment, scores: Scores) -> Scores:
        plan = self._plan
        flags = segment.allowed(plan.must, plan.must_not)
        kept = {number: score for number, score in scores.items() if flags[number]}
        for clause in plan.unwanted:
            gone = self._with(segment, clause, kept)
            kept = {number: score for number, score in kept.items() if number not in gone}
        for clause in plan.phrases:
            stay = self._with(segment, clause, kept)
            kept = {number: score for number, score in kept.items() if number in stay}
        if plan.since or plan.until:
            last = plan.until or 0xFFFFFFFF
            moment = segment.files.moment
            kept = {
                number: score for number, score in kept.items() if plan.since <= (moment(number) or 1) <= last
            }
        return kept

    def _with(self, segment: Segment, clause: Clause, among: Scores) -> set[int]:
        """The documents that have all terms of a clause, and has them in a row when it is a phrase."""
        found: Iterable[int] = among
        for term in clause.terms:
            found = self._of_term(segment, term, found)
        run = f" {' '.join(clause.terms)} "
        return (
            {number for number in found if run in segment.files.text(number)} if clause.exact else set(found)
        )

    def _chosen(self, segment: Segment, scores: Scores) -> Scores:
        """The documents of the kinds and initiatives chosen, with a title that is the query rewarded."""
        for run in (self._plan.kinds, self._plan.initiatives):
            if run:
                flags = segment.files.group(run)
                scores = {number: score for number, score in scores.items() if flags[number]}
        for number in segment.files.postings("mark", f"x:{self._plan.exact}")[0] if self._plan.exact else ():
            if number in scores:
                scores[number] += EXACT_TITLE
        for number in segment.files.postings("key", self._plan.without)[0] if self._plan.without else ():
            scores.pop(number, None)
        return scores

    # -- order

    def _sorted(self, ranked: list[Row], start: int, size: int) -> list[Row]:
        end = start + size
        if self._plan.sort == Sort.RELEVANCE:
            refined = self._refined(heapq.nlargest(max(REFINED, end), ranked, key=_best_first))
            return refined[start:end]
        dated = [(self._segments[place].files.moment(number), place, number) for _, place, number in ranked]
        if self._plan.sort == Sort.OLDEST:
            dated = heapq.nsmallest(end, dated, key=lambda row: (row[0] or 1 << 40, row[1], row[2]))
        else:
            dated = heapq.nlargest(end, dated, key=_best_first)
        return [(0.0, place, number) for _, place, number in dated[start:end]]

    def _refined(self, best: list[Row]) -> list[Row]:
        """The best documents, those that have the words side by side and the recent ones moved up."""
        pairs = self._pairs()
        refined = [
            (self._refine(score, self._segments[place], number, pairs), place, number)
            for score, place, number in best[:REFINED]
        ]
        return sorted(refined, key=_best_first, reverse=True) + best[REFINED:]

    def _refine(self, score: float, segment: Segment, number: int, pairs: list[tuple[str, float]]) -> float:
        if pairs:
            text = segment.files.text(number)
            score += sum(value for pair, value in pairs if pair in text)
        return score * recency(segment.files.moment(number), self._now)

    # -- counts

    def _count(
        self, segment: Segment, scores: Scores, kinds: Counter[str], initiatives: Counter[str]
    ) -> None:
        files = segment.files
        of_initiative = _only(scores, files.group(self._plan.initiatives) if self._plan.initiatives else None)
        for place, count in Counter(map(files.kind_of.__getitem__, of_initiative)).items():
            kinds[files.kinds[place]] += count
        of_kind = _only(scores, files.group(self._plan.kinds) if self._plan.kinds else None)
        for value, members in files.initiatives.items():
            if count := len(members.intersection(of_kind)):
                initiatives[value] += count


def _best_first(row: Row) -> tuple[float, int, int]:
    return row[0], -row[1], -row[2]


def _only(scores: Scores, flags: bytes | None) -> Iterable[int]:
    return scores if flags is None else [number for number in scores if flags[number]]
