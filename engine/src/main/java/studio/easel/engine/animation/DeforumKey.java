package studio.easel.engine.animation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One of Deforum's settings: its name in the files, what it holds, and what it is where a file does
 * not say.
 *
 * @param initial as it would be written; empty where Deforum's own points at an address
 * @param choices the words it may hold; empty where it is no choice
 */
record DeforumKey(String name, Kind kind, String initial, List<String> choices) {
    enum Kind {
        FLAG,
        NUMBER,
        TEXT,
        CHOICE,
        SCHEDULE,
        TEXT_SCHEDULE
    }

    private static final int CONTROL_NETS = 5;

    // Name, kind, what it is at the start, choices: as Deforum's code (commit 32242685) has them.
    private static final String TABLE =
            """
                    W | NUMBER | 512 |
                    H | NUMBER | 512 |
                    show_info_on_ui | FLAG | true |
                    tiling | FLAG | false |
                    restore_faces | FLAG | false |
                    seed_resize_from_w | NUMBER | 0 |
                    seed_resize_from_h | NUMBER | 0 |
                    seed | NUMBER | -1 |
                    sampler | TEXT | Euler a |
                    steps | NUMBER | 25 |
                    batch_name | TEXT | Deforum_{timestring} |
                    seed_behavior | CHOICE | iter | iter/fixed/random/ladder/alternate/schedule
                    seed_iter_N | NUMBER | 1 |
                    use_init | FLAG | false |
                    strength | NUMBER | 0.8 |
                    strength_0_no_init | FLAG | true |
                    init_image | TEXT |  |
                    use_mask | FLAG | false |
                    use_alpha_as_mask | FLAG | false |
                    mask_file | TEXT |  |
                    invert_mask | FLAG | false |
                    mask_contrast_adjust | NUMBER | 1.0 |
                    mask_brightness_adjust | NUMBER | 1.0 |
                    overlay_mask | FLAG | true |
                    mask_overlay_blur | NUMBER | 4 |
                    fill | CHOICE | original | fill/original/latent noise/latent nothing
                    full_res_mask | FLAG | true |
                    full_res_mask_padding | NUMBER | 4 |
                    reroll_blank_frames | CHOICE | ignore | reroll/interrupt/ignore
                    reroll_patience | NUMBER | 10 |
                    motion_preview_mode | FLAG | false |
                    animation_mode | CHOICE | 2D | 2D/3D/Video Input/Interpolation
                    max_frames | NUMBER | 120 |
                    border | CHOICE | replicate | replicate/wrap
                    angle | SCHEDULE | 0: (0) |
                    zoom | SCHEDULE | 0: (1.0025+0.002*sin(1.25*3.14*t/30)) |
                    translation_x | SCHEDULE | 0: (0) |
                    translation_y | SCHEDULE | 0: (0) |
                    translation_z | SCHEDULE | 0: (1.75) |
                    transform_center_x | SCHEDULE | 0: (0.5) |
                    transform_center_y | SCHEDULE | 0: (0.5) |
                    rotation_3d_x | SCHEDULE | 0: (0) |
                    rotation_3d_y | SCHEDULE | 0: (0) |
                    rotation_3d_z | SCHEDULE | 0: (0) |
                    enable_perspective_flip | FLAG | false |
                    perspective_flip_theta | SCHEDULE | 0: (0) |
                    perspective_flip_phi | SCHEDULE | 0: (0) |
                    perspective_flip_gamma | SCHEDULE | 0: (0) |
                    perspective_flip_fv | SCHEDULE | 0: (53) |
                    noise_schedule | SCHEDULE | 0: (0.065) |
                    strength_schedule | SCHEDULE | 0: (0.65) |
                    contrast_schedule | SCHEDULE | 0: (1.0) |
                    cfg_scale_schedule | SCHEDULE | 0: (7) |
                    enable_steps_scheduling | FLAG | false |
                    steps_schedule | SCHEDULE | 0: (25) |
                    fov_schedule | SCHEDULE | 0: (70) |
                    aspect_ratio_schedule | SCHEDULE | 0: (1) |
                    aspect_ratio_use_old_formula | FLAG | false |
                    near_schedule | SCHEDULE | 0: (200) |
                    far_schedule | SCHEDULE | 0: (10000) |
                    seed_schedule | SCHEDULE | 0:(s), 1:(-1), "max_f-2":(-1), "max_f-1":(s) |
                    pix2pix_img_cfg_scale_schedule | SCHEDULE | 0:(1.5) |
                    enable_subseed_scheduling | FLAG | false |
                    subseed_schedule | SCHEDULE | 0: (1) |
                    subseed_strength_schedule | SCHEDULE | 0: (0) |
                    enable_sampler_scheduling | FLAG | false |
                    sampler_schedule | TEXT_SCHEDULE | 0: ("Euler a") |
                    use_noise_mask | FLAG | false |
                    mask_schedule | TEXT_SCHEDULE | 0: ("{video_mask}") |
                    noise_mask_schedule | TEXT_SCHEDULE | 0: ("{video_mask}") |
                    enable_checkpoint_scheduling | FLAG | false |
                    checkpoint_schedule | TEXT_SCHEDULE | 0: ("model1.ckpt"), 100: ("model2.safetensors") |
                    enable_clipskip_scheduling | FLAG | false |
                    clipskip_schedule | SCHEDULE | 0: (2) |
                    enable_noise_multiplier_scheduling | FLAG | true |
                    noise_multiplier_schedule | SCHEDULE | 0: (1.05) |
                    resume_from_timestring | FLAG | false |
                    resume_timestring | TEXT | 20230129210106 |
                    enable_ddim_eta_scheduling | FLAG | false |
                    ddim_eta_schedule | SCHEDULE | 0: (0) |
                    enable_ancestral_eta_scheduling | FLAG | false |
                    ancestral_eta_schedule | SCHEDULE | 0: (1) |
                    amount_schedule | SCHEDULE | 0: (0.1) |
                    kernel_schedule | SCHEDULE | 0: (5) |
                    sigma_schedule | SCHEDULE | 0: (1) |
                    threshold_schedule | SCHEDULE | 0: (0) |
                    color_coherence | CHOICE | LAB | None/HSV/LAB/RGB/Video Input/Image
                    color_coherence_image_path | TEXT |  |
                    color_coherence_video_every_N_frames | NUMBER | 1 |
                    color_force_grayscale | FLAG | false |
                    legacy_colormatch | FLAG | false |
                    diffusion_cadence | NUMBER | 2 |
                    optical_flow_cadence | CHOICE | None | None/RAFT/DIS Medium/DIS Fine/Farneback
                    cadence_flow_factor_schedule | SCHEDULE | 0: (1) |
                    optical_flow_redo_generation | CHOICE | None | None/RAFT/DIS Medium/DIS Fine/Farneback
                    redo_flow_factor_schedule | SCHEDULE | 0: (1) |
                    diffusion_redo | NUMBER | 0 |
                    noise_type | CHOICE | perlin | uniform/perlin
                    perlin_w | NUMBER | 8 |
                    perlin_h | NUMBER | 8 |
                    perlin_octaves | NUMBER | 4 |
                    perlin_persistence | NUMBER | 0.5 |
                    use_depth_warping | FLAG | true |
                    depth_algorithm | CHOICE | Midas-3-Hybrid | Midas+AdaBins (old)/Zoe+AdaBins (old)/Midas-3-Hybrid/AdaBins/Zoe/Leres
                    midas_weight | NUMBER | 0.2 |
                    padding_mode | CHOICE | border | border/reflection/zeros
                    sampling_mode | CHOICE | bicubic | bicubic/bilinear/nearest
                    save_depth_maps | FLAG | false |
                    video_init_path | TEXT |  |
                    extract_nth_frame | NUMBER | 1 |
                    extract_from_frame | NUMBER | 0 |
                    extract_to_frame | NUMBER | -1 |
                    overwrite_extracted_frames | FLAG | false |
                    use_mask_video | FLAG | false |
                    video_mask_path | TEXT |  |
                    hybrid_comp_alpha_schedule | SCHEDULE | 0:(0.5) |
                    hybrid_comp_mask_blend_alpha_schedule | SCHEDULE | 0:(0.5) |
                    hybrid_comp_mask_contrast_schedule | SCHEDULE | 0:(1) |
                    hybrid_comp_mask_auto_contrast_cutoff_high_schedule | SCHEDULE | 0:(100) |
                    hybrid_comp_mask_auto_contrast_cutoff_low_schedule | SCHEDULE | 0:(0) |
                    hybrid_flow_factor_schedule | SCHEDULE | 0:(1) |
                    hybrid_generate_inputframes | FLAG | false |
                    hybrid_generate_human_masks | CHOICE | None | None/PNGs/Video/Both
                    hybrid_use_first_frame_as_init_image | FLAG | true |
                    hybrid_motion | CHOICE | None | None/Optical Flow/Perspective/Affine
                    hybrid_motion_use_prev_img | FLAG | false |
                    hybrid_flow_consistency | FLAG | false |
                    hybrid_consistency_blur | NUMBER | 2 |
                    hybrid_flow_method | CHOICE | RAFT | RAFT/DIS Medium/DIS Fine/Farneback
                    hybrid_composite | CHOICE | None | None/Normal/Before Motion/After Generation
                    hybrid_use_init_image | FLAG | false |
                    hybrid_comp_mask_type | CHOICE | None | None/Depth/Video Depth/Blend/Difference
                    hybrid_comp_mask_inverse | FLAG | false |
                    hybrid_comp_mask_equalize | CHOICE | None | None/Before/After/Both
                    hybrid_comp_mask_auto_contrast | FLAG | false |
                    hybrid_comp_save_extra_frames | FLAG | false |
                    use_looper | FLAG | false |
                    init_images | TEXT |  |
                    image_strength_schedule | SCHEDULE | 0:(0.75) |
                    blendFactorMax | SCHEDULE | 0:(0.35) |
                    blendFactorSlope | SCHEDULE | 0:(0.25) |
                    tweening_frames_schedule | SCHEDULE | 0:(20) |
                    color_correction_factor | SCHEDULE | 0:(0.075) |
                    parseq_manifest | TEXT |  |
                    parseq_use_deltas | FLAG | true |
                    parseq_non_schedule_overrides | FLAG | true |
                    skip_video_creation | FLAG | false |
                    fps | NUMBER | 15 |
                    make_gif | FLAG | false |
                    delete_imgs | FLAG | false |
                    delete_input_frames | FLAG | false |
                    add_soundtrack | CHOICE | None | None/File/Init Video
                    soundtrack_path | TEXT |  |
                    r_upscale_video | FLAG | false |
                    r_upscale_factor | CHOICE | x2 | x2/x3/x4
                    r_upscale_model | CHOICE | realesr-animevideov3 | realesr-animevideov3/realesrgan-x4plus/realesrgan-x4plus-anime
                    r_upscale_keep_imgs | FLAG | true |
                    store_frames_in_ram | FLAG | false |
                    frame_interpolation_engine | CHOICE | None | None/RIFE v4.6/FILM
                    frame_interpolation_x_amount | NUMBER | 2 |
                    frame_interpolation_slow_mo_enabled | FLAG | false |
                    frame_interpolation_slow_mo_amount | NUMBER | 2 |
                    frame_interpolation_keep_imgs | FLAG | false |
                    frame_interpolation_use_upscaled | FLAG | false |
            """;

