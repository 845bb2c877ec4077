"""One reader for each format: ``fill(draft, data)`` adds what the bytes say to a draft, or raises Fault."""

from collections.abc import Callable
from importlib import import_module

from pipeline.readers.draft import Draft

READERS: dict[str, str] = {
    "text/plain": "pipeline.readers.txt",
    "text/html": "pipeline.readers.html",
    "message/rfc822": "pipeline.readers.mht",
    "application/pdf": "pipeline.readers.pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "pipeline.readers.docx",
    "application/ofd": "pipeline.readers.ofd",
    "application/msword": "pipeline.readers.office",
    "application/rtf": "pipeline.readers.office",
}
"""Media type → module of its reader; imported when first needed."""


def reader(media_type: str) -> Callable[[Draft, bytes], None]:
    """The ``fill`` function for a media type; KeyError where no reader knows it."""
    fill: Callable[[Draft, bytes], None] = import_module(READERS[media_type]).fill
    return fill
