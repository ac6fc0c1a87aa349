-- FG08: a total is not the sum of the items listed behind it on its line, though near it.
{{ money_equation_findings('FG08') }}
