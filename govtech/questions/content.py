"""What is handed over when an answer is written."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class AnswerData:
    """The question as everybody will read it, and the answer."""

    wording: str
    answer: str
