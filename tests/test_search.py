"""Words are found wherever a task's text has them, in either script, whatever the index is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import filters
from analysis.filters import asked
from analysis.search import search, snippet
from pipeline.store import Store, grams, open_store
from pipeline.store.words import wanted
from tests.factories import extraction, task

TEXTS = [
    "(一)建设海绵城市,推进污水处理。",
    "(二)完善城市管理、环境卫生。",
    "3.5G网络覆盖所有PM2.5监测站,𠮷田站除外。",
    "(四)垃圾分类处理。",
    "推进农村污水治理,处理垃圾\n加强管护",
]


@pytest.fixture(scope="module", params=["full text", "full text, many rows", "plain table", "plain table, many rows"])
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    filters.FEW, before = (0 if "many" in request.param else filters.FEW), filters.FEW
    with open_store("sqlite://") as made:
        if "plain table" in request.param:
            with made.engine.begin() as connection:
                connection.exec_driver_sql("DROP TABLE task_search")
                connection.exec_driver_sql("CREATE TABLE task_grams(gram TEXT, task_id INTEGER, PRIMARY KEY (gram, task_id)) WITHOUT ROWID")
        with made.begin_run({}) as run:
            run.save(extraction(*(task(text) for text in TEXTS)), path="a.txt")
        yield made
    filters.FEW = before


def found(store: Store, words: str) -> list[int]:
    """The numbers of the texts that are found."""
    return [TEXTS.index(text) for text in search(store, words)["text"]]


@pytest.mark.parametrize(
    ("words", "texts"),
    [
        ("污水", [0, 4]),
        ("污水处理", [0]),
        ("水", [0, 4]),
        ("理", [0, 1, 3, 4]),
        ("市管", [1]),
        ("海綿城市", [0]),
        ("污水 处理", [0, 4]),
        ("污水 AND 处理", [0, 4]),
        ("污水 NOT 农村", [0]),
        ("NOT 污水", [1, 2, 3]),
        ("垃圾 OR 卫生", [1, 3, 4]),
        ("(垃圾 OR 污水) 农村", [4]),
        ("垃圾 OR NOT 推进", [1, 2, 3, 4]),
        ('"城市管理、环境"', [1]),
        ("“城市管理、环境”", [1]),
        ('"城市管理 环境"', []),
        ("管理环境", []),
        ("5g", [2]),
        ("G网", [2]),
        ("pm2.5", [2]),
        ("PM", [2]),
        ("𠮷", [2]),
        ("田站", [2]),
        ("站", [2]),
        ("垃圾加强", []),
        ("not", []),
        ("没有的词", []),
    ],
)
def test_words_and_what_they_find(store: Store, words: str, texts: list[int]) -> None:
    assert found(store, words) == texts


@pytest.mark.parametrize("words", ["", " ", "、。", "(污水", "污水)", "NOT", "污水 OR", "()", '"', "AND", "(\n污水"])
def test_a_search_for_nothing_is_an_error_of_one_line(words: str) -> None:
    with pytest.raises(ValueError, match=r"^[^\n]+$"):
        wanted(words)


@settings(max_examples=200, deadline=None)
@given(st.text("城市管理污水5gＧ、 ", min_size=1, max_size=4))
def test_a_word_is_found_if_and_only_if_the_text_has_it(store: Store, word: str) -> None:
    plain = asked(word)
    if not any(grams.grams(plain)) or " " in plain:
        return
    assert found(store, f'"{word}"') == [at for at, text in enumerate(TEXTS) if plain.lower() in text.lower()]


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=12))
def test_any_words_are_answered_or_refused_politely(store: Store, words: str) -> None:
    refused = False
    with suppress(ValueError):
        refused = True
        wanted(asked(words))
        refused = False
    if not refused:
        assert len(search(store, words)) <= len(TEXTS)


def test_an_index_forgets_what_was_replaced() -> None:
    first = extraction(task("(一)整治河道"))
    second = replace(first, tasks=(replace(first.tasks[0], text="整治湖泊"),))
    with open_store("sqlite://") as made:
        for version, one in (("1", first), ("2", second)):
            with made.begin_run({}, version=version) as run:
                run.save(one, path="a.txt")
        assert len(search(made, "湖泊")) == 1
        assert search(made, "河道").empty


def test_the_hit_is_marked_in_its_surroundings(store: Store) -> None:
    assert search(store, "海綿 污水")["snippet"].tolist() == ["(一)建设【海绵】城市,推进【污水】处理。"]
    assert snippet("前" * 100 + "污水" + "后" * 100, ["污水"], ("<", ">")) == "…" + "前" * 24 + "<污水>" + "后" * 24 + "…"
    assert snippet("没有", ["污水"]) == "没有"
    assert snippet("PM2.5\n监测", ["pm2"]) == "【PM2】.5 监测"
