"""Clusters of 2,000 needs against the plain matrix of likenesses; what a change costs, and that the rest is as fast."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import replace

from govtech.clusters import computing
from search.alike import Likeness
from search.profiles import Profile
from tests.installation import Installation

NEEDS = 2_000
TOPICS = 250
SENTENCES = 6
SHARED = 4
ROWS = 60
"""Rows of the matrix that are measured; the rest is reckoned from them."""
GOAL = 0.2
SECONDS = 20.0
VOCABULARY = 4_000
KANJI = (0x4E00, 0x9FA0)
FRAMES = (
    "{0}の{1}を{2}で{3}にしたい",
    "{0}と{1}が{2}の{3}にない",
    "{0}から{1}まで、{2}も{3}も",
    "{0}が{1}でも、{2}に{3}を",
)


def made() -> list[Profile]:
    """Needs on some topics: most sentences are of the topic's own words, some of words that anybody uses.

    Words are two kanji each; how often the common ones come falls as in a language (Zipf).
    """
    chance = random.Random(2_000)
    words = ["".join(chr(chance.randrange(*KANJI)) for _ in range(2)) for _ in range(VOCABULARY)]
    topics = [chance.sample(words, 12) for _ in range(TOPICS)]
    return [_need(chance, number, topics[number % TOPICS], words) for number in range(NEEDS)]


def _need(chance: random.Random, number: int, topic: list[str], words: list[str]) -> Profile:
    often = chance.choices(words, [1 / place for place in range(1, len(words) + 1)], k=30)
    own = [_sentence(chance, topic) for _ in range(SENTENCES)]
    others = [_sentence(chance, often) for _ in range(SHARED)]
    return Profile(
        key=f"need:n{number:04d}",
        kind="need",
        title=_sentence(chance, topic),
        text="。".join([*own, *others]),
    )


def _sentence(chance: random.Random, words: list[str]) -> str:
    return chance.choice(FRAMES).format(*chance.sample(words, 4))


def _taken(act: Callable[[], object]) -> tuple[float, object]:
    began = time.process_time()
    found = act()
    return time.process_time() - began, found


def _matrix(board: list[Profile]) -> float:
    """Seconds of the processor for all pairs, reckoned from some rows."""
    plain = Likeness()
    plain.keep(board)
    keys = [profile.key for profile in board]
    rows = random.Random(1).sample(keys, ROWS)
    seconds, _ = _taken(lambda: [plain.likeness(row, key) for row in rows for key in keys if key != row])
    return seconds / ROWS * len(keys) / 2


def run(_installation: Installation) -> bool:
    """Print the figures; whether a change costs at most a fifth of the plain matrix, and within the seconds."""
    board = made()
    towns = {computing.id_of(profile.key): frozenset([profile.key]) for profile in board}
    first, found = _taken(lambda: computing.proposals(board, towns, {}))
    changed = [*board[:-1], replace(board[-1], text=board[0].text)]
    again, _ = _taken(lambda: computing.proposals(changed, towns, {}))
    same, _ = _taken(lambda: computing.proposals(changed, towns, {}))
    matrix = _matrix(board)
    print(f"{NEEDS} needs, {len(found)} groups, analysis included: {first:.2f} s (goal {SECONDS:.0f} s)")
    print(f"one need changed: {again:.2f} s, nothing changed: {same:.2f} s")
    print(f"plain matrix of likenesses, without grouping: {matrix:.1f} s, from {ROWS} rows")
    print(f"ratio of a change to the plain matrix: {again / matrix:.3f} (goal {GOAL})")
    return again <= GOAL * matrix and first <= SECONDS
