# %% [markdown]
# # Validation: published figures against simulated ones
#
# This page is executed. `make validation` turns [docs/validation.py](validation.py) into [a notebook](validation.ipynb), plays every town anew and
# writes the outputs down here; no simulated number is typed by hand. The measures are in `experiments/validation`, a page a row, and the tests use
# the same ones with fewer towns.
#
# How to read a verdict:
#
# - **Held against.** The band was decided before the run: the published range, or the published point give or take what is said. A sign is a band
#   with an open end.
# - **Simulated.** The mean over towns (other people, other luck) with its 95 % interval, by the jackknife over towns. The seed of this page was never
#   used to set a parameter.
# - **Verdict.** *Holds*: the whole interval lies in the band. *Misses*: the whole interval lies outside. *Undecided*: it holds an end of the band.
# - **What was set.** *Calibrated*: a parameter was set so that the figure comes out, at most three in a row; such a figure proves little by itself.
#   *An input*: the published figure is a parameter, and what is tested is that it comes back through the engine. *Nothing*: the figure was left to
#   follow; these are the ones to look at. The sentence beside is by hand.
#
# In the charts the band is blue and the published numbers are black; dot and bar are the simulated mean and its interval; every strip has its own
# scale.
#
# Nobody on the team made the published figures. They come from the sources named in each section.

# %%
import sys
from pathlib import Path

sys.path.insert(0, "../experiments")

from validation import adoption, cascades, messenger, micro_malls, money, operation, reach, recommendations, referred, seeding
from validation.show import LINE, OTHER, REAL, Page, Panel, series

# %% [parameters]
QUICK = False
FOLDER = "images/validation"

# %% [markdown]
# ## In short

# %%
SEED = 17
page = Page(Path(FOLDER), SEED)


def towns(full, quick):
    """Towns of a row, or the few of a trial run."""
    return quick if QUICK else full


row13 = cascades.row(
    n_usual=towns(16, 2), n_towns=towns(12, 2), n_cities=towns(6, 0), n_millions=towns(3, 0), n_hours=towns(96, 3), seed=SEED
)
row14 = recommendations.row(towns(40, 2), seed=SEED)
row15 = seeding.row(towns(24, 3), seed=SEED)
row16 = messenger.row(n_2019=towns(60, 4), n_2014=towns(24, 2), seed=SEED)
row17 = reach.row(n_towns=towns(8, 2), n_tiers=towns(8, 2), seed=SEED)
row18 = referred.row(n_towns=towns(60, 4), n_edges=towns(24, 3), seed=SEED)
row19 = micro_malls.row(n_towns=towns(24, 2), n_young=towns(24, 2), seed=SEED)
row20 = money.row(n_elasticity=towns(16, 2), n_reference=towns(12, 2), n_usual=towns(24, 2), n_buyers=towns(20, 2), seed=SEED)
row21 = adoption.row(towns(20, 3), seed=SEED)
trade = operation.row(towns(12, 3), seed=SEED)
page.counts([row13, row14, row15, row16, row17, row18, row19, row20, row21, trade])

# %% [markdown]
# ### What the misses say
#
# Six figures missed on the base before this one. Later reproduction of usual posts and forwards within a day are measured in the shipped
# `fresh_food.yaml`. Size with virality needs a city with large audiences, and the reach of very large pages a page in a crowded feed: both are towns
# of their own, with the shipped laws of luck, crowding and delivery. Buyers' word of mouth was held against .53, which is of all that is said of a
# brand; what buyers tell each other is its volume, published as .236 [you2015], and is held against that in three shipped scenarios. Against .53 it
# would miss in all three. The return on the referral programme misses, further than before.
#
# - **An untouched brand sells its share, so a campaign adds a part, not a multiple.** Before, the brand died without a campaign, and everything that
#   sold was the campaign's. Points' posts at published rates cause a part of the sales only, and a larger grid of a good product sells more than one
#   of a bad product, yet does not pay its cost in a season.
# - **A new buyer beyond those who come anyway is dear at any spending.** Over all new buyers, as published, the figure is only as good as the number
#   of those who would have come anyway: it is as published where a fifth of the money is spent (pilot towns), and above where all of it is.
# - **Talk works among those who like the same.** Who is told buys by the own liking, and where tastes are at random a brand of one need in a hundred is
#   rarely what is chosen (elasticity .03). Circles are alike in what they like now, as in interests; a small brand has more people told of an order.
# - **Who comes through a person is not who comes alone.** Whoever buys first by the own need likes the brand, and needs the kind often; a referred
#   customer is anybody. Where all are alike in both, the referred are worth more (row 18). Studies find more worth in real customers, who select
#   themselves, too. That circles are alike in what they like brings the referred nearer to the others, not above them.
# - **A town has no audience of a hundred thousand**, so no tree of a hundred sharers comes from its usual posts, and few do among a million people
#   who post to friends.
#
# Chosen after pilot towns of other seeds had been seen, and therefore no blind test: the share of row 14, the posts of row 15, the scenarios for what
# buyers tell each other (cosmetics was left out: too few orders), the control in row 18, the orders beside the money in the last section. The page was
# played twice before. Since then the supply of 2014 was set anew in pilot towns, and the plans of the young platform, of the million people and of the
# last section keep pace with their money, which they had not.

