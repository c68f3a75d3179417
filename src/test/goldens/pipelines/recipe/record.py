"""Stage 2: runs diffusers' own pipelines on the tiny models and records what they give.

    python record.py                      # all families; or name some: python record.py sd1 sdxl
    python record.py sd1/txt2img-long     # that case only; the family's others stay as they are

Needs stage 1. Writes ../inputs/, ../<family>/cases.json and ../<family>/expected/. Each case also runs with the ONNX
graphs in the networks' place; how far that is off is recorded with the case and bounds what any user of the graphs can reach.
"""

import contextlib
import inspect
import itertools
import json
import logging
import math
import os
import sys
import warnings

import diffusers
import numpy as np
import torch
from diffusers.utils import torch_utils

import networks
import onnx_networks
import pictures
import windows
from cases import CASES
from export import GOLDENS, OUT
from families import FAMILIES

PIPELINES = {
    "txt2img": ("StableDiffusionPipeline", "StableDiffusionXLPipeline"),
    "img2img": ("StableDiffusionImg2ImgPipeline", "StableDiffusionXLImg2ImgPipeline"),
    "inpaint": ("StableDiffusionInpaintPipeline", "StableDiffusionXLInpaintPipeline"),
    "base-and-refiner": (None, "StableDiffusionXLPipeline"),
    "controlnet": ("StableDiffusionControlNetPipeline", None),
    "lcm": ("LatentConsistencyModelPipeline", None),
    "lcm-img2img": ("LatentConsistencyModelImg2ImgPipeline", None),
}
PASSED_ON = (
    "guidance_scale guidance_rescale clip_skip eta strength padding_mask_crop original_size crops_coords_top_left "
    "target_size"
).split()


def scheduler(family, case):
    """As people do it: the model's own scheduler, then another class from its configuration."""
    settings = FAMILIES[family]["scheduler"]
    own = getattr(diffusers, settings["_class_name"]).from_config(settings)
    return getattr(diffusers, case["sampler"]).from_config(own.config, **case["scheduler_overrides"])


def pipeline(family, case):
    settings, parts = FAMILIES[family], networks.load(family, OUT)
    xl = "text_encoder_2" in settings
    kind = getattr(diffusers, PIPELINES[case["mode"]][xl])
    made = {
        "vae": parts["vae"],
        "unet": parts["unet"],
        "scheduler": scheduler(family, case),
        "text_encoder": parts.get("text_encoder"),
        "tokenizer": networks.make_tokenizer(family, "text_encoder") if "text_encoder" in parts else None,
    }
    if xl:
        made["text_encoder_2"] = parts["text_encoder_2"]
        made["tokenizer_2"] = networks.make_tokenizer(family, "text_encoder_2")
        takes = inspect.signature(kind).parameters
        made.update({k: v for k, v in settings["index"].items() if k in takes})
        made["add_watermarker"] = False
    else:
        made.update({"safety_checker": None, "feature_extractor": None, "requires_safety_checker": False})
        # diffusers' clip_skip still looks for the inner model of transformers 4; in 5 the outer one is it.
        parts["text_encoder"].__dict__["text_model"] = parts["text_encoder"]
    if case["mode"] == "controlnet":
        used = [parts[control["network"]] for control in case["controls"]]
        made["controlnet"] = used[0] if len(used) == 1 else used
    pipe = kind(**made)
    # Pictures come with colours innermost, for which torch's kernels are ten times less exact (4e-5 on latents).
    if not parts["vae"].encoder._forward_pre_hooks:
        parts["vae"].encoder.register_forward_pre_hook(lambda _, inputs: (inputs[0].contiguous(),))
    pipe.set_progress_bar_config(disable=True)
    return pipe


