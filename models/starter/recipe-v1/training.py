"""What the training stages share: a run that can be stopped at any time and goes on from its last checkpoint."""

import os
import signal
import sys
import time

import torch

SAVE_EVERY = 180  # seconds
THREADS = int(os.environ.get("OMP_NUM_THREADS", "2"))


def setup(seed):
    torch.set_num_threads(THREADS)
    torch.set_flush_denormal(True)
    torch.manual_seed(seed)


def quick(dtype=torch.bfloat16):
    """bf16 products where the processor has them: 1.2 to 1.5 times as many samples a second on the one measured."""
    return torch.autocast("cpu", dtype=dtype)


class Run:
    """Counts steps up to `steps`, prints a line every 50, saves `state` (name to module, optimizer or tensor list).

    A checkpoint is written beside its place and renamed, so a stop at any moment leaves a whole one. SIGTERM saves
    and ends the process.
    """

    def __init__(self, path, steps, state):
        self.path, self.steps, self.state = path, steps, state
        self.step, self.mean_loss, self.seconds = 0, None, 0.0
        if os.path.exists(path):
            saved = torch.load(path, weights_only=True)
            self.step, self.seconds, self.mean_loss = saved["step"], saved["seconds"], saved["loss"]
            for name, part in state.items():
                part.load_state_dict(saved[name])
            print(f"going on from step {self.step}", flush=True)
        torch.manual_seed(1000 + self.step)
        self.saved_at = self.lap_at = time.time()
        self.lap_samples = 0
        self.stopping = False
        signal.signal(signal.SIGTERM, self.stop)

    def stop(self, *_):
        self.stopping = True

    def unfinished(self):
        return self.step < self.steps

    def share(self):
        return self.step / self.steps

    def done(self, loss, rate, samples):
        """After each step. True where a checkpoint was just written."""
        self.step += 1
        self.lap_samples += samples
        self.mean_loss = loss if self.mean_loss is None else 0.98 * self.mean_loss + 0.02 * loss
        if self.step % 50 == 0 or self.step == 1:
            lap = time.time() - self.lap_at
            self.seconds += lap
            print(
                f"{time.strftime('%H:%M:%S')} step {self.step}/{self.steps} loss {self.mean_loss:.4f} lr {rate:.1e} "
                f"{self.lap_samples / lap:.1f} samples/s, {self.seconds / 60:.1f} min in all",
                flush=True,
            )
            self.lap_at, self.lap_samples = time.time(), 0
        if self.stopping or time.time() - self.saved_at > SAVE_EVERY or not self.unfinished():
            self.save()
            if self.stopping:
                sys.exit(0)
            return True
        return False

    def save(self):
        saved = {name: part.state_dict() for name, part in self.state.items()}
        saved.update(step=self.step, seconds=self.seconds, loss=self.mean_loss)
        write(saved, self.path)
        self.saved_at = time.time()


def write(content, path):
    """Saves beside the path and renames: readers never see half a file."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    torch.save(content, path + ".part")
    os.replace(path + ".part", path)


def optimise(optimizer, parameters, loss, rate):
    for group in optimizer.param_groups:
        group["lr"] = rate
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(parameters, 1.0)
    optimizer.step()