# %% [markdown]
# ## Row 13: cascades
#
# Goel, Watts and Goldstein 2012; Goel, Anderson, Hofman and Watts 2016 [goel2012, goel2016]. Figures are over all posts, those of one person
# included; size counts
# sharers with the author. *Usual posts* are all posts of all strategies of `scenarios/fresh_food.yaml`. *Leaders' posts* are the well-made posts of
# opinion leaders on a busy micro-blog: of a town of 20,000, where nobody has more than 5,000 followers, and of a city of 400,000, where the largest
# have 100,000. Beside them stand 2,643 real micro-blog posts with their 974,539 reposts (Song and others 2018 [song2018]). The real ones are selected
# (reposted, and with under 1,000 events), so shapes and times are compared, not the tail of the sizes; shapes are those of trees of 100 to 1,000
# sharers.

# %%
page.table(
    row13,
    {
        "never passed on, usual posts": "Most posts reach a few feeds for a few hours, and one reader in thirty passes one on.",
        "never passed on, public posts": "The micro-blog is crowded, and a point's public audience small.",
        "later reproduction, usual posts": "Luck is of the author's own readers and of each forwarder's; whoever sees that many have passed it on "
        "is less apt to. So later generations reproduce alike.",
        "beyond one step, usual posts": "A forward has a few dozen further readers at the most.",
        "a hundred sharers, usual posts": "None: the largest audience of the town has a few thousand people, of whom few are shown a post. In the "
        "city below, trees "
        "of a hundred come from audiences of a hundred thousand.",
        "a hundred sharers, a million people": "The posts of a grid go to friends, and friends are no more in a larger world: more chains, and no "
        "larger broadcasts, "
        "which real tails are made of.",
        "never passed on, leaders' posts": "Leaders write what is worth passing on, to more readers.",
        "beyond one step, leaders' posts": "These posts are as interesting as can be; the published band is of all posts. The usual posts keep "
        "to it.",
        "later reproduction, leaders' posts": "A reader's audience and the share of readers who pass on make it; how many people a person follows "
        "was set on it.",
        "offspring, variance over mean": "Audiences are heavy-tailed, so a few sharers bring most. Real reposts are far more over-dispersed "
        "still: in a town nobody has a hundred thousand followers.",
        "size with largest broadcast": "As published: a tree is large mostly because one broadcast was.",
        "later reproduction, city": "As in the town, with larger audiences.",
        "size with virality, city": "Size comes from the author's audience, as in the real logs: luck is drawn anew for every forwarder's "
        "readers, and "
        "crowding holds back what many have passed on. Few trees are that large, so towns differ.",
        "virality of large trees, city": "With audiences of the real size, large trees are about as deep as real ones. In a town they are far "
        "too deep (chart): no broadcast there is large enough.",
        "first generation of large trees": "As with real posts, the author's own readers bring the larger half.",
        "forwards within six hours": "People look into their feeds a few times a day, and the first look decides.",
        "forwards within a day": "Some posts are found late, by a search, on a page or through a friend, at a time of their own. Played in the "
        "shipped grid.",
    },
)
page.chart(row13)

# %%
generations, sizes, delays = (row13.shapes[name] for name in ("generations", "virality", "delays"))
page.curves(
    row13,
    "shapes",
    "Large trees of a city are built like real ones; those of a small town are too deep",
    "Trees of 100 to 1,000 sharers by generation; mean structural virality by size of the tree; shaded: 95 % interval over towns",
    "Left: sharers by generation, of all after the author. Middle: sharers brought by a sharer of each generation. Right: mean distance between two "
    "sharers of a tree, by its size.",
    [
        Panel(
            "Sharers by generation",
            "generation",
            [series("simulated, city", generations["share"]), series("real", generations["real share"], REAL)],
            is_share=True,
        ),
        Panel(
            "Reproduction",
            "generation",
            [series("simulated, city", generations["reproduction"]), series("real", generations["real reproduction"], REAL)],
        ),
        Panel(
            "Structural virality",
            "sharers of the tree",
            [series("simulated, city", sizes["city"]), series("simulated, town", sizes["town"], OTHER), series("real", sizes["real"], REAL)],
            log_x=True,
        ),
    ],
)

