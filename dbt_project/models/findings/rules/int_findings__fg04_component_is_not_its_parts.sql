-- FG04: what is printed of the parts of a component adds up to more than the component, or all parts to something else.
{{ money_equation_findings('FG04') }}
