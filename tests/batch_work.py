"""Readers that misbehave on order, for tests of runs: the first line of a file, ``!word``, says how; any other file is a plan of its lines."""

import os
import time
from hashlib import sha256
from pathlib import Path

from pipeline.inputs import Findings, Input
from pipeline.reading import Unpacked
from schemas.document import Notice, State
from schemas.extraction import Extraction, Source
from schemas.records import Plan, Task, Unit
from schemas.spans import Span


class UnpicklableError(Exception):
    def __init__(self, one: int, two: int) -> None:
        super().__init__(f"{one}\n{two}")


def records(path: str, name: str, findings: Findings, folder: str, memory: int) -> Extraction | Unpacked:
    data = Path(path).read_bytes()
    text = data.decode()
    match text.split("\n")[0].split():
        case ["!hang", *_]:
            while True:
                pass
        case ["!sleep", seconds, *_]:
            time.sleep(float(seconds))
        case ["!exit", *_]:
            os._exit(9)
        case ["!kill", *_]:
            os.abort()
        case ["!eat", *_]:
            bytearray(memory << 20)
        case ["!raise", *_]:
            raise UnpicklableError(1, 2)
        case ["!vanish", *_]:
            Path(path).unlink()
            Path(path).read_bytes()
        case ["!broken", *_]:
            raise ImportError("no module named lost")
        case ["!zip", *_]:
            return Unpacked(tuple(member(Path(path), Path(folder), number, line) for number, line in enumerate(text.split("\n")[1:])))
        case ["!state", ("partial" | "rejected" | "quarantined") as state, *_]:
            return extraction(name, data, text, state)
        case ["!surrogate", *_]:
            return extraction(name, data, "\udc80任务", "ok")
    if findings:
        return extraction(name, data, text, "rejected")
    return extraction(name, data, text, "ok")


def member(archive: Path, folder: Path, number: int, line: str) -> Input:
    place = folder / f"{archive.name}-{number}"
    findings = (("encrypted", 1, ""),) if line == "locked" else ()
    place.write_text("" if findings else line, encoding="utf-8")
    return Input(place, f"{archive.name}/{number}.txt", str(archive / f"{number}.txt"), findings)


def extraction(name: str, data: bytes, text: str, state: State) -> Extraction:
    tasks, at = [], 0
    for number, line in enumerate(text.split("\n"), 1):
        if line and not line.startswith("!"):
            unit = Unit("市城管局", "lead", Span(at, at + 1), canonical="云溪市城市管理局", function="城市管理")
            tasks.append(Task(str(number), f"{number}.", ("一、重点任务",), None, "task", line, Span(at, at + len(line)), units=(unit,)))
        at += len(line) + 1
    warnings = () if state == "ok" else (Notice(f"test-{state}", f"{name}: is {state} for this test"),)
    source = Source(name, sha256(data).hexdigest(), "text/plain", None, len(text), "hans", state, warnings)
    return Extraction(source, Plan(title=name, region="云溪市"), tuple(tasks), (), (), text)
