"""Line review once more, ballot by ballot from docs/counting-line-review.md; slow on purpose."""

from fractions import Fraction


def slow_review(lines, steps, limit, unit, weights, ballots, least=1):
    """Return (factor, {line: (median, amount)}); lines and weights are dicts, in order."""
    cast = {name: [one for who, one in ballots if who == name] for name in weights}
    first = next(name for name, weight in weights.items() if weight > 0)
    for name, weight in weights.items():
        if weight > 0 and name != first and len(cast[name]) < least:
            cast[first] = cast[first] + cast[name]
            cast[name] = []
    present = sum(weight for name, weight in weights.items() if cast[name])
    heavy = [
        (weights[name] / present / len(cast[name]), one)
        for name in weights
        for one in cast[name]
        if weights[name] > 0
    ]
    medians = {}
    for line in lines:
        wanted = sorted((one[line], weight) for weight, one in heavy if line in one)
        medians[line] = Fraction(0)
        for place, (step, _weight) in enumerate(wanted):
            if 2 * sum(weight for _step, weight in wanted[: place + 1]) >= sum(
                weight for _step, weight in wanted
            ):
                medians[line] = step
                break
    factor = Fraction(1)
    without_raises = sum(amount * (1 + min(medians[line], 0)) for line, amount in lines.items())
    raises = sum(amount * max(medians[line], 0) for line, amount in lines.items())
    if without_raises + raises > limit:
        factor = Fraction(limit - without_raises) / raises
    results = {}
    for line, amount in lines.items():
        step = medians[line]
        exact = Fraction(amount) * (1 + (step * factor if step > 0 else step))
        whole = 0
        while (whole + 1) * unit <= exact:
            whole += 1
        results[line] = (step, whole * unit)
    return factor, results
