"""The scores as tables of text."""

from __future__ import annotations

from national.scores import Score


def show(scores: dict[str, Score], rules: dict[str, tuple[int, int]]) -> str:
    """Return two tables: recall by kind of fault, precision by rule."""
    lines = ["", f"{'fault':<32}{'rules':<26}{'seeded':>7}{'found':>7}{'recall':>8}{'named':>7}{'true':>6}"]
    for kind, one in scores.items():
        share = one.found / one.seeded
        rules_of = "/".join(sorted(one.rules))
        lines.append(f"{kind:<32}{rules_of:<26}{one.seeded:>7}{one.found:>7}{share:>8.2f}{one.named:>7}{one.right:>6}")
    lines += ["", f"{'rule':<8}{'findings':>9}{'false':>7}{'precision':>11}"]
    lines += [f"{rule:<8}{seen:>9}{false:>7}{1 - false / seen:>11.2f}" for rule, (seen, false) in sorted(rules.items())]
    return "\n".join(lines)
