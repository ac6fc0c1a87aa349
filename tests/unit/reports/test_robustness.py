"""No input makes the reader crash or hang: mutated reports, one endless line, and a time bound on every pattern."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gnbv.settings import PROJECT
from ingestion.reference import Reference
from ingestion.reports import read_report, store_text
from ingestion.reports.stored import TextError

REFERENCE = Reference.load(PROJECT / "dbt_project" / "seeds")
ON = date(2023, 7, 15)

BASE = """Số: 45/BC-UBND
Bắc Sơn, ngày 12 tháng 6 năm 2023
BÁO CÁO
Kết quả thực hiện Chương trình mục tiêu quốc gia giảm nghèo bền vững 6 tháng đầu năm 2023 trên địa bàn huyện Bắc Sơn
I. KẾT QUẢ THỰC HIỆN
1. Dự án 2: Đa dạng hóa sinh kế
- Dự toán giao năm 2023: 3.257,5 triệu đồng, trong đó: NSTW 3.100 triệu đồng; ngân sách huyện 157,5 triệu đồng.
- Đã giải ngân 1.102,25/3.257,5 triệu đồng, đạt 33,8% (ước cả năm 3,2 tỷ đồng); 12 mô hình cho trên 240 hộ nghèo¹.
¹ Gồm 05 mô hình nuôi bò, 07 mô hình trồng quýt.
2. Dự án 4
a) Tiêu dự án 1. Giáo dục nghề nghiệp
+ Vốn năm 2022 chuyển sang: 1.214 triệu đồng, chưa giải ngân.
Tỷ lệ hộ nghèo giảm 3,35% (từ 11,61% xuống còn 8,26%), tương đương giảm 567 hộ.
Chỉ tiêu\tNăm 2022\tNăm 2023\tGiảm
Việc làm\t1.204\t1.011\t193
Nhà ở\t4, 97%\t30.05%\t-
"""
LINES = BASE.split("\n")
NASTY = ["1.", "1,", "1/", "trong đó: ", "(", "\t", "¹", " ", "tỷ ", "Dự án 1 ", "năm 2023 ", "a) ", "- ", "%", "A"]
NASTY += ["ngày 30/6/", "huyện Bắc "]


def _read(text: str) -> None:
    """Read as the intake does; whatever is read points at what is printed there."""
    try:
        stored = store_text(text.encode("utf-8", "surrogatepass"), "bao-cao.txt")
    except TextError as error:
        assert error.message_vi
        return
    report = read_report(stored, REFERENCE, on=ON)
    for one in report.figures:
        assert stored.lines[one.line - 1][one.char_start : one.char_end]
        assert 0 < one.confidence <= 1


@settings(max_examples=60, deadline=5000, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_mutated_report_is_read_or_refused(data: st.DataObject) -> None:
    lines = list(LINES)
    for _ in range(data.draw(st.integers(1, 6))):
        kind = data.draw(st.sampled_from(["cut", "double", "move", "swap", "insert", "join"]))
        at = data.draw(st.integers(0, max(0, len(lines) - 1)))
        line = lines[at] if lines else ""
        cut = data.draw(st.integers(0, len(line)))
        if kind == "cut":
            lines[at : at + 1] = [line[:cut]]
        elif kind == "double":
            lines.insert(at, line)
        elif kind == "move":
            lines.append(lines.pop(at))
        elif kind == "swap":
            lines[at : at + 1] = ["".join(data.draw(st.permutations(list(line[:12])))) + line[12:]]
        elif kind == "insert":
            lines[at : at + 1] = [line[:cut] + data.draw(st.text(max_size=8)) + line[cut:]]
        else:
            lines[at : at + 2] = [" ".join(lines[at : at + 2])]
    _read("\n".join(lines))


@settings(max_examples=60, deadline=5000, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(NASTY), min_size=1, max_size=400))
def test_fragments_in_any_order_are_read(fragments: list[str]) -> None:
    _read("".join(fragments))


@pytest.mark.timeout(60)
def test_fifty_megabytes_of_one_line_are_refused_or_read_in_bounded_time() -> None:
    line = "Đã giải ngân 1.102,25/3.257,5 triệu đồng, đạt 33,8% kế hoạch; "
    began = time.perf_counter()
    _read(line * (50_000_000 // len(line.encode())))
    assert time.perf_counter() - began < 30


@pytest.mark.timeout(60)
@pytest.mark.parametrize("fragment", NASTY)
def test_a_long_run_of_one_fragment_takes_time_in_proportion(fragment: str) -> None:
    short, long = _seconds(fragment * 400), _seconds(fragment * 4000)
    assert long < max(1.0, short * 60), f"{fragment!r}: {short:.3f} s, ten times as long {long:.3f} s"


def _seconds(text: str) -> float:
    began = time.perf_counter()
    _read(text)
    return time.perf_counter() - began


_RECORD = """
import json, re, sys, time
from datetime import date
compiled = {}
original = re.compile
def record(pattern, flags=0):
    found = original(pattern, flags)
    caller = sys._getframe(1).f_code.co_filename
    if "ingestion/reports" in caller:
        compiled[found.pattern, found.flags] = found
    return found
re.compile = record
from gnbv.settings import PROJECT
from ingestion.reference import Reference
from ingestion.reports import read_report, store_text
base, nasty = json.loads(sys.stdin.read())
read_report(store_text(base.encode(), "b.txt"), Reference.load(PROJECT / "dbt_project" / "seeds"), on=date(2023, 7, 15))
plain, worst = original(r"\\w+|\\d+"), []
for text in [one * (20_000 // len(one)) for one in [base, *nasty]]:
    began = time.perf_counter(); sum(1 for _ in plain.finditer(text)); limit = max(time.perf_counter() - began, 0.002)
    for found in compiled.values():
        began = time.perf_counter()
        for count, _ in enumerate(found.finditer(text)):
            if time.perf_counter() - began > 5: break
        worst.append(((time.perf_counter() - began) / limit, found.pattern[:80], text[:20]))
print(json.dumps([len(compiled), sorted(worst, reverse=True)[:5]]))
"""


@pytest.mark.timeout(120)
def test_every_pattern_of_the_reader_is_bounded() -> None:
    """Each pattern over 20,000 characters of nasty text: at most 100 times a plain pass over words."""
    done = subprocess.run(
        [sys.executable, "-c", _RECORD], input=json.dumps([BASE, NASTY]), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    count, worst = json.loads(done.stdout)
    assert count > 20
    assert worst[0][0] < 100, worst
