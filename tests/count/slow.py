"""The count once more, slowly: in plain rationals, from the definitions and from nothing else.

Ballots are (electorate, tuple of project ids); equal ones may be taken together by `times`.
"""

from collections import Counter
from hashlib import sha256

try:
    from gmpy2 import mpq as ratio
except ImportError:  # the same numbers, more slowly
    import fractions

    ratio = fractions.Fraction


class Election:
    """Costs, budget, weighted electorates and ballots, as the definitions have them."""

    def __init__(
        self,
        heading,
        budget,
        costs,
        ballots,
        size,
        *,
        weights=None,
        unit=1,
        approval=False,
        exclude=(),
    ):
        self.heading, self.budget, self.costs, self.unit = heading, budget, dict(costs), unit
        self.size, self.approval = size, approval
        self.exclude = {frozenset(pair) for pair in exclude}
        weights = weights or {"citizens": 1}
        cast = Counter(electorate for electorate, _ in ballots)
        present = sum(ratio(w) for e, w in weights.items() if cast[e])
        self.weight = {e: ratio(w) / present for e, w in weights.items() if cast[e] and w}
        self.cast = {e: cast[e] for e in self.weight}
        self.n = sum(self.cast.values())
        self.kinds = Counter((e, tuple(r)) for e, r in ballots if e in self.weight)

    def score(self, ranking, project):
        if project not in ranking:
            return 0
        return 1 if self.approval else self.size + 1 - (ranking.index(project) + 1)

    def total_score(self, project):
        return sum(
            self.weight[e] / self.cast[e] * self.score(ranking, project) * times
            for (e, ranking), times in self.kinds.items()
        )

    def is_open(self, project, funded):
        """Not funded, and no funded one excludes it."""
        return project not in funded and not any({project, p} in self.exclude for p in funded)

    def listings(self, project):
        return sum(times for (_, ranking), times in self.kinds.items() if project in ranking)

    def tie_key(self, project, seed, with_cost=True):
        digest = sha256(f"{seed}|{self.heading}|{project}".encode()).hexdigest()
        cost = self.costs[project] if with_cost else 0
        return cost, -self.listings(project), digest


def equal_shares_run(election, budget, seed, by_cost=True):
    """One run: funded projects in order, and each round's payments by kind of ballot."""
    kinds = list(election.kinds.items())
    money = [election.weight[e] * budget / election.cast[e] for (e, _), _ in kinds]
    utility = {
        p: {
            i: election.score(ranking, p) * (cost if by_cost else 1)
            for i, ((_, ranking), _) in enumerate(kinds)
            if p in ranking
        }
        for p, cost in election.costs.items()
    }
    keys = {p: election.tie_key(p, seed) for p in election.costs}
    funded, payments = [], []
    while True:
        best = None
        for p, cost in election.costs.items():
            if not election.is_open(p, funded):
                continue
            supporters = utility[p]
            if sum(money[i] * kinds[i][1] for i in supporters) < cost or not supporters:
                continue
            rho = _smallest_rho(cost, supporters, money, kinds)
            if best is None or (rho, keys[p]) < best[:2]:
                best = rho, keys[p], p
        if best is None:
            return funded, payments
        rho, _, p = best
        paid = {i: min(money[i], rho * u) for i, u in utility[p].items()}
        for i, amount in paid.items():
            money[i] -= amount
        funded.append(p)
        payments.append(paid)


def _smallest_rho(cost, supporters, money, kinds):
    """Solve: the sum of min(money, rho * utility) is the cost."""
    limits = sorted((money[i] / u, i) for i, u in supporters.items())
    given, rest = 0, sum(u * kinds[i][1] for i, u in supporters.items())
    for limit, i in limits:
        if given + limit * rest >= cost:
            return (cost - given) / ratio(rest)
        given += money[i] * kinds[i][1]
        rest -= supporters[i] * kinds[i][1]
    raise AssertionError("the supporters could not pay")


def add1_step(election):
    main = ratio(election.budget, election.unit) / (1000 * election.n)
    whole = -int(-main.numerator // main.denominator)
    return election.unit * max(1, whole)


def equal_shares(election, seed="", *, by_cost=True, add1=True, completion=True, most=2000):
    """Funded projects in order of funding, and the step of Add1 that was taken."""
    if not election.n:
        return [], 0
    taken, steps = equal_shares_run(election, election.budget, seed, by_cost)[0], 0
    while add1 and steps < most and not _is_exhaustive(election, taken):
        budget = election.budget + (steps + 1) * election.n * add1_step(election)
        further = equal_shares_run(election, budget, seed, by_cost)[0]
        if sum(election.costs[p] for p in further) > election.budget:
            break
        taken, steps = further, steps + 1
    if completion:
        taken = taken + greedy(
            election,
            seed,
            left=election.budget - sum(election.costs[p] for p in taken),
            before=taken,
            among=[p for p in election.costs if p not in taken and election.total_score(p) > 0],
        )
    return taken, steps


def _is_exhaustive(election, taken):
    left = election.budget - sum(election.costs[p] for p in taken)
    return not any(
        election.listings(p) and cost <= left
        for p, cost in election.costs.items()
        if election.is_open(p, taken)
    )


def greedy(election, seed="", left=None, among=None, before=()):
    if not election.n:
        return []
    left = election.budget if left is None else left
    among = list(election.costs) if among is None else among
    funded = []
    for p in sorted(among, key=lambda p: (-election.total_score(p), election.tie_key(p, seed))):
        if election.costs[p] <= left and election.is_open(p, [*before, *funded]):
            left -= election.costs[p]
            funded.append(p)
    return funded


def schulze(election, seed=""):
    items = list(election.costs)
    prefer = {(a, b): ratio(0) for a in items for b in items}
    for (e, ranking), times in election.kinds.items():
        worth = election.weight[e] / election.cast[e] * times
        place = {p: 0 if election.approval else r for r, p in enumerate(ranking)}
        for a in items:
            for b in items:
                if place.get(a, 10**6) < place.get(b, 10**6):
                    prefer[a, b] += worth
    path = {pair: prefer[pair] if prefer[pair] > prefer[pair[::-1]] else 0 for pair in prefer}
    for c in items:
        for a in items:
            for b in items:
                if a != b:
                    path[a, b] = max(path[a, b], min(path[a, c], path[c, b]))
    order, left = [], set(items)
    while left:
        undefeated = [a for a in left if all(path[a, b] >= path[b, a] for b in left if b != a)]
        order.append(min(undefeated, key=lambda p: election.tie_key(p, seed, with_cost=False)))
        left.remove(order[-1])
    return order


def expanding_approvals(election, slots, seed=""):
    weights = dict.fromkeys(election.kinds, ratio(1))
    quota = ratio(election.n, slots)
    longest = max((len(ranking) for _, ranking in election.kinds), default=0)
    elected = []

    def support(p, rank):
        return [
            kind
            for kind in election.kinds
            if p in kind[1] and (election.approval or kind[1].index(p) < rank)
        ]

    def held(p, rank):
        return sum(weights[kind] * election.kinds[kind] for kind in support(p, rank))

    def best_first(rank):
        left = [p for p in election.costs if p not in elected]
        return sorted(
            left, key=lambda p: (-held(p, rank), election.tie_key(p, seed, with_cost=False))
        )

    for rank in range(1, longest + 1):
        while len(elected) < slots and (order := best_first(rank)):
            total = held(order[0], rank)
            if total < quota:
                break
            for kind in support(order[0], rank):
                weights[kind] *= (total - quota) / total
            elected.append(order[0])
    return elected + (best_first(longest)[: slots - len(elected)] if election.n else [])
