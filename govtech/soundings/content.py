"""What is handed over when a sounding is opened, a remark is made, an answer is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from govtech.drafting.models import Thing
from govtech.soundings.models import Audience, Kind, Outcome


@dataclass(frozen=True)
class SoundingData:
    """To whom the draft is shown, until when remarks are taken, and what is asked."""

    audience: Audience
    until: datetime
    note: str = ""


@dataclass(frozen=True)
class RemarkData:
    """A remark on a place of the text."""

    thing: Thing
    key: str
    kind: Kind
    text: str
    wanted: str = ""


@dataclass(frozen=True)
class ReplyData:
    """What becomes of remarks, and the answer to them."""

    outcome: Outcome
    answer: str


@dataclass(frozen=True)
class CorrectionData:
    """A published answer as it should have been, and why it changes."""

    outcome: Outcome
    answer: str
    why: str


@dataclass(frozen=True)
class WordingData:
    """What everybody will read of a remark."""

    public_text: str
    public_wanted: str = ""
