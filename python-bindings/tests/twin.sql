-- Steps 3 to 6 and the totals over them as SQL (DuckDB), written from the specification alone.
-- Left out: punches, batch payouts, transfers to several engagements at once, rules of matching that
-- need accounts or names, years without calendar. Amounts are whole fen, rates ten-thousandths of a
-- yuan, quantities thousandths; $as_of is the only parameter. Numbers are those of the steps.

-- 1. What is read. Rows dated after the day are set aside; equal rows of a table with a key count once.
create or replace temp table attendance_used as
select worker_id, project_id, work_date::date as work_date, minutes::bigint as minutes, shift,
       quantity_1000::bigint as quantity
from attendance where work_date::date <= $as_of;

create or replace temp table contract as
select distinct contract_id, worker_id, project_id, pay_basis, rate_10000::hugeint as rate,
       start_date::date as start_date, end_date::date as end_date,
       coalesce(pay_day::int, 31) as pay_day, coalesce(pay_month_offset::int, 1) as pay_offset,
       coalesce(hours_system, 'standard') as hours_system, coalesce(daily_minutes::bigint, 480) as s
from contracts where start_date::date <= $as_of;

create or replace temp table sheet as
select distinct payroll_id, worker_id, project_id, (period || '-01')::date as period,
       gross_fen::hugeint as gross, coalesce(deductions_fen::hugeint, 0) as deductions,
       net_fen::hugeint as net, confirmed::boolean as is_confirmed, is_back_pay::boolean as is_back_pay
from payroll where (period || '-01')::date <= $as_of;

create or replace temp table adjusted as
select distinct adjustment_id, worker_id, project_id, (period || '-01')::date as period, kind,
       amount_fen::hugeint as amount
from adjustments where (period || '-01')::date <= $as_of;

create or replace temp table class_of as
select date::date as day, day_class from calendar;

-- 2. A day of an engagement: rows equal in shift and minutes (and quantity, where there is a contract
-- by the piece) once, different ones added, 1440 minutes at most.
create or replace temp table day_worked as
with piece as (
  select distinct worker_id, project_id from contract where pay_basis = 'piece'
), once as (
  select distinct a.worker_id, a.project_id, work_date, shift, minutes,
         case when p.worker_id is null then null else quantity end as quantity
  from attendance_used a left join piece p using (worker_id, project_id)
)
select worker_id, project_id, work_date as day, least(sum(minutes), 1440) as m,
       coalesce(sum(quantity), 0) as quantity
from once group by all;

-- 3.1 The contract in force on each day that may matter: whole months of every period and contract.
create or replace temp table period_of as
select distinct worker_id, project_id, date_trunc('month', work_date)::date as period from attendance_used
union select worker_id, project_id, period from sheet where not is_back_pay
union select worker_id, project_id, period from adjusted;

create or replace temp table in_force as
select p.worker_id, p.project_id, p.period, d.day, d.day_class, c.* exclude (worker_id, project_id)
from period_of p
join class_of d on d.day >= p.period and d.day < p.period + interval 1 month
join contract c on c.worker_id = p.worker_id and c.project_id = p.project_id
  and c.start_date <= d.day and (c.end_date is null or c.end_date >= d.day)
qualify row_number() over (
  partition by p.worker_id, p.project_id, d.day order by c.start_date desc, c.contract_id desc) = 1;

