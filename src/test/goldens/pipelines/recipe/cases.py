"""What is run: for each family a list of cases. Whatever a case does not say is as in DEFAULTS."""

from prompts import BOAT, CAT, HEART, THREE_WINDOWS, TWO_WINDOWS, TWO_WINDOWS_OF_FAULTS, UGLY

DEFAULTS = {
    "mode": "txt2img",
    "prompt": HEART,
    "negative_prompt": UGLY,
    "width": 64,
    "height": 64,
    "steps": 6,
    "guidance_scale": 7.5,
    "seed": 42,
    "count": 1,
    "sampler": "DDIMScheduler",
    "scheduler_overrides": {},
}

EULER, EULER_A = "EulerDiscreteScheduler", "EulerAncestralDiscreteScheduler"
DPM, DDIM, HEUN = "DPMSolverMultistepScheduler", "DDIMScheduler", "HeunDiscreteScheduler"
KARRAS = {"use_karras_sigmas": True}

SAMPLERS = {
    "ddim": {"sampler": DDIM},
    "ddim-eta": {"sampler": DDIM, "eta": 0.5},
    "euler": {"sampler": EULER},
    "euler-karras": {"sampler": EULER, "scheduler_overrides": KARRAS},
    "euler-a": {"sampler": EULER_A},
    "dpmpp-2m": {"sampler": DPM},
    "dpmpp-2m-karras": {"sampler": DPM, "scheduler_overrides": KARRAS},
    "dpmpp-2m-sde": {"sampler": DPM, "scheduler_overrides": {"algorithm_type": "sde-dpmsolver++"}},
    "ddpm": {"sampler": "DDPMScheduler"},
    "pndm": {"sampler": "PNDMScheduler"},
    "unipc": {"sampler": "UniPCMultistepScheduler"},
    "heun": {"sampler": HEUN},
    "lms": {"sampler": "LMSDiscreteScheduler"},
    "dpm2": {"sampler": "KDPM2DiscreteScheduler"},
    "dpm2-a": {"sampler": "KDPM2AncestralDiscreteScheduler"},
    "dpmpp-2s": {"sampler": "DPMSolverSinglestepScheduler"},
    "deis": {"sampler": "DEISMultistepScheduler"},
    "lcm": {"sampler": "LCMScheduler", "steps": 4, "guidance_scale": 1.0},
    "tcd": {"sampler": "TCDScheduler", "steps": 4, "guidance_scale": 1.0, "eta": 0.3},
}


def case(id, *parts, **more):
    merged = {**DEFAULTS, "id": id}
    for part in (*parts, more):
        merged.update(part)
    return merged


def img2img(strength, name, **more):
    start = {"mode": "img2img", "image": "init-64", "strength": strength, "steps": 8}
    return case(f"img2img-{strength}-{name}", SAMPLERS[name], start, **more)


def inpaint(id, name, strength=1.0, **more):
    start = {"mode": "inpaint", "image": "init-64", "mask": "mask-64", "strength": strength}
    return case(f"inpaint-{id}", SAMPLERS[name], start, **more)


