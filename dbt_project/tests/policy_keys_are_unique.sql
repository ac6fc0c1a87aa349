-- The keys of the seeds, also after an installation has added rows of its own: of two rows with one key, one would win
-- by chance.
{%- set keys = {
    'countries': ['locality_code', 'valid_from'],
    'provinces': ['province_code', 'valid_from'],
    'districts': ['district_code', 'valid_from'],
    'communes': ['commune_code', 'valid_from'],
    'regions': ['region_code', 'valid_from'],
    'province_succession': ['old_locality_id', 'new_locality_id'],
    'components': ['component_code'],
    'return_types': ['return_type'],
    'periods': ['period'],
    'reporting_calendar': ['return_type', 'reporter_level', 'scope', 'period'],
    'duties': ['duty_id'],
    'reporter_bodies': ['body_code'],
    'statuses': ['status'],
    'evidence_levels': ['evidence'],
    'status_reasons': ['reason'],
} %}
{% for seed, columns in keys.items() %}
    select
        '{{ seed }}' as seed,
        concat_ws(' ', {{ columns | join(', ') }}) as row_name
    from {{ ref(seed) }}
    group by {{ columns | join(', ') }}
    having count(*) > 1
    {{ 'union all' if not loop.last }}
{% endfor %}
