"""The words the cases use."""

HEART = "a red heart by the sea"
BOAT = "a small boat on a blue lake, evening light, oil painting"
CAT = "photo of a grey cat in a garden"
UGLY = "blurry, dark, bad drawing"
# More than one window of 75 tokens, with this tokenizer as with CLIP's; the negative fits one.
LONG = ", ".join(
    f"{size} {colour} {thing} {place}"
    for size, colour, thing, place in zip(
        ["a tiny", "a small", "a big", "a huge"] * 4,
        ["red", "blue", "green", "golden", "grey", "white"] * 3,
        ["house", "tree", "boat", "heart", "star"] * 4,
        ["by the sea", "on a hill", "in the night", "under the moon"] * 4,
    )
)
ALL = [HEART, BOAT, CAT, UGLY, LONG]
