-- FG05: money of several years is not what was carried in and what is new, or not the sum of its years.
{{ money_equation_findings('FG05') }}
