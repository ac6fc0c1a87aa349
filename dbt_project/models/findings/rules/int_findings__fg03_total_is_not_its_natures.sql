-- FG03: money is not the sum of its capital and its recurrent part.
{{ money_equation_findings('FG03') }}
