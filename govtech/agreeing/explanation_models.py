"""Why a finding of the check stays in a draft: said by a person, until the text changes."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from govtech.core.clock import now
from govtech.core.db import Base, Id
from govtech.drafting.models import Specification


class Explanation(Base):
    """One finding explained. `key` is the finding's, which changes with the text: then it counts again.

    `kind`, `place`, `word` and `excerpt` are the finding as it was read.
    """

    __tablename__ = "specification_explanation"
    __table_args__ = (sa.UniqueConstraint("specification_id", "key"),)

    id: Mapped[Id]
    specification_id: Mapped[str] = mapped_column(sa.ForeignKey(Specification.id))
    key: Mapped[str] = mapped_column(sa.String(32))
    kind: Mapped[str] = mapped_column(sa.String(20))
    place: Mapped[str] = mapped_column(sa.String(60), default="")
    word: Mapped[str] = mapped_column(sa.String(80), default="")
    excerpt: Mapped[str] = mapped_column(sa.String(200), default="")
    why: Mapped[str] = mapped_column(sa.String(400))
    user_id: Mapped[str | None] = mapped_column(sa.String(16))
    actor_name: Mapped[str] = mapped_column(sa.String(120))
    organisation_name: Mapped[str] = mapped_column(sa.String(120), default="")
    at: Mapped[datetime] = mapped_column(default=now)
