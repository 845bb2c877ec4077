"""The pages in a real browser: silent, fit for a desk, a telephone and paper, in light and dark, with and without script."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pipeline import extract
from pipeline.store import open_store
from tests.test_page import SMALL, WIDE, browser
from tests.test_web import HOSTILE, serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

__all__ = ["browser"]  # the fixture

ROOT = Path(__file__).resolve().parents[1]
PAGES = (
    "/",
    "/?text=垃圾",
    "/?unit=城管&role=lead&lang=en",
    "/plans",
    "/plans/云川市城市品质提升三年行动",
    "/targets",
    "/deadlines",
    "/units",
    "/failed",
    "/compare",
    "/body?name=云川市城市管理局",
    "/plans/黑水县",
    "/?plan=黑水县",
)
UNLABELLED = """[...document.querySelectorAll('input:not([type=hidden]), select, button')].filter(e => !e.labels?.length && !e.ariaLabel && !e.textContent.trim())
    .map(e => e.outerHTML)"""


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a page that serves two samples and a plan full of markup."""
    address = f"sqlite:///{tmp_path_factory.mktemp('store')}/a.db"
    with open_store(address) as made, made.begin_run({}) as run:
        for name in ("yunchuan_chengshi_pinzhi_2025.txt", "linlan_laojiu_xiaoqu_2025.hant.txt"):
            run.save(extract(ROOT / "data" / "raw" / name), path=f"/plans/{name}")
        run.save(HOSTILE, path="/plans/hostile.txt")
        run.fail("/plans/gone.txt", None, "rejected", "file-vanished", "gone.txt: is no longer there")
    with serving("--db", address) as (port, _):
        yield f"http://127.0.0.1:{port}"


def opened(browser: Browser, address: str, **how: Any) -> tuple[Page, list[str]]:
    """A page and what it said: on the console, in dialogs, and to other hosts."""
    page, heard = browser.new_page(**how), list[str]()
    page.on("console", lambda message: heard.append(message.text))
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("dialog", lambda dialog: (heard.append(dialog.message), dialog.dismiss())[0])
    page.on("request", lambda request: None if request.url.startswith(address.split("/", 3)[0] + "//127.0.0.1") else heard.append(request.url))
    page.goto(address)
    return page, heard


@pytest.mark.slow
@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_pages_are_silent_and_fit(browser: Browser, here: str, path: str, width: int, scheme: Any) -> None:
    page, heard = opened(browser, here + path, viewport={"width": width, "height": 900}, color_scheme=scheme)
    assert [str(one)[:200] for one in page.evaluate(WIDE)] == []
    assert min(page.evaluate(SMALL)) >= 12
    assert page.evaluate(UNLABELLED) == []
    assert page.locator("h1").count() == 1
    assert heard == []
    page.close()


@pytest.mark.slow
@pytest.mark.parametrize("script", [True, False])
def test_a_click_leads_to_the_words(browser: Browser, here: str, script: bool) -> None:
    page, heard = opened(browser, f"{here}/plans/云川市城市品质提升三年行动", viewport={"width": 1280, "height": 900}, java_script_enabled=script)
    entry = page.locator(".entry", has_text="整治小区飞线").last
    for kind, words in (("lead", "市消防救援支队"), ("deadline", "2025年10月底前"), ("target", "1.2万个")):
        entry.locator(f"p a.{kind}").last.click() if kind == "target" else entry.locator(f"p a.{kind}").first.click()
        page.wait_for_timeout(700)
        found = page.locator(".mark:target, .mark:has(> a:target)")
        assert words in found.inner_text()
        box = found.bounding_box()
        assert box is not None
        assert 0 <= box["y"] <= 900, "it is in sight"
    assert heard == []
    page.close()


@pytest.mark.slow
def test_from_a_row_to_its_place_in_the_outline(browser: Browser, here: str) -> None:
    page, _ = opened(browser, f"{here}/?text=飞线", viewport={"width": 1280, "height": 900})
    page.locator("td a.task-name").first.click()
    page.wait_for_timeout(700)
    assert page.locator(".entry.here .line").inner_text() == "3. 整治小区飞线"
    assert page.locator(".entry.here").bounding_box()["y"] < 900  # type: ignore[index]
    page.close()


@pytest.mark.slow
def test_a_form_asks_what_was_put_into_it(browser: Browser, here: str) -> None:
    page, heard = opened(browser, f"{here}/", java_script_enabled=False)
    page.get_by_label("单位", exact=True).fill("城管")
    page.get_by_label("角色").select_option("lead")
    page.get_by_label("截止日期不晚于").fill("2025-12-31")
    page.get_by_label("缺指标").check()
    page.keyboard.press("Enter")
    assert page.get_by_label("单位", exact=True).input_value() == "城管"
    assert page.get_by_label("缺指标").is_checked()
    assert page.get_by_label("角色").input_value() == "lead"
    page.get_by_role("link", name="English").click()
    assert page.get_by_label("Due on or before").input_value() == "2025-12-31"
    assert heard == []
    page.close()


@pytest.mark.slow
def test_chosen_plans_are_compared(browser: Browser, here: str) -> None:
    page, heard = opened(browser, f"{here}/plans")
    for box in page.locator("td.choice input").all()[:2]:
        box.check()
    page.get_by_role("button", name="对照所选方案").click()
    assert "方案对照" in page.title()
    page.locator("summary").first.click()
    assert heard == []
    page.close()


@pytest.mark.slow
def test_a_plan_prints_whole(browser: Browser, here: str) -> None:
    import pypdfium2

    page, _ = opened(browser, f"{here}/plans/云川市城市品质提升三年行动")
    page.emulate_media(media="print")
    with pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True)) as pdf:
        text = "".join(pdf[at].get_textpage().get_text_range() for at in range(len(pdf)))
    assert "整治小区飞线" in text
    assert "附则" in text or "组织保障" in text or "保障措施" in text
    assert "查询" not in text
    page.close()
