"""A tiny byte-level BPE in CLIP's format, on the words the cases use.

The algorithm is CLIP's (Radford et al. 2021; Sennrich et al. 2016): bytes as printable letters, words end in </w>,
the most frequent pair of neighbours is joined first. All 512 byte letters are there, so any text can be spelled.
"""

import collections
import json
import os
import re

MERGES = 120
POSITIONS = 77
START, END = "<|startoftext|>", "<|endoftext|>"


def byte_letters():
    """A printable letter for each byte: the byte's own where it has one, the next free ones from 256 else."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    letters = dict(zip(printable, map(chr, printable)))
    for byte in range(256):
        letters.setdefault(byte, chr(256 + len(letters) - len(printable)))
    return letters


LETTERS = byte_letters()


def spell(word):
    letters = [LETTERS[byte] for byte in word.encode()]
    letters[-1] += "</w>"
    return letters


def join(parts, pair):
    joined, i = [], 0
    while i < len(parts):
        whole = tuple(parts[i : i + 2]) == pair
        joined.append(pair[0] + pair[1] if whole else parts[i])
        i += 2 if whole else 1
    return joined


def train(texts):
    """Vocabulary (token to id) and merges, in order."""
    counts = collections.Counter(w for t in texts for w in re.findall(r"[a-z]+", t.lower()))
    spellings = {word: spell(word) for word in counts}
    merges = []
    for _ in range(MERGES):
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


def write(folder, texts, pad):
    """The four files a CLIP tokenizer folder has. pad: END as SD 1 has it, "!" (id 0) as SD 2 and SDXL's second have it."""
    vocabulary, merges = train(texts)
    os.makedirs(folder, exist_ok=True)
    specials = {"bos_token": START, "eos_token": END, "unk_token": END, "pad_token": pad}
    settings = {
        "tokenizer_class": "CLIPTokenizer",
        "add_prefix_space": False,
        "do_lower_case": True,
        "errors": "replace",
        "model_max_length": POSITIONS,
        **specials,
    }
    contents = {
        "vocab.json": json.dumps(vocabulary, ensure_ascii=False),
        "merges.txt": "#version: 0.2\n" + "".join(" ".join(pair) + "\n" for pair in merges),
        "tokenizer_config.json": json.dumps(settings, indent=2) + "\n",
        "special_tokens_map.json": json.dumps(specials, indent=2) + "\n",
    }
    for name, text in contents.items():
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.write(text)
    return vocabulary
