"""Token ids of captions for the starter model, by the recipe's own tokenizer (the one it was trained with).

    python make.py
"""

import json
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
MODELS = HERE.parents[4]
sys.path.insert(0, str(MODELS / "starter/recipe"))
sys.dont_write_bytecode = True

from tokenizer import Tokenizer  # noqa: E402

CAPTIONS = [
    "a red heart by the sea",
    "small orange flower on the left in a meadow",
    "a large teal mushroom at sunset",
    "a picture of a brown house in the snow",
    "a drawing of a purple butterfly on a gray background",
    "a white moon and a black sailboat at night",
    "yellow star on the right in the desert",
    "A Green TREE,  in a\tmeadow!",
    "",
    "three zebras don't dance in 2024",
    "blue cup; pink cloud (circle) [square] \u2014 triangle",
    "balloon_fish",
    "caf\u00e9 \u65e5\u672c \U0001f680",
    "a grey little fish with golden light, photo",
]


def main():
    model = MODELS / "src/main/resources/studio/easel/models/starter-v1"
    tokenizer = Tokenizer(model / "tokenizer")
    cases = [
        {"text": text, "ids": [tokenizer.start, *tokenizer.ids(text), tokenizer.end]} for text in CAPTIONS
    ]
    lines = ",\n".join(json.dumps(case) for case in cases)
    (HERE / "ids.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
