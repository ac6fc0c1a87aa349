-- FG06: money of a place is not that of the places in it, all of which are printed, or is less than those printed.
{{ money_equation_findings('FG06') }}
