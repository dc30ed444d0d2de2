"""Row 18, customers who came through a person (Schmitt and others 2011; Van den Bulte and others 2018):
`response.referral`.

Published: referred customers are worth 16 to 25 % more; the edge in margin fades; the edge in retention (18 % less
churn) lasts while the referrer stays. The levels are missed; held are the signs. The measures are those of docs/validation.md
(experiments/validation/referred.py).
"""

from __future__ import annotations

from validation.referred import FADING, LASTING, PLAIN, beyond, towns_of


def test_the_edge_in_margin_fades_and_the_edge_in_retention_lasts():
    """A sign: each edge alone and large, in the same towns as without any; orders a head in the first and the last
    quarter of the 120 days."""
    without = towns_of(None, 6, 1, PLAIN)
    fading, lasting = (
        list(zip(towns_of(referral, 6, 1, PLAIN), without, strict=True)) for referral in (FADING, LASTING)
    )
    young, faded = (beyond(quarter)(fading) for quarter in ("quarter 0", "quarter 3"))
    assert young > 1.2 and faded - 1 < (young - 1) / 4
    young, old = (beyond(quarter)(lasting) for quarter in ("quarter 0", "quarter 3"))
    assert young > 1.2 and old - 1 > (young - 1) / 4  # referrers leave, too
