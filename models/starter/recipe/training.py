"""What the training stages share: a run that can be stopped at any time and goes on from its last checkpoint."""

import concurrent.futures
import copy
import os
import signal
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

SAVE_EVERY = 180  # seconds


def setup(seed):
    """One thread an operation: on a shared machine, two threads wait for each other at every operation."""
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    torch.manual_seed(seed)


def quick(device="cpu"):
    """bf16 products, for processors that have them."""
    return torch.autocast(torch.device(device).type, dtype=torch.bfloat16)


class Norm32(nn.GroupNorm):
    """Group normalisation in fp32: PyTorch's backward in bf16 takes three times as long."""

    def forward(self, x):
        with torch.autocast(x.device.type, enabled=False):
            return F.group_norm(x.float(), self.num_groups, self.weight, self.bias, self.eps).to(x.dtype)


class PlainAttention:
    """Attention as two products: for rows this short quicker than the fused one, whose bf16 backward is slow."""

    def __call__(self, attn, hidden_states, encoder_hidden_states=None, **_):
        context = hidden_states if encoder_hidden_states is None else encoder_hidden_states
        batch, length, _ = hidden_states.shape

        def split(values):
            return values.view(batch, -1, attn.heads, values.shape[-1] // attn.heads).transpose(1, 2)

        q, k, v = split(attn.to_q(hidden_states)), split(attn.to_k(context)), split(attn.to_v(context))
        weights = ((q @ k.transpose(-1, -2)) * q.shape[-1] ** -0.5).softmax(-1).to(v.dtype)
        return attn.to_out[0]((weights @ v).transpose(1, 2).reshape(batch, length, -1))


def quickened(network, device="cpu"):
    """The same network, quicker to train: on a CPU 46 instead of 26 U-Net samples a core's second."""
    if torch.device(device).type == "cpu":
        for module in network.modules():
            if type(module) is nn.GroupNorm:
                module.__class__ = Norm32
        if hasattr(network, "set_attn_processor"):
            network.set_attn_processor(PlainAttention())
    return network.to(device, memory_format=torch.channels_last)


class Hands:
    """Copies of networks that share their weights, one for each core; each does a part of a batch at its own pace."""

    def __init__(self, networks, count):
        self.parameters = [p for network in networks for p in network.parameters()]
        self.copies = [networks] + [[copy.deepcopy(network) for network in networks] for _ in range(count - 1)]
        for others in self.copies[1:]:
            for other, own in zip((p for network in others for p in network.parameters()), self.parameters):
                other.data = own.data
        self.pool = concurrent.futures.ThreadPoolExecutor(count)

    def __len__(self):
        return len(self.copies)

    def gradients(self, loss):
        """Calls loss(hand, networks) -> (loss to follow, numbers to report) on each; leaves the mean gradient."""

        def work(hand):
            networks = self.copies[hand]
            for network in networks:
                network.zero_grad(set_to_none=True)
            value, numbers = loss(hand, networks)
            value.backward()
            return numbers

        reports = list(self.pool.map(work, range(len(self))))
        others = [[p for network in networks for p in network.parameters()] for networks in self.copies[1:]]
        with torch.no_grad():
            for parameter, *same in zip(self.parameters, *others):
                grads = [p.grad for p in (parameter, *same) if p.grad is not None]
                if grads:
                    parameter.grad = sum(grads) / len(self)
        return [sum(values) / len(self) for values in zip(*reports)]


class Run:
    """Counts steps up to `steps`, prints a line every 50, saves `state` (name to module, optimizer or tensor list).

    A checkpoint is written beside its place and renamed, so a stop at any moment leaves a whole one. SIGTERM saves
    and ends the process.
    """

    def __init__(self, path, steps, state):
        self.path, self.steps, self.state = path, steps, state
        self.step, self.mean_loss, self.seconds = 0, None, 0.0
        if os.path.exists(path):
            saved = torch.load(path, map_location="cpu", weights_only=True)
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
                sys.exit(3)  # so that whoever started it does not go on
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


def optimise(optimizer, parameters, rate):
    for group in optimizer.param_groups:
        group["lr"] = rate
    torch.nn.utils.clip_grad_norm_(parameters, 1.0)
    optimizer.step()
