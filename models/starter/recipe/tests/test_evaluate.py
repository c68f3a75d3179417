"""How far apart two sets of pictures are, and what of a prompt training never showed."""

import random
import unittest

import numpy as np

import latents
from evaluate import frechet, prompts
from latents import combination, shown, told
from world.scene import random_scene


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


class HeldOutPrompts(unittest.TestCase):
    def test_nothing_that_was_shown_is_asked_for(self):
        seen = shown(1)
        scenes = [scene for batch in told(0) for scene, _ in batch]
        self.assertEqual(latents.SHARD, len(scenes))
        self.assertTrue(all(combination(scene) in seen for scene in scenes))
        chosen = [scene for scene, _ in prompts(40, seen=seen)]
        self.assertEqual(8, sum(bool(scene.relation) for scene in chosen))
        single = {(thing, *where) for things, *where in map(combination, scenes) for thing in things}
        for scene in chosen:
            self.assertNotIn(combination(scene), seen)
            if not scene.relation:
                thing = scene.things[0]
                self.assertNotIn(((thing.name, thing.colour), scene.place, scene.backdrop), single)

    def test_two_things_are_the_same_in_either_order(self):
        rng = random.Random(1)
        pair = next(scene for scene in iter(lambda: random_scene(rng), None) if scene.relation)
        turned = type(pair)(**{**vars(pair), "things": pair.things[::-1]})
        self.assertNotEqual(pair, turned)
        self.assertEqual(combination(pair), combination(turned))


if __name__ == "__main__":
    unittest.main()
