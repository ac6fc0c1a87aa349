"""What is wrong in the definition of a form is said in one line: the file, the place in it, what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingestion.forms import Form, FormsError, load_forms
from ingestion.forms.catalogue import read_form_file

SMALL = """
form: small
version: 1
name: {vi: "Biểu nhỏ", en: "Small form"}
origin: own
basis: "Quy ước"
valid_from: 2024-01-01
valid_to: 2025-01-01
returns: [monitoring_6m]
levels: [province]
sheets:
  - sheet: one
    title: Trang 1
    name: {vi: "Trang một", en: "Sheet one"}
    unit: million_vnd
    rows:
      - {row: T, label: {vi: "Tổng", en: "Total"}, sum_of: [A, B]}
      - {row: A, label: {vi: "Phần A", en: "Part A"}, figure: {indicator: poor_households}}
      - {row: B, label: {vi: "Phần B", en: "Part B"}, closed: ["2"], figures: {"1": {population: poor}}}
    columns:
      - {column: "1", heading: [{vi: "Số hộ", en: "Households"}], type: count}
      - {column: "2", heading: [{vi: "Tiền", en: "Money"}], type: money}
      - {column: "3", heading: [{vi: "Tỷ lệ", en: "Share"}], type: percent, rate_of: ["1", "2"]}
      - {column: "4", heading: [{vi: "Tình trạng", en: "State"}], type: choice, choices: [Có, Không]}
    equations:
      - {equation: within, over: cells, left: [one!A.1], relation: "<=", right: [one!T.1], says: {vi: "a", en: "b"}}
