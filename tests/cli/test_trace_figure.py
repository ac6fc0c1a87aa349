"""`gnbv trace FIGURE_ID`: the figure, marked in its line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pytest

from gnbv.commands.trace_figure import Quote, quote
from gnbv.commands.wording import number, plain
from gnbv.settings import Workspace

if TYPE_CHECKING:
    from tests.cli.conftest import Ran, Run

_MARTS = Path(__file__).parents[1] / "unit" / "delivery" / "figure_marts.sql"


@pytest.fixture
def edit(new_workspace: Callable[..., Workspace]) -> Callable[[str], Workspace]:
    """A workspace whose published file is that of `figure_marts.sql`, changed by a statement."""

    def run(sql: str) -> Workspace:
        workspace = new_workspace()
        current = workspace.published / "current"
        current.mkdir(parents=True)
        with duckdb.connect(current / "gnbv.duckdb") as connection:
            connection.execute(_MARTS.read_text(encoding="utf-8"))
            connection.execute(sql)
        return workspace

    return run


@pytest.fixture
def traced(run_in: Run, edit: Callable[[str], Workspace]) -> Callable[..., Ran]:
    """`traced("11111111", "--format", "json")`."""
    workspace = edit("select 1")
    return lambda *arguments: run_in(workspace, "trace", *arguments)


def test_the_number_is_marked_in_its_line(traced: Callable[..., Ran]) -> None:
    ran = traced("11111111")
    assert (ran.code, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert lines[0] == (
        "b2b2b2b2b2b2b2b2b2b2/11111111aaaaaaaaaaaa is the key of a figure, an amount of money: "
        "allocated × CT × central × total × 2023"
    )
    for line in (
        "  measure         Vốn được giao / Allocated (allocated)",
        "  component       Chương trình giảm nghèo / Poverty programme (CT)",
        "  locality        Lạng Sơn (20)",
        "  period          2023-H1, as of 30/06/2023",
        "  value           396.550 triệu (as printed), 396.550.000.000 đồng",
        "  read by rule    amount_after_cue, confidence 0.90",
        "  note            budget_year: heading",
        "  known           from 20/07/2023 08:00 until now",
        "  place           line 5, characters 20-27",
        "       3  II. Kết quả thực hiện vốn",
        ">      5  Toàn tỉnh được giao »396.550« triệu đồng, riêng dạy nghề 80.000,5 triệu đồng.",
        "       6  Tỷ lệ hộ nghèo còn 4,97%.",
        "  counted: no other figure of the mart holds it",
        "  receipt         accepted_with_findings, version 2",
        "FINDINGS AT THIS LINE (2)",
        "- FD01 warn: Số lẻ",
    ):
        assert line in lines
    assert "\x1b" not in ran.out


def test_on_a_terminal_the_number_is_coloured_unless_colours_are_off(
    traced: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    coloured = traced("11111111").out
    assert "Toàn tỉnh được giao \x1b[1;30;43m396.550\x1b[0m triệu đồng" in coloured
    monkeypatch.setenv("NO_COLOR", "1")
    plain_text = traced("11111111").out
    assert "Toàn tỉnh được giao »396.550« triệu đồng" in plain_text
    assert "\x1b" not in plain_text


def test_a_cell_of_a_table_and_what_is_counted_instead(traced: Callable[..., Ran]) -> None:
    lines = traced("44444444dddddddddddd").out.splitlines()
    assert "  place           line 8, characters 9-14, sheet Bảng 1, cell B2" in lines
    assert ">      8  Dạy nghề | »1.200« | 900" in lines
    at = lines.index("  not counted: another figure holds it or a part of it")
    assert lines[at + 1 : at + 3] == [
        "  - instead: allocated × CT × central × total × 2023, Lạng Sơn, 396.550 triệu (as printed), "
        "396.550.000.000 đồng",
        "    key             b2b2b2b2b2b2b2b2b2b2/11111111aaaaaaaaaaaa",
    ]


def test_a_target_says_its_bound_and_who_set_it(traced: Callable[..., Ran]) -> None:
    lines = traced("77777777").out.splitlines()
    assert "  said            at most, a target" in lines
    assert "  set by          district" in lines
    assert ">      9  Hộ nghèo của huyện: tỷ lệ 9,1%; năm sau giảm còn dưới »8«%." in lines
    own = traced("target:yearly_fall").out.splitlines()
    assert "  value           1,0 - 1,5 (as printed), 1 to 1,5 percent" in own
    assert "  in no file: a row of the reference data of this project" in own


def test_json_gives_the_line_and_the_characters(traced: Callable[..., Ran]) -> None:
    found = json.loads(traced("22222222", "--format", "json").out)
    assert list(found) == ["key", "kind", "mart", "figure", "counted", "text", "document", "findings", "form"]
    assert (found["kind"], found["mart"]) == ("figure", "fct_fund")
    figure, line = found["figure"], found["text"]
    assert line["text"][figure["char_start"] : figure["char_end"]] == figure["value_text"] == "80.000,5"
    assert (figure["known_from"], figure["as_of_on"]) == ("2023-07-20 08:00:00", "2023-06-30")
    assert found["counted"]["reasons"] == ["part"]
    assert found["document"]["sha256"] == "b" * 64


def test_a_report_tells_its_figures_by_kind(traced: Callable[..., Ran]) -> None:
    out = traced("c3c3c3c3c3c3c3c3c3c3").out
    assert "    figures read    2 fund (1 counted), 1 indicator (0 counted), 1 target (1 counted)\n" in out


def test_several_figures_and_none_are_errors_of_one_line(traced: Callable[..., Ran]) -> None:
    several = traced("44444444")
    assert (several.code, several.out) == (1, "")
    assert several.err == (
        "gnbv: '44444444' names 2 figures; give the key of one: c3c3c3c3c3c3c3c3c3c3/44444444dddddddddddd, "
        "c3c3c3c3c3c3c3c3c3c3/44444444eeeeeeeeeeee\n"
    )
    none = traced("22222222bbbbbbbbbbbc")
    assert (none.code, none.out) == (1, "")
    assert "or a figure" in none.err
    assert "; nearest keys: b2b2b2b2b2b2b2b2b2b2/22222222bbbbbbbbbbbb, " in none.err
    assert none.err.count("\n") == 1


def test_a_line_that_is_not_held_and_a_figure_without_a_reason(run_in: Run, edit: Callable[[str], Workspace]) -> None:
    workspace = edit(
        "delete from marts.fct_text_line where line = 6; update marts.fct_poverty_indicator set is_counted = false"
    )
    lines = run_in(workspace, "trace", "55555555").out.splitlines()
    assert "  the marts hold no text of this line" in lines
    assert (
        "  not counted: no counted figure holds it; it was not known yet, or it gives way to one that gives way in turn"
        in lines
    )


def test_a_cell_of_a_report_of_the_samples_leads_to_its_row(run: Run, sample_workspace: Workspace) -> None:
    with duckdb.connect(sample_workspace.published / "current" / "gnbv.duckdb", read_only=True) as connection:
        (key,) = connection.execute(
            "select figure_key from marts.fct_poverty_indicator where value_text = '7.841' and cell is not null"
        ).fetchall()[0]
    out = run("trace", key.split("/")[1]).out
    assert "bao-cao-chat-van-ky-hop-24.docx (source 49-quang-nam)" in out
    assert ", sheet Bảng 1, cell J4\n" in out
    assert " | 2.524 | »7.841« | 7.391 | " in out
    assert "  locality        tỉnh Quảng Nam (49)\n" in out


@pytest.mark.parametrize(
    ("line", "start", "end", "shown"),
    [
        ("giao 12 triệu", 5, 7, Quote("giao ", "12", " triệu")),
        ("một hai ba bốn năm 12 sáu bảy tám chín", 19, 21, Quote("…ba bốn năm ", "12", " sáu bảy tám…")),
        # No blank near the cut, as in a line of 50 MB without one.
        ("x" * 1000 + "12" + "y" * 1000, 1000, 1002, Quote("…" + "x" * 15, "12", "y" * 15 + "…")),
        ("a\tb\x1b[2J12\r\n", 7, 9, Quote("a | b [2J", "12", "  ")),
        ("ngắn", 40, 42, Quote("ngắn", "", "")),
    ],
)
def test_a_long_line_is_cut_around_the_number(line: str, start: int, end: int, shown: Quote) -> None:
    assert quote(line, start, end, reach=15) == shown


def test_numbers_as_vietnamese_writes_them() -> None:
    assert [number(one) for one in (396550000000, 4.97, 1200.0, -0.5, 0)] == [
        "396.550.000.000",
        "4,97",
        "1.200",
        "-0,5",
        "0",
    ]


def test_a_terminal_obeys_nothing_of_a_document() -> None:
    assert plain("a\x1b[31m\x07\u202eb\nc\td") == "a [31m  b c | d"