# %%
page.curves(
    row13,
    "delays",
    "Forwards come as soon as real ones at first, and the last ones a little later",
    "Share of all forwards that have followed so many hours after the post; the grid of fresh_food.yaml, with a tick an hour",
    "Real reposts have a tail of days: visits are very unequal, and some posts are found late.",
    [
        Panel(
            "Forwards that have followed",
            "hours",
            [series("simulated", delays["simulated"]), series("real", delays["real"], REAL)],
            is_share=True,
            log_x=True,
        )
    ],
)

# %% [markdown]
# ## Row 14: recommendations
#
# Leskovec, Adamic and Huberman 2007 [leskovec2007]. A shop with steady advertising, whose buyers tell their friends. A recommendation is counted
# where a friend
# reads it: in the study it was written to chosen friends, in the model it goes out to all of them, and most never open it.

# %%
page.table(
    row14,
    {
        "recommendations a purchase": "Calibrated within a band that is wide, between books and video.",
        "buyers who recommend": "Of those who are content, most praise: the chance was set for a third.",
        "largest component of buyers": "Each recommendation wins far less than one buyer, so buyers form pairs and short chains, no giant "
        "component.",
        "straight growth of the customer base": "The advertising is steady and recommendations do not percolate, so nothing bends the line; the "
        "study saw the same.",
    },
)
page.chart(row14)
buyers = row14.shapes["buyers"]
page.curves(
    row14,
    "growth",
    "The customer base grows along a straight line",
    "Buyers so far in a town of 20,000; shaded: 95 % interval over towns; dashed: the straight line between the ends",
    "No S-curve: recommendations sell to few.",
    [Panel("Buyers so far", "day", [series("simulated", buyers), series("straight line", [buyers[4][:2], buyers[-1][:2]], LINE, dashed=True)])],
)

# %% [markdown]
# ## Row 15: seeding
#
# Hinz, Skiera, Barrot and Becker 2011 [hinz2011]. One consumer in forty is asked to post to friends, chosen in four ways: at random, with the
# most friends
# (hubs), between circles (bridges), with the fewest friends. Measured as people reached.

# %%
page.table(
    row15,
    {
        "hubs over random": "A hub's post goes to more friends, who overlap; the spread of friends and the posts of those asked were set on it.",
        "bridges over hubs": "Who stands between circles has many friends, and the other way round.",
        "hubs over low-degree": "By the same two numbers. With the default spread of friends, those with the fewest reach next to nobody.",
        "hubs take part more": "They have more friends to read them.",
        "hubs persuade no more": "A reader follows the link for what the post says and who is close, not for how many friends its author has.",
    },
)
page.chart(row15)

# %% [markdown]
# ## Row 16: where articles of official accounts are read
#
# Reports of the messenger's company for 2014 and 2019 [tencent2014, tencent2019]. Two presets of one model, `scenarios/messenger_2014.yaml` and
# `messenger_2019.yaml`, which
# differ in three numbers of supply and in nothing else.

# %%
page.table(
    row16,
    {
        "2019: opened by followers": "How much of the folded list is looked into was set on it.",
        "2019: sharers over readers": "The chance that a reader passes on is the published one.",
        "2019: reads in the list": "Follows from the other two: what friends pass on is read on top of it.",
        "2019: reads among moments": "How many other posts of friends compete was set on it.",
        "2019: reads in chats and elsewhere": "Chats are few, because one size of chats has to serve both years; and the published rest holds "
        "search and recommended articles, which the model has not.",
        "2014: reads among moments": "Few other posts competed: set on it. The reproduction number is near one, so the share is sensitive.",
        "2014: forwards to moments": "The split of forwards between moments and chats is the published one.",
        "2014: articles a person and day": "The supply of the list was set on it. Wide, as near one the size of a cascade is luck.",
    },
)
page.chart(row16)

# %% [markdown]
# ## Row 17: reach and engagement fall with size
#
# Organic reach of pages: studies of 2013 and 2014 [manson2014]; engagement by tiers of followers: industry reports [laterfohr2021]. A page of a
# town posts once a day for half a
# year while rival posts multiply; a second page has fifty times its followers. One follower in the town stands for up to 200. How delivery falls with
# the audience is the shipped default; reach is of the followers of the day, who come and go.