"""
#: What is replaced by what, and the message after the path of the file.
WRONG = [
    ("levels: [province]\n", "", ", the whole: 'levels' is a required property; correct it as form.schema.json says"),
    (
        "origin: own",
        "origin: ours",
        ", origin: 'ours' is not one of ['own', 'official']; correct it as form.schema.json says",
    ),
    (
        "version: 1",
        'version: "1"',
        ", version: '1' is not of type 'integer'; correct it as form.schema.json says",
    ),
    (
        "returns: [monitoring_6m]",
        "returns: []",
        ", returns: [] should be non-empty; correct it as form.schema.json says",
    ),
    (
        "levels: [province]",
        "levels: [village]",
        ", levels/0: 'village' is not one of ['country', 'province', 'district', 'commune'];"
        " correct it as form.schema.json says",
    ),
    (
        "unit: million_vnd",
        "unit: usd",
        ", sheets/0/unit: 'usd' is not one of ['vnd', 'thousand_vnd', 'million_vnd', 'billion_vnd'];"
        " correct it as form.schema.json says",
    ),
    (
        "type: count}",
        "type: whole}",
        ", sheets/0/columns/0/type: 'whole' is not one of ['money', 'count', 'number', 'percent', 'text', 'choice',"
        " 'date']; correct it as form.schema.json says",
    ),
    (
        "type: count}",
        "type: count, rate_of: [T, A]}",
        ", sheets/0/columns/0/type: 'percent' was expected; correct it as form.schema.json says",
    ),
    (
        ", choices: [Có, Không]",
        "",
        ", sheets/0/columns/3: 'choices' is a required property; correct it as form.schema.json says",
    ),
    (
        "{indicator: poor_households}",
        "{indicator: poor_households, year: 2024}",
        ", sheets/0/rows/1/figure: Additional properties are not allowed ('year' was unexpected);"
        " correct it as form.schema.json says",
    ),
    (
        "{indicator: poor_households}",
        "{indicator: poor_households, time: soon}",
        ", sheets/0/rows/1/figure/time: 'soon' is not valid under any of the given schemas;"
        " correct it as form.schema.json says",
    ),
    (
        "    unit: million_vnd\n",
        "",
        ", sheet one, column 2: money without a unit; state `unit`",
    ),
    (
        "{row: B,",
        "{row: A,",
        ", sheet one: rows must differ, 'A' comes 2 times; rename one",
    ),
    (
        "sum_of: [A, B]",
        "sum_of: [A, C]",
        ", sheet one: 'C' is named but not defined; it has T, A, B",
    ),
    (
        'closed: ["2"]',
        'closed: ["5"]',
        ", sheet one: '5' is named but not defined; it has 1, 2, 3, 4",
    ),
    (
        'figures: {"1"',
        'figures: {"6"',
        ", sheet one: '6' is named but not defined; it has 1, 2, 3, 4",
    ),
    (
        'rate_of: ["1", "2"]',
        'rate_of: ["1", "7"]',
        ", sheet one: '7' is named but not defined; it has 1, 2, 3, 4",
    ),
    (
        "valid_to: 2025-01-01",
        "valid_to: 2024-01-01",
        ": valid_to 2024-01-01 is not after valid_from 2024-01-01; correct one",
    ),
    (
        "version: 1",
        "version: 2",
        ": holds small@2; name the file small.v2.yml",
    ),
]


def put(folder: Path, text: str, name: str = "small.v1.yml") -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def small(folder: Path, text: str = SMALL) -> Form:
    return read_form_file(put(folder, text))


@pytest.mark.parametrize(("said", "instead", "message"), WRONG)
def test_what_is_wrong_is_said_with_its_place(tmp_path: Path, said: str, instead: str, message: str) -> None:
    assert SMALL.count(said) == 1
    path = put(tmp_path, SMALL.replace(said, instead))
    with pytest.raises(FormsError) as error:
        read_form_file(path)
    assert str(error.value) == f"{path}{message}"


def test_an_equation_over_cells_names_cells_that_are_asked_for(tmp_path: Path) -> None:
    path = put(tmp_path, SMALL.replace("left: [one!A.1]", "left: [one!B.2]"))
    with pytest.raises(
        FormsError, match=r"small\.v1\.yml, sheet one: 'one!B\.2' is named but not defined; it has one!T"
    ):
        read_form_file(path)


def test_two_sheets_with_one_title_are_told(tmp_path: Path) -> None:
    second = SMALL[SMALL.index("  - sheet: one") :].replace("sheet: one", "sheet: two").replace("Trang 1", "TRANG 1")
    path = put(tmp_path, SMALL + second.replace("one!", "two!"))
    with pytest.raises(FormsError) as error:
        read_form_file(path)
    assert str(error.value) == f"{path}: titles of sheets must differ, 'trang 1' comes 2 times; rename one"


def test_a_file_that_is_no_yaml_or_not_there_is_told(tmp_path: Path) -> None:
    path = put(tmp_path, "form: [")
    with pytest.raises(FormsError, match=r"small\.v1\.yml: not valid YAML in UTF-8 \(while parsing .*\); correct it"):
        read_form_file(path)
    with pytest.raises(FormsError) as error:
        read_form_file(tmp_path / "none.yml")
    assert str(error.value) == f"{tmp_path}/none.yml: cannot be read (No such file or directory); check the file"


def test_one_version_is_defined_once(tmp_path: Path) -> None:
    first, second = put(tmp_path / "a", SMALL), put(tmp_path / "b", SMALL)
    with pytest.raises(FormsError) as error:
        load_forms(tmp_path / "a", tmp_path / "b")
    assert str(error.value) == f"{second}: small@1 is already defined in {first}; give it the next version"


def test_a_folder_adds_forms_to_those_of_the_project(tmp_path: Path) -> None:
    added = put(tmp_path, SMALL).parent
    keys = [one.key for one in load_forms(added, tmp_path / "absent").forms]
    assert keys == sorted([*(one.key for one in load_forms().forms), "small@1"])


def test_coordinates_of_a_cell_are_those_of_its_row_its_column_and_itself(tmp_path: Path) -> None:
    text = SMALL.replace("type: count}", "type: count, figure: {population: all_households, time: period}}")
    form = small(tmp_path, text)
    figures = {(one.line.row, one.column.column): dict(one.figure) for one in form.cells}
    assert figures == {
        ("T", "1"): {"population": "all_households", "time": "period"},
        ("T", "2"): {},
        ("T", "3"): {},
        ("T", "4"): {},
        ("A", "1"): {"indicator": "poor_households", "population": "all_households", "time": "period"},
        ("A", "2"): {"indicator": "poor_households"},
        ("A", "3"): {},
        ("A", "4"): {},
        ("B", "1"): {"population": "poor", "time": "period"},
        ("B", "3"): {},
        ("B", "4"): {},
    }


def test_a_rate_whose_column_states_coordinates_is_a_figure(tmp_path: Path) -> None:
    text = SMALL.replace('rate_of: ["1", "2"]', 'rate_of: ["1", "2"], figure: {indicator: poverty_rate}')
    cell = small(tmp_path, text).by_place["one", "A", "3"]
    assert (cell.kind, dict(cell.figure)) == ("indicator", {"indicator": "poverty_rate"})


@pytest.mark.parametrize(
    ("time", "is_known"), [('"2021"', True), ('"2021-2025"', True), ("next_year", True), ('"21"', False)]
)
def test_a_time_is_a_distance_or_a_fixed_year_or_span(tmp_path: Path, time: str, is_known: bool) -> None:
    text = SMALL.replace("{indicator: poor_households}", f"{{indicator: poor_households, time: {time}}}")
    if is_known:
        assert small(tmp_path, text).by_place["one", "A", "1"].figure["time"] == time.strip('"')
    else:
        with pytest.raises(FormsError, match="sheets/0/rows/1/figure/time"):
            small(tmp_path, text)
