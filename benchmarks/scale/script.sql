-- What a good engineer would write by hand: one DuckDB script from bronze to facts and marts, without dbt.
--
-- The same work as the project's facts and marts over a round of forms, with the same numbers (`agreement.py` holds them
-- against each other): obligations, evidence, status intervals on both clocks, late list, rates; every cell of every
-- form with its validity; one wide fact of funds, one of indicators, one of targets; fund progress, poverty trend,
-- roll-up. Versions are settled on the submission: no window runs over cells. The seeds are loaded (schema
-- `reference`).
-- Left out: figures of narrative reports, registers and their marks, what findings and reminders need, the ledger of
-- runs, attainment of targets, contracts and descriptions. What is left out is work the project does and this does not.
-- Variables: bronze (folder), batches (file), as_of (instant).
create schema if not exists hand;
create or replace macro midnight(d) as timezone('Asia/Ho_Chi_Minh', cast(d as timestamp));
create or replace macro local_day(t) as cast(timezone('Asia/Ho_Chi_Minh', t) as date);
create or replace macro forever() as cast('9999-12-31 00:00:00+00' as timestamptz);
create or replace macro last_date() as cast('9999-12-31' as date);
create or replace macro width(scope, code, parent, province) as
    case scope when code then 0 when parent then 1 when province then 2 when '*' then 3 end;
create or replace macro within_path(path, wider) as left(path || '/', length(wider) + 1) = wider || '/';
create or replace macro meet(one, other) as within_path(one, other) or within_path(other, one);
create or replace macro depth(path) as length(path) - length(replace(path, '/', ''));
create or replace macro vnd(number, factor) as
    try_cast(round(try_cast(number as decimal(28, 9)) * cast(factor as decimal(10, 0)), 0) as bigint);
create or replace macro plain(number) as case
    when number = floor(number) and abs(number) < 1e18 then cast(cast(number as bigint) as varchar)
    else coalesce(rtrim(cast(try_cast(number as decimal(28, 9)) as varchar), '0'), cast(number as varchar))
end;

-- 1. What arrived: of two copies of a submission the first that was known.
create temp table batch as select batch_id from read_parquet(getvariable('batches'));

create temp table submission as
select *, state in ('accepted', 'accepted_with_findings') as is_accepted
from read_parquet(getvariable('bronze') || '/submission/*.parquet', union_by_name = true)
where batch_id in (from batch)
qualify row_number() over (partition by submission_key order by known_from, arrived_at, batch_id) = 1;

-- 2. Localities with their validity, cut where a province changes region.
create or replace table hand.locality as
with province as (
    select *, least(valid_to, lead(valid_from) over (partition by locality_id order by valid_from), last_date()) as ends
    from reference.provinces
),
changed as (
    select *, lag(region_code) over (partition by province_code order by valid_from) as before from province
),
region as (
    select province_code, region_code, valid_from,
        lead(valid_from) over (partition by province_code order by valid_from) as valid_to
    from changed where region_code is distinct from before
),
lower as (
    select locality_id, district_code as locality_code, 'district' as level, name_vi, unit_type,
        province_code as parent_code, province_code, valid_from, coalesce(valid_to, last_date()) as valid_to
    from reference.districts
    union all
    select c.locality_id, c.commune_code, 'commune', c.name_vi, c.unit_type, c.parent_code,
        coalesce(d.province_code, c.parent_code), c.valid_from, coalesce(c.valid_to, last_date())
    from reference.communes c
    left join reference.districts d on c.parent_code = d.district_code
        and c.valid_from >= d.valid_from and c.valid_from < coalesce(d.valid_to, last_date())
),
version as (
    select locality_id, locality_code, 'country' as level, name_vi, unit_type, null as parent_code,
        null as province_code, null as region_code, 0 as report_order, valid_from, least(valid_to, last_date()) as valid_to
    from reference.countries
    union all
    select locality_id, province_code, 'province', name_vi, unit_type,
        (select min(locality_code) from reference.countries), province_code, region_code, report_order, valid_from, ends
    from province
    union all
    select l.locality_id, l.locality_code, l.level, l.name_vi, l.unit_type, l.parent_code, l.province_code,
        r.region_code, null, greatest(l.valid_from, r.valid_from), least(l.valid_to, r.valid_to)
    from lower l
    left join region r on l.province_code = r.province_code
        and l.valid_to > r.valid_from and l.valid_from < coalesce(r.valid_to, last_date())
),
ended as (select *, max(valid_to) over (partition by level, locality_id) as ends_on from version)
select concat_ws('@', e.locality_id, cast(e.valid_from as varchar)) as locality_key, e.* exclude (ends_on),
    g.name_vi as region_vi, g.name_en as region_en, nullif(e.ends_on, last_date()) as dissolved_on
from ended e
left join reference.regions g on e.region_code = g.region_code
    and e.valid_from >= g.valid_from and e.valid_from < coalesce(g.valid_to, last_date());

-- 3. What is owed: calendar x duties x localities.
create temp table round_owed as
with worked as (
    select * from read_parquet(getvariable('bronze') || '/non_working_day/*.parquet', union_by_name = true)
    where batch_id in (from batch)
    qualify row_number() over (partition by day order by is_working desc, reason) = 1
),
resting as (select day, day - cast(row_number() over (order by day) as integer) as run from worked where not is_working),
roll as (select day, cast(max(day) over (partition by run) + 1 as date) as next_on from resting),
due as (
    select c.*, p.starts_on, p.ends_on, coalesce(c.opens_on, p.starts_on) as first_on,
        case when c.due_rule = 'none' then null
            when c.roll = 'next_working_day'
                then coalesce(roll.next_on, coalesce(c.extended_due_on, c.due_on))
            else coalesce(c.extended_due_on, c.due_on) end as due_in_force
    from reference.reporting_calendar c
    join reference.periods p on c.period = p.period
    left join roll on coalesce(c.extended_due_on, c.due_on) = roll.day
),
late as (
    select *, case due_rule when 'before' then due_in_force when 'by_end_of_day' then due_in_force + 1 end as too_late
    from due
)
select * exclude (due_on, due_in_force), due_in_force as due_on, midnight(first_on) as opens_at,
    midnight(too_late) as due_at, midnight(too_late - cast(coalesce(due_soon_days, 0) as integer)) as due_soon_at,
    extended_due_on is not null as is_extended, least(ends_on, coalesce(due_on, first_on)) as reckoned_on
