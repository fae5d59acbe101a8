"""Every room in one list: importing this makes all tables, rules and kinds of documents known."""

from __future__ import annotations

from govtech.accounts import models as account_models
from govtech.accounts import policy as account_policy
from govtech.core import journal
from govtech.core.tables import Searchable

SEARCHABLE: tuple[Searchable, ...] = ()
"""The kinds of things that can be found, in the order in which facets list them."""

BY_KIND: dict[str, Searchable] = {item.kind: item for item in SEARCHABLE}
BY_TABLE: dict[str, Searchable] = {item.table: item for item in SEARCHABLE}

__all__ = ["BY_KIND", "BY_TABLE", "SEARCHABLE", "account_models", "account_policy", "journal"]
