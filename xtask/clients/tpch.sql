-- The questions of TPC-H (specification 3.0.1, section 2.4, with its validation parameters), each between lines
-- that name it, written so that every engine here takes the same text.
-- q1
select l_returnflag, l_linestatus, sum(l_quantity) as quantity, sum(l_extendedprice) as base_price,
  sum(l_extendedprice * (1 - l_discount)) as price, sum(l_extendedprice * (1 - l_discount) * (1 + l_tax)) as charge,
  avg(l_quantity) as mean_quantity, avg(l_extendedprice) as mean_price, avg(l_discount) as mean_discount, count(*) as orders
from lineitem where l_shipdate <= date '1998-09-02'
group by l_returnflag, l_linestatus order by l_returnflag, l_linestatus
-- q2
with offers as (
  select ps_partkey, ps_supplycost, s_acctbal, s_name, n_name, s_address, s_phone, s_comment
  from partsupp join supplier on s_suppkey = ps_suppkey join nation on n_nationkey = s_nationkey
    join region on r_regionkey = n_regionkey
  where r_name = 'EUROPE'),
least as (select ps_partkey as key, min(ps_supplycost) as cost from offers group by ps_partkey)
select s_acctbal, s_name, n_name, p_partkey, p_mfgr, s_address, s_phone, s_comment
from part join offers on p_partkey = ps_partkey join least on key = p_partkey and ps_supplycost = cost
where p_size = 15 and p_type like '%BRASS'
order by s_acctbal desc, n_name, s_name, p_partkey limit 100
-- q3
select l_orderkey, sum(l_extendedprice * (1 - l_discount)) as revenue, o_orderdate, o_shippriority
from customer join orders on c_custkey = o_custkey join lineitem on l_orderkey = o_orderkey
where c_mktsegment = 'BUILDING' and o_orderdate < date '1995-03-15' and l_shipdate > date '1995-03-15'
group by l_orderkey, o_orderdate, o_shippriority order by revenue desc, o_orderdate, l_orderkey limit 10
-- q4
select o_orderpriority, count(*) as orders from orders
where o_orderdate >= date '1993-07-01' and o_orderdate < date '1993-10-01'
  and exists (select 1 from lineitem where l_orderkey = o_orderkey and l_commitdate < l_receiptdate)
group by o_orderpriority order by o_orderpriority
-- q5
select n_name, sum(l_extendedprice * (1 - l_discount)) as revenue
from customer join orders on c_custkey = o_custkey join lineitem on l_orderkey = o_orderkey
  join supplier on l_suppkey = s_suppkey and c_nationkey = s_nationkey join nation on s_nationkey = n_nationkey
  join region on n_regionkey = r_regionkey
where r_name = 'ASIA' and o_orderdate >= date '1994-01-01' and o_orderdate < date '1995-01-01'
group by n_name order by revenue desc
-- q6
select sum(l_extendedprice * l_discount) as revenue from lineitem
where l_shipdate >= date '1994-01-01' and l_shipdate < date '1995-01-01' and l_discount between 0.05 and 0.07 and l_quantity < 24
-- q7
with shipped as (
  select a.n_name as from_nation, b.n_name as to_nation, extract(year from l_shipdate) as year,
    l_extendedprice * (1 - l_discount) as volume
  from supplier join lineitem on s_suppkey = l_suppkey join orders on o_orderkey = l_orderkey
    join customer on c_custkey = o_custkey join nation a on s_nationkey = a.n_nationkey join nation b on c_nationkey = b.n_nationkey
  where l_shipdate between date '1995-01-01' and date '1996-12-31'
    and ((a.n_name = 'FRANCE' and b.n_name = 'GERMANY') or (a.n_name = 'GERMANY' and b.n_name = 'FRANCE')))