class Watch:
    """Writes down what a run draws, encodes and passes through."""

    def __init__(self, pipe):
        self.draws, self.latents, self.embeds, self.first_call, self.pipe = [], [], None, {}, pipe

    def step(self, pipe, i, t, values):
        self.latents.append(values["latents"].clone())
        return {}

    def randn(self, *arguments, **named):
        drawn = torch_utils.randn_tensor(*arguments, **named)
        module = sys._getframe(1).f_globals["__name__"].split(".")
        source = "scheduler" if "schedulers" in module else "vae encoder" if "autoencoders" in module else "latent"
        self.draws.append((source, drawn))
        return drawn

    def encode(self, *arguments, **named):
        self.embeds = type(self.pipe).encode_prompt(self.pipe, *arguments, **named)
        return self.embeds

    def call(self, _, arguments, named):
        if not self.first_call:
            self.first_call = {**(named.get("added_cond_kwargs") or {}), "timestep_cond": named.get("timestep_cond")}

    @contextlib.contextmanager
    def on(self):
        modules = [m for n, m in list(sys.modules.items()) if n.startswith("diffusers.") and m is not torch_utils]
        modules = [m for m in modules if m.__dict__.get("randn_tensor") is torch_utils.randn_tensor]
        for module in modules:
            module.randn_tensor = self.randn
        self.pipe.encode_prompt = self.encode
        hook = self.pipe.unet.register_forward_pre_hook(self.call, with_kwargs=True)
        try:
            yield self
        finally:
            hook.remove()
            for module in modules:
                module.randn_tensor = torch_utils.randn_tensor


def generators(case):
    made = [torch.Generator("cpu").manual_seed(case["seed"] + i) for i in range(case["count"])]
    return made if case["count"] > 1 else made[0]


def call_arguments(pipe, case):
    given = {key: case[key] for key in PASSED_ON if key in case}
    given.update(num_inference_steps=case["steps"], num_images_per_prompt=case["count"], generator=generators(case))
    if case.get("windows") or case.get("clip_skip_negative"):
        skip = given.pop("clip_skip", 0)
        given.update(windows.arguments(pipe, case["prompt"], case["negative_prompt"], skip))
    else:
        given.update(prompt=case["prompt"], negative_prompt=case["negative_prompt"])
    if case["mode"].startswith("lcm"):
        del given["negative_prompt"]
    for key in ("original_size", "crops_coords_top_left", "target_size"):
        if key in given:
            given[key] = tuple(given[key])
    if "image" in case:
        given["image"] = pictures.read(case["image"])
    if "mask" in case:
        given["mask_image"] = pictures.read(case["mask"])
    if "controls" in case:
        given.update(control_arguments(case["controls"]))
    if "img2img" not in case["mode"]:
        given.update(width=case["width"], height=case["height"])
    return given


def control_arguments(controls):
    lists = {
        "image": [pictures.read(c["image"]) for c in controls],
        "controlnet_conditioning_scale": [c["weight"] for c in controls],
        "control_guidance_start": [c["start"] for c in controls],
        "control_guidance_end": [c["end"] for c in controls],
    }
    return lists if len(controls) > 1 else {key: values[0] for key, values in lists.items()}


def run(family, case):
    """One run: the watches (two with a refiner) and the pictures."""
    if case["mode"] == "base-and-refiner":
        return run_with_refiner(family, case)
    pipe = pipeline(family, case)
    watch = Watch(pipe)
    with watch.on():
        images = pipe(**call_arguments(pipe, case), callback_on_step_end=watch.step).images
    return [watch], images


def run_with_refiner(family, case):
    """The base stops, the refiner goes on, with one generator through both and no noise in between."""
    base, refiner = pipeline("sdxl", case), pipeline(family, {**case, "mode": "img2img"})
    first, second = Watch(base), Watch(refiner)
    given = call_arguments(base, case)
    with first.on():
        half = base(
            **given, denoising_end=case["denoising_end"], output_type="latent", callback_on_step_end=first.step
        ).images
    given = {k: v for k, v in given.items() if k not in ("width", "height")}
    with second.on():
        images = refiner(
            **given, image=half, denoising_start=case["denoising_end"], callback_on_step_end=second.step
        ).images
    return [first, second], images


def rounded(values):
    return [float(f"{v:.9g}") if math.isfinite(v) else str(v) for v in np.asarray(values, dtype=np.float64).flatten()]


