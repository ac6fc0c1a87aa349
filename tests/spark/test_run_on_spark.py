"""The command that makes a workspace's last build again on Spark: what it says before it starts anything."""

from __future__ import annotations

from pathlib import Path

import pytest

from deploy.spark.run import as_options, main, show_bronze


def test_a_workspace_without_a_build_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["session", str(tmp_path), str(tmp_path / "out")]) == 1
    assert capsys.readouterr().err == (
        f"run.py: {tmp_path}/warehouse/building: no build was made here; run `gnbv build` in this workspace first\n"
    )
    assert not (tmp_path / "out").exists()


def test_without_java_it_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    building = tmp_path / "warehouse" / "building"
    building.mkdir(parents=True)
    (building / "manifest.json").write_text("{}", encoding="utf-8")
    monkeypatch.setenv("PATH", str(tmp_path))

    assert main(["connect", str(tmp_path), str(tmp_path / "out")]) == 1
    assert capsys.readouterr().err == "run.py: java: not found; Spark needs Java 17 on the PATH\n"


def test_files_spark_would_pass_over_are_shown_under_other_names(tmp_path: Path) -> None:
    for name in ("form_cell/_forms.parquet", "form_cell/_empty.parquet", "attempt/01-ha-noi-1.parquet"):
        path = tmp_path / "bronze" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode())

    show_bronze(tmp_path / "bronze", tmp_path / "shown")

    shown = {path.relative_to(tmp_path / "shown").as_posix(): path for path in (tmp_path / "shown").glob("*/*")}
    assert sorted(shown) == ["attempt/01-ha-noi-1.parquet", "form_cell/empty.parquet", "form_cell/forms.parquet"]
    assert shown["form_cell/forms.parquet"].read_bytes() == b"form_cell/_forms.parquet"


def test_settings_are_written_as_spark_takes_them() -> None:
    assert as_options({"spark.master": "local[2]", "spark.x": "1"}) == [
        "--conf", "spark.master=local[2]", "--conf", "spark.x=1",
    ]  # fmt: skip
