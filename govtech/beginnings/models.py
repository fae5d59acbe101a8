"""What became of a file that a specification was begun from: kept beside it until somebody has read it."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from govtech.core.clock import now
from govtech.core.db import Base
from govtech.drafting.models import Specification


class ImportReport(Base):
    """The report of an import: `counts` by sort of thing, `notes` in the language of whoever imported.

    `file_hash` is the SHA-256 of the file, `revision` the one that the import made: the same file is not taken twice,
    and a newer one only while nobody has changed the text since.
    """

    __tablename__ = "specification_import"
    __table_args__ = (sa.Index(None, "organisation_id", "file_name"),)

    specification_id: Mapped[str] = mapped_column(sa.ForeignKey(Specification.id), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(sa.String(16))
    file_name: Mapped[str] = mapped_column(sa.String(120))
    file_hash: Mapped[str] = mapped_column(sa.String(64))
    revision: Mapped[int]
    counts: Mapped[dict[str, object]]
    notes: Mapped[list[str]]
    imported_at: Mapped[datetime] = mapped_column(default=now)
    read_at: Mapped[datetime | None]
