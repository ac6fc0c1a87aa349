-- A weekend day that is worked in exchange for another stands twice: as a weekend, and as worked. The exchange decides.
with days as (
    select
        day,
        is_working,
        reason,
        row_number() over (
            partition by day
            order by case when is_working then 0 else 1 end, reason
        ) as copy_no
    from {{ source('bronze', 'non_working_day') }}
    where {{ in_snapshot() }}
)

select
    day,
    is_working,
    reason
from days
where copy_no = 1
