"""Writes drift-cases.csv: samples, and the figures that SciPy and NumPy have for them.

A line is a figure, its value and its arguments. Samples of at most 200 numbers are whole in a sketch,
so that figures of them agree to the last digits. Needs scipy and numpy: python cases.py
"""

import pathlib

import numpy as np
from scipy import stats
from scipy.spatial.distance import jensenshannon

random = np.random.default_rng(7)
lines = []


def numbers(values):
    return " ".join(repr(float(value)) for value in values)


def write(figure, value, *arguments):
    lines.append(",".join([figure, repr(float(value)), *arguments]))


def shares(counts):
    return counts / counts.sum()


for degrees in [1, 2, 5, 9, 19, 40]:
    for probability in [0.1, 0.005, 1e-4, 1e-7]:
        write("chi2", stats.chi2.isf(probability, degrees), repr(probability), str(degrees))
for probability in [0.4, 0.05, 0.005, 1e-4, 1e-7]:
    write("normal", stats.norm.isf(probability), repr(probability))

samples = {
    "normal": lambda n, shift: random.normal(shift, 1, n),
    "lognormal": lambda n, shift: random.lognormal(shift, 1, n),
    "zero-inflated": lambda n, shift: random.exponential(1 + shift, n) * (random.random(n) < 0.4),
    "discrete": lambda n, shift: random.poisson(2 + shift, n),
    "constant": lambda n, shift: np.full(n, 5 + shift),
}
for name, sample in samples.items():
    for shift in [0, 0.5, 2]:
        for before, now in [(100, 100), (200, 150), (120, 200)]:
            left, right = sample(before, 0).round(4), sample(now, shift).round(4)
            write("ks", stats.ks_2samp(left, right).statistic, numbers(left), numbers(right))
            write("mean", right.mean(), numbers(right))
            write("variance", right.var(ddof=1), numbers(right))
            for share in [0.05, 0.5, 0.95]:
                write("quantile", np.quantile(right, share, method="inverted_cdf"), repr(share), numbers(right))

for bins in [2, 5, 10, 21]:
    for _ in range(5):
        left, right = random.integers(6, 100, bins), random.integers(6, 100, bins)
        write("jensen-shannon", jensenshannon(shares(left), shares(right), base=2), numbers(left), numbers(right))
        # The index is symmetric: two relative entropies, each count a half more than it is.
        p, q = shares(left + 0.5), shares(right + 0.5)
        write("psi", stats.entropy(p, q) + stats.entropy(q, p), numbers(left), numbers(right))

(pathlib.Path(__file__).parent.parent / "resources" / "drift-cases.csv").write_text("\n".join(lines) + "\n")
