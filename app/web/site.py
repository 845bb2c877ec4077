"""The pages: which address shows what. Each asks ``analysis`` and hands the answer to a template; what goes wrong is a page too."""

import traceback
from collections.abc import Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Final

import anyio.to_thread
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from analysis.export import NotExported
from analysis.query import AmbiguousPlan, UnknownPlan, nearest_plans, resolve_plan
from app.errors import complain
from app.web import tables
from app.web.evidence import marked, marks
from app.web.fields import COMMANDS, PAGES, WrongParameter, fields, filters, number
from app.web.guard import HOSTS, STYLED_INSIDE, SafeHeaders
from app.web.outline import entries
from app.web.pages import STATIC, again, page, static
from app.web.words import LANGUAGES, saying, words
from pipeline.store import Store, StoreError, TooLong
from pipeline.store.frames import ROLES

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

AT_ONCE: Final = 4
"""Requests that are answered at the same time; the others wait."""
BESIDE: Final = 6
"""Plans that are compared at most."""
HELD: Final = 20
"""Tasks of a body that its page shows of each role."""


def site(store: Store) -> Starlette:
    """The pages of a store that is open for reading, as an ASGI application."""
    pages = Pages(store)
    named = [Route(f"/{table}", pages.table(table), name=table) for table in COMMANDS if table != "tasks"]
    files = [Route(f"/{table}.{form}", pages.file(table, form)) for table in COMMANDS for form in tables.FILES]
    routes = [
        Route("/", pages.table("tasks"), name="tasks"),
        *files,
        *named,
        Route("/plans/{plan:path}", pages.plan),
        Route("/body", pages.body),
        Route("/compare", pages.compare),
        Route("/static/{name}", pages.static),
    ]
    wrapped = [Middleware(SafeHeaders), Middleware(TrustedHostMiddleware, allowed_hosts=HOSTS, www_redirect=False)]
    return Starlette(routes=routes, middleware=wrapped, exception_handlers=_handlers(pages.wrong), lifespan=_narrow)