from late;

create or replace table hand.obligation as
with owed as (
    select r.*, d.duty_id, d.body_code, d.received_at_evidence, d.date_basis, d.precondition,
        coalesce(d.legal_basis, r.legal_basis) as duty_basis, l.locality_key, l.locality_id, l.locality_code,
        l.dissolved_on, concat_ws(':', r.return_type, r.period, l.locality_code) as obligation_key
    from round_owed r
    join reference.duties d on r.return_type = d.return_type and r.reporter_level = d.reporter_level
        and r.reckoned_on >= d.valid_from and r.reckoned_on < coalesce(d.valid_to, last_date())
    join hand.locality l on r.reporter_level = l.level
        and r.reckoned_on >= l.valid_from and r.reckoned_on < l.valid_to
        and width(r.scope, l.locality_code, l.parent_code, l.province_code) is not null
        and width(d.scope, l.locality_code, l.parent_code, l.province_code) is not null
    qualify row_number() over (
        partition by r.return_type, r.period, l.locality_id
        order by width(r.scope, l.locality_code, l.parent_code, l.province_code),
            width(d.scope, l.locality_code, l.parent_code, l.province_code), d.valid_from desc, d.duty_id) = 1
),
exempted as (
    select o.obligation_key, min(e.reason) as reason
    from owed o
    join reference.exemptions e on o.return_type = e.return_type and o.locality_code = e.locality_code
        and o.period = coalesce(e.period, o.period)
        and (e.period is not null
            or o.reckoned_on >= e.valid_from and o.reckoned_on < coalesce(e.valid_to, last_date()))
    group by all
),
member as (
    select distinct o.obligation_key
    from owed o
    join reference.locality_groups g on o.precondition = g.group_code and o.locality_code = g.locality_code
        and o.ends_on >= g.valid_from and o.ends_on < coalesce(g.valid_to, last_date())
),
heir as (
    select old_locality_id, min(new_locality_id) as new_locality_id
    from reference.province_succession group by all having count(*) = 1
),
answered as (
    select o.obligation_key, max(coalesce(s.successor_locality_id, heir.new_locality_id)) as locality_id
    from owed o
    join reference.successor_duties s on o.return_type = s.return_type and o.body_code = s.body_code
        and o.locality_id = coalesce(s.locality_id, o.locality_id)
    left join heir on o.locality_id = heir.old_locality_id
    group by all
)
select o.obligation_key, o.return_type, o.period, o.starts_on, o.ends_on, o.locality_key, o.locality_id,
    o.locality_code, o.reporter_level, o.body_code, o.duty_id, o.opens_at, o.due_on, o.due_rule, o.due_at,
    o.due_soon_at, o.is_extended, o.extension_reason,
    least(o.chase_until, case when a.obligation_key is null then b.valid_to end,
        case when a.locality_id is null then o.dissolved_on end) as chase_until,
    o.received_at_evidence, levels.rank as required_rank, o.date_basis, t.presupposes,
    case when x.obligation_key is not null then 'exempted'
        when o.precondition is not null and m.obligation_key is null then 'precondition_not_met' end as exemption_code,
    coalesce(x.reason, exemption_code) as exemption_reason, o.request_document, o.duty_basis as legal_basis, o.reckoned_on
from owed o
join reference.return_types t on o.return_type = t.return_type
join reference.evidence_levels levels on o.received_at_evidence = levels.evidence
left join reference.reporter_bodies b on o.body_code = b.body_code
left join exempted x on o.obligation_key = x.obligation_key
left join member m on o.obligation_key = m.obligation_key
left join answered a on o.obligation_key = a.obligation_key;

-- 4. What is held: covers, reports and forms that were accepted.
create or replace table hand.evidence as
with rule as (
    select rule_id, severity from reference.validation_rules
    where coalesce(valid_from <= local_day(getvariable('as_of')), true)
    qualify row_number() over (partition by rule_id order by valid_from desc) = 1
),
warned as (
    select distinct f.submission_key
    from read_parquet(getvariable('bronze') || '/door_finding/*.parquet', union_by_name = true) f
    left join rule on f.rule_id = rule.rule_id
    where f.batch_id in (from batch) and coalesce(rule.severity, 'warn') <> 'info'
),
placed as (
    select s.*, o.obligation_key, o.required_rank,
        case when s.file_kind = 'form' and s.missing_count > 0 then 'file_held'
            when s.file_kind = 'form' and (s.state = 'accepted' or w.submission_key is null) then 'accepted'
            when s.file_kind = 'form' then 'content_complete'
            when s.file_kind = 'report' then 'file_held'
            when s.document_no is null then 'claimed' else 'document_number_known' end as evidence,
        case when o.date_basis = 'arrival' then s.arrived_at
            else coalesce(midnight(s.document_on), s.arrived_at) end as received_at
    from submission s
    left join warned w on s.submission_key = w.submission_key
    left join hand.obligation o
        on s.return_type = o.return_type and s.period = o.period and s.locality_code = o.locality_code
    where s.is_accepted
)
select p.submission_key as evidence_key, p.obligation_key, p.evidence, levels.rank as evidence_rank,
    coalesce(levels.rank >= p.required_rank, false) as is_sufficient, coalesce(p.is_nil, false) as is_nil,
    p.document_no, p.document_on, p.received_at, p.known_from, p.arrival_basis
from placed p
join reference.evidence_levels levels on p.evidence = levels.evidence;

create or replace table hand.submission as
select s.submission_key, o.obligation_key, s.return_type, s.period, s.locality_code, s.file_kind,
    row_number() over (partition by s.return_type, s.period, s.locality_code
        order by s.arrived_at, s.known_from, s.path, s.submission_key) as version,
    s.sha256, s.size_bytes, s.source_id, s.path, s.landing_path, s.document_no, s.document_on, s.arrived_at,
    s.known_from, s.is_nil, s.state, e.evidence, s.form, s.form_version, s.missing_count
