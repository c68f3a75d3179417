"""What the world promises.  python -m unittest discover"""

import random
import unittest

import numpy as np

from tokenizer import WINDOW, train
from world.captions import caption
from world.pen import COLOURS, STYLES
from world.places import PLACES
from world.scene import Scene, Thing, depth, held_out, masks, picture, random_scene
from world.subjects import SUBJECTS


def one(name="circle", colour="red", style="flat", place="plain", backdrop="white", half=64.0, size="", **other):
    thing = Thing(name, colour, True, size, 128, 128, half, 0.7)
    facts = {"time": "day", "weather": "clear", "horizon": 170.0, "seed": 5} | other
    return Scene((thing,), "", "", place, backdrop, style=style, style_named=True, **facts)


class TheWorld(unittest.TestCase):
    def test_is_as_large_as_promised(self):
        self.assertGreaterEqual(len(SUBJECTS), 60)
        self.assertEqual((12, 12), (len(COLOURS), len(PLACES)))
        self.assertGreaterEqual(len(STYLES), 5)

    def test_a_scene_is_drawn_alike_every_time(self):
        for style in STYLES:
            scene = one("fox", style=style, place="forest", backdrop=None)
            np.testing.assert_array_equal(picture(scene), picture(scene))

    def test_the_colour_is_the_one_asked_for(self):
        for name, wanted in COLOURS.items():
            centre = picture(one(colour=name, backdrop="teal" if name == "white" else "white"))[128, 128] / 255
            np.testing.assert_allclose(centre, wanted, atol=0.01)

    def test_every_subject_is_seen_in_every_style(self):
        wall = {style: picture(one(style=style, half=0.01)).astype(int) for style in STYLES}
        for name in SUBJECTS:
            for style in STYLES:
                changed = np.abs(picture(one(name, style=style)).astype(int) - wall[style]).max(2) > 30
                self.assertGreater(changed.mean(), 0.03, f"{name}, {style}")

    def test_masks_say_what_changed(self):
        scene = one("circle", half=60)
        mask = masks(scene)[0]
        self.assertAlmostEqual(np.pi * 54**2, mask.sum(), delta=150)
        red = np.abs(picture(scene) / 255 - COLOURS["red"]).max(2) < 0.02
        self.assertGreater((red == mask).mean(), 0.99)

    def test_what_stands_behind_is_hidden_by_what_is_in_front(self):
        back = Thing("square", "blue", True, "", 120, 128, 60, 0.4)
        front = Thing("circle", "red", True, "", 150, 128, 40, 0.8)
        scene = Scene((back, front), "behind", "", "plain", "white", "day", "clear", "flat", False, 300, 1)
        seen = masks(scene)
        self.assertFalse((seen[0] & seen[1]).any())
        self.assertTrue(seen[1][128, 150])
        near = depth(scene)
        self.assertGreater(near[128, 150], near[128, 100])

    def test_depth_grows_towards_us(self):
        near = depth(one(place="meadow", backdrop=None, half=0.01))[:, 5]
        self.assertEqual(0, near[10])
        self.assertTrue((np.diff(near) >= 0).all())
        self.assertGreater(near[250], 0.8)

    def test_pixel_art_is_made_of_squares(self):
        blocks = picture(one("cat", style="pixel", place="city", backdrop=None)).reshape(64, 4, 64, 4, 3)
        self.assertEqual(0, np.ptp(blocks.astype(int), axis=(1, 3)).max())

    def test_things_stay_in_the_picture(self):
        rng = random.Random(3)
        for _ in range(300):
            for thing in random_scene(rng).things:
                for at in (thing.x, thing.y):
                    self.assertGreater(at, 25)
                    self.assertLess(at, 231)

    def test_nothing_white_stands_before_a_white_wall(self):
        rng = random.Random(9)
        scenes = [random_scene(rng, place="plain") for _ in range(500)]
        white = [scene.backdrop for scene in scenes if any(thing.colour == "white" for thing in scene.things)]
        self.assertGreater(len(white), 20)
        self.assertFalse({None, "white"} & set(white))

    def test_some_combinations_are_kept_for_the_evaluation_and_always_the_same(self):
        rng = random.Random(4)
        scenes = [random_scene(rng) for _ in range(2000)]
        share = np.mean([held_out(scene) for scene in scenes])
        self.assertTrue(0.03 < share < 0.12, share)
        kept = next(scene for scene in scenes if held_out(scene))
        self.assertTrue(held_out(kept))


class Captions(unittest.TestCase):
    def test_name_what_is_there(self):
        rng = random.Random(6)
        for _ in range(500):
            scene = random_scene(rng)
            words = caption(rng, scene)
            for thing in scene.things:
                subject = SUBJECTS[thing.name]
                self.assertTrue(subject.name in words or subject.plural in words, words)
                if thing.named:
                    self.assertTrue(thing.colour in words or "grey" in words, words)

    def test_fit_the_text_encoder(self):
        rng = random.Random(7)
        told = [caption(rng, random_scene(rng)) for _ in range(500)]
        vocabulary, merges = train(told)
        self.assertLess(max(len(words.split()) for words in told), WINDOW // 2)
        self.assertIn("red</w>", vocabulary)
        self.assertGreater(len(merges), 100)

    def test_say_an_before_a_vowel(self):
        rng = random.Random(8)
        told = {caption(rng, one("owl", colour="orange")) for _ in range(200)}
        self.assertTrue(any("an orange owl" in words for words in told))
        self.assertFalse(any("a orange" in words for words in told))


if __name__ == "__main__":
    unittest.main()
