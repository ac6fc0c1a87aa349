"""What the rules find in whole documents, each finding judged by hand: docs/quality/backtest.md.

usage: python -m tools.backtest [--database DATABASE] [--keep FOLDER] [--draft]

Collects the documents of docs/quality/backtest-documents.csv (those that are there) into a workspace of its own, builds
a warehouse, and lists every finding about a document with the judgement of docs/quality/backtest-judgements.csv. A
finding without a judgement, or a judgement of a finding that is no longer raised, ends this with an error; `--draft`
prints what has to be judged. Recall is measured against the tables of contradictions read by hand, where they are.
"""

from __future__ import annotations

import argparse
import csv
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from gnbv.settings import Workspace
from tools import score_findings

PROJECT = Path(__file__).resolve().parent.parent
QUALITY = PROJECT / "docs" / "quality"
DOCUMENTS, JUDGEMENTS = QUALITY / "backtest-documents.csv", QUALITY / "backtest-judgements.csv"
PAGE = QUALITY / "backtest.md"
AS_OF = date(2026, 11, 20)
#: Where the contradictions read by hand lie, by set of documents.
GOLD = {"received": PROJECT.parent / "shared" / "gold"}
GOLD |= {name: PROJECT / "tests" / "findings" / name for name in ("blind", "blind2")}
ANY = "*"
#: How the rules on figures begin.
ON_FIGURES = ("FG", "HI", "XS", "IN2")

HEAD = """# Findings on whole documents, judged

Every finding about a document of `backtest-documents.csv`, made by `python -m tools.backtest` from the rules in force
on {as_of} and from `backtest-judgements.csv`, which is written by hand. *true*: what the finding says is so, and
somebody has to look (or, of severity info, may). *false*: the paper is right, and the finding wrong. Returns that
nobody has sent (OB01) say nothing about a document and are left out.

Sets: *received* are documents as received (not part of this project; the figures are repeated only where they are
here); *own* are reports in own words that nobody wrote to be wrong; *blind* and *blind2* are reports in own words with
contradictions put in by people who had not seen the rules. Rules and readers were mended after the first score of
*blind*, and not after that of *blind2*: `tests/findings/README.md` keeps the first scores.
"""

FINDINGS = """
    select
        submissions.path, findings.rule_id, findings.severity, findings.sheet, findings.cell, findings.line,
        coalesce(findings.found, ''), coalesce(findings.expected, ''), coalesce(findings.repair_text, ''),
        findings.message_vi
    from marts.fct_finding as findings
    inner join marts.fct_submission as submissions on findings.submission_key = submissions.submission_key
    where findings.state <> 'resolved' and findings.level <> 'obligation'
    order by findings.rule_id, findings.line, findings.sheet, findings.cell, findings.found, findings.expected
"""


class NotJudgedError(RuntimeError):
    """Findings and judgements do not cover each other; the text names the first few and the file to mend."""


@dataclass(frozen=True)
class Document:
    """One document: its set, the name it goes by, the file if it is there, and whose it is."""

    group: str
    name: str
    file: Path | None
    source_id: str
    sender: str
    level: str
    locality_code: str


@dataclass(frozen=True)
class Finding:
    """One finding about a document."""

    document: str
    rule_id: str
    severity: str
    place: str
    found: str
    expected: str
    repair: str
    message: str


@dataclass(frozen=True)
class Judged:
    """A finding and what was thought of it: `true` or `false`, and why."""

    finding: Finding
    verdict: str
    judgement: str


def read_documents(path: Path = DOCUMENTS) -> list[Document]:
    """Read the list of documents; one whose file is not there has none."""
    documents = []
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            root = PROJECT.parent if row["path"].startswith("../") else PROJECT
            files = sorted(root.glob(row["path"].removeprefix("../")))
            place = row["source_id"], row["name"], row["level"], row["locality_code"]
            documents.append(Document(row["set"], row["document"], files[0] if files else None, *place))
    return documents


