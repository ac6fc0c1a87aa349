-- What the reports of a place tell counted figures of, as the shape of a form is used: a number for the place.
select distinct
    place_path,
    claim_key,
    -dense_rank() over (order by place_path) as shape_no
from {{ ref('int_forms__report_claim') }}
where is_counted
