"""Documents as the files that people take along: Word, PDF and Markdown, made one way for all rooms."""

from __future__ import annotations

from typing import Final

from flask import Response, current_app

from govtech.core.download import hand_out_bytes, hand_out_text
from govtech.documents import docx_writer, markdown, shelf
from govtech.documents.blocks import Document

KINDS: Final = frozenset({"docx", "pdf", "md"})


def hand_out(document: Document, name: str, kind: str) -> Response:
    """The document as an attachment of one of the KINDS, called `name` with its ending.

    A PDF is taken from the shelf, and a browser that has the same one already is told so.
    """
    name = f"{name}.{kind}"
    if kind == "pdf":
        data, key = current_app.extensions[shelf.EXTENSION].pdf(document)
        return hand_out_bytes(data, name, "application/pdf", etag=key)
    if kind == "docx":
        return hand_out_bytes(docx_writer.write(document), name, docx_writer.MEDIA_TYPE)
    return hand_out_text(markdown.from_document(document), name, "text/markdown")