from submission s
left join hand.obligation o
    on s.return_type = o.return_type and s.period = o.period and s.locality_code = o.locality_code
left join hand.evidence e on s.submission_key = e.evidence_key;

create or replace table hand.receipt as
select * from read_parquet(getvariable('bronze') || '/attempt/*.parquet', union_by_name = true)
where batch_id in (from batch);

-- 5. Status over an interval, on both clocks.
create temp table fact as
with told as (
    select obligation_key, 'document' as fact, evidence_key, evidence_rank, is_sufficient, is_nil, received_at,
        known_from
    from hand.evidence
    union all
    select concat_ws(':', return_type, period, locality_code), 'rejection', submission_key, 0, false, false,
        arrived_at, known_from
    from submission where state = 'rejected'
    union all
    select o.obligation_key, 'presupposed', null, 0, false, false, min(e.received_at), e.known_from
    from hand.obligation o
    join hand.obligation earlier on o.presupposes = earlier.return_type and o.locality_id = earlier.locality_id
        and o.starts_on <= earlier.ends_on and o.ends_on >= earlier.starts_on
    join hand.evidence e on earlier.obligation_key = e.obligation_key
    group by o.obligation_key, e.known_from
)
select t.* exclude (known_from), greatest(t.received_at, o.opens_at) as effective_at,
    greatest(t.known_from, o.opens_at) as known_from,
    row_number() over (partition by t.obligation_key
        order by case when is_sufficient or is_nil then 0 else 1 end, t.received_at, t.evidence_key) as fact_no
from told t join hand.obligation o on t.obligation_key = o.obligation_key;

create temp table piece as
with knowledge as (
    select obligation_key, known_from,
        coalesce(lead(known_from) over (partition by obligation_key order by known_from), forever()) as known_to
    from (
        select obligation_key, opens_at as known_from from hand.obligation
        union select obligation_key, known_from from fact
    )
),
point as (
    select k.*, unnest([o.opens_at, if(o.due_soon_at > o.opens_at, o.due_soon_at, o.opens_at),
        if(o.due_at > o.opens_at, o.due_at, o.opens_at)]) as valid_from
    from knowledge k join hand.obligation o on k.obligation_key = o.obligation_key
    union
    select k.*, f.effective_at from knowledge k
    join fact f on k.obligation_key = f.obligation_key and k.known_from >= f.known_from
)
select *, coalesce(
    lead(valid_from) over (partition by obligation_key, known_from order by valid_from), forever()) as valid_to
from point where valid_from is not null;

create or replace table hand.return_status as
with held as (
    select p.obligation_key, p.valid_from, p.known_from, min(p.valid_to) as valid_to, min(p.known_to) as known_to,
        min(f.fact_no) filter (f.fact = 'document') as document_no,
        max(f.evidence_rank) filter (f.fact = 'document') as evidence_rank,
        min(f.received_at) filter (f.is_sufficient) as sufficient_at, min(f.received_at) filter (f.is_nil) as nil_at,
        coalesce(bool_or(f.is_sufficient), false) as has_own, coalesce(bool_or(f.fact = 'rejection'), false) as is_refused,
        coalesce(bool_or(f.fact = 'presupposed'), false) as has_presupposed
    from piece p
    left join fact f on p.obligation_key = f.obligation_key
        and p.known_from >= f.known_from and p.valid_from >= f.effective_at
    group by p.obligation_key, p.valid_from, p.known_from
),
judged as (
    select h.*, o.return_type, o.period, o.locality_key, o.locality_code, o.exemption_code, o.date_basis, o.due_on,
        o.is_extended, o.presupposes, levels.evidence, f.evidence_key, least(h.sufficient_at, h.nil_at) as received_at,
        case when o.exemption_code is not null then 'exempt'
            when h.nil_at is not null then 'nil'
            when h.sufficient_at < coalesce(o.due_at, forever()) then 'on_time'
            when h.sufficient_at >= o.due_at then 'late'
            when h.valid_from >= o.due_at then 'overdue'
            when h.is_refused then 'rejected'
            when h.valid_from >= o.due_soon_at then 'due_soon' else 'not_due' end as status
    from held h
    join hand.obligation o on h.obligation_key = o.obligation_key
    left join fact f on h.obligation_key = f.obligation_key and h.document_no = f.fact_no
    left join reference.evidence_levels levels on h.evidence_rank = levels.rank
)
select concat_ws('@', j.obligation_key, cast(epoch_us(j.valid_from) as varchar),
        cast(epoch_us(j.known_from) as varchar)) as status_key,
    j.obligation_key, j.return_type, j.period, j.locality_key, j.locality_code, j.status, j.evidence, j.evidence_key,
    e.document_no, e.document_on, case when s.is_received then j.received_at end as received_at,
    case when j.status = 'late' then greatest(local_day(j.received_at) - j.due_on, 0) end as days_late,
    nullif(concat_ws('; ',
        case when j.status = 'exempt' then j.exemption_code end,
        case when j.status = 'nil' then 'nil_declared' end,
        case when j.status = 'late' and j.date_basis = 'document' then 'document_after_due' end,
        case when j.status = 'late' and j.date_basis = 'arrival' then 'arrived_after_due' end,
        case when j.status = 'overdue' and j.evidence is null and not j.is_refused then 'no_document' end,
        case when j.status in ('overdue', 'rejected') and j.evidence = 'claimed' then 'claimed_only' end,
        case when j.status in ('overdue', 'rejected') and j.evidence <> 'claimed' then 'evidence_below_required' end,
        case when j.status in ('overdue', 'rejected') and j.is_refused then 'rejected_submission' end,
        case when j.status in ('nil', 'on_time', 'late') and j.nil_at is null and not j.has_own
            then 'known_only_from_register' end,
        case when j.status <> 'exempt' and j.is_extended then 'extended' end,
        case when j.status in ('on_time', 'late', 'overdue') and j.presupposes is not null and not j.has_presupposed
            then 'no_programme' end), '') as reasons,
    j.valid_from, j.valid_to, j.known_from, j.known_to