SD1 = [
    *(case(f"txt2img-{name}", sampler) for name, sampler in SAMPLERS.items()),
    case("txt2img-wide", SAMPLERS["euler"], width=96, prompt=BOAT, seed=7),
    case("txt2img-tall", SAMPLERS["dpmpp-2m"], height=96, prompt=CAT, seed=8),
    case("txt2img-unguided", SAMPLERS["ddim"], guidance_scale=1.0),
    case("txt2img-no-negative", SAMPLERS["euler"], negative_prompt=None),
    case("txt2img-rescaled", SAMPLERS["ddim"], guidance_rescale=0.7),
    case("txt2img-clip-skip-1", SAMPLERS["ddim"], clip_skip=1),
    case("txt2img-clip-skip-both", SAMPLERS["ddim"], clip_skip=1, clip_skip_negative=True),
    case("txt2img-batch-of-2-ddim", SAMPLERS["ddim"], count=2),
    case("txt2img-batch-of-2-euler-a", SAMPLERS["euler-a"], count=2, seed=2**32 - 1),
    case("txt2img-euler-leading", SAMPLERS["euler"], scheduler_overrides={"timestep_spacing": "leading"}),
    case("txt2img-euler-trailing", SAMPLERS["euler"], scheduler_overrides={"timestep_spacing": "trailing"}),
    case("txt2img-euler-beta", SAMPLERS["euler"], scheduler_overrides={"use_beta_sigmas": True}),
    case("txt2img-euler-exponential", SAMPLERS["euler"], scheduler_overrides={"use_exponential_sigmas": True}),
    case("txt2img-one-step", SAMPLERS["euler"], steps=1),
    case("txt2img-30-steps", SAMPLERS["dpmpp-2m-karras"], steps=30),
    case("txt2img-long", SAMPLERS["ddim"], prompt=TWO_WINDOWS, windows=True),
    case("txt2img-long-negative", SAMPLERS["euler"], negative_prompt=TWO_WINDOWS_OF_FAULTS, windows=True),
    case("txt2img-long-3-windows", SAMPLERS["euler"], prompt=THREE_WINDOWS, windows=True),
    *(img2img(s, n) for s in (0.3, 0.75, 1.0) for n in ("ddim", "euler-a", "dpmpp-2m")),
    img2img(0.75, "heun"),
    img2img(0.75, "pndm"),
    img2img(0.75, "ddpm"),
    case(
        "img2img-resized",
        SAMPLERS["ddim"],
        {"mode": "img2img", "image": "init-100x70", "width": 96, "height": 64, "strength": 0.5, "steps": 8},
    ),
    case(
        "img2img-batch-of-2",
        SAMPLERS["euler-a"],
        {"mode": "img2img", "image": "init-64", "strength": 0.5, "steps": 8, "count": 2},
    ),
    *(inpaint(f"1.0-{n}", n) for n in ("ddim", "euler-a", "dpmpp-2m")),
    *(inpaint(f"0.75-{n}", n, 0.75, steps=8) for n in ("ddim", "euler", "euler-a", "dpmpp-2m")),
    inpaint("soft-mask", "ddim", 0.75, steps=8, mask="mask-soft-64"),
    inpaint("unguided", "ddim", guidance_scale=1.0),
    inpaint(
        "only-masked", "ddim", 0.75, steps=8, image="init-96x64", mask="mask-small-96x64", padding_mask_crop=8
    ),
]

SD2V = [
    *(case(f"txt2img-{n}", SAMPLERS[n]) for n in SAMPLERS if n not in ("dpm2", "dpm2-a", "tcd", "dpmpp-2s", "lcm")),
    case("txt2img-unguided", SAMPLERS["ddim"], guidance_scale=1.0),
    case("txt2img-no-negative", SAMPLERS["euler"], negative_prompt=None),
    case("txt2img-long", SAMPLERS["ddim"], prompt=TWO_WINDOWS, windows=True),
    case(
        "txt2img-zero-snr-ddim",
        SAMPLERS["ddim"],
        scheduler_overrides={"rescale_betas_zero_snr": True, "timestep_spacing": "trailing"},
        guidance_rescale=0.7,
    ),
    case(
        "txt2img-zero-snr-euler",
        SAMPLERS["euler"],
        scheduler_overrides={"rescale_betas_zero_snr": True, "timestep_spacing": "trailing"},
        guidance_rescale=0.7,
    ),
    img2img(0.75, "euler"),
    inpaint("0.75-ddim", "ddim", 0.75, steps=8),
]

SDXL = [
    *(case(f"txt2img-{n}", SAMPLERS[n]) for n in ("euler", "ddim", "euler-a", "dpmpp-2m", "dpmpp-2m-karras", "unipc")),
    case("txt2img-wide", SAMPLERS["euler"], width=96, prompt=BOAT),
    case("txt2img-negative-absent", SAMPLERS["euler"], negative_prompt=None),
    case("txt2img-negative-empty", SAMPLERS["euler"], negative_prompt=""),
    case(
        "txt2img-size-ids",
        SAMPLERS["euler"],
        original_size=[48, 80],
        crops_coords_top_left=[8, 4],
        target_size=[64, 64],
    ),
    case("txt2img-unguided", SAMPLERS["euler"], guidance_scale=1.0),
    case("txt2img-rescaled", SAMPLERS["ddim"], guidance_rescale=0.7),
    case("txt2img-clip-skip-1", SAMPLERS["euler"], clip_skip=1),
    case("txt2img-clip-skip-both", SAMPLERS["euler"], clip_skip=1, clip_skip_negative=True),
    case("txt2img-batch-of-2", SAMPLERS["euler-a"], count=2),
    case("txt2img-long", SAMPLERS["euler"], prompt=TWO_WINDOWS, windows=True),
    case("txt2img-long-3-windows", SAMPLERS["ddim"], prompt=THREE_WINDOWS, windows=True),
    case(
        "turbo-1-step",
        SAMPLERS["euler-a"],
        scheduler_overrides={"timestep_spacing": "trailing"},
        steps=1,
        guidance_scale=0.0,
        negative_prompt=None,
    ),
    case(
        "lightning-4-steps",
        SAMPLERS["euler"],
        scheduler_overrides={"timestep_spacing": "trailing"},
        steps=4,
        guidance_scale=1.0,
        negative_prompt=None,
    ),
    img2img(0.75, "euler"),
    img2img(0.3, "ddim"),
    inpaint("1.0-euler", "euler"),
    inpaint("0.75-ddim", "ddim", 0.75, steps=8),
]

