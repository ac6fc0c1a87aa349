-- FG07: what is printed as not yet allocated is not the plan less what was allocated.
{{ money_equation_findings('FG07') }}