from judged j
join reference.statuses s on j.status = s.status
left join hand.evidence e on j.evidence_key = e.evidence_key;

create temp table standing as
select s.*, o.reporter_level, o.due_at, o.due_on as due, o.chase_until,
    l.name_vi, l.level, l.region_code, l.region_vi, l.report_order, l.parent_code, l.valid_from as place_from
from hand.return_status s
join hand.obligation o on s.obligation_key = o.obligation_key
join hand.locality l on s.locality_key = l.locality_key
where s.valid_from <= getvariable('as_of') and getvariable('as_of') < s.valid_to and s.known_to = forever();

create or replace table hand.late_returns as
select s.obligation_key, s.return_type, s.period, s.locality_code,
    if(s.level = 'commune' and p.name_vi is not null,
        concat(s.name_vi, ' (', p.unit_type, ' ', p.name_vi, ')'), s.name_vi) as locality,
    s.region_vi as region, s.due_at, s.due as due_on, s.status, s.evidence, s.evidence_key, s.document_no,
    s.document_on,
    if(s.status = 'late', s.days_late, greatest(local_day(getvariable('as_of')) - s.due, 0)) as days_late,
    s.reasons, s.chase_until, coalesce(local_day(getvariable('as_of')) < s.chase_until, true) as is_chased,
    e.arrival_basis, row_number() over (order by s.return_type, s.period, coalesce(s.report_order, 999999),
        s.parent_code, s.locality_code) as sort_order
from standing s
left join hand.locality p on s.parent_code = p.locality_code
    and p.valid_from <= s.place_from and s.place_from < p.valid_to
left join hand.evidence e on s.evidence_key = e.evidence_key
where s.status in ('late', 'overdue');

create or replace table hand.reporting_rate as
select return_type, period, reporter_level, if(grouping(region_code) = 1, 'ALL', region_code) as region_code,
    if(grouping(region_code) = 1, 'Cả nước', region_vi) as region,
    count(*) filter (status <> 'exempt') as expected,
    count(received_at) filter (status <> 'exempt') as received,
    count(received_at) filter (status <> 'exempt' and received_at < coalesce(due_at, forever())) as received_on_time,
    count(*) filter (status = 'overdue') as overdue, count(*) filter (status = 'exempt') as exempt
from standing
group by grouping sets ((return_type, period, reporter_level),
    (return_type, period, reporter_level, region_code, region_vi))
having grouping(region_code) = 1 or region_code is not null;

-- 6. The forms: which versions of a return hold when, and where their places lie.
create temp table held_form as
with held as (
    select s.*, least(p.ends_on, local_day(s.known_from)) as reckoned_on, p.starts_on, p.ends_on, p.period_type
    from submission s left join reference.periods p on s.period = p.period
    where s.is_accepted and s.file_kind = 'form'
)
select submission_key, form, form_version, return_type, period, period_type, starts_on, ends_on, locality_code,
    reckoned_on, sha256, coalesce(is_nil, false) as is_nil, document_no, reporter_level, known_from,
    coalesce(lead(known_from) over (partition by return_type, period, locality_code, form
        order by known_from, arrived_at, path, submission_key), forever()) as known_to,
    row_number() over (order by ends_on, known_from, submission_key) as age_no
from held;

create temp table place as
select a.locality_code, a.reckoned_on, l.locality_key, l.locality_id, l.level, l.name_vi,
    concat_ws('/', l3.locality_id, l2.locality_id, l1.locality_id, l.locality_id) as place_path
from (select distinct locality_code, reckoned_on from held_form) a
join hand.locality l on a.locality_code = l.locality_code
    and a.reckoned_on >= l.valid_from and a.reckoned_on < l.valid_to
left join hand.locality l1 on l.parent_code = l1.locality_code
    and a.reckoned_on >= l1.valid_from and a.reckoned_on < l1.valid_to
left join hand.locality l2 on l1.parent_code = l2.locality_code
    and a.reckoned_on >= l2.valid_from and a.reckoned_on < l2.valid_to
left join hand.locality l3 on l2.parent_code = l3.locality_code
    and a.reckoned_on >= l3.valid_from and a.reckoned_on < l3.valid_to;

create temp table form_submission as
select h.*, p.locality_key, p.locality_id, p.level, p.name_vi as locality,
    coalesce(p.place_path, h.locality_code) as place_path,
    regexp_replace(coalesce(p.place_path, ''), '/?[^/]*$', '') as parent_path,
    concat_ws('/', h.submission_key, concat(left(h.sha256, 16), 'c')) as prefix,
    h.known_to = forever() as is_current
from held_form h
left join place p on h.locality_code = p.locality_code and h.reckoned_on = p.reckoned_on;

-- 7. What the cells of a form say in a period; settled on the definition.
create temp table form_cell as
select * from read_parquet(getvariable('bronze') || '/form_cell/*.parquet', union_by_name = true)
where batch_id in (from batch);

create or replace table hand.form_cell as from form_cell;

