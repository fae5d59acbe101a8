"""Stating the list anew. Delivery writes it to the file that search reads."""

from __future__ import annotations

from govtech.core.errors import Conflict
from govtech.core.journal import record
from govtech.core.policy import Actor, authorise
from govtech.vocabulary import queries


def state(actor: Actor, text: str, version: int) -> None:
    """Replace the list; Conflict when somebody else was faster. The caller has checked every line."""
    authorise(actor, "synonyms:edit")
    before = queries.current()
    if version != before.version:
        raise Conflict
    if text != before.text:
        record(actor, "synonym_list.stated", queries.SynonymList(), {"text": [before.text, text]})