def build(folder: Path, documents: Sequence[Document]) -> Path:
    """Collect the documents into a workspace under `folder` and build its warehouse; returns the database."""
    from gnbv.jobs import build as build_warehouse
    from gnbv.jobs import collect_all

    lines = ["sources:"]
    for sender in {one.source_id: one for one in documents}.values():
        (folder / "sources" / sender.source_id).mkdir(parents=True, exist_ok=True)
        lines.append(
            f'  - {{id: {sender.source_id}, name: "{sender.sender}", level: {sender.level}, '
            f'locality_code: "{sender.locality_code}", url: sources/{sender.source_id}}}'
        )
    for one in documents:
        assert one.file is not None
        shutil.copyfile(one.file, folder / "sources" / one.source_id / f"{one.name}_{one.file.name}")
    (folder / "sources.yml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    workspace = Workspace(folder / "home", folder / "sources.yml")
    failed = [one.failure for one in collect_all(workspace, "backtest") if one.failure]
    if failed:
        raise RuntimeError("; ".join(failed))
    build_warehouse(workspace, AS_OF)
    return workspace.warehouse


def read_findings(database: Path) -> list[Finding]:
    """Read the findings about documents; a document goes by what its file name begins with."""
    with duckdb.connect(str(database), read_only=True) as connection:
        rows = connection.execute(FINDINGS).fetchall()
    return [
        Finding(Path(path).name.split("_")[0], rule, severity, _place(sheet, cell, line), found, expected, repair, says)
        for path, rule, severity, sheet, cell, line, found, expected, repair, says in rows
    ]


def _place(sheet: str | None, cell: str | None, line: int | None) -> str:
    at = "!".join(part for part in (sheet, cell) if part)
    return at or (str(line) if line is not None else "")


def read_judgements(path: Path = JUDGEMENTS) -> list[dict[str, str]]:
    """Read the judgements: document, rule_id, place, found (both `*` for all of a rule), verdict, judgement."""
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def judge(findings: Sequence[Finding], judgements: Sequence[dict[str, str]], documents: set[str]) -> list[Judged]:
    """Pair findings and judgements; raises NotJudgedError when they do not cover each other.

    Judgements of documents that are not there are passed over.
    """
    used: set[int] = set()
    pairs: list[Judged] = []
    missing: list[str] = []
    for one in findings:
        number = next((index for index, row in enumerate(judgements) if _covers(row, one)), None)
        if number is None:
            missing.append(f"not judged: {one.document} {one.rule_id} {one.place} {one.found}")
            continue
        used.add(number)
        pairs.append(Judged(one, judgements[number]["verdict"], judgements[number]["judgement"]))
    for index, row in enumerate(judgements):
        if index not in used and row["document"] in documents:
            missing.append(f"judged but not raised: {row['document']} {row['rule_id']} {row['place']} {row['found']}")
    if missing:
        shown = "\n".join(missing[:40])
        raise NotJudgedError(f"{len(missing)} finding(s) and {JUDGEMENTS.name} do not agree, mend that file:\n{shown}")
    return pairs


def _covers(row: dict[str, str], one: Finding) -> bool:
    return (
        (row["document"], row["rule_id"]) == (one.document, one.rule_id)
        and row["place"] in (ANY, one.place)
        and row["found"] in (ANY, one.found)
    )


def precision(pairs: Sequence[Judged], group: set[str], rules: tuple[str, ...] = ()) -> tuple[int, int]:
    """How many findings of severity stop or warn a set of documents has, and how many of them are false.

    `rules`: only those of the rules that begin so.
    """
    grave = [
        one
        for one in pairs
        if one.finding.document in group
        and one.finding.severity != "info"
        and (not rules or one.finding.rule_id.startswith(rules))
    ]
    return len(grave), sum(one.verdict == "false" for one in grave)


def render(pairs: Sequence[Judged], documents: Sequence[Document], scores: dict[str, score_findings.Score]) -> str:
    """Write the page: the shares by set, then the findings document by document."""
    text = HEAD.format(as_of=AS_OF.isoformat())
    text += "\n| set | documents | stop and warn | of these false | on figures | of these false "
    text += "| major and high found | repairing value named |\n|---|---|---|---|---|---|---|---|\n"
    for group in dict.fromkeys(one.group for one in documents):
        text += _set_row(group, pairs, documents, scores.get(group))
    for group, result in scores.items():
        text += f"\n## Contradictions read by hand: {group}\n\n```\n"
        text += score_findings.render(result, everything=True, with_text=False) + "\n```\n"
    for one in documents:
        mine = [pair for pair in pairs if pair.finding.document == one.name]
        if mine:
            counts = Counter(pair.finding.severity for pair in mine)
            told = ", ".join(f"{counts[name]} {name}" for name in ("stop", "warn", "info") if counts[name])
            text += f"\n## {one.name}: {one.sender} ({told})\n\n"
            text += "| rule | severity | place | found | expected | repair | verdict | judgement |\n"
            text += "|---|---|---|---|---|---|---|---|\n" + "".join(_row(pair) for pair in mine)
    return text


def _set_row(
    group: str, pairs: Sequence[Judged], documents: Sequence[Document], result: score_findings.Score | None
) -> str:
    names, cells = {one.name for one in documents if one.group == group}, ""
    for rules in ((), ON_FIGURES):
        grave, false = precision(pairs, names, rules)
        cells += f" {grave} | {f'{false} ({false / grave:.1%})' if grave else '-'} |"
    if result is None:
        return f"| {group} | {len(names)} |{cells} - | - |\n"
    counted = result.counted()
    found, wanted = sum(cause in result.found for cause in counted), result.to_repair & set(counted)
    repaired = len(result.repaired & wanted)
    return (
        f"| {group} | {len(names)} |{cells} {found} of {len(counted)} ({result.recall():.1%}) "
        f"| {repaired} of {len(wanted)} |\n"
    )


def _row(pair: Judged) -> str:
    one = pair.finding
    cells = (
        one.rule_id, one.severity, one.place, one.found, one.expected, one.repair, pair.verdict, pair.judgement,
    )  # fmt: skip
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |\n"


def draft(findings: Sequence[Finding], judgements: Sequence[dict[str, str]]) -> str:
    """The rows that have to be judged, as CSV with the message for the one who judges."""
    lines = []
    for one in findings:
        if not any(_covers(row, one) for row in judgements):
            cells = (one.document, one.rule_id, one.place, one.found, "", f"[{one.severity}] {one.message}")
            lines.append(",".join(f'"{cell}"' if set(cell) & set(',"\n') else cell for cell in cells))
    return "\n".join(lines)


def scores_of(database: Path, documents: Sequence[Document]) -> dict[str, score_findings.Score]:
    """The score of each set that has a table of contradictions."""
    groups = {one.group for one in documents}
    there = {group: folder for group, folder in GOLD.items() if group in groups and folder.is_dir()}
    findings = score_findings.read_findings(database)
    return {group: score_findings.score(findings, score_findings.read_gold(folder)) for group, folder in there.items()}


def main(arguments: list[str]) -> int:
    """Write the page; 0 when every finding is judged."""
    parser = argparse.ArgumentParser(description="List the findings on whole documents with their judgements.")
    parser.add_argument("--database", type=Path, help="a warehouse built over the documents before")
    parser.add_argument("--keep", type=Path, help="build here, and leave it")
    parser.add_argument("--draft", action="store_true", help="print what has to be judged, write nothing")
    options = parser.parse_args(arguments)
    documents = [one for one in read_documents() if one.file is not None]
    with tempfile.TemporaryDirectory() as folder:
        database = options.database or build(options.keep or Path(folder), documents)
        findings = read_findings(database)
        if options.draft:
            print(draft(findings, read_judgements()))
            return 0
        try:
            pairs = judge(findings, read_judgements(), {one.name for one in documents})
        except NotJudgedError as error:
            print(error, file=sys.stderr)
            return 1
        PAGE.write_text(render(pairs, documents, scores_of(database, documents)), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
