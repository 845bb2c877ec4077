"""spaCy is a face of the extractors: the same records, found by name, kept in a DocBin."""

import re
import subprocess
import sys
from datetime import date
from decimal import Decimal
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from pipeline import extract
from pipeline.coverage import outlined
from pipeline.read import read
from schemas.extraction import Extraction
from tests.test_extraction import ROOT, SAMPLES

spacy = pytest.importorskip("spacy")
nlp_module = pytest.importorskip("pipeline.nlp")
TEXTS = [path for path in SAMPLES if path.suffix == ".txt"]
SENTENCE = "清淤工程由县水利局牵头,会同县财政局于2025年10月底前完成,新建泵站3座。"


def records(extraction: Extraction) -> dict[str, list[object]]:
    return {name: [record for _, record, _ in entries(extraction)] for name, entries in nlp_module.ENTRIES.items()}


def held(doc: "spacy.tokens.Doc") -> dict[str, list[object]]:
    return {name: [span._.taizhang for span in doc.spans[name]] for name in nlp_module.ENTRIES}


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_the_components_give_the_records_of_the_plain_way(path: Path) -> None:
    doc, plain = nlp_module.blank()(read(path).text), extract(path)
    assert held(doc) == records(plain)
    assert len(doc.spans["taizhang_tasks"]) == len(plain.tasks) > 0
    assert doc._.taizhang_plan == plain.plan


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_a_file_of_any_format_is_a_doc_with_its_records(path: Path) -> None:
    plain = extract(path)
    doc = nlp_module.to_doc(plain)
    assert doc.text == plain.source_text
    assert held(doc) == records(plain)
    for name in nlp_module.ENTRIES:
        assert all((span.start_char, span.end_char) == tuple(span._.taizhang.span) for span in doc.spans[name] if name != "taizhang_outline")
    roles = [unit.role for task in plain.tasks for unit in task.units]
    assert [span.label_ for span in doc.spans["taizhang_units"]] == roles
    owners = [number for number, task in enumerate(plain.tasks) for _ in task.deadlines]
    assert [span._.taizhang_task for span in doc.spans["taizhang_deadlines"]] == owners


def test_a_docbin_gives_the_records_back(tmp_path: Path) -> None:
    docs = [nlp_module.to_doc(extract(path)) for path in SAMPLES[:3]]
    nlp_module.save(docs, tmp_path / "plans.spacy")
    again = list(nlp_module.load(tmp_path / "plans.spacy"))
    assert [doc.text for doc in again] == [doc.text for doc in docs]
    assert [held(doc) for doc in again] == [held(doc) for doc in docs]
    assert [doc._.taizhang_plan for doc in again] == [doc._.taizhang_plan for doc in docs]


def test_a_sentence_out_of_its_plan_is_one_task() -> None:
    doc = nlp_module.blank()(SENTENCE)
    assert [(span.text, span.label_) for span in doc.spans["taizhang_units"]] == [("县水利局", "lead"), ("县财政局", "cooperate")]
    assert [str(span._.taizhang.end) for span in doc.spans["taizhang_deadlines"]] == ["2025-10-31"]
    assert [(span._.taizhang.indicator, span._.taizhang.low) for span in doc.spans["taizhang_targets"]] == [("泵站", 3)]
    assert {span._.taizhang_task for span in doc.spans["taizhang_targets"]} == {0}


def test_where_targets_start_from_and_how_long_the_plan_is_in_force_are_kept(tmp_path: Path) -> None:
    text = (
        "甲县停车方案\n一、重点任务\n(一)建设车位。车位由2020年的3000个增加到5000个(约束性)。\n二、附则\n"
        "本方案自2025年3月1日起施行,有效期3年。《甲县停车办法》同时废止。\n"
    )
    doc = nlp_module.blank()(text)
    nlp_module.save([doc], tmp_path / "plans.spacy")
    for one in (doc, *nlp_module.load(tmp_path / "plans.spacy")):
        (target,) = (span._.taizhang for span in one.spans["taizhang_targets"])
        assert (target.baseline.value, target.baseline.as_of, text[slice(*target.baseline.span)]) == (Decimal(3000), date(2020, 12, 31), "3000个")
        assert (target.nature, text[slice(*target.nature_span)]) == ("binding", "约束性")
        (ended,) = (span._.taizhang for span in one.spans["taizhang_references"])
        assert text[slice(*ended.repealed_span)] == "《甲县停车办法》同时废止"
        assert [(name, text[slice(*span)]) for name, span in one._.taizhang_plan.evidence] == [
            ("effective", "自2025年3月1日起施行"),
            ("expires", "有效期3年"),
        ]
    sentence = nlp_module.blank()("车位由3000个增加到5000个。")
    (target,) = (span._.taizhang for span in sentence.spans["taizhang_targets"])
    assert sentence.text[slice(*target.baseline.span)] == "3000个"


@pytest.mark.parametrize("text", ["", " \n ", "。"])
def test_a_text_that_says_nothing_has_no_records(text: str) -> None:
    doc = nlp_module.blank()(text)
    assert not any(doc.spans[name] for name in ("taizhang_units", "taizhang_deadlines", "taizhang_targets", "taizhang_references"))


def test_a_span_of_another_has_no_record() -> None:
    doc = nlp_module.blank()(SENTENCE)
    assert (doc[0:2]._.taizhang, doc[0:2]._.taizhang_task) == (None, None)
    assert spacy.blank("zh")(SENTENCE)._.taizhang_plan is None


def test_the_page_of_displacy_needs_nothing_else() -> None:
    page = nlp_module.render(nlp_module.blank()(SENTENCE + "<script>alert(1)</script>"))
    assert ">县水利局" in page.replace("\n", "").replace(" ", "")
    assert "lead" in page
    assert "<script" not in page
    assert not re.search(r"(?:src|href)=[\"']?(?!#)|https?:", page)


def test_a_page_without_spans_is_the_text() -> None:
    assert SENTENCE in nlp_module.render(spacy.blank("zh")(SENTENCE))


def test_every_component_is_an_entry_point() -> None:
    declared = {point.name for point in entry_points(group="spacy_factories") if point.value.startswith("pipeline.nlp:")}
    assert declared == {*nlp_module.ENTRIES, "taizhang_plan"}


def test_spacy_finds_the_components_by_name_and_a_process_of_its_own_runs_the_documented_lines(tmp_path: Path) -> None:
    first, second = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "spacy.md").read_text(encoding="utf-8"), re.DOTALL)
    assert len([line for line in first.splitlines() if line.strip()]) <= 10
    (tmp_path / "data").symlink_to(ROOT / "data")
    said = [
        subprocess.run(
            [sys.executable, "-W", "error", "-c", lines], capture_output=True, text=True, cwd=tmp_path, check=True, encoding="utf-8"
        ).stdout
        for lines in (first, second)
    ]
    assert said[0].startswith("县水利局 lead ")
    assert said[0].endswith("2025-10-31\n")
    assert "牵头" in (tmp_path / "units.html").read_text(encoding="utf-8")


def test_nothing_else_imports_spacy() -> None:
    lines = "import sys, app.cli, pipeline.extraction, pipeline.coverage, pipeline.store, analysis.query; sys.exit('spacy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", lines], check=False, cwd=ROOT).returncode == 0


def test_the_outline_is_that_of_the_normalised_text() -> None:
    plain = extract(TEXTS[0])
    text, outline = outlined(plain)
    assert outline.end == len(text.value)
    assert len(nlp_module.to_doc(plain).spans["taizhang_outline"]) > len(plain.tasks) / 2