REFINER = [
    *(
        case(f"handover-0.8-{n}", SAMPLERS[n], mode="base-and-refiner", steps=10, denoising_end=0.8)
        for n in ("euler", "ddim", "euler-a", "dpmpp-2m")
    ),
    case(
        "handover-0.8-no-negative",
        SAMPLERS["euler"],
        mode="base-and-refiner",
        steps=10,
        denoising_end=0.8,
        negative_prompt=None,
    ),
    case("handover-0.8-heun", SAMPLERS["heun"], mode="base-and-refiner", steps=10, denoising_end=0.8),
    img2img(0.3, "euler"),
    img2img(0.3, "euler-a"),
]

INPAINT9 = [
    *(inpaint(f"1.0-{n}", n) for n in ("ddim", "euler", "euler-a", "dpmpp-2m")),
    *(inpaint(f"0.75-{n}", n, 0.75, steps=8) for n in ("ddim", "euler-a")),
    inpaint("unguided", "ddim", guidance_scale=1.0),
    inpaint("soft-mask", "ddim", mask="mask-soft-64"),
    inpaint("only-masked", "euler", image="init-96x64", mask="mask-small-96x64", padding_mask_crop=8),
]


def control(image="edges-64", weight=1.0, start=0.0, end=1.0, network="controlnet"):
    return {"image": image, "weight": weight, "start": start, "end": end, "network": network}


def controlled(id, name, *controls, **more):
    return case(id, SAMPLERS[name], mode="controlnet", controls=list(controls), **more)


CONTROLNET = [
    controlled("one-ddim", "ddim", control()),
    controlled("one-euler-a", "euler-a", control()),
    controlled("one-heun", "heun", control()),
    controlled("one-weight-0.5", "ddim", control(weight=0.5)),
    controlled("one-steps-0.2-to-0.7", "euler", control(start=0.2, end=0.7), steps=8),
    controlled("one-unguided", "ddim", control(), guidance_scale=1.0),
    controlled("one-batch-of-2", "ddim", control(), count=2),
    controlled("two", "dpmpp-2m", control(weight=0.8), control("depth-64", 0.6, network="controlnet_2")),
    controlled(
        "two-in-turn",
        "euler",
        control(weight=1.2, end=0.5),
        control("depth-64", 0.6, start=0.5, network="controlnet_2"),
        steps=8,
    ),
]

FEW = {"sampler": "LCMScheduler", "steps": 4, "guidance_scale": 8.5, "negative_prompt": None}

LCM = [
    case("txt2img", FEW, mode="lcm"),
    case("txt2img-guidance-1", FEW, mode="lcm", guidance_scale=1.0),
    case("txt2img-wide", FEW, mode="lcm", width=96, prompt=BOAT),
    case("txt2img-8-steps", FEW, mode="lcm", steps=8),
    case("txt2img-one-step", FEW, mode="lcm", steps=1),
    case("txt2img-batch-of-2", FEW, mode="lcm", count=2),
    case("img2img-0.5", FEW, mode="lcm-img2img", image="init-64", strength=0.5),
]

CASES = {
    "sd1": SD1,
    "sd2v": SD2V,
    "sdxl": SDXL,
    "sdxl-refiner": REFINER,
    "inpaint9": INPAINT9,
    "controlnet": CONTROLNET,
    "lcm": LCM,
}
