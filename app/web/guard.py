"""What keeps the pages from others: names that a request may call this machine by, and what a browser may do with an answer."""

from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HOSTS: Final = ["127.0.0.1", "localhost"]
"""Only these: a site whose name was bent to this machine (DNS rebinding) is refused."""
_NOTHING_ELSE: Final = "default-src 'none'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
OWN_FILES: Final = f"{_NOTHING_ELSE}; style-src 'self'; script-src 'self'"
STYLED_INSIDE: Final = f"{_NOTHING_ELSE}; style-src 'unsafe-inline'"
"""For the report of a comparison, which has its style inside it and no script."""
HEADERS: Final = {
    "Content-Security-Policy": OWN_FILES,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-cache",
}


class SafeHeaders:
    """Puts HEADERS on every answer that does not have its own."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, guarded if scope["type"] == "http" else send)