create temp table cell as
with used as (
    select distinct form, form_version, period, period_type, starts_on, ends_on, year(ends_on) as year
    from form_submission
),
timed as (
    select c.*, u.period as return_period, u.starts_on, u.ends_on,
        coalesce(c.budget_year, cast(u.year + c.budget_year_offset as varchar)) as told_year,
        case when c.kind = 'fund' then u.period
            when c.time = 'previous_year' then cast(u.year - 1 as varchar)
            when c.time = 'next_year' then cast(u.year + 1 as varchar)
            when c.time = 'year' or u.period_type = 'year' and coalesce(c.time, 'period') = 'period'
                then cast(u.year as varchar)
            when coalesce(c.time, 'period') = 'period' then u.period else c.time end as told_period
    from used u
    join form_cell c on u.form = c.form and u.form_version = c.form_version
    where c.kind in ('fund', 'indicator')
),
dated as (
    select *,
        if(told_period = return_period, starts_on, try_cast(left(told_period, 4) || '-01-01' as date)) as period_from,
        if(told_period = return_period, ends_on, try_cast(right(told_period, 4) || '-12-31' as date)) as period_to
    from timed
),
standard as (select distinct standard_code, valid_from, valid_to from reference.poverty_standards)
select d.form, d.form_version, d.return_period, d.cell_no, d.kind, d.sheet_title as sheet, d.cell, d.unit,
    d.unit_text, d.factor, d.role, d.component as component_code, d.measure, coalesce(d.source, 'total') as source,
    coalesce(d.nature, 'total') as nature, d.told_year as budget_year,
    try_cast(left(d.told_year, 4) as integer) as year_from, try_cast(right(d.told_year, 4) as integer) as year_to,
    d.indicator as indicator_code, i.unit as indicator_unit, d.population,
    coalesce(d.population, 'all') as population_code, coalesce(d.value_kind, 'actual') as value_kind,
    if(d.value_kind in ('target', 'change'), d.value_kind, 'level') as measured, d.told_period as period,
    d.period_from, d.period_to, s.standard_code
from dated d
left join reference.indicators i on d.indicator = i.indicator_code
left join reference.poverty_standard_groups g on i.group_code = g.group_code
left join standard s on g.group_code is not null and d.period_to >= s.valid_from and d.period_to < s.valid_to;

create temp table code_path as
with code as (
    select coordinate, code, within from reference.fund_codes
    union all select 'component', component_code, parent_code from reference.components
)
select c.coordinate, c.code, coalesce(w2.code, w1.code, c.code) as root, concat_ws('/', w2.code, w1.code, c.code) as path
from code c
left join code w1 on c.coordinate = w1.coordinate and c.within = w1.code
left join code w2 on w1.coordinate = w2.coordinate and w1.within = w2.code;

create temp table fund_cell as
with placed as (
    select c.*, if(c.value_kind = 'target' and c.measure <> 'planned', 1, 0) as value_rank,
        coalesce(m.root, c.measure) as measure_root, coalesce(k.path, c.component_code, '') as component_path,
        coalesce(k.root, c.component_code, '') as component_root, coalesce(s.path, c.source) as source_path,
        coalesce(n.path, c.nature) as nature_path
    from cell c
    left join code_path m on m.coordinate = 'measure' and c.measure = m.code
    left join code_path k on k.coordinate = 'component' and c.component_code = k.code
    left join code_path s on s.coordinate = 'source' and c.source = s.code
    left join code_path n on n.coordinate = 'nature' and c.nature = n.code
    where c.kind = 'fund' and c.value_kind <> 'change'
)
select *, concat_ws('|', component_path, source_path, nature_path) as shape,
    concat_ws('|', 'fund', return_period, measure_root, value_rank, component_root) as claim,
    if(value_kind = 'estimate' or measure <> measure_root, 1, 0) as estimate_no,
    row_number() over (partition by form, form_version, return_period
        order by depth(component_path), depth(source_path), depth(nature_path),
            coalesce(year_to - year_from, -1) desc, if(role = 'part', 1, 0),
            if(value_kind = 'estimate' or measure <> measure_root, 1, 0), cell_no) as width_no
from placed;

create temp table indicator_cell as
select *, concat_ws('|', 'indicator', period, indicator_code, measured) as claim,
    row_number() over (partition by form, form_version, return_period
        order by case role when 'total' then 0 when 'part' then 2 else 1 end, if(value_kind = 'estimate', 1, 0), cell_no
    ) as width_no
from cell where kind = 'indicator';

create temp table holder as
with recursive step as (
    select population_code, parent_code as within_code from reference.populations where parent_code is not null
    union select part_code, population_code from reference.population_parts
),
wider as (
    from step
    union select w.population_code, s.within_code from wider w join step s on w.within_code = s.population_code
),
term as (
    select * from read_parquet(getvariable('bronze') || '/form_term/*.parquet', union_by_name = true)
    where batch_id in (from batch)
)
select a.form, a.form_version, a.return_period, a.cell_no, b.cell_no as holder_no
from fund_cell a
join fund_cell b on a.form = b.form and a.form_version = b.form_version and a.claim = b.claim
    and a.width_no > b.width_no and meet(a.component_path, b.component_path)
    and meet(a.source_path, b.source_path) and meet(a.nature_path, b.nature_path)
    and coalesce(a.year_from <= b.year_to and b.year_from <= a.year_to, true)
union
select a.form, a.form_version, a.return_period, a.cell_no, b.cell_no
from indicator_cell a
join indicator_cell b on a.form = b.form and a.form_version = b.form_version
    and a.return_period = b.return_period and a.claim = b.claim
left join wider w on a.population_code = w.population_code and b.population_code = w.within_code
where a.population_code = b.population_code and b.width_no < a.width_no
    or a.population_code <> b.population_code and w.within_code is not null
union
select a.form, a.form_version, a.return_period, a.cell_no, b.cell_no
from term part
join term whole on part.form = whole.form and part.form_version = whole.form_version
    and part.equation = whole.equation
join indicator_cell a on part.form = a.form and part.form_version = a.form_version and part.cell_no = a.cell_no
join indicator_cell b on whole.form = b.form and whole.form_version = b.form_version and whole.cell_no = b.cell_no
    and a.return_period = b.return_period and a.claim = b.claim
where part.relation = '=' and part.coefficient < 0 and whole.coefficient > 0;

create temp table claim_cell as
with held as (select distinct form, form_version, return_period, cell_no from holder),
cells as (
    select form, form_version, return_period, cell_no, claim from fund_cell
    union all select form, form_version, return_period, cell_no, claim from indicator_cell
)
select c.* exclude (claim), dense_rank() over (order by c.claim) as claim_no, h.cell_no is null as is_widest,
    count(*) filter (h.cell_no is null)
        over (partition by c.form, c.form_version, c.return_period, c.claim) as widest_count
from cells c left join held h using (form, form_version, return_period, cell_no);