-- 3.3, 3.4 The wage of a contract in a period: numerator and denominator in fen, rounded half up once.
create or replace temp table contract_wage as
with daily as (
  select f.*, coalesce(w.m, 0)::hugeint as m, coalesce(w.quantity, 0)::hugeint as quantity
  from in_force f left join day_worked w using (worker_id, project_id, day)
), month as (
  select worker_id, project_id, period, contract_id, start_date,
    any_value(pay_basis) as pay_basis, any_value(rate) as r, any_value(s)::hugeint as s,
    any_value(hours_system) as system,
    sum(m)::hugeint as minutes, sum(quantity)::hugeint as quantity,
    sum(case
      when hours_system in ('flexible', 'none') then 100 * m
      when day_class = 'holiday' then 300 * m
      when hours_system = 'comprehensive' then 100 * m
      when day_class = 'rest_day' then 200 * m
      else 100 * least(m, s) + 150 * greatest(m - s, 0) end)::hugeint as weighted,
    coalesce(sum(m) filter (day_class <> 'holiday'), 0)::hugeint as ordinary,
    (count(*) filter (day_class = 'workday'))::hugeint as workdays,
    coalesce(sum(least(m, s)) filter (day_class = 'workday'), 0)::hugeint as regular,
    (count(*) filter (day_class = 'holiday' and day <= $as_of))::hugeint as holidays
  from daily group by worker_id, project_id, period, contract_id, start_date
), whole as (
  select period, count(*) filter (day_class = 'workday') as all_workdays,
         (period + interval 1 month - interval 1 day)::date <= $as_of as has_ended
  from (select distinct period from period_of) p
  join class_of d on d.day >= period and d.day < period + interval 1 month group by period
), formed as (
  select m.*, all_workdays, has_ended,
    weighted + case when system = 'comprehensive'
      then 50 * greatest(ordinary - s * workdays, 0) else 0 end as w
  from month m join whole using (period)
), extra as (
  select *, case when system in ('flexible', 'none') then 0 else w - 100 * regular end as o,
         regular + s * holidays as p, s * workdays - regular as a
  from formed
), fraction as (
  select *, case pay_basis
      when 'hourly' then r * w
      when 'daily' then r * w
      when 'piece' then r * quantity
      else 4 * r * o + case
        when not (has_ended and workdays = all_workdays) then least(8700 * s * r, 400 * r * p)
        when 2 * a <= s * workdays then greatest(0, 8700 * s * r - 400 * r * a)
        else least(400 * r * p, 8700 * s * r - 200 * r * s * workdays) end
    end as n,
    case pay_basis when 'hourly' then 600000 when 'daily' then 10000 * s
      when 'piece' then 100000 else 870000 * s end as d
  from extra
)
select *, case when pay_basis <> 'piece' and minutes = 0 then 0 else (2 * n + d) // (2 * d) end as wage
from fraction;