select from_nation, to_nation, year, sum(volume) as revenue from shipped
group by from_nation, to_nation, year order by from_nation, to_nation, year
-- q8
with sold as (
  select extract(year from o_orderdate) as year, l_extendedprice * (1 - l_discount) as volume, b.n_name as nation
  from part join lineitem on p_partkey = l_partkey join supplier on s_suppkey = l_suppkey
    join orders on l_orderkey = o_orderkey join customer on o_custkey = c_custkey
    join nation a on c_nationkey = a.n_nationkey join region on a.n_regionkey = r_regionkey
    join nation b on s_nationkey = b.n_nationkey
  where r_name = 'AMERICA' and o_orderdate between date '1995-01-01' and date '1996-12-31' and p_type = 'ECONOMY ANODIZED STEEL')
select year, sum(case when nation = 'BRAZIL' then volume else 0 end) / sum(volume) as share from sold group by year order by year
-- q9
with gained as (
  select n_name as nation, extract(year from o_orderdate) as year,
    l_extendedprice * (1 - l_discount) - ps_supplycost * l_quantity as amount
  from part join lineitem on p_partkey = l_partkey join supplier on s_suppkey = l_suppkey
    join partsupp on ps_suppkey = l_suppkey and ps_partkey = l_partkey join orders on o_orderkey = l_orderkey
    join nation on s_nationkey = n_nationkey
  where p_name like '%green%')
select nation, year, sum(amount) as profit from gained group by nation, year order by nation, year desc
-- q10
select c_custkey, c_name, sum(l_extendedprice * (1 - l_discount)) as revenue, c_acctbal, n_name, c_address, c_phone, c_comment
from customer join orders on c_custkey = o_custkey join lineitem on l_orderkey = o_orderkey join nation on c_nationkey = n_nationkey
where o_orderdate >= date '1993-10-01' and o_orderdate < date '1994-01-01' and l_returnflag = 'R'
group by c_custkey, c_name, c_acctbal, c_phone, n_name, c_address, c_comment order by revenue desc, c_custkey limit 20
-- q11
with stock as (
  select ps_partkey, ps_supplycost * ps_availqty as value
  from partsupp join supplier on ps_suppkey = s_suppkey join nation on s_nationkey = n_nationkey where n_name = 'GERMANY'),
total as (select sum(value) * 0.0001 as least from stock)
select ps_partkey, sum(value) as value from stock cross join total
group by ps_partkey, least having sum(value) > least order by value desc, ps_partkey
-- q12
select l_shipmode, sum(case when o_orderpriority in ('1-URGENT', '2-HIGH') then 1 else 0 end) as high,
  sum(case when o_orderpriority not in ('1-URGENT', '2-HIGH') then 1 else 0 end) as low
from orders join lineitem on o_orderkey = l_orderkey
where l_shipmode in ('MAIL', 'SHIP') and l_commitdate < l_receiptdate and l_shipdate < l_commitdate
  and l_receiptdate >= date '1994-01-01' and l_receiptdate < date '1995-01-01'
group by l_shipmode order by l_shipmode
-- q13
with counted as (
  select c_custkey, count(o_orderkey) as orders
  from customer left join orders on c_custkey = o_custkey and o_comment not like '%special%requests%' group by c_custkey)
select orders, count(*) as customers from counted group by orders order by customers desc, orders desc
-- q14
select 100.0 * sum(case when p_type like 'PROMO%' then l_extendedprice * (1 - l_discount) else 0 end)
  / sum(l_extendedprice * (1 - l_discount)) as share
from lineitem join part on l_partkey = p_partkey
where l_shipdate >= date '1995-09-01' and l_shipdate < date '1995-10-01'
-- q15
with revenue as (
  select l_suppkey as supplier_no, sum(l_extendedprice * (1 - l_discount)) as total from lineitem
  where l_shipdate >= date '1996-01-01' and l_shipdate < date '1996-04-01' group by l_suppkey)
