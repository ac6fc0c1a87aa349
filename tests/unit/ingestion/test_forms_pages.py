"""The pages of docs/forms are those the definitions give."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import forms_docs


def test_no_page_is_stale_missing_or_left_over() -> None:
    found = {path.name: path.read_text(encoding="utf-8") for path in forms_docs.FOLDER.glob("*.md")}
    wanted = forms_docs.pages()
    stale = sorted(name for name in wanted.keys() | found.keys() if wanted.get(name) != found.get(name))
    assert stale == [], f"run {forms_docs.COMMAND}"


def test_a_page_tells_rows_columns_and_equations_in_both_languages() -> None:
    page = forms_docs.pages()["poverty_review.v1.md"].splitlines()
    assert page[0] == "# Biểu kết quả rà soát hộ nghèo, hộ cận nghèo"
    assert ("| `TT` | Khu vực thành thị *Urban areas* |  |  | có *yes* |  | population `urban` |") in page
    assert (
        "| (5) | Tỷ lệ so với tổng số hộ (%) / Hộ nghèo *Share of all households (%) / Poor* | percent | percent |"
        " (2) / (1) | có *yes* | ≥ 0 | indicator `poverty_rate` |"
    ) in page
    assert (
        "| `poor_balance` | cột *columns* 1 - 4 - 5 + 6 + 7 + 8 + 9 = 10 | dòng *rows* TT, NT, DT, HN | 0.5 | Hộ nghèo"
        " đầu năm, trừ số giảm, cộng số tăng, phải bằng hộ nghèo cuối kỳ *Poor households at the beginning, less those"
        " out, plus those in, are those at the end* |"
    ) in page


def test_pages_are_written_and_those_of_no_form_dropped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "forms"
    folder.mkdir()
    (folder / "gone.v1.md").write_text("# gone\n", encoding="utf-8")
    monkeypatch.setattr(forms_docs, "FOLDER", folder)
    monkeypatch.setattr(forms_docs, "PROJECT", tmp_path)
    assert forms_docs.main([]) == 0
    assert sorted(path.name for path in folder.iterdir()) == sorted(forms_docs.pages())
    assert capsys.readouterr().out == f"{len(forms_docs.pages())} pages in forms\n"
    assert forms_docs.main(["more"]) == 2
    assert capsys.readouterr().err == "usage: python tools/forms_docs.py\n"