-- 8. Every cell with its validity. Joins over cells go by a number, not by the key of the submission.
create or replace table hand.form_value as
select f.age_no, f.submission_key, f.form, f.form_version, v.cell_no, f.locality_code, f.return_type, f.period,
    if(v.absence = 'none', 0, v.value) as value, v.text, v.absence, f.known_from, f.known_to, f.is_current
from read_parquet(getvariable('bronze') || '/form_value/*.parquet', union_by_name = true) v
join submission s on v.submission_key = s.submission_key and v.batch_id = s.batch_id
join form_submission f on v.submission_key = f.submission_key;

-- 9. Which cells a sum takes: the widest of a form, of the form that counts, of the place no wider one speaks for.
create temp table widest as
with told as (
    select v.age_no, v.cell_no, c.claim_no, c.widest_count
    from hand.form_value v
    join claim_cell c on v.form = c.form and v.form_version = c.form_version and v.period = c.return_period
        and v.cell_no = c.cell_no
    where v.is_current and c.is_widest and v.value is not null
),
whole as (select age_no, claim_no from told group by all having count(*) = max(widest_count)),
broken as (
    select v.age_no, v.form, v.form_version, v.period, v.cell_no, c.claim_no
    from hand.form_value v
    join claim_cell c on v.form = c.form and v.form_version = c.form_version and v.period = c.return_period
        and v.cell_no = c.cell_no
    left join whole w on v.age_no = w.age_no and c.claim_no = w.claim_no
    where v.is_current and w.claim_no is null and v.value is not null
),
held as (
    select distinct b.age_no, b.cell_no
    from broken b
    join holder h on b.form = h.form and b.form_version = h.form_version and b.period = h.return_period
        and b.cell_no = h.cell_no
    join broken other on b.age_no = other.age_no and h.holder_no = other.cell_no
)
select t.age_no, t.cell_no, t.claim_no from told t join whole w on t.age_no = w.age_no and t.claim_no = w.claim_no
union all
select b.age_no, b.cell_no, b.claim_no
from broken b left join held h on b.age_no = h.age_no and b.cell_no = h.cell_no
where h.cell_no is null;

create temp table claim as
with told as (
    select w.age_no, w.claim_no, f.place_path, row_number() over (partition by f.place_path, w.claim_no
        order by f.ends_on desc, f.known_from desc, f.submission_key) = 1 as is_first
    from (select distinct age_no, claim_no from widest) w
    join form_submission f on w.age_no = f.age_no
),
wider as (
    select distinct place_path, array_to_string(string_split(place_path, '/')[1:steps], '/') as wider_path
    from (select distinct place_path from told), range(1, 5) r(steps)
),
held as (
    select distinct t.place_path, t.claim_no
    from told t
    join wider w on t.place_path = w.place_path and w.place_path <> w.wider_path
    join told other on w.wider_path = other.place_path and t.claim_no = other.claim_no
)
select t.age_no, t.claim_no, h.claim_no is null as is_counted
from told t left join held h on t.place_path = h.place_path and t.claim_no = h.claim_no
where t.is_first;

create temp table counted as
select w.age_no, w.cell_no, c.is_counted
from widest w join claim c on w.age_no = c.age_no and w.claim_no = c.claim_no;

create temp table rate as
select v.age_no, c.cell_no, v.value as stated_pct
from form_cell c
join hand.form_value v on c.form = v.form and c.form_version = v.form_version and c.rate_cell_no = v.cell_no
where v.value is not null;

-- 10. The facts, wide.
create or replace table hand.fund as
select concat(f.prefix, lpad(cast(v.cell_no as varchar), 5, '0')) as figure_key, f.submission_key, f.locality_key,
    f.locality_code, f.locality, c.period, f.ends_on as as_of_on, c.component_code, c.measure, c.source, c.nature,
    c.budget_year, cast(c.year_from as bigint) as budget_year_from, cast(c.year_to as bigint) as budget_year_to,
    vnd(v.value, c.factor) as amount_vnd, coalesce(v.text, plain(v.value)) as value_text, c.unit_text,
    c.value_kind = 'estimate' as is_estimate, r.stated_pct as stated_rate_pct, c.value_kind,
    if(v.absence = 'incomplete', 'at_least', null) as bound, c.role, coalesce(k.is_counted, false) as is_counted,
    if(v.absence is not null, concat('absence: ', v.absence), null) as note, c.sheet, c.cell, f.known_from, f.known_to
from hand.form_value v
join form_submission f on v.age_no = f.age_no
join cell c on v.form = c.form and v.form_version = c.form_version and v.period = c.return_period
    and v.cell_no = c.cell_no
left join counted k on v.age_no = k.age_no and v.cell_no = k.cell_no
left join rate r on v.age_no = r.age_no and v.cell_no = r.cell_no
where c.kind = 'fund' and v.value is not null;

create or replace macro exact(number, factor) as
    cast(try_cast(number as decimal(28, 9)) * cast(factor as decimal(10, 0)) as double);

create or replace table hand.poverty_indicator as
select concat(f.prefix, lpad(cast(v.cell_no as varchar), 5, '0')) as figure_key, f.submission_key, f.locality_key,
    f.locality_code, f.locality, c.indicator_code, c.population, c.period, c.period_from, c.period_to,
    f.ends_on as as_of_on, exact(v.value, c.factor) as value, c.indicator_unit as unit,
    coalesce(v.text, plain(v.value)) as value_text, c.value_kind, if(v.absence = 'incomplete', 'at_least', null) as bound,
    c.role, coalesce(k.is_counted, false) as is_counted, c.standard_code,
    if(v.absence is not null, concat('absence: ', v.absence), null) as note, c.sheet, c.cell, f.known_from, f.known_to
from hand.form_value v
join form_submission f on v.age_no = f.age_no
join cell c on v.form = c.form and v.form_version = c.form_version and v.period = c.return_period
    and v.cell_no = c.cell_no
left join counted k on v.age_no = k.age_no and v.cell_no = k.cell_no
where c.kind = 'indicator' and c.measured <> 'target' and v.value is not null;

