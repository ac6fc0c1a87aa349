"""List every finding on the samples with a judgement: docs/quality/findings-on-samples.md.

The judgements are written by hand in docs/quality/findings-judgements.csv; a finding without one, or a judgement of a
finding that is no longer raised, ends this with an error. Run as `python tools/findings_on_samples.py DATABASE`.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import duckdb

PROJECT = Path(__file__).resolve().parent.parent
JUDGEMENTS = PROJECT / "docs" / "quality" / "findings-judgements.csv"
DOCUMENT = PROJECT / "docs" / "quality" / "findings-on-samples.md"
WHOLE_REGISTER = "(register)"
#: Rule, return type, locality, and what was found where one judgement does not hold for all a rule says of them.
Key = tuple[str, str, str, str]

HEAD = """# Findings on the samples, judged

One row per finding of `marts.fct_finding` over `samples/`, as of {as_of}, with everything known. Made by
`python tools/findings_on_samples.py DATABASE` from the marts and from `findings-judgements.csv`, which is written by
hand; a test fails when a finding is not judged there or a judged one is no longer raised.

- *fault*: the papers contradict each other, or something owed is missing or late. *no fault*: the finding is correct
  but nothing is wrong; it is for information. No finding on the samples is false.
- `CO..` is the contradiction of the register, read by hand, that a finding equals; rows without one are judged on
  their own.
- CO23 (two provinces that wrote to the ministry on another matter) and CO24 (the ministry's report covers nine months,
  the provinces' six) are no findings: nothing in the returns contradicts anything there. CO25 to CO29 are checks that
  hold.
- As of a later date OB01 also names the monitoring returns and the poverty reviews of 2024 and 2025: the samples hold
  none, so each of those is true of this warehouse and says nothing of the provinces. Once nobody is left to ask, OB01
  is for information.

| rule | severity | findings | of these faults |
|---|---|---|---|
"""
FINDINGS = """
    select
        findings.rule_id, findings.severity, findings.return_type,
        coalesce(localities.name_vi, senders.name_vi, findings.locality_code, ?) as locality,
        findings.sheet, findings.cell, findings.line, findings.found, findings.expected, findings.expected_line,
        cast(findings.as_of_on as varchar)
    from marts.fct_finding as findings
    left join marts.fct_obligation as obligations on findings.obligation_key = obligations.obligation_key
    left join marts.dim_locality as localities on obligations.locality_key = localities.locality_key
    left join marts.dim_locality as senders
        on
            findings.obligation_key is null
            and findings.locality_code = senders.locality_code
            and findings.as_of_on >= senders.valid_from
            and findings.as_of_on < senders.valid_to
    order by findings.rule_id, findings.return_type, findings.line, findings.cell, locality, findings.found
"""


class NotJudgedError(RuntimeError):
    """Findings and judgements do not cover each other; the text names the first few and the file to mend."""


@dataclass(frozen=True)
class Finding:
    """One row of `fct_finding` with the name of its locality."""

    rule_id: str
    severity: str
    return_type: str | None
    locality: str
    sheet: str | None
    cell: str | None
    line: int | None
    found: str | None
    expected: str | None
    expected_line: int | None
    as_of: str

    @property
    def key(self) -> Key:
        return self.rule_id, self.return_type or "", self.locality, ""

    @property
    def exact_key(self) -> Key:
        return self.rule_id, self.return_type or "", self.locality, self.found or ""


@dataclass(frozen=True)
class Judgement:
    """What was thought of one finding: the contradiction it equals, `fault` or `no fault`, and why."""

    contradiction: str
    verdict: str
    judgement: str


def read_findings(database: Path) -> list[Finding]:
    """Read the findings of a warehouse or a published file."""
    with duckdb.connect(str(database), read_only=True) as connection:
        return [Finding(*row) for row in connection.execute(FINDINGS, [WHOLE_REGISTER]).fetchall()]


def read_judgements(path: Path = JUDGEMENTS) -> dict[Key, Judgement]:
    """Read the judgements by rule, return type, locality and, where it is given, what was found.

    Raises NotJudgedError when one is given twice.
    """
    judged: dict[Key, Judgement] = {}
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            for locality in row["localities"].split("; "):
                key = row["rule_id"], row["return_type"], locality, row["found"]
                if key in judged:
                    raise NotJudgedError(f"{path.name}: judged twice: {' '.join(key)}; keep one of the two")
                judged[key] = Judgement(row["contradiction"], row["verdict"], row["judgement"])
    return judged


def judge(findings: Iterable[Finding], judged: dict[Key, Judgement]) -> list[tuple[Finding, Judgement]]:
    """Pair each finding with its judgement, one to one; raises NotJudgedError when they do not cover each other."""
    raised = list(findings)
    keys = [finding.exact_key if finding.exact_key in judged else finding.key for finding in raised]
    times = Counter(keys)
    problems = [f"not judged: {' '.join(key)}" for key in times if key not in judged]
    problems += [f"raised {n} times, judged once: {' '.join(key)}" for key, n in times.items() if n > 1]
    problems += [f"judged but not raised: {' '.join(key)}" for key in judged if key not in times]
    if problems:
        shown = "; ".join(problems[:5])
        raise NotJudgedError(f"{len(problems)} finding(s) and {JUDGEMENTS.name} do not agree, mend that file: {shown}")
    return [(finding, judged[key]) for finding, key in zip(raised, keys, strict=True)]


def render(pairs: list[tuple[Finding, Judgement]]) -> str:
    """Write the document: a table of the rules, then one table of findings per rule."""
    text = HEAD.format(as_of=pairs[0][0].as_of)
    groups: dict[tuple[str, str], list[tuple[Finding, Judgement]]] = {}
    for pair in pairs:
        groups.setdefault((pair[0].rule_id, pair[0].severity), []).append(pair)
    for (rule_id, severity), members in sorted(groups.items()):
        faults = sum(judgement.verdict == "fault" for _, judgement in members)
        text += f"| {rule_id} | {severity} | {len(members)} | {faults} |\n"
    for rule_id in sorted({finding.rule_id for finding, _ in pairs}):
        text += f"\n## {rule_id}\n\n| locality | where | found | expected | line | equals | verdict | judgement |\n"
        text += "|---|---|---|---|---|---|---|---|\n"
        text += "".join(_row(*pair) for pair in pairs if pair[0].rule_id == rule_id)
    return text


def _row(finding: Finding, judgement: Judgement) -> str:
    place = "!".join(part for part in (finding.sheet, finding.cell) if part)
    where = ", ".join(part for part in (place, f"line {finding.line}" if finding.line else "") if part)
    cells = (
        finding.locality, where, finding.found, finding.expected, finding.expected_line,
        judgement.contradiction, judgement.verdict, judgement.judgement,
    )  # fmt: skip
    return "| " + " | ".join(str(cell).replace("|", "\\|") if cell is not None else "" for cell in cells) + " |\n"


def main(arguments: list[str]) -> int:
    """Write the document from the database named on the command line; 0 when every finding is judged."""
    if len(arguments) != 1:
        print("usage: python tools/findings_on_samples.py DATABASE", file=sys.stderr)
        return 2
    try:
        DOCUMENT.write_text(render(judge(read_findings(Path(arguments[0])), read_judgements())), encoding="utf-8")
    except (NotJudgedError, duckdb.Error) as error:
        print(str(error).splitlines()[0], file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