# %%
page.table(
    row17,
    {
        "reach at the start": "What the platform lets into the feed was set on it.",
        "reach half a year later": "The growth of rival posts was set on it: supply has to more than double in half a year.",
        "reach of very large pages, then": "What is delivered falls with every tenfold of the audience. The slope is that of engagement by tiers, "
        "and nothing was set "
        "on reach.",
        **{
            f"engagement of {tier} accounts": "On the line through the published tiers, whose slope is an input; the level varies twofold "
            "between sources."
            for tier in reach.TIERS
        },
        "order of the tiers": "The engine applies the slope post by post, and the order comes back.",
    },
)
page.chart(row17)
followers = [(reach.TIERS[tier][0], reach.TIERS[tier][1]) for tier in reach.TIERS]
page.curves(
    row17,
    "shapes",
    "Reach halves as rival posts multiply; engagement falls by tiers as published",
    "Share of followers shown the day's post; likes and comments a follower and post, by followers of the account; shaded: 95 % interval over towns",
    "Black: published.",
    [
        Panel(
            "Reach of a page",
            "day",
            [series("simulated", row17.shapes["reach"]), series("published", [(7, 0.1205), (178, 0.0615)], REAL, dashed=True)],
            is_share=True,
        ),
        Panel(
            "Engagement",
            "followers",
            [series("simulated", row17.shapes["engagement"]), series("published", followers, REAL, dashed=True)],
            is_share=True,
            log_x=True,
        ),
    ],
)

# %% [markdown]
# ## Row 18: customers who came through a person
#
# Schmitt, Skiera and Van den Bulte 2011; Van den Bulte, Bayer, Skiera and Schmitt 2018 [schmitt2011, vandenbulte2018]. A customer's worth is the
# contribution of the orders of the
# 120 days from the first one; churn is no order in the second half of these. The published figures are of bank customers over years.

# %%
page.table(
    row18,
    {
        "worth of a referred customer over another": "In fresh_food.yaml with the block at its defaults. Whoever buys first without a person has "
        "more needs and likes the "
        "brand more; whoever comes through a person is anybody.",
        "worth, where all are alike": "A brand of its own, where all need the kind about as often and like the brand about as much, so that "
        "nobody selects "
        "themselves.",
        "churn of the referred, less": "The published figure is an input: how much more slowly the brand is forgotten. What is remembered moves "
        "choices little "
        "on this base, and the others are the heavier buyers.",
        "return on the programme": "The extra worth, less the reward, over the reward. It multiplies by ten whatever the worth is off by, and the "
        "worth "
        "misses.",
        "the edge in margin fades": "Trust goes back to where it rests. Tried with an edge that is made large, against the same towns without any.",
        "the edge in retention lasts": "It lasts as long as the referrer stays. Tried in the same way.",
    },
)
page.chart(row18)
page.curves(
    row18,
    "edges",
    "The edge in margin fades, the edge in retention lasts",
    "Later orders a head of the referred over those of the others, against the same towns without the edge; 1 is no edge; each edge made large",
    "The two edges, each alone, by quarters of the 120 days from the first order.",
    [
        Panel(
            "Orders a head over others'",
            "days since the first order",
            [series("margin", row18.shapes["margin"]), series("retention", row18.shapes["retention"], OTHER)],
        )
    ],
)

# %% [markdown]
# ## Row 19: a micro-mall platform
#
# Prospectus of a listed membership e-commerce company [yunji2019]: figures of the year 2018, and the growth to it.
# `scenarios/micro_mall_platform.yaml` is one
# year of a platform with members at work. For growth the same platform is started with few members in a market of 20,000 and played for three
# years.

# %%
page.table(
    row19,
    {
        "an order, CNY": "The price of the one product is the published order.",
        "orders a buyer and year": "The interval of needs was set on it.",
        "buyers a member": "The share and the chance to be invited were set on it.",
        "members who bought or sold": "Members are mostly customers who were invited, so most buy again.",
        "GMV of the second year over the first": "The members at the start were set on both years. Wide: a small start is luck.",
        "GMV of the third year over the second": "The same number. The market of the model is closed and fills up, so growth slows down by itself.",
    },
)
page.chart(row19)
page.curves(
    row19,
    "growth",
    "Growth slows down by itself, as published",
    "GMV of a young platform by year, over that of the first year; shaded: 95 % interval over towns",
    "Black: the published growth, 5.3 times and then 2.4 times.",
    [
        Panel(
            "GMV over the first year's",
            "year",
            [
                series("simulated", [(year, *(value / row19.shapes["gmv"][0][1] for value in rest)) for year, *rest in row19.shapes["gmv"]]),
                series("published", [(1, 1), (2, 5.3), (3, 5.3 * 2.4)], REAL, True),
            ],
        )
    ],
)