    // Behind cn_1_ to cn_5_.
    private static final String CONTROL_NET =
            """
            overwrite_frames | FLAG | true
            vid_path | TEXT
            mask_vid_path | TEXT
            enabled | FLAG | false
            low_vram | FLAG | false
            pixel_perfect | FLAG | false
            module | TEXT | none
            model | TEXT | None
            weight | SCHEDULE | 0:(1)
            guidance_start | SCHEDULE | 0:(0.0)
            guidance_end | SCHEDULE | 0:(1.0)
            processor_res | NUMBER | 64
            threshold_a | NUMBER | 64
            threshold_b | NUMBER | 64
            resize_mode | TEXT | Inner Fit (Scale to Fit)
            control_mode | TEXT | Balanced
            loopback_mode | FLAG | true
            """;

    /** All of them by name. */
    static final Map<String, DeforumKey> ALL = all();

    private static Map<String, DeforumKey> all() {
        List<DeforumKey> keys = new ArrayList<>(read(TABLE, ""));
        for (int net = 1; net <= CONTROL_NETS; net++) {
            keys.addAll(read(CONTROL_NET, "cn_%d_".formatted(net)));
        }
        return keys.stream().collect(Collectors.toMap(DeforumKey::name, Function.identity()));
    }

    private static List<DeforumKey> read(String table, String prefix) {
        return table.lines().map(line -> of(prefix + line.strip())).toList();
    }

    private static DeforumKey of(String line) {
        String[] cells = line.split(" *\\| *", -1);
        return new DeforumKey(
                cells[0],
                Kind.valueOf(cells[1]),
                cells.length > 2 ? cells[2] : "",
                cells.length > 3 && !cells[3].isEmpty()
                        ? List.of(cells[3].split("/", -1))
                        : List.of());
    }
}
