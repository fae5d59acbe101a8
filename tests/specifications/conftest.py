"""Fixtures of the specifications room."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from govtech.core.db import session, unit_of_work
from govtech.specifications.models import (
    SpecTemplate,
    TemplateItem,
    TemplateParameter,
    TemplateSection,
    template_initiative,
)


@pytest.fixture
def empty_room(database: sa.Connection) -> None:
    """No templates, not even those that every installation starts with."""
    with unit_of_work():
        session.execute(sa.delete(TemplateItem))
        session.execute(sa.delete(TemplateParameter))
        session.execute(sa.delete(TemplateSection).where(TemplateSection.parent_id.is_not(None)))
        session.execute(sa.delete(TemplateSection))
        session.execute(sa.delete(template_initiative))
        session.execute(sa.delete(SpecTemplate))