create or replace table hand.target as
select concat(f.prefix, lpad(cast(v.cell_no as varchar), 5, '0')) as figure_key, f.submission_key, f.locality_key,
    f.locality_code, f.locality, c.indicator_code, c.population, c.period, c.period_from, c.period_to,
    exact(v.value, c.factor) as value, null as value_to, c.indicator_unit as unit,
    if(i.is_yearly_average, 'yearly', 'level') as measured_as, coalesce(k.is_counted, false) as is_counted,
    coalesce(f.level, f.reporter_level) as issuer_level, coalesce(f.document_no, f.form) as issuer_document,
    c.sheet, c.cell, f.known_from, f.known_to
from hand.form_value v
join form_submission f on v.age_no = f.age_no
join cell c on v.form = c.form and v.form_version = c.form_version and v.period = c.return_period
    and v.cell_no = c.cell_no
left join counted k on v.age_no = k.age_no and v.cell_no = k.cell_no
left join reference.indicator_changes i on c.indicator_code = i.indicator_code
where c.kind = 'indicator' and c.measured = 'target' and v.value is not null
union all
select 'target:' || t.target_code, null, l.locality_key, t.locality_code, l.name_vi, t.indicator_code,
    t.population_code, concat_ws('-', t.year_from, nullif(t.year_to, t.year_from)),
    make_date(t.year_from, 1, 1), make_date(t.year_to, 12, 31), t.value, t.value_to, t.unit, t.measured_as, true,
    t.issuer_level, t.document, null, null, midnight(t.document_on), forever()
from reference.targets t
join hand.locality l on l.level = 'country' and t.locality_code = l.locality_code
    and t.document_on >= l.valid_from and t.document_on < l.valid_to
where t.indicator_code is not null and t.value is not null;

-- 11. Fund progress: the measures of one money side by side.
create or replace table hand.fund_progress as
with cells as (
    select *, row_number() over (
            partition by form, form_version, return_period, measure_root, shape, budget_year order by width_no) as pick,
        dense_rank() over (order by shape, budget_year, component_code, source, nature) as row_no
    from fund_cell
    where value_rank = 0 and component_code is not null
        and measure_root in ('planned', 'allocated', 'carried_in', 'disbursed', 'carried_out')
),
amount as (
    select v.age_no, c.row_no, c.measure_root, c.estimate_no, r.stated_pct, vnd(v.value, c.factor) as amount_vnd,
        if(k.cell_no is null, 0, 1) as local_no, if(k.is_counted, 1, 0) as total_no
    from hand.form_value v
    join cells c on v.form = c.form and v.form_version = c.form_version and v.period = c.return_period
        and v.cell_no = c.cell_no and c.pick = 1
    join claim_cell n on c.form = n.form and c.form_version = n.form_version and c.return_period = n.return_period
        and c.cell_no = n.cell_no
    join claim on v.age_no = claim.age_no and n.claim_no = claim.claim_no
    left join counted k on v.age_no = k.age_no and v.cell_no = k.cell_no
    left join rate r on v.age_no = r.age_no and v.cell_no = r.cell_no
    where v.is_current and v.value is not null
),
beside as (
    select age_no, row_no, min(total_no) = 1 as is_total, min(local_no) = 1 as is_locality_total,
        max(amount_vnd) filter (measure_root = 'planned') as planned_vnd,
        max(amount_vnd) filter (measure_root = 'allocated') as allocated_vnd,
        max(amount_vnd) filter (measure_root = 'carried_in') as carried_in_vnd,
        max(amount_vnd) filter (measure_root = 'disbursed') as disbursed_vnd,
        max(amount_vnd) filter (measure_root = 'carried_out') as carried_out_vnd,
        max(estimate_no) filter (measure_root = 'disbursed') = 1 as disbursed_is_estimate,
        max(stated_pct) filter (measure_root = 'disbursed') as stated_pct
    from amount group by age_no, row_no
),
named as (select distinct row_no, shape, budget_year, component_code, source, nature from cells)
select md5(concat_ws('|', f.period, f.place_path, n.shape, coalesce(n.budget_year, ''))) as fund_progress_key,
    f.period, f.locality_key, f.locality_code, coalesce(l.name_vi, f.locality) as locality, n.component_code, n.source,
    n.nature, n.budget_year, b.allocated_vnd, b.carried_in_vnd, b.planned_vnd, b.disbursed_vnd,
    b.disbursed_is_estimate, if(b.disbursed_vnd is not null, f.ends_on, null) as disbursed_as_of_on,
    b.carried_out_vnd, 100 * cast(b.disbursed_vnd as double)
        / nullif(nullif(coalesce(b.allocated_vnd, 0) + coalesce(b.carried_in_vnd, 0), 0), 0) as rate_pct,
    b.stated_pct as stated_rate_pct, b.is_total, b.is_locality_total
from beside b
join named n on b.row_no = n.row_no
join form_submission f on b.age_no = f.age_no
left join hand.locality l on f.locality_key = l.locality_key;

