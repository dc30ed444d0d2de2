"""Metrics: each declared once, as a function with its label, its unit and the direction that is better.

A page a topic: `reach`, `customers`, `money`, `against` (against doing nothing), `points`, `life` (of a point),
`cascades`. A new metric is one function on one of them: results, summaries, report, terminal, charts
(`gridsim.charts.metric`) and `docs/metrics.md` read it from here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from gridsim.results.metrics import against, cascades, customers, life, money, points, reach
from gridsim.results.metrics.facts import Beside, Columns, Facts
from gridsim.results.metrics.register import DECLARED, Metric, Metrics
from gridsim.results.tables import RunArrays

PAGES = (reach, customers, money, against, points, life, cascades)

FIRST = """
reach frequency awareness impressions opened reads engagements shares clicks visits orders buyers new_buyers gmv
refunds net_revenue discounts cost_goods cost_logistics cost_shop_margin commission_payable search_clicks
cost_platform_fee contribution_margin marketing_cost net_contribution budget_unspent money_out_day cac roi ltv
payback_day incremental_new_buyers incremental_orders incremental_reach incremental_contribution_margin
incremental_gmv incremental_contribution active_points recruits leavers sales_gini long_tail_share cascade_size_mean
cascade_never_shared_share cascade_share_beyond_one_hop cascade_share_100 structural_virality talk_valence praise
complaints returns stock_outs orders_per_budget gmv_per_budget trust sellers communicators promotions demotions
fans swaps joining_income recruiting_income retail_income recruiting_income_share
referred_share repeat_buyer_share repeat_order_share retention churn ltv_year target_reach breadth
contacts_per_person visits_per_contact orders_per_visit deepest_deficit deficit_day cost_media cost_content cost_kol
cost_commission cost_coupon cost_management cost_training cost_head_pay cost_community cost_swap
cost_invitation cost_search cost_conversion cost_brand cost_prize cac_account cac_advertising cac_kol cac_points
cac_partners incremental_cac incremental_cost_per_order incremental_cost_per_reached
"""
"""Metrics in the order in which results hold them, which never changes; new ones are appended automatically."""

METRICS = Metrics({name: DECLARED[name] for name in dict.fromkeys([*FIRST.split(), *DECLARED])})

RATIOS = {name: one.ratio for name, one in METRICS.items() if one.ratio}
"""Metrics that are ratios over the replicates as a whole: amount and count."""


def by_page(names: Iterable[str]) -> dict[str, list[Metric]]:
    """Return metrics by the title of the page that they stand on, in the order of the pages and on them."""
    wanted = set(names)
    found: dict[str, list[Metric]] = {}
    for page in PAGES:
        title = (page.__doc__ or "").partition(".")[0].replace("\n", " ")
        here = [
            METRICS[name] for name, one in DECLARED.items() if name in wanted and page.__name__.endswith("." + one.page)
        ]
        found |= {title: here} if here else {}
    return found


def metrics_of(arrays: RunArrays, tables: Mapping[str, Columns]) -> dict[str, float | None]:
    """Every metric of one run by itself; those against doing nothing are None."""
    run = Facts(arrays, tables)
    return {name: None if one.against_nothing else one.computed(run) for name, one in METRICS.items()}


def metrics_against(run: Beside) -> dict[str, float | None]:
    """The metrics of one run that hold it against doing nothing."""
    return {name: one.computed(run) for name, one in METRICS.items() if one.against_nothing}
