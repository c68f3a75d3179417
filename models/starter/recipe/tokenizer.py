"""Stage 3: a byte-level BPE in CLIP's format on the words of the captions.

    python tokenizer.py --work DIR         # DIR/tokenizer/vocab.json and merges.txt

The algorithm is CLIP's (Radford et al. 2021; Sennrich et al. 2016): bytes as printable letters, words end in
</w>, the most frequent pair of neighbours is joined until none is left.
"""

import argparse
import collections
import json
import os
import random
import re

WINDOW = 77
START, END = "<|startoftext|>", "<|endoftext|>"

# Plain English besides the captions' own words, so that everyday prompts split kindly.
EVERYDAY = (
    "the of and with in on at to by from photo painting picture drawing art style big little tiny huge sky sea sun "
    "sunny dark bright light night day green grey gold golden"
)

WORD = re.compile(
    r"<\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|[^\W\d_]+|\d|[^\s\w]+|_", re.I
)


def byte_letters():
    """A printable letter for each byte: the byte's own where it has one, the next free ones from 256 else."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    letters = dict(zip(printable, map(chr, printable)))
    for byte in range(256):
        letters.setdefault(byte, chr(256 + len(letters) - len(printable)))
    return letters


LETTERS = byte_letters()


def words(text):
    return WORD.findall(re.sub(r"\s+", " ", text.strip().lower()))


def spell(word):
    letters = [LETTERS[byte] for byte in word.encode()]
    letters[-1] += "</w>"
    return letters


def join(parts, pair):
    """The parts with every neighbouring pair joined, from the left."""
    joined, i = [], 0
    while i < len(parts):
        if i + 1 < len(parts) and (parts[i], parts[i + 1]) == pair:
            joined.append(parts[i] + parts[i + 1])
            i += 2
        else:
            joined.append(parts[i])
            i += 1
    return joined


def train(captions):
    """Vocabulary (token to id) and merges, in order, for the words of the captions."""
    counts = collections.Counter()
    for caption in captions:
        counts.update(words(caption))
    for word in EVERYDAY.split():
        counts[word] += 3
    spellings = {word: spell(word) for word in counts}
    merges = []
    while True:
        pairs = collections.Counter()
        for word, parts in spellings.items():
            for pair in zip(parts, parts[1:]):
                pairs[pair] += counts[word]
        if not pairs:
            break
        best = max(pairs.items(), key=lambda item: (item[1], item[0]))[0]
        merges.append(best)
        spellings = {word: join(parts, best) for word, parts in spellings.items()}
    letters = list(LETTERS.values())
    tokens = [*letters, *(x + "</w>" for x in letters), *(a + b for a, b in merges), START, END]
    return {token: i for i, token in enumerate(dict.fromkeys(tokens))}, merges


class Tokenizer:
    """Ids for texts, from a folder with vocab.json and merges.txt."""

    def __init__(self, folder):
        with open(os.path.join(folder, "vocab.json"), encoding="utf-8") as file:
            self.vocabulary = json.load(file)
        with open(os.path.join(folder, "merges.txt"), encoding="utf-8") as file:
            lines = [line for line in file.read().split("\n")[1:] if line.strip()]
        self.ranks = {tuple(line.split()): rank for rank, line in enumerate(lines)}
        self.start, self.end = self.vocabulary[START], self.vocabulary[END]

    def __len__(self):
        return len(self.vocabulary)

    def word_ids(self, word):
        parts = spell(word)
        while len(parts) > 1:
            pair = min(zip(parts, parts[1:]), key=lambda p: self.ranks.get(p, float("inf")))
            if pair not in self.ranks:
                break
            parts = join(parts, pair)
        return [self.vocabulary[part] for part in parts]

    def ids(self, text):
        """Without start, end and padding."""
        return [i for word in words(text) for i in self.word_ids(word)]

    def window(self, text, length=WINDOW):
        """`length` ids: start, the text cut to fit, and the end token up to the end."""
        ids = [self.start, *self.ids(text)[: length - 2]]
        return ids + [self.end] * (length - len(ids))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--work", required=True)
    parser.add_argument("--captions", type=int, default=20000)
    arguments = parser.parse_args()
    from world.captions import caption
    from world.scene import random_scene

    rng = random.Random(0)
    vocabulary, merges = train(caption(rng, random_scene(rng)) for _ in range(arguments.captions))
    folder = f"{arguments.work}/tokenizer"
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "merges.txt"), "w", encoding="utf-8") as file:
        file.write("#version: 0.2\n" + "".join(" ".join(pair) + "\n" for pair in merges))
    with open(os.path.join(folder, "vocab.json"), "w", encoding="utf-8") as file:
        json.dump(vocabulary, file, ensure_ascii=False)
    print(f"{len(vocabulary)} tokens, {len(merges)} merges in {folder}")


if __name__ == "__main__":
    main()