class Recorder:
    def __init__(self, family):
        self.family = family
        self.folder = os.path.join(GOLDENS, family, "expected")
        os.makedirs(self.folder, exist_ok=True)

    def array(self, name, tensor):
        tensor.detach().contiguous().numpy().astype("<f4").tofile(os.path.join(self.folder, name + ".bin"))
        return {"file": f"expected/{name}.bin", "shape": list(tensor.shape)}

    def picture(self, name, image):
        image.convert("RGB").save(os.path.join(self.folder, name + ".png"), optimize=True)
        return f"expected/{name}.png"

    def record(self, case, with_texts):
        watches, images = run(self.family, case)
        last = watches[-1]
        id, steps = case["id"], [x for watch in watches for x in watch.latents]
        expected = {
            "latents": self.array(f"{id}.latents", steps[-1]),
            "steps": self.array(f"{id}.steps", torch.stack(steps)),
            "pixels": [self.picture(f"{id}.{i}", image) for i, image in enumerate(images)],
            **self.noise(id, [draw for watch in watches for draw in watch.draws]),
        }
        if len(watches) > 1:
            expected["calls_of_base"] = len(watches[0].latents)
        if case["mode"] == "inpaint" and "padding_mask_crop" not in case:
            init, mask = pictures.read(case["image"]), pictures.read(case["mask"])
            overlaid = last.pipe.image_processor.apply_overlay(mask, init, images[0])
            expected["composited"] = self.picture(f"{id}.composited", overlaid)
        for key in ("time_ids", "timestep_cond"):
            for name, watch in zip(("", "_of_refiner"), [last] if len(watches) == 1 else watches):
                if watch.first_call.get(key) is not None:
                    expected[key + name] = [rounded(row) for row in watch.first_call[key]]
        if with_texts:
            expected["texts"] = self.texts(id, case, watches)
        own = scheduler(self.family, case)
        own.set_timesteps(case["steps"])
        used = {
            "class": case["sampler"],
            "overrides": case["scheduler_overrides"],
            "config": {k: v for k, v in own.config.items() if not k.startswith("_")},
            "timesteps": rounded(own.timesteps),
        }
        if hasattr(own, "sigmas"):
            used["sigmas"] = rounded(own.sigmas)
        return {**shown(case), "scheduler": used, "expected": expected, **self.with_graphs(case, steps[-1], images)}

    def noise(self, id, draws):
        """The draws in their order; those before the first step also as numbers, one behind the other."""
        before = [drawn for _, drawn in itertools.takewhile(lambda draw: draw[0] != "scheduler", draws)]
        counted = []
        for source, drawn in draws:
            if counted and counted[-1]["for"] == source == "scheduler":
                counted[-1]["times"] += 1
            else:
                counted.append({"for": source, "shape": list(drawn.shape), "times": 1})
        noise = {"draws": counted}
        if before:
            noise["noise"] = self.array(f"{id}.noise", torch.cat([n.flatten() for n in before]))
        return noise

    def texts(self, id, case, watches):
        texts, last = {}, watches[0]
        for part in ("tokenizer", "tokenizer_2"):
            words = getattr(last.pipe, part, None)
            if words is not None:
                for key in ("prompt", "negative_prompt"):
                    if case[key] is None:
                        continue
                    if case.get("windows"):
                        texts[f"{part}.{key}"] = list(windows.windows(words, case[key]))
                    else:
                        texts[f"{part}.{key}"] = [words(case[key], padding="max_length", truncation=True).input_ids]
        names = ("embeds", "negative_embeds", "pooled", "negative_pooled")
        for watch, prefix in zip(watches, ("", "refiner_")):
            for name, values in zip(names, watch.embeds):
                if values is not None:
                    texts[prefix + name] = self.array(f"{id}.{prefix}{name}", values)
        return texts

    def with_graphs(self, case, latents, images):
        """How far ONNX Runtime's arithmetic leads from PyTorch's in the same pipeline."""
        with contextlib.ExitStack() as graphs:
            families = ["sdxl", self.family] if case["mode"] == "base-and-refiner" else [self.family]
            for family in families:
                parts = networks.load(family, OUT)
                if family != families[0]:
                    parts = {"unet": parts["unet"]}  # the others are shared with the base
                graphs.enter_context(onnx_networks.instead_of(parts, os.path.join(GOLDENS, family, "model")))
            watches, others = run(self.family, case)
        pairs = [(np.asarray(a, dtype=int), np.asarray(b, dtype=int)) for a, b in zip(images, others)]
        return {
            "onnx_runtime": {
                "latents_off_by": float(f"{(watches[-1].latents[-1] - latents).abs().max().item():.3g}"),
                "levels_off_by": int(max(abs(a - b).max() for a, b in pairs)),
                "pixels_off": int(sum((a != b).sum() for a, b in pairs)),
            }
        }


