-- FG09: more is disbursed than was allocated and carried in, or planned.
{{ money_equation_findings('FG09') }}
