-- Money that one document carries out of a year and another of the same sender and kind carries in, in the year after,
-- with another value. A total that is not printed is the sum of the central and the local part. What a report says of
-- two years together (`2022+2023`) is held against both, if both are told. What a file says twice is left out: its
-- coordinates are unsure.
with sums as (
    select
        file_no, measure, money_no, origin,
        {{ history_sole('central') }} as central_value,
        {{ history_sole('local') }} as local_value,
        {{ history_sole('total') }} as total_value,
        count(case when source = 'total' then 1 end) as total_count
    from {{ ref('int_history__money') }}
    group by file_no, measure, money_no, origin
),

completed as (
    select
        file_no, measure, money_no, origin, central_value, local_value,
        case when total_count = 0 then central_value + local_value else total_value end as total_value
    from sums
),

two_years as (
    select
        file_no,
        money_no,
        concat_ws('+', min(origin), max(origin)) as origin,
        min(origin) as first_origin,
        max(origin) as last_origin,
        case when count(central_value) = 2 then sum(central_value) end as central_value,
        case when count(local_value) = 2 then sum(local_value) end as local_value,
        case when count(total_value) = 2 then sum(total_value) end as total_value
    from completed
    where measure = 'carried_out'
    group by file_no, money_no
    having count(*) = 2
),

sent as (
    select
        file_no, money_no, origin, origin as first_origin, origin as last_origin, central_value, local_value,
        total_value
    from completed
    where measure = 'carried_out'

    union all

    select
        file_no, money_no, origin, first_origin, last_origin, central_value, local_value, total_value
    from two_years
),

compared as (
    select
        files.file_no, sent_files.file_no as sent_file_no, received.money_no, received.origin, sent.first_origin,
        sent.last_origin, received.central_value as central_in, sent.central_value as central_out,
        received.local_value as local_in, sent.local_value as local_out, received.total_value as total_in,
        sent.total_value as total_out
    from completed as received
    inner join sent on received.money_no = sent.money_no and received.origin = sent.origin
    inner join {{ ref('int_history__file') }} as files on received.file_no = files.file_no
    inner join {{ ref('int_history__file') }} as sent_files
        on
            sent.file_no = sent_files.file_no
            and files.sender_code = sent_files.sender_code
            and coalesce(files.form, '') = coalesce(sent_files.form, '')
    where received.measure = 'carried_in'
)

{% for source in ['central', 'local', 'total'] %}
    select
        file_no, sent_file_no, money_no, origin, first_origin, last_origin, '{{ source }}' as source,
        {{ source }}_in as value, {{ source }}_out as previous_value
    from compared
    where {{ source }}_in <> {{ source }}_out
    {{ 'union all' if not loop.last }}
{% endfor %}
