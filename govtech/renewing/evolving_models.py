"""What was decided about the changes that a template made after a draft began from it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from govtech.core.clock import now
from govtech.core.db import Base, Id
from govtech.drafting.models import Specification, Thing


class TemplateDecision(Base):
    """One change of the template, taken over or declined; `after` is the thing as the template then had it.

    The next version of the template is compared with that, so that nothing is asked twice; {}: it was taken out.
    """

    __tablename__ = "specification_template_decision"
    __table_args__ = (sa.UniqueConstraint("specification_id", "thing", "thing_key"),)

    id: Mapped[Id]
    specification_id: Mapped[str] = mapped_column(sa.ForeignKey(Specification.id), index=True)
    thing: Mapped[Thing]
    thing_key: Mapped[str] = mapped_column(sa.String(60))
    version: Mapped[str] = mapped_column(sa.String(20))
    taken: Mapped[bool]
    after: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    user_id: Mapped[str | None] = mapped_column(sa.String(16))
    actor_name: Mapped[str] = mapped_column(sa.String(120), default="")
    decided_at: Mapped[datetime] = mapped_column(default=now)
