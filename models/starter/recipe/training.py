"""What the training stages share: a budget of minutes, batches of scenes, checkpoints to go on from."""

import os
import time

import numpy as np
import torch

from scenes import scene


def setup(seed):
    torch.set_num_threads(2)
    torch.manual_seed(seed)
    torch.set_flush_denormal(True)


def scenes_batch(rng, count):
    """Scenes as float [count, 3, 128, 128] from -1 to 1, and their captions."""
    scenes = [scene(rng) for _ in range(count)]
    pixels = torch.from_numpy(np.stack([picture for picture, _ in scenes]))
    pixels = pixels.permute(0, 3, 1, 2).float().div_(127.5).sub_(1)
    return pixels.contiguous(memory_format=torch.channels_last), [text for _, text in scenes]


def edges_loss(a, b):
    """Mean absolute difference of the pictures' horizontal and vertical slopes: keeps edges sharp."""
    across = (a[..., 1:] - a[..., :-1]) - (b[..., 1:] - b[..., :-1])
    down = (a[..., 1:, :] - a[..., :-1, :]) - (b[..., 1:, :] - b[..., :-1, :])
    return across.abs().mean() + down.abs().mean()


def reconstruction_loss(made, wanted):
    difference = made - wanted
    return difference.abs().mean() + (difference**2).mean() + edges_loss(made, wanted)


class Run:
    """A training run of so many minutes that can be stopped and goes on where its last checkpoint was.

    The learning rate follows the share of the minutes that is used up, so a run needs to be told its whole
    length from the start. Minutes in earlier sessions count.
    """

    def __init__(self, path, minutes, state):
        self.path, self.minutes, self.state = path, minutes, state
        self.step, self.used, self.mean_loss = 0, 0.0, None
        if os.path.exists(path):
            saved = torch.load(path)
            self.step, self.used = saved["step"], saved["used"]
            torch.set_rng_state(saved["torch_rng"])
            for name, part in state.items():
                part.load_state_dict(saved[name])
            print(f"going on from step {self.step}, minute {self.used:.1f}", flush=True)
        self.started = time.time() - 60 * self.used

    def share(self):
        """How much of the time is used, 0 to 1; at 1 the run is over."""
        self.used = (time.time() - self.started) / 60
        return min(1.0, self.used / self.minutes)

    def done(self, loss, learning_rate):
        """Counts a step, reports each 50th and saves each 400th."""
        self.step += 1
        self.mean_loss = loss if self.mean_loss is None else 0.98 * self.mean_loss + 0.02 * loss
        if self.step % 50 == 0 or self.step == 1:
            print(
                f"{self.step} {self.used:.1f} min loss {self.mean_loss:.4f} lr {learning_rate:.1e}",
                flush=True,
            )
        if self.step % 400 == 0:
            self.save()

    def save(self):
        os.makedirs(os.path.dirname(self.path), exist_ok=True)
        saved = {name: part.state_dict() for name, part in self.state.items()}
        saved.update(step=self.step, used=self.used, torch_rng=torch.get_rng_state())
        torch.save(saved, self.path + ".part")
        os.replace(self.path + ".part", self.path)


def optimise(optimizer, parameters, loss, learning_rate):
    for group in optimizer.param_groups:
        group["lr"] = learning_rate
    optimizer.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(parameters, 1.0)
    optimizer.step()
