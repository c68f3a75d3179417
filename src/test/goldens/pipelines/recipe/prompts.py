"""The words the cases use."""

HEART = "a red heart by the sea"
BOAT = "a small boat on a blue lake, evening light, oil painting"
CAT = "photo of a grey cat in a garden"
UGLY = "blurry, dark, bad drawing"
# Two windows of 75 tokens. The vocabulary is made of it and the text encoders are checked on it; no case runs it,
# for its commas lie where Easel cuts and the recording does not (see windows.py).
LONG = ", ".join(
    f"{size} {colour} {thing} {place}"
    for size, colour, thing, place in zip(
        ["a tiny", "a small", "a big", "a huge"] * 4,
        ["red", "blue", "green", "golden", "grey", "white"] * 3,
        ["house", "tree", "boat", "heart", "star"] * 4,
        ["by the sea", "on a hill", "in the night", "under the moon"] * 4,
    )
)

# What the vocabulary is made of: with more words here, every model would be another.
ALL = [HEART, BOAT, CAT, UGLY, LONG]

# Longer than a window, with no comma near where one ends: windows.py says why, and checks it.
TWO_WINDOWS = (
    "a small red house by the sea, a huge green tree on a hill, a golden heart in the night, "
    "photo of a tiny grey cat, oil painting, a big white boat under the blue moon by a garden on a hill "
    "in the evening light of a golden star by the grey sea under a huge tree in the blue night "
    "on a tiny lake by the red house of the night, a heart in the light, a small boat on the sea"
)
THREE_WINDOWS = (
    "photo of a huge grey lake, evening light, a tiny white cat by a big green tree, a golden boat on the blue sea, "
    "a red star in the night under the moon on a hill by a small house in the dark garden of a white heart "
    "by the green sea under a huge golden moon in the light of the evening by a grey cat on a blue boat "
    "of the night, oil painting, a big house on the hill, a tiny tree by the lake, a white star, a small red heart "
    "under a golden tree in the garden by the sea on a dark green hill in the blue light of the night "
    "by a tiny grey house under the huge moon on the lake by a big red boat of the night "
    "under a small golden star on the sea, a cat in the garden, blue light"
)
TWO_WINDOWS_OF_FAULTS = (
    "blurry, dark, bad drawing, a bad photo of a dark house, a blurry cat, a red light in a bad painting, "
    "a dark lake by a bad tree, a blurry boat under the dark moon in the night on a bad hill by a grey sea "
    "in the bad light of a blurry star on a dark night by a bad drawing of a house in the garden of the night, "
    "dark, bad painting"
)
