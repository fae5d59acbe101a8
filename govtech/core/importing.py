"""What an import did: the same report for every kind of file, so that nothing refused goes unnoticed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from govtech.core.errors import Invalid
from govtech.core.words import gettext as _


class Refused(NamedTuple):
    """A row that was not taken: where it stands (「3行目」, 「2件目」) and why."""

    row: str
    reason: str


@dataclass
class Report:
    """Counts of one import. Rows that were refused leave the others as they are."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: list[Refused] = field(default_factory=list)

    @property
    def total(self) -> int:
        """How many rows were read."""
        return self.new + self.changed + self.unchanged + len(self.refused)

    @property
    def complete(self) -> bool:
        """Whether every row was taken; the command line ends with 1 otherwise."""
        return not self.refused

    def refuse(self, row: str, reason: str) -> None:
        """Note a row that was not taken."""
        self.refused.append(Refused(row, reason))

    def summary(self) -> str:
        """One line with the counts."""
        return _(
            "全%(total)s件：新規%(new)s件、変更%(changed)s件、変更なし%(unchanged)s件、受け付けず%(refused)s件",
            total=self.total,
            new=self.new,
            changed=self.changed,
            unchanged=self.unchanged,
            refused=len(self.refused),
        )

    def lines(self) -> Iterator[str]:
        """What the command line prints: the counts, then each row refused with its reason."""
        yield self.summary()
        for row, reason in self.refused:
            yield _("受け付けず：%(row)s：%(reason)s", row=row, reason=reason)


def text_of(file: Path) -> str:
    """The text of a file in UTF-8, with or without BOM; Invalid says where it is not."""
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise Invalid(f"{file}: not UTF-8 at byte {error.start}; save it as UTF-8.") from None