select s_suppkey, s_name, s_address, s_phone, total from supplier join revenue on s_suppkey = supplier_no
where total = (select max(total) from revenue) order by s_suppkey
-- q16
select p_brand, p_type, p_size, count(distinct ps_suppkey) as suppliers
from partsupp join part on p_partkey = ps_partkey
where p_brand <> 'Brand#45' and p_type not like 'MEDIUM POLISHED%' and p_size in (49, 14, 23, 45, 19, 3, 36, 9)
  and ps_suppkey not in (select s_suppkey from supplier where s_comment like '%Customer%Complaints%')
group by p_brand, p_type, p_size order by suppliers desc, p_brand, p_type, p_size
-- q17
with usual as (select l_partkey as key, 0.2 * avg(l_quantity) as few from lineitem group by l_partkey)
select sum(l_extendedprice) / 7.0 as yearly
from lineitem join part on p_partkey = l_partkey join usual on key = l_partkey
where p_brand = 'Brand#23' and p_container = 'MED BOX' and l_quantity < few
-- q18
with large as (select l_orderkey as key from lineitem group by l_orderkey having sum(l_quantity) > 300)
select c_name, c_custkey, o_orderkey, o_orderdate, o_totalprice, sum(l_quantity) as quantity
from customer join orders on c_custkey = o_custkey join lineitem on o_orderkey = l_orderkey join large on key = o_orderkey
group by c_name, c_custkey, o_orderkey, o_orderdate, o_totalprice order by o_totalprice desc, o_orderdate, o_orderkey limit 100
-- q19
select sum(l_extendedprice * (1 - l_discount)) as revenue from lineitem join part on p_partkey = l_partkey
where l_shipmode in ('AIR', 'AIR REG') and l_shipinstruct = 'DELIVER IN PERSON' and p_size >= 1 and (
  (p_brand = 'Brand#12' and p_container in ('SM CASE', 'SM BOX', 'SM PACK', 'SM PKG') and l_quantity between 1 and 11 and p_size <= 5)
  or (p_brand = 'Brand#23' and p_container in ('MED BAG', 'MED BOX', 'MED PKG', 'MED PACK') and l_quantity between 10 and 20 and p_size <= 10)
  or (p_brand = 'Brand#34' and p_container in ('LG CASE', 'LG BOX', 'LG PACK', 'LG PKG') and l_quantity between 20 and 30 and p_size <= 15))
-- q20
with sold as (
  select l_partkey, l_suppkey, 0.5 * sum(l_quantity) as half from lineitem
  where l_shipdate >= date '1994-01-01' and l_shipdate < date '1995-01-01' group by l_partkey, l_suppkey)
select s_name, s_address from supplier join nation on s_nationkey = n_nationkey
where n_name = 'CANADA' and s_suppkey in (
  select ps_suppkey from partsupp join sold on l_partkey = ps_partkey and l_suppkey = ps_suppkey
  where ps_availqty > half and ps_partkey in (select p_partkey from part where p_name like 'forest%'))
order by s_name
-- q21
select s_name, count(*) as waits
from supplier join lineitem a on s_suppkey = a.l_suppkey join orders on o_orderkey = a.l_orderkey join nation on s_nationkey = n_nationkey
where o_orderstatus = 'F' and a.l_receiptdate > a.l_commitdate and n_name = 'SAUDI ARABIA'
  and exists (select 1 from lineitem b where b.l_orderkey = a.l_orderkey and b.l_suppkey <> a.l_suppkey)
  and not exists (select 1 from lineitem c where c.l_orderkey = a.l_orderkey and c.l_suppkey <> a.l_suppkey
    and c.l_receiptdate > c.l_commitdate)
group by s_name order by waits desc, s_name limit 100
-- q22
with chosen as (
  select substring(c_phone, 1, 2) as code, c_acctbal, c_custkey from customer
  where substring(c_phone, 1, 2) in ('13', '31', '23', '29', '30', '18', '17')),
usual as (select avg(c_acctbal) as balance from chosen where c_acctbal > 0.00)
select code, count(*) as customers, sum(c_acctbal) as total from chosen cross join usual
where c_acctbal > balance and not exists (select 1 from orders where o_custkey = c_custkey)
group by code order by code
