"""How far apart two sets of pictures are."""

import unittest

import numpy as np

from evaluate import frechet


class FrechetDistance(unittest.TestCase):
    def test_a_set_is_where_it_is(self):
        rows = np.random.default_rng(1).normal(size=(300, 12))
        self.assertAlmostEqual(frechet(rows, rows), 0, places=9)

    def test_a_shift_counts_squared_and_a_stretch_by_the_deviations(self):
        rows = np.random.default_rng(2).normal(size=(300, 5))
        self.assertAlmostEqual(frechet(rows, rows + [3, 0, 0, 0, 4]), 25, places=9)
        deviations = rows.std(0, ddof=1)
        centred = rows - rows.mean(0)
        self.assertAlmostEqual(frechet(centred, 3 * centred), 4 * (deviations**2).sum(), places=6)


if __name__ == "__main__":
    unittest.main()
