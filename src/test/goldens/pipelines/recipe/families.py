"""What the tiny models look like: one entry a family, with every size as small as the structure allows."""

SD1_SCALE, SDXL_SCALE = 0.18215, 0.13025

VAE = {
    "in_channels": 3,
    "out_channels": 3,
    "down_block_types": ["DownEncoderBlock2D"] * 4,
    "up_block_types": ["UpDecoderBlock2D"] * 4,
    "block_out_channels": [8, 8, 16, 16],
    "layers_per_block": 1,
    "act_fn": "silu",
    "latent_channels": 4,
    "norm_num_groups": 4,
    "sample_size": 64,
    "scaling_factor": SD1_SCALE,
}

UNET = {
    "sample_size": 8,
    "in_channels": 4,
    "out_channels": 4,
    "center_input_sample": False,
    "flip_sin_to_cos": True,
    "freq_shift": 0,
    "down_block_types": ["CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D"],
    "up_block_types": ["UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D"],
    "block_out_channels": [16, 16, 24],
    "layers_per_block": 1,
    "norm_num_groups": 8,
    "cross_attention_dim": 32,
    "attention_head_dim": 2,  # for U-Nets of this age this is the number of heads
}

TEXT = {
    "hidden_size": 32,
    "intermediate_size": 64,
    "num_hidden_layers": 3,
    "num_attention_heads": 2,
    "hidden_act": "quick_gelu",
    "projection_dim": 32,
    "max_position_embeddings": 77,
}

# SD 2's encoder is OpenCLIP ViT-H without its last layer: that is how it gives the penultimate one.
TEXT_SD2 = {**TEXT, "hidden_size": 40, "num_hidden_layers": 2, "hidden_act": "gelu"}
# Its width, 40, and its projection, 24, differ from every other size, so a mix-up cannot pass unseen.
TEXT_2 = {
    **TEXT,
    "hidden_size": 40,
    "intermediate_size": 80,
    "hidden_act": "gelu",
    "projection_dim": 24,
}

# As the published models state it: nothing that is not in their files is in these.
SCHEDULE = {
    "num_train_timesteps": 1000,
    "beta_start": 0.00085,
    "beta_end": 0.012,
    "beta_schedule": "scaled_linear",
}
SCHEDULE_SD1 = {
    "_class_name": "PNDMScheduler",
    **SCHEDULE,
    "set_alpha_to_one": False,
    "skip_prk_steps": True,
    "steps_offset": 1,
    "trained_betas": None,
    "clip_sample": False,
}
SCHEDULE_SD2 = {
    "_class_name": "DDIMScheduler",
    **SCHEDULE,
    "clip_sample": False,
    "prediction_type": "v_prediction",
    "set_alpha_to_one": False,
    "skip_prk_steps": True,
    "steps_offset": 1,
    "trained_betas": None,
}
SCHEDULE_XL = {
    "_class_name": "EulerDiscreteScheduler",
    **SCHEDULE,
    "clip_sample": False,
    "interpolation_type": "linear",
    "prediction_type": "epsilon",
    "sample_max_value": 1.0,
    "set_alpha_to_one": False,
    "skip_prk_steps": True,
    "steps_offset": 1,
    "timestep_spacing": "leading",
    "trained_betas": None,
    "use_karras_sigmas": False,
}
SCHEDULE_LCM = {
    "_class_name": "LCMScheduler",
    **SCHEDULE,
    "clip_sample": False,
    "original_inference_steps": 50,
    "prediction_type": "epsilon",
    "rescale_betas_zero_snr": False,
    "set_alpha_to_one": True,
    "steps_offset": 0,
    "timestep_scaling": 10.0,
    "timestep_spacing": "leading",
    "trained_betas": None,
}

UNET_XL = {
    **UNET,
    "down_block_types": ["DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"],
    "up_block_types": ["CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"],
    "transformer_layers_per_block": [1, 1, 2],
    "attention_head_dim": [1, 2, 2],
    "use_linear_projection": True,
    "addition_embed_type": "text_time",
    "addition_time_embed_dim": 8,
    "cross_attention_dim": 32 + 40,
    "projection_class_embeddings_input_dim": 6 * 8 + 24,
}

SD1 = {
    "pipeline": "StableDiffusionPipeline",
    "text_encoder": TEXT,
    "unet": UNET,
    "vae": VAE,
    "scheduler": SCHEDULE_SD1,
}

FAMILIES = {
    "sd1": {**SD1, "seed": 101},
    "sd2v": {
        "seed": 102,
        "pipeline": "StableDiffusionPipeline",
        "text_encoder": TEXT_SD2,
        "unet": {
            **UNET,
            "attention_head_dim": [1, 2, 4],
            "use_linear_projection": True,
            "cross_attention_dim": 40,
        },
        "vae": VAE,
        "scheduler": SCHEDULE_SD2,
        "pad_with_id_0": True,
    },
    "sdxl": {
        "seed": 103,
        "pipeline": "StableDiffusionXLPipeline",
        "text_encoder": TEXT,
        "text_encoder_2": TEXT_2,
        "unet": UNET_XL,
        "vae": {**VAE, "scaling_factor": SDXL_SCALE, "force_upcast": True},
        "scheduler": SCHEDULE_XL,
        "index": {"force_zeros_for_empty_prompt": True},
    },
    # Encoder 2 and the VAE are the base's, as in the published pair.
    "sdxl-refiner": {
        "seed": 104,
        "pipeline": "StableDiffusionXLImg2ImgPipeline",
        "text_encoder_2": TEXT_2,
        "unet": {
            **UNET_XL,
            "down_block_types": ["DownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D"],
            "up_block_types": ["UpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"],
            "transformer_layers_per_block": 1,
            "cross_attention_dim": 40,
            "projection_class_embeddings_input_dim": 5 * 8 + 24,
        },
        "vae": {**VAE, "scaling_factor": SDXL_SCALE, "force_upcast": True},
        "scheduler": SCHEDULE_XL,
        "index": {"force_zeros_for_empty_prompt": False, "requires_aesthetics_score": True},
        "shares": {"text_encoder_2": "sdxl", "vae": "sdxl"},
    },
    # The others differ from SD 1 by one network each; what they share is the same, byte for byte.
    "inpaint9": {
        **SD1,
        "seed": 105,
        "pipeline": "StableDiffusionInpaintPipeline",
        "unet": {**UNET, "in_channels": 9},
        "shares": {"text_encoder": "sd1", "vae": "sd1"},
    },
    "controlnet": {
        **SD1,
        "seed": 106,
        "pipeline": "StableDiffusionControlNetPipeline",
        "controlnets": 2,
        "shares": {"text_encoder": "sd1", "vae": "sd1", "unet": "sd1"},
    },
    "lcm": {
        **SD1,
        "seed": 107,
        "pipeline": "LatentConsistencyModelPipeline",
        "unet": {**UNET, "time_cond_proj_dim": 16},
        "scheduler": SCHEDULE_LCM,
        "shares": {"text_encoder": "sd1", "vae": "sd1"},
    },
}
