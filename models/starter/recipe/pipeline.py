"""All training stages one after the other; started again, it goes on where it was stopped.

    mkdir -p DIR/log
    nohup setsid chrt -i 0 nice -n 19 python pipeline.py --work DIR >> DIR/log/pipeline.log 2>&1 &
    kill -STOP -- -$(cat DIR/pipeline.pid)      # pause; -CONT goes on; -TERM saves and ends
"""

import argparse
import os
import pathlib
import signal
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
# A stage is done when its last file exists, or when it says so itself (checkpoints count their steps).
STAGES = (
    ("pictures.py",),
    ("vae.py",),
    ("tokenizer.py",),
    ("latents.py", "--shards", "2"),
    ("unet.py", "--until", "1500"),
    ("latents.py", "--shards", "6"),
    ("unet.py", "--until", "4000"),
    ("latents.py", "--shards", "14"),
    ("unet.py", "--until", "13200"),
    ("decoder.py", "--steps", "1000"),
    ("latents.py", "--shards", "17"),
    ("unet.py", "--until", "16200", "--practise", "--cool", "2300"),
)
# Tokens must not change under a trained text encoder, nor the VAE under the latents: made once.
ONCE = {"vae.py": "vae.pt", "tokenizer.py": "tokenizer/vocab.json", "decoder.py": "vae-sharp.pt"}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--work", required=True, type=pathlib.Path)
    arguments = parser.parse_args()
    arguments.work.mkdir(parents=True, exist_ok=True)
    (arguments.work / "pipeline.pid").write_text(str(os.getpgid(0)))
    # Large blocks are kept instead of being given back to the system at every step.
    environment = os.environ | {
        "OMP_NUM_THREADS": "1",
        "OMP_WAIT_POLICY": "passive",
        "MALLOC_MMAP_THRESHOLD_": "4294967296",
        "MALLOC_TRIM_THRESHOLD_": "17179869184",
        "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",  # pages of 2 MB
        "PYTHONUNBUFFERED": "1",
    }
    signal.signal(signal.SIGTERM, lambda *_: None)  # the stage saves and ends; its end ends this
    for script, *options in STAGES:
        if script in ONCE and (arguments.work / ONCE[script]).exists():
            continue
        print("==", script, *options, flush=True)
        stage = [sys.executable, str(HERE / script), "--work", str(arguments.work), *options]
        if code := subprocess.run(stage, env=environment).returncode:
            sys.exit(code)  # stopped, or failed: its own words are in the log


if __name__ == "__main__":
    main()
