"""A report in a real browser: silent, asking nothing of the network, readable on a desk, on a telephone and on paper."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from analysis.compare import compare_extractions
from analysis.report import write_html
from pipeline import extract
from tests.comparisons import full

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
RAW = Path(__file__).resolve().parents[1] / "data" / "raw"
QUIET = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync")
WIDE = "[...document.querySelectorAll('body *')].filter(e => (!e.closest('svg') || e.tagName === 'svg') && e.getBoundingClientRect().right > innerWidth + 1).map(e => e.outerHTML)"
SMALL = """[...document.querySelectorAll('body *')].filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
    .filter(e => e.getBoundingClientRect().height > 0)
    .map(e => parseFloat(getComputedStyle(e).fontSize) * (e.closest('svg') ? e.closest('svg').clientWidth / e.closest('svg').viewBox.baseVal.width : 1))"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    sync_api = pytest.importorskip("playwright.sync_api")
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine (apt-get install chromium)")
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The pages by name: one made by hand, and two samples compared."""
    folder = tmp_path_factory.mktemp("reports")
    samples = [extract(RAW / name) for name in ("yunchuan_chengshi_pinzhi_2025.txt", "qinghe_chengshi_pinzhi_2025.docx")]
    for name, comparison in (("hand", full()), ("samples", compare_extractions(samples))):
        write_html(comparison, folder / f"{name}.html")
    return {path.stem: path for path in folder.iterdir()}


@pytest.mark.parametrize("name", ["hand", "samples"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_is_silent_and_fits(browser: Browser, reports: dict[str, Path], name: str, width: int) -> None:
    page, heard, asked = browser.new_page(viewport={"width": width, "height": 900}), list[str](), list[str]()
    page.on("console", lambda message: heard.append(message.text))
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(reports[name].as_uri())
    assert _spilled(page) == []
    assert min(page.evaluate(SMALL)) >= 9, "no letters smaller than 9 px"
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert _spilled(page) == [], "with every quotation open"
    assert (heard, asked) == ([], [reports[name].as_uri()])
    page.close()


def _spilled(page: Page) -> list[str]:
    """The elements that stick out on the right."""
    return [str(one)[:200] for one in page.evaluate(WIDE)]


def test_a_click_opens_the_source(browser: Browser, reports: dict[str, Path]) -> None:
    page = browser.new_page()
    page.goto(reports["hand"].as_uri())
    quote = page.locator("#topics blockquote", has_text="新增停車泊位3000個")
    assert not quote.is_visible()
    page.locator("#topics tr", has_text="停车").locator("summary").first.click()
    assert quote.is_visible()
    page.close()


def test_it_prints_on_paper(browser: Browser, reports: dict[str, Path]) -> None:
    import pypdfium2

    page = browser.new_page()
    page.goto(reports["samples"].as_uri())
    tags = page.locator("#topics td .print")
    assert not tags.first.is_visible()
    page.emulate_media(media="print")
    assert tags.first.is_visible(), "on paper each topic names its tasks"
    with pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True)) as pdf:
        sizes = {tuple(round(side) for side in pdf[at].get_size()) for at in range(len(pdf))}
        text = "".join(pdf[at].get_textpage().get_text_range() for at in range(len(pdf)))
    assert sizes == {(595, 842)}, "A4"
    assert "主题对照" in text
    assert "二.(三).14" in text
    assert "可以点开" not in text, "what only a screen can do is not printed"
    page.close()
