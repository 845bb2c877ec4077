"""Web pages: decoded by us, parsed by lexbor (which keeps any depth), the main text kept and what stands around it counted.

bytes ─ text ─ tree ─ main container ─ flow of lines and tables ─ Draft
                 └ facts table, meta elements ─ facts
"""

import re

from selectolax.lexbor import LexborHTMLParser

from extractors.lexicon import lexicon
from pipeline.readers.charset import decode, family
from pipeline.readers.draft import Draft, Grid
from pipeline.readers.facts import facts
from pipeline.readers.faults import Fault
from pipeline.readers.html.flow import Seen, content, visible
from pipeline.readers.html.main import containers, furniture
from pipeline.readers.html.walk import Node
from pipeline.readers.media import claimed, is_error_page
from pipeline.readers.txt import checked

PAGES = ("text/html", None)
META = re.compile(rb"""charset\s{0,9}=\s{0,9}["']?\s{0,9}([\w\-]{2,20})""", re.I)


def fill(draft: Draft, data: bytes) -> None:
    """Add the main text of a page and the facts it states; Fault where it only reports an error."""
    declared = META.search(data[:4096])
    fill_declared(draft, data, declared[1].decode() if declared else None)


def fill_declared(draft: Draft, data: bytes, declared: str | None) -> None:
    """The same for a page whose character code is declared outside of it, or nowhere."""
    decoded = decode(data, declared)
    text = checked(draft, decoded, len(data))
    if declared and family(declared) != decoded.encoding and not text.isascii():
        draft.find("charset-conflict", detail=declared)
    elif not declared and not decoded.certain:
        draft.find("charset-guessed", detail=decoded.encoding)
    tree = LexborHTMLParser(text)
    if tree.root is None:
        raise Fault("no-text")
    seen = visible(tree.root)
    title = tree.css_first("title")
    heading = title.text().strip() if title is not None else ""
    if is_error_page(seen.text, heading, claimed(draft.name) not in PAGES):
        raise Fault("error-page")
    _state(draft, tree, heading, seen)
    draft.find("code-left-out", seen.code)
    draft.find("hidden-text-left-out", seen.hidden)
    kept = sum(_written(draft, container) for container in containers(tree, len(seen.text)))
    draft.find("navigation-left-out", max(0, _solid(seen.text) - kept))


def _state(draft: Draft, tree: LexborHTMLParser, heading: str, seen: Seen) -> None:
    """Keep the facts that meta elements, the title and the facts table state, in this order of trust."""
    for element in tree.css("meta[name][content]"):
        name = lexicon("portal")["meta"].get((element.attributes.get("name") or "").lower())
        if name and (value := (element.attributes.get("content") or "").strip()):
            draft.facts.setdefault(name, value)
    if heading:
        draft.facts.setdefault("网页标题", heading)
    for name, value in facts(seen.pieces).items():
        draft.facts.setdefault(name, value)


def _written(draft: Draft, container: Node) -> int:
    """Add what a container says and list the files it links to; gives the number of characters of the page that were kept."""
    for link in container.css("a[href]"):
        address = (link.attributes.get("href") or "").partition("?")[0]
        if claimed(address) not in PAGES and (name := " ".join((link.text() or "").split()) or address.rpartition("/")[2]):
            draft.find("attachments-listed", detail=name)
    kept = 0
    for item in content(container, furniture(container) if container.tag in ("body", "html") else None, draft.find):
        if isinstance(item, Grid):
            kept += sum(_solid(cell.text) for cell in item.cells)
            draft.table(item)
        else:
            kept += _solid(item.text) - item.added
            draft.paragraph(item.text, item.kind)
    return kept


def _solid(text: str) -> int:
    return len("".join(text.split()))