-- 3.5 to 3.7
create or replace temp table due as
with earned as (
  select worker_id, project_id, period, sum(wage) as wage from contract_wage group by all
), kinds as (
  select worker_id, project_id, period,
    coalesce(sum(amount) filter (kind in ('allowance', 'bonus')), 0) as added,
    coalesce(sum(amount) filter (kind = 'damage_deduction'), 0) as damage,
    coalesce(sum(amount) filter (kind = 'statutory_deduction'), 0) as statutory
  from adjusted group by all
), lines as (
  select worker_id, project_id, period, bool_and(is_confirmed) as all_confirmed,
    sum(greatest(net, case when gross is null then net else gross - deductions end, 0)) as payroll_due
  from sheet where not is_back_pay group by all
), attended as (
  select worker_id, project_id, date_trunc('month', day)::date as period,
    count(*) filter (m > 0) as days, sum(m) as minutes, max(day) filter (m > 0) as last_day
  from day_worked group by all
), sums as (
  select p.*, coalesce(days, 0) as attended_days, coalesce(minutes, 0) as attended_minutes, last_day,
    coalesce(wage, 0) as wage, coalesce(wage, 0) + coalesce(added, 0) as gross,
    coalesce(damage, 0) as damage, coalesce(statutory, 0) as statutory,
    l.worker_id is not null as has_line, coalesce(all_confirmed, false) as all_confirmed,
    coalesce(payroll_due, 0) as payroll_due
  from period_of p
  left join earned using (worker_id, project_id, period)
  left join kinds using (worker_id, project_id, period)
  left join attended using (worker_id, project_id, period)
  left join lines l using (worker_id, project_id, period)
), both_sides as (
  select *, case when wage = 0 then 0
    else greatest(0, gross - statutory - greatest(0, least(damage, gross * 20 // 100))) end as attendance_due
  from sums
), terms as (
  select worker_id, project_id, period, arg_max(pay_day, day) as pay_day,
         arg_max(pay_offset, day) as pay_offset
  from in_force group by all
), ended as (
  select worker_id, project_id, max(end_date) as last_end from contract
  group by all having count(*) = count(end_date)
), nominal as (
  select b.*, e.last_end,
    (b.period + to_months(coalesce(pay_offset, 1)::int))::date as pay_month, coalesce(pay_day, 31) as pay_day
  from both_sides b left join terms using (worker_id, project_id, period)
  left join ended e using (worker_id, project_id)
), dated as (
  select *, least(pay_month + (pay_day - 1)::int, last_day(pay_month)) as nominal_day from nominal
), moved as (
  select d.*, (select max(day) from class_of where day_class = 'workday' and day <= nominal_day) as workday
  from dated d
)
select worker_id, project_id, period, attended_days, attended_minutes, attendance_due, payroll_due,
  case when has_line and all_confirmed then payroll_due
       else greatest(payroll_due, attendance_due) end as due,
  case when attended_minutes > 0 and wage = 0 and not has_line then 'evidence_missing'
    when attendance_due = 0 and payroll_due = 0 then 'none'
    when has_line and all_confirmed then 'payroll_confirmed'
    when payroll_due >= attendance_due then 'payroll'
    else 'attendance' end as due_source,
  greatest(coalesce(last_day, date '0001-01-01'), case
    when last_end is not null and period <= date_trunc('month', last_end) then least(workday, last_end)
    else workday end) as due_date
from moved;

-- 4.1 What becomes of a transfer.
create or replace temp table transfer as
with given as (
  select row_number() over () as place, transfer_id, amount_fen::hugeint as amount,
    paid_date::date as paid_date, status, worker_id, project_id,
    (period || '-01')::date as period, reverses, payroll_id
  from transfers
), ranked as (
  select *, case when paid_date <= $as_of then row_number() over (
      partition by transfer_id, paid_date <= $as_of
      order by case status when 'returned' then 1 when 'failed' then 2 when 'settled' then 3 else 4 end,
        amount, paid_date, worker_id nulls first, project_id nulls first, period nulls first,
        reverses nulls first, payroll_id nulls first) end as rank
  from given
), first as (
  select * from ranked where rank = 1
), again as (
  select *, case when paid_date > $as_of then 'after_as_of'
    when rank = 1 then null
    when row_number() over (
      partition by transfer_id, amount, paid_date, status, worker_id, project_id, period, reverses,
        payroll_id order by rank) > 1 then 'duplicate'
    else 'conflicting_duplicate' end as set_aside_as
  from ranked
), reversals as (
  select f.reverses as transfer_id, sum(f.amount) as taken
  from first f where f.status = 'settled' and f.reverses is not null group by all
), engaged as (
  select worker_id, project_id from contract union select worker_id, project_id from period_of
  union select worker_id, project_id from sheet
), counted_of as (
  select worker_id, count(*) as engagements, any_value(project_id) as only_project
  from engaged group by all
)
select a.place, a.transfer_id, a.amount, a.paid_date, a.period, a.payroll_id, a.worker_id,
  coalesce(a.project_id, case when c.engagements = 1 then c.only_project end) as project_id,
  coalesce(taken, 0) as taken,
  case when set_aside_as is not null then set_aside_as
    when status <> 'settled' then status
    when a.reverses is not null then 'reversal'
    when coalesce(taken, 0) >= a.amount then 'reversed'
    when a.project_id is not null and not exists (
      select 1 from engaged e where e.worker_id = a.worker_id and e.project_id = a.project_id)
      then 'unmatched'
    when c.engagements is null then 'unmatched'
    else 'counted' end as fate
from again a left join reversals v on v.transfer_id = a.transfer_id
left join counted_of c on c.worker_id = a.worker_id;

-- 5. Allocated. Of an engagement the periods stand in the order in which they are paid, and what is left
-- of each goes from one transfer to the next: the period that is named first, then the oldest.
create or replace temp table paying as
with lined as (
  select distinct t.place, s.period from transfer t join sheet s
    on s.payroll_id = t.payroll_id and s.worker_id = t.worker_id and s.project_id = t.project_id
  where not s.is_back_pay
), one as (
  select place, any_value(period) as period from lined group by place having count(*) = 1
)
select t.worker_id, t.project_id, t.transfer_id, t.paid_date, t.amount - t.taken as amount,
  coalesce(t.period, o.period) as named,
  row_number() over (partition by t.worker_id, t.project_id order by t.paid_date, t.transfer_id) as turn
from transfer t left join one o using (place) where t.fate = 'counted';

create or replace temp table turns as
with recursive owed as (
  select worker_id, project_id, list(period order by due_date, period) as periods,
         list(due order by due_date, period) as dues
  from due group by all
), going as (
  select worker_id, project_id, 0::bigint as turn, periods, dues as rest,
         list_transform(dues, lambda x: 0::hugeint) as named, list_transform(dues, lambda x: 0::hugeint) as oldest
  from owed
  union all
  select worker_id, project_id, turn, periods, list_transform(left_over, lambda x, i: x - oldest[i]),
    named, oldest
  from (
    select *, list_transform(left_over, lambda x, i: greatest(0::hugeint, least(x,
        amount - list_sum(named) - coalesce(list_sum(left_over[:i - 1]), 0)))) as oldest
    from (
      select *, list_transform(rest, lambda x, i: x - named[i]) as left_over
      from (
        select g.worker_id, g.project_id, p.turn, g.periods, g.rest, p.amount,
          list_transform(g.rest, lambda x, i:
            case when g.periods[i] = p.named then least(x, p.amount) else 0::hugeint end) as named
        from going g join paying p
          on p.worker_id = g.worker_id and p.project_id = g.project_id and p.turn = g.turn + 1
      )
    )
  )
)
select * from going;

create or replace temp table allocation as
with spread as (
  select worker_id, project_id, turn, unnest(periods) as period, unnest(named) as named,
         unnest(oldest) as oldest
  from turns where turn > 0
), both_passes as (
  select worker_id, project_id, turn, period, 'named' as pass, named as amount from spread
  union all select worker_id, project_id, turn, period, 'oldest', oldest from spread
)
select p.transfer_id, b.worker_id, b.project_id, b.period, b.pass, b.amount, p.paid_date
from both_passes b join paying p using (worker_id, project_id, turn) where b.amount > 0;

-- 6. Arrears, and what they come to.
create or replace temp table worker_period as
with paid as (
  select worker_id, project_id, period, sum(amount) as paid, max(paid_date) as last_paid
  from allocation group by all
), on_time as (
  select a.worker_id, a.project_id, a.period, sum(amount) as paid_on_time
  from allocation a join due d using (worker_id, project_id, period)
  where a.paid_date <= d.due_date group by all
)
select d.*, coalesce(p.paid, 0) as paid, coalesce(paid_on_time, 0) as paid_on_time,
  case when due > 0 and coalesce(p.paid, 0) = due then last_paid end as settled_date,
  case when $as_of > due_date then due - coalesce(p.paid, 0) else 0 end as arrears,
  case when $as_of > due_date then 0 else due - coalesce(p.paid, 0) end as not_yet_due
from due d left join paid p using (worker_id, project_id, period)
left join on_time using (worker_id, project_id, period);