def shown(case):
    return {k: v for k, v in case.items() if k not in ("sampler", "scheduler_overrides")}


def has_texts(i, case):
    return i == 0 or any(word in case["id"] for word in ("long", "clip-skip", "negative"))


def is_of(entry, case):
    """Whether a recorded entry, None if there is none, is this very case."""
    if entry is None:
        return False
    told = {**shown(case), "class": case["sampler"], "overrides": case["scheduler_overrides"]}
    recorded = {**entry, **{k: entry["scheduler"][k] for k in ("class", "overrides")}}
    return told == {k: v for k, v in recorded.items() if k not in ("scheduler", "expected", "onnx_runtime")}


def files(described):
    """All file names in an entry."""
    if isinstance(described, str):
        return {os.path.basename(described)} if described.startswith("expected/") else set()
    inner = described.values() if isinstance(described, dict) else described if isinstance(described, list) else ()
    return set().union(*map(files, inner))


@torch.no_grad()
def record_family(family, only):
    """only: ids of the cases to record; none: all."""
    recorder, recorded, path = Recorder(family), [], os.path.join(GOLDENS, family, "cases.json")
    assert set(only) <= {case["id"] for case in CASES[family]}, only
    before = {}
    if only:
        with open(path, encoding="utf-8") as file:
            before = {entry["id"]: entry for entry in json.load(file)["cases"]}
        others = [case for case in CASES[family] if case["id"] not in only]
        changed = [case["id"] for case in others if not is_of(before.get(case["id"]), case)]
        assert not changed, f"name these as well: {changed}"
    for i, case in enumerate(CASES[family]):
        if only and case["id"] not in only:
            recorded.append(before[case["id"]])
            continue
        entry = recorder.record(case, has_texts(i, case))
        off, top = entry["onnx_runtime"], largest(family, entry)
        print(f"{family:13}{case['id']:36}{off['latents_off_by']:9.1e} of {top:5.1f}{off['levels_off_by']:4} level", flush=True)
        recorded.append(entry)
    for left_over in set(os.listdir(recorder.folder)) - files(recorded):
        os.remove(os.path.join(recorder.folder, left_over))
    with open(path, "w", encoding="utf-8") as file:
        versions = {"diffusers": diffusers.__version__, "torch": torch.__version__.split("+")[0]}
        lines = ",\n".join(json.dumps(entry, ensure_ascii=False) for entry in recorded)
        file.write(f'{{"family": "{family}", "versions": {json.dumps(versions)}, "cases": [\n{lines}\n]}}\n')


def largest(family, entry):
    return float(np.abs(np.fromfile(os.path.join(GOLDENS, family, entry["expected"]["latents"]["file"]), "<f4")).max())


def main():
    warnings.filterwarnings("ignore")
    logging.disable(logging.WARNING)
    pictures.write_all()
    chosen = {}
    for name in sys.argv[1:] or CASES:
        family, _, id = name.partition("/")
        chosen.setdefault(family, []).append(id)
    for family, ids in chosen.items():
        record_family(family, [] if "" in ids else ids)


if __name__ == "__main__":
    main()