-- 12. Poverty trend: the level of a year beside the year before, of one standard.
create or replace table hand.poverty_trend as
with level as (
    select f.locality_id, c.indicator_code, c.population_code, year(c.period_to) as year,
        coalesce(c.standard_code, '') as standard_code,
        {'age_no': v.age_no, 'cell_no': v.cell_no, 'value': exact(v.value, c.factor), 'unit': c.indicator_unit,
            'period_to': c.period_to, 'is_estimate': c.value_kind = 'estimate'} as told,
        ((c.period_to - date '2000-01-01') * 2 + if(c.value_kind = 'estimate', 0, 1)) * 10000000000000
            + v.age_no * 100000 + 99999 - v.cell_no as choice
    from hand.form_value v
    join form_submission f on v.age_no = f.age_no
    join cell c on v.form = c.form and v.form_version = c.form_version and v.period = c.return_period
        and v.cell_no = c.cell_no
    where v.is_current and v.value is not null and c.kind = 'indicator' and c.measured = 'level'
        and f.locality_id is not null and year(c.period_to) <= year(local_day(getvariable('as_of')))
        and (c.period_from = c.period_to
            or month(c.period_from) = 1 and day(c.period_from) = 1 and year(c.period_from) = year(c.period_to))
        and c.indicator_code not in (select indicator_code from reference.indicator_changes)
),
chosen as (
    select locality_id, indicator_code, population_code, year, standard_code, arg_max(told, choice) as told
    from level group by all
),
yearly as (
    select c.*, c.told.value as value, concat(f.prefix, lpad(cast(c.told.cell_no as varchar), 5, '0')) as figure_key,
        f.locality_key, f.locality_code, month(c.told.period_to) = 12 and day(c.told.period_to) = 31 as is_whole_year,
        row_number() over (partition by c.locality_id, c.indicator_code, c.population_code, c.year
            order by c.told.period_to desc, c.standard_code) = 1 as is_primary
    from chosen c join form_submission f on c.told.age_no = f.age_no
),
alike as (
    select *, lag(year) over w as alike_year, lag(value) over w as alike_value, lag(figure_key) over w as alike_key
    from yearly where is_whole_year
    window w as (partition by locality_id, indicator_code, population_code, told.unit, standard_code order by year)
),
beside as (
    select *, lag(year) over w as earlier_year, lag(value) over w as earlier_value,
        lag(figure_key) over w as earlier_key
    from alike where is_primary
    window w as (partition by locality_id, indicator_code, population_code order by year)
)
select b.locality_key, b.locality_id, b.locality_code, l.name_vi as locality, l.level, b.indicator_code,
    i.name_vi as indicator, b.population_code as population, b.year, b.value, b.told.unit as unit,
    b.told.is_estimate as is_estimate, coalesce(b.alike_year, b.earlier_year) as previous_year,
    coalesce(b.alike_value, b.earlier_value) as previous_value,
    case when b.alike_key is not null then round(b.value - b.alike_value, 6) end as change,
    nullif(b.standard_code, '') as standard_code,
    case when b.alike_key is not null then true when b.earlier_key is not null then false end as is_comparable,
    b.figure_key, coalesce(b.alike_key, b.earlier_key) as previous_figure_key
from beside b
join hand.locality l on b.locality_key = l.locality_key
left join reference.indicators i on b.indicator_code = i.indicator_code;

-- 13. Roll-up: a superior's cell beside the sum of its parts'.
create temp table sum_cell as
select c.form, c.form_version, c.cell_no, c.sheet_title as sheet, c.cell, c.row_code, c.column_code, c.unit,
    c.factor, c.only_for, dense_rank() over (order by c.form, c.sheet, c.row_code, c.column_code) as place_no
from form_cell c
left join reference.indicators i on c.indicator = i.indicator_code
where coalesce(c.value_kind, 'actual') in ('actual', 'estimate')
    and (c.kind = 'fund' or c.kind = 'indicator' and c.type in ('count', 'money') and i.kind_of_value <> 'rate');

create temp table part as
with asked as (select distinct locality_code, reckoned_on from form_submission),
related as (
    select a.locality_code, a.reckoned_on, unnest([a.locality_code, l.parent_code, w.locality_code]) as code
    from asked a
    join hand.locality l on a.locality_code = l.locality_code
        and a.reckoned_on >= l.valid_from and a.reckoned_on < l.valid_to
    left join hand.locality w on a.locality_code = w.parent_code
        and a.reckoned_on >= w.valid_from and a.reckoned_on < w.valid_to
),
grouped as (
    select r.locality_code, r.reckoned_on, list(distinct g.group_code) as groups
    from related r
    join reference.locality_groups g on r.code = g.locality_code
        and r.reckoned_on >= g.valid_from and r.reckoned_on < coalesce(g.valid_to, last_date())
    group by all
)
select w.age_no as whole_no, p.age_no, p.form, p.form_version, p.is_nil, coalesce(g.groups, []) as groups
from form_submission w
join form_submission p on w.place_path = p.parent_path and w.form = p.form and w.return_type = p.return_type
    and w.period = p.period
left join grouped g on p.locality_code = g.locality_code and p.reckoned_on = g.reckoned_on
where w.is_current and p.is_current;

create or replace table hand.roll_up as
with told as (
    select p.whole_no, c.place_no, sum(try_cast(v.value * c.factor as decimal(28, 4))) as parts_value,
        count(*) filter (c.only_for is null or list_contains(p.groups, c.only_for)) as told
    from hand.form_value v
    join part p on v.age_no = p.age_no
    join sum_cell c on v.form = c.form and v.form_version = c.form_version and v.cell_no = c.cell_no
    where not p.is_nil and (v.value is not null or v.absence = 'not_applicable')
        and v.absence is distinct from 'incomplete'
    group by all
),
outside as (
    select p.whole_no, c.only_for,
        count(*) filter (p.is_nil or c.only_for is not null and not list_contains(p.groups, c.only_for)) as told
    from part p join (select distinct form, only_for from sum_cell) c on p.form = c.form
    group by all
),
expected as (
    select w.age_no, count(*) as parts_expected
    from form_submission w
    join hand.locality l on w.locality_code = l.parent_code
        and w.reckoned_on >= l.valid_from and w.reckoned_on < l.valid_to
    where w.is_current group by all
)
select concat_ws('/', w.submission_key, v.cell_no) as roll_up_key, w.submission_key, w.locality_key, w.locality_code,
    w.locality, w.return_type, w.period, w.form, w.form_version, c.sheet, c.cell, c.row_code, c.column_code, c.unit,
    v.value as own_value, coalesce(cast(t.parts_value as double), 0) / c.factor as parts_value,
    coalesce(t.told, 0) + o.told as parts_reported, e.parts_expected,
    round(v.value - coalesce(cast(t.parts_value as double), 0) / c.factor, 6) as difference
from outside o
join form_submission w on o.whole_no = w.age_no
join sum_cell c on w.form = c.form and w.form_version = c.form_version
    and o.only_for is not distinct from c.only_for
join hand.form_value v on w.age_no = v.age_no and c.cell_no = v.cell_no
join expected e on w.age_no = e.age_no
left join told t on o.whole_no = t.whole_no and c.place_no = t.place_no
where v.value is not null and v.absence is distinct from 'incomplete' and coalesce(t.told, 0) + o.told > 0;
