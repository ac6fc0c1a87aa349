-- What current forms tell figures of, and whether a sum takes them. Settled on the submission: of one place the form of
-- the latest period counts, then the one known last; a form gives way to a form, or to a counted figure of a report, of
-- a place that holds its own. No cell is looked at.
with told as (
    select distinct
        submission_key,
        claim_key
    from {{ ref('int_forms__widest') }}
),

claims as (
    select
        told.submission_key,
        told.claim_key,
        submissions.place_path,
        row_number() over (
            partition by submissions.place_path, told.claim_key
            order by submissions.as_of_on desc, submissions.known_from desc, submissions.submission_key asc
        ) = 1 as is_first
    from told
    inner join {{ ref('int_forms__submission') }} as submissions on told.submission_key = submissions.submission_key
),

every_claim as (
    select
        place_path,
        claim_key
    from claims

    union

    select
        place_path,
        claim_key
    from {{ ref('int_forms__report_claim') }}
    where is_counted
),

wider as (
    {% for steps in range(1, 5) %}
        select
            place_path,
            {{ first_steps('place_path', steps) }} as wider_path
        from claims
        {{ 'union' if not loop.last }}
    {% endfor %}
),

held as (
    select distinct
        claims.place_path,
        claims.claim_key
    from claims
    inner join wider on claims.place_path = wider.place_path and claims.place_path <> wider.wider_path
    inner join every_claim on wider.wider_path = every_claim.place_path and claims.claim_key = every_claim.claim_key
)

select
    claims.submission_key,
    claims.claim_key,
    claims.place_path,
    claims.is_first,
    claims.is_first and held.claim_key is null as is_counted
from claims
left join held on claims.place_path = held.place_path and claims.claim_key = held.claim_key
