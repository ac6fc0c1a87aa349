"""Adding an installation's own policy rows to the seeds."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from gnbv.policy import SEEDS, PolicyError, effective_seeds
from gnbv.settings import Workspace


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    folder = tmp_path / "seeds" / "policy"
    folder.mkdir(parents=True)
    (folder / "exemptions.csv").write_text('code,reason\n20,"flood, of\nAugust"\n', encoding="utf-8")
    (folder / "policy_seeds.yml").write_text("version: 2\n", encoding="utf-8")
    return tmp_path / "seeds"


@pytest.fixture
def overlaid(new_workspace: Callable[..., Workspace], tmp_path: Path) -> Callable[..., Workspace]:
    def make(text: str, name: str = "exemptions.csv", encoding: str = "utf-8") -> Workspace:
        folder = tmp_path / "own"
        folder.mkdir(exist_ok=True)
        (folder / name).write_bytes(text.encode(encoding))
        return new_workspace(policy=(folder,))

    return make


def test_without_overlays_the_seeds_of_the_project_are_used_as_they_are(
    new_workspace: Callable[..., Workspace],
) -> None:
    assert effective_seeds(new_workspace()) == SEEDS


def test_rows_are_appended_to_a_copy(overlaid: Callable[..., Workspace], seeds: Path) -> None:
    ws = overlaid("code,reason\n08,merged\n")
    composed = effective_seeds(ws, seeds)
    assert composed.parent.parent == ws.home / "policy"
    assert composed.name == "seeds"
    assert (composed / "policy" / "exemptions.csv").read_text(encoding="utf-8") == (
        'code,reason\n20,"flood, of\nAugust"\n08,merged\n'
    )
    assert (composed / "policy" / "policy_seeds.yml").read_text(encoding="utf-8") == "version: 2\n"
    assert (seeds / "policy" / "exemptions.csv").read_text(encoding="utf-8").count("merged") == 0
    assert effective_seeds(ws, seeds) == composed
    assert [path.name for path in composed.parent.parent.iterdir()] == [composed.parent.name]


def test_other_content_gives_another_folder(overlaid: Callable[..., Workspace], seeds: Path) -> None:
    first = effective_seeds(overlaid("code,reason\n08,merged\n"), seeds)
    second = effective_seeds(overlaid("code,reason\n08,renamed\n"), seeds)
    assert first != second


def test_columns_may_stand_in_another_order_and_text_becomes_nfc(
    overlaid: Callable[..., Workspace], seeds: Path
) -> None:
    decomposed = unicodedata.normalize("NFD", "bão lụt")
    composed = effective_seeds(overlaid(f"\ufeffreason,code\n{decomposed},08\n"), seeds)
    assert (composed / "policy" / "exemptions.csv").read_text(encoding="utf-8").endswith("\n08,bão lụt\n")


@pytest.mark.parametrize(
    ("text", "name", "said"),
    [
        ("code,reason\n", "exemption.csv", r"exemption.csv: no seed has this name; expected one of exemptions.csv"),
        ("code,why\n1,2\n", "exemptions.csv", r"exemptions.csv: the header .* missing: reason; unknown: why"),
        ("code,reason,code\n1,2,3\n", "exemptions.csv", r"exemptions.csv: the header must name the columns"),
        ("code,reason\n08\n", "exemptions.csv", r"exemptions.csv, line 2: expected 2 values, found 1"),
        ("code,reason\n08,a\n08,a\n", "exemptions.csv", r"row 2: this row is already in exemptions.csv"),
        ('code,reason\n20,"flood, of\nAugust"\n', "exemptions.csv", r"row 1: this row is already in exemptions.csv"),
    ],
)
def test_what_cannot_be_added_is_refused_with_file_and_columns(
    overlaid: Callable[..., Workspace], seeds: Path, text: str, name: str, said: str
) -> None:
    with pytest.raises(PolicyError, match=said):
        effective_seeds(overlaid(text, name), seeds)


def test_a_file_in_another_encoding_is_refused(overlaid: Callable[..., Workspace], seeds: Path) -> None:
    with pytest.raises(PolicyError, match="not UTF-8 text"):
        effective_seeds(overlaid("code,reason\n08,mi\u1ec5n\n", encoding="utf-16"), seeds)


def test_a_folder_that_is_not_there_is_refused(new_workspace: Callable[..., Workspace], tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="no such folder; correct GNBV_POLICY"):
        effective_seeds(new_workspace(policy=(tmp_path / "absent",)))


FORM = """
form: parish
version: 1
name: {vi: "Biểu xã", en: "Form of a commune"}
origin: own
basis: a decision of the province
valid_from: 2024-01-01
returns: [monitoring_6m]
levels: [commune]
sheets:
  - sheet: s
    title: S
    name: {vi: "Trang", en: "Sheet"}
    rows: [{row: r1, label: {vi: "Dòng", en: "Row"}}]
    columns: [{column: c1, heading: [{vi: "Cột", en: "Column"}], type: text}]
"""


def test_a_form_lies_beside_the_seeds_and_is_found_there(overlaid: Callable[..., Workspace], seeds: Path) -> None:
    from ingestion.forms import load_forms

    composed = effective_seeds(overlaid(FORM, "parish.v1.yml"), seeds)
    assert (composed.parent / "forms" / "parish.v1.yml").read_text(encoding="utf-8") == FORM
    assert load_forms(composed.parent / "forms").by_key["parish@1"].levels == ("commune",)
    changed = effective_seeds(overlaid(FORM.replace("Dòng", "Hàng"), "parish.v1.yml"), seeds)
    assert changed != composed


@pytest.mark.parametrize(
    ("text", "name", "said"),
    [
        (FORM, "parish.v2.yml", r"parish.v2.yml: holds parish@1; name the file parish.v1.yml"),
        (
            FORM.replace("levels: [commune]", "levels: [village]"),
            "parish.v1.yml",
            r"parish.v1.yml, levels/0: 'village'",
        ),
        (FORM.replace("form: parish", "form: monitoring"), "monitoring.v1.yml", r"monitoring@1 is already defined in"),
        ("a: [", "parish.v1.yml", r"parish.v1.yml: not valid YAML in UTF-8"),
    ],
)
def test_a_form_that_cannot_be_used_is_refused(
    overlaid: Callable[..., Workspace], seeds: Path, text: str, name: str, said: str
) -> None:
    with pytest.raises(PolicyError, match=said):
        effective_seeds(overlaid(text, name), seeds)


def test_two_folders_cannot_give_the_same_version(
    new_workspace: Callable[..., Workspace], tmp_path: Path, seeds: Path
) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "parish.v1.yml").write_text(FORM, encoding="utf-8")
    with pytest.raises(PolicyError, match=r"two/parish.v1.yml: .*one/parish.v1.yml has the same name"):
        effective_seeds(new_workspace(policy=(tmp_path / "one", tmp_path / "two")), seeds)
