"""Stage 12: puts the ONNX side of an exported model among Easel's resources, with the list of its hashes.

    python bundle.py --model DIR/model
    python bundle.py --model DIR/extras/starter-depth --id starter-depth
    python bundle.py --model DIR/extras/starter-2x --id starter-2x

The diffusers weights stay out: they are the same numbers again.
"""

import argparse
import hashlib
import pathlib
import shutil

HERE = pathlib.Path(__file__).resolve().parent
RESOURCES = HERE.parents[1] / "src/main/resources/studio/easel/models"
PARTS = ("scheduler", "text_encoder", "tokenizer", "unet", "vae_decoder", "vae_encoder")


def bundled(model):
    """Paths of what the ONNX side needs, relative to the model."""
    files = [model / name for name in ("model_index.json", "easel.json", "model.onnx") if (model / name).exists()]
    files += [file for part in PARTS if (model / part).exists() for file in (model / part).iterdir()]
    return [file.relative_to(model) for file in files if file.suffix != ".safetensors"]


def listing(folder):
    """One line a file: SHA-256, size and path, by path."""
    files = sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file())
    for file in files:
        content = (folder / file).read_bytes()
        yield f"{hashlib.sha256(content).hexdigest()} {len(content)} {file}\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", type=pathlib.Path, help="exported model; without it only the list is written")
    parser.add_argument("--id", default="starter-v1")
    arguments = parser.parse_args()
    target = RESOURCES / arguments.id
    for file in bundled(arguments.model) if arguments.model else []:
        (target / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(arguments.model / file, target / file)
    (RESOURCES / f"{arguments.id}.files").write_text("".join(listing(target)), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