class Pages:
    """The answers to requests. Each method takes one and gives the page; exceptions become pages by ``wrong``."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def table(self, table: str) -> Callable[[Request], Response]:
        """The page of a table: its form, its rows, links to the rest of them and to files of all."""

        def shown(request: Request) -> Response:
            asked = filters(table, request.query_params.multi_items(), ("page", "body"))
            at = number("page", request.query_params.get("page"), PAGES)
            found = tables.part(self.store, table, asked | _body(table, request), at)
            return self._page(
                "table.html", request, part=found, fields=fields(table), asked=asked, pages=PAGES, size=tables.PAGE, counted=tables.COUNTED
            )

        return shown

    def file(self, table: str, form: str) -> Callable[[Request], Response]:
        """All rows of a table as a file, for the same question."""

        def written(request: Request) -> Response:
            asked = filters(table, request.query_params.multi_items(), ("page", "body")) | _body(table, request)
            said = tables.file(self.store, table, asked, form)
            return Response(said, media_type=tables.FILES[form], headers={"Content-Disposition": f'attachment; filename="{table}.{form}"'})

        return written

    def plan(self, request: Request) -> Response:
        """One plan: its outline beside its text, or, with .json behind its id, what ``extract`` prints."""
        filters("failed", request.query_params.multi_items())
        name = request.path_params["plan"]
        asked = name.removesuffix(".json")
        key = resolve_plan(self.store, asked)
        if key != asked:
            return RedirectResponse(again(f"/plans/{key}{name[len(asked) :]}", request.query_params.multi_items()))
        extraction = self.store.load(key)
        if name != asked:
            from pipeline.serialise import dumps

            return Response(dumps(extraction), media_type=tables.FILES["json"])
        text = marked(extraction.source_text, marks(extraction))
        return self._page("plan.html", request, key=key, extraction=extraction, outline=entries(extraction), text=text)

    def body(self, request: Request) -> Response:
        """One body: what it leads, joins and answers for."""
        filters("failed", request.query_params.multi_items(), ("name",))
        name = request.query_params.get("name", "")
        found = tables.part(self.store, "units", {"body": name}, size=1).rows if name else []
        if not found:
            raise HTTPException(404)
        held = [(role, tables.part(self.store, "tasks", {"body": name, "role": role}, size=HELD)) for role in ROLES if found[0][role]]
        return self._page("body.html", request, body=found[0], held=held)

    def compare(self, request: Request) -> Response:
        """The plans that are named, beside each other; without any, a form to name them."""
        filters("failed", request.query_params.multi_items(), ("plan",))
        names = [name for name in request.query_params.getlist("plan") if name.strip()]
        if not names:
            return self._page("compare.html", request)
        if not 2 <= len(names) <= BESIDE:
            raise WrongParameter("how-many-plans", most=BESIDE)
        from analysis.compare import compare
        from analysis.report.page import page as report

        return HTMLResponse(report(compare(self.store, names)), headers={"Content-Security-Policy": STYLED_INSIDE})

    def static(self, request: Request) -> Response:
        """A file that pages are drawn with."""
        name = request.path_params["name"]
        if name not in STATIC:
            raise HTTPException(404)
        return Response(static(name), media_type=STATIC[name], headers={"Cache-Control": "max-age=3600"})

    def wrong(self, request: Request, error: Exception) -> Response:
        """The page that says what is wrong with a request or the store; what it does not know is printed on stderr for those who run it."""
        status, reason, told = _reason(error)
        if reason == "internal":
            complain(f"{request.url.path}: {type(error).__name__}: {error}"[:500], "".join(traceback.format_exception(error)))
        meant = list(getattr(error, "candidates", ()))
        if isinstance(error, UnknownPlan):
            meant = nearest_plans(self.store, error.words)
        named = {"name": _label(_language(request), str(told["name"]))} if "name" in told else {}
        return self._page("error.html", request, status=status, reason=reason, told=told | named, candidates=meant)

    def _page(self, template: str, request: Request, status: int = 200, **shown: Any) -> Response:
        language = _language(request)
        pairs = request.query_params.multi_items()
        return HTMLResponse(page(template, language, pairs, path=request.url.path, status=status, **shown), status)


def _body(table: str, request: Request) -> dict[str, str]:
    """The body that a table is asked of by its own name, which no field of the form takes."""
    name = request.query_params.get("body", "").strip()
    return {"body": name} if name and table not in ("plans", "failed") else {}


def _language(request: Request) -> str:
    said = request.query_params.get("lang", "")
    return said if said in LANGUAGES else LANGUAGES[0]


def _label(language: str, name: str) -> str:
    """A field as the form calls it, with its name in the address: 截止日期不晚于 due_before."""
    word = f"field-{name}"
    return f"{saying(language)(word)} {name}" if word in words() else name


def _reason(error: Exception) -> tuple[int, str, dict[str, object]]:
    """The status of an error, the word that tells it, and what that is said of."""
    match error:
        case HTTPException():
            return error.status_code, "not-there" if error.status_code == 404 else "not-allowed", {}
        case WrongParameter():
            return 413 if error.reason == "too-many" else 400, error.reason, error.told
        case AmbiguousPlan():
            return 404, "several-plans", {}
        case LookupError():
            return 404, "no-plan", {}
        case NotExported():
            return 503, "said", {"said": str(error)}
        case TooLong():
            return 503, "too-slow", {}
        case StoreError():
            return 503, "said", {"said": str(error)}
        case ValueError():
            return 400, "said", {"said": str(error)}
    return 500, "internal", {}


def _handlers(wrong: Callable[[Request, Exception], Response]) -> dict[Any, Callable[[Request, Exception], Response]]:
    return dict.fromkeys((HTTPException, LookupError, ValueError, NotExported, StoreError, Exception), wrong)


@asynccontextmanager
async def _narrow(_: Starlette) -> "AsyncIterator[None]":
    anyio.to_thread.current_default_thread_limiter().total_tokens = AT_ONCE
    yield
