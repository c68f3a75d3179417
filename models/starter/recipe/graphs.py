"""An exported model run as Easel runs it: ONNX Runtime, DDIM, classifier-free guidance."""

import json

import numpy as np
import onnxruntime

from tokenizer import Tokenizer


class Graphs:
    """The ONNX side of a model's folder."""

    def __init__(self, folder, threads=2):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads

        def session(part):
            return onnxruntime.InferenceSession(f"{folder}/{part}/model.onnx", options, providers=["CPUExecutionProvider"])

        with open(f"{folder}/text_encoder/config.json", encoding="utf-8") as file:
            self.window = json.load(file)["max_position_embeddings"]
        with open(f"{folder}/vae_decoder/config.json", encoding="utf-8") as file:
            vae = json.load(file)
        self.scale, self.latent = vae["scaling_factor"], vae["sample_size"] // 8
        self.tokenizer = Tokenizer(f"{folder}/tokenizer")
        self.text, self.unet, self.decoder = session("text_encoder"), session("unet"), session("vae_decoder")
        betas = np.linspace(0.00085**0.5, 0.012**0.5, 1000) ** 2
        self.alphas = np.cumprod(1 - betas)

    def draw(self, prompt, seed, steps=20, guidance=5.0):
        """A picture as uint8 [h, w, 3]: DDIM, eta 0, leading spacing, offset 1."""
        ids = np.array([self.tokenizer.window(words, self.window) for words in ("", prompt)], np.int64)
        context = self.text.run(None, {"input_ids": ids})[0]
        x = np.random.default_rng(seed).standard_normal((1, 4, self.latent, self.latent)).astype(np.float32)
        ratio = 1000 // steps
        for i in reversed(range(steps)):
            t = i * ratio + 1
            alpha, before = self.alphas[t], self.alphas[t - ratio] if t >= ratio else self.alphas[0]
            feeds = {"sample": np.repeat(x, 2, 0), "timestep": np.array([t]), "encoder_hidden_states": context}
            without, with_text = self.unet.run(None, feeds)[0]
            epsilon = without + guidance * (with_text - without)
            clean = (x - (1 - alpha) ** 0.5 * epsilon) / alpha**0.5
            x = (before**0.5 * clean + (1 - before) ** 0.5 * epsilon).astype(np.float32)
        made = self.decoder.run(None, {"latent_sample": (x / self.scale).astype(np.float32)})[0]
        return ((np.clip(made[0], -1, 1) + 1) * 127.5).round().astype(np.uint8).transpose(1, 2, 0)
