{{ config(
    materialized=env_var('GNBV_MATERIALIZED', 'table'),
    incremental_strategy='append',
    on_schema_change='fail',
    pre_hook="{{ take_out(in_touched_wholes('submission_no')) }}"
) }}
-- depends_on: {{ ref('int_forms__touched_whole') }}
-- A superior's figure beside the sum of its parts', cell by cell. A part counts as reported at a cell when it gives a
-- number, says that there is none or that it does not apply, declares nil, or is of no group the row is for. Nothing is
-- put in the place of a part that is missing.
with parts as (
    select
        parts.submission_no,
        cells.place_no,
        sum(try_cast(numbers.value * cells.factor as decimal(28, 4))) as parts_value,
        sum(case when cells.only_for is null or {{ in_group('parts', 'cells') }} then 1 else 0 end) as told
    from {{ ref('form_value') }} as numbers
    inner join {{ ref('int_forms__part') }} as parts on numbers.submission_no = parts.part_no
    inner join {{ ref('int_forms__sum_cell') }} as cells
        on
            parts.form = cells.form
            and parts.form_version = cells.form_version
            and numbers.cell_no = cells.cell_no
    where
        not parts.is_nil
        and (numbers.value is not null or numbers.absence = 'not_applicable')
        and coalesce(numbers.absence, '') <> 'incomplete'
    group by parts.submission_no, cells.place_no
),

groups_of_rows as (
    select distinct
        form,
        only_for
    from {{ ref('int_forms__sum_cell') }}
),

-- How many parts of a superior have nothing to say in the rows of a group.
outside as (
    select
        parts.submission_no,
        cells.only_for,
        sum(
            case
                when parts.is_nil then 1
                when cells.only_for is not null and not {{ in_group('parts', 'cells') }} then 1
                else 0
            end
        ) as told
    from {{ ref('int_forms__part') }} as parts
    inner join groups_of_rows as cells on parts.form = cells.form
    group by parts.submission_no, cells.only_for
),

expected as (
    select
        wholes.submission_no,
        count(localities.locality_id) as parts_expected
    from {{ ref('int_forms__submission') }} as wholes
    inner join {{ ref('int_locality_versions') }} as localities
        on
            wholes.locality_code = localities.parent_code
            and wholes.reckoned_on >= localities.valid_from and wholes.reckoned_on < localities.valid_to
    where wholes.is_current
    group by wholes.submission_no
)

select
    wholes.submission_no,
    cells.cell_no,
    numbers.value as own_value,
    coalesce(cast(parts.parts_value as {{ double_type() }}), 0) / cells.factor as parts_value,
    cast(coalesce(parts.told, 0) + outside.told as {{ dbt.type_bigint() }}) as parts_reported,
    expected.parts_expected,
    round(
        numbers.value - coalesce(cast(parts.parts_value as {{ double_type() }}), 0) / cells.factor, 6
    ) as difference
from outside
inner join {{ ref('int_forms__submission') }} as wholes on outside.submission_no = wholes.submission_no
inner join {{ ref('int_forms__sum_cell') }} as cells
    on
        wholes.form = cells.form
        and wholes.form_version = cells.form_version
        and coalesce(outside.only_for, '') = coalesce(cells.only_for, '')
inner join {{ ref('form_value') }} as numbers
    on wholes.submission_no = numbers.submission_no and cells.cell_no = numbers.cell_no
inner join expected on wholes.submission_no = expected.submission_no
left join parts on wholes.submission_no = parts.submission_no and cells.place_no = parts.place_no
where
    numbers.value is not null
    and coalesce(numbers.absence, '') <> 'incomplete'
    and coalesce(parts.told, 0) + outside.told > 0
