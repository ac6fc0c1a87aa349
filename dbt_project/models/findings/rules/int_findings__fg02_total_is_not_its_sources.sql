-- FG02: money is not the sum of the sources printed of it (central and local; central, province, district, commune).
{{ money_equation_findings('FG02') }}