# %% [markdown]
# ## Row 20: money
#
# Elasticities: meta-analyses of advertising [sethuraman2011] and of word of mouth [you2015, trusov2009]. Conversion of visits and rates of mails:
# industry reports [monetate2014, mailchimp2019]. Marketing per new
# buyer: annual report of a social-commerce platform, 2019 [pinduoduo2020].
#
# Elasticities are those of shipped scenarios as they are: in `scenarios/fresh_food.yaml` half as much again of the money for steady advertising, and
# twice the posts of points, in the first quarter of half a year and in the next; in it, `micro_mall_platform.yaml` and `beverage.yaml` half as many
# again whom buyers tell, with nothing else done. Conversion is tried twice: where everybody is the reference, so that the
# published rate has to come back, and among the usual people of `scenarios/fresh_food.yaml`, where trust, need and price act on it.

# %%
page.table(
    row20,
    {
        "advertising, short run": "Attention saturates; set on it.",
        "advertising, long run": "By the same two numbers. At the low side: what was bought brings buying again only through trust and taste.",
        "advertising, long less short": "Attention builds up over weeks, so the later effect is a little larger.",
        "word of mouth, points' posts": "At published rates of posting, points cause a part of the sales; the rest comes without them. Customers, who are asked "
        "first, have friends who like what they like. The published figure is of all that is said of a brand.",
        "what buyers tell, fresh food": "A brand of one need in 120: who is told of it rarely chooses it, yet more often in the buyer's own "
        "circle than elsewhere; ten are told.",
        "what buyers tell, platform": "A brand of one need in eighteen, bought every other week.",
        "what buyers tell, beverage": "One can in fourteen. The number told was set by kind of goods on the published mean.",
        "word of mouth less advertising": "Points' posts against steady advertising, in the second quarter.",
        "conversion of social visits, reference": "The base rate comes back.",
        "conversion of search visits, reference": "The base rate comes back.",
        "conversion of email visits, reference": "The base rate comes back.",
        "conversion of social visits, usual people": "Clicks on advertisements, of people who know the brand.",
        "conversion of search visits, usual people": "Who searches has a need; the brand is as good as unknown to them.",
        "conversion of email visits, usual people": "The list takes customers first, who trust the brand.",
        "mails opened": "The base rate comes back.",
        "mails clicked": "The base rate comes back.",
        "marketing a new buyer, CNY": "Over all new buyers, as published; nothing was set on it. Those who come anyway are counted, so it falls "
        "as less is spent.",
    },
)
page.chart(row20)

# %% [markdown]
# ## Row 21: sales of durables
#
# Published least-squares estimates on increments for room air conditioners (1949 to 1961) and colour television (1963 to 1970). They are fitted
# again by `gs.diffusion.fit_bass`, and sales are simulated with the published estimates by `gs.diffusion.bass`, one agent for a thousand buyers.

# %%
page.table(
    row21,
    {
        **{
            f"{product}, {name}": why
            for product in adoption.PUBLISHED
            for name, why in {
                "p fitted": "Found again.",
                "q fitted": "Found again.",
                "m fitted": "Found again.",
                "q fitted to simulated sales": "What was put into the simulation comes back from its sales.",
                "real sales explained": "The curve was fitted to these sales, so this says how well a Bass curve can do; the real peaks are "
                "flatter.",
            }.items()
        },
    },
)
if row21.figures:
    page.chart(row21)
page.curves(
    row21,
    "sales",
    "Simulated sales follow the real ones, and peak more sharply",
    "Yearly sales in thousand units; shaded: 95 % interval over runs",
    "Sales simulated with the published estimates beside the real ones.",
    [
        Panel(product, "year", [series("simulated", shape["simulated"]), series("real", shape["real"], REAL)])
        for product, shape in row21.shapes.items()
    ],
)

# %% [markdown]
# ## Beside the rows: operation before marketing
#
# A rule of the trade, without a published number: whoever markets a bad product spreads the bad word faster. `scenarios/bad_product.yaml` at a
# fifth of its size, with a budget of 1,000 and of 5,000 CNY; the good product differs in the product and the service only.

# %%
page.table(
    trade,
    {
        "bad product, gain of more marketing, CNY": "What is spent wins next to no orders: buyers are disappointed, and do not recommend.",
        "good product, gain of more marketing, CNY": "It wins orders, and their margin in one season is less than what the larger grid costs.",
        "good less bad product, CNY": "The good product wins orders, the bad one returns and warnings.",
        "good less bad product, orders won by more marketing": "The product decides whether marketing sells.",
    },
)
page.chart(trade)
