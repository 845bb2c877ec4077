"""Web archives (MHT, RFC 2557): the page inside the mail message, with the character code that its part declares."""

from email import message_from_bytes
from email.message import Message

from pipeline.readers.draft import Draft
from pipeline.readers.faults import Fault
from pipeline.readers.html import fill_declared
from pipeline.readers.txt import fill as fill_text


def fill(draft: Draft, data: bytes) -> None:
    """Add the first web page of the archive, else its first plain text; Fault ``no-text`` where it has neither."""
    parts = [part for part in message_from_bytes(data).walk() if not part.is_multipart()]
    page = next((part for part in parts if part.get_content_type() in ("text/html", "application/xhtml+xml")), None)
    if page is not None:
        fill_declared(draft, _payload(page), page.get_content_charset())
        return
    plain = next((part for part in parts if part.get_content_maintype() == "text"), None)
    if plain is None:
        raise Fault("no-text")
    fill_text(draft, _payload(plain))


def _payload(part: Message) -> bytes:
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""
