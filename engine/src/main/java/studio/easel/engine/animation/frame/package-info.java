/**
 * What an animation does to a picture between two diffusions: move it ({@code Warp2d}, {@code
 * PerspectiveFlip}, {@code Warp3d} over a {@code Depth}), bring its colours back ({@code
 * ColourMatch}), its contrast ({@code Contrast}, {@code AntiBlur}), grain for the next diffusion
 * ({@code FrameNoise}), and mix it with another ({@code Blend}, {@code Overlay}).
 *
 * <p>Everything is a value with one door, {@code of(picture)}: the settings of a frame go in at the
 * constructor, which refuses what cannot work; the same picture always gives the same picture. The
 * arithmetic is that of the Deforum extension for AUTOMATIC1111's web UI and of OpenCV and torch
 * below it, level by level, so that its settings files give the motion they gave there. Where it is
 * plainly wrong {@link Fidelity} chooses.
 *
 * <p>Where a picture's pixels went until the next one is a {@code Flow}: {@code Farneback} finds
 * it, {@code FlowWarp} carries a picture along it, {@code CameraFit} sees in it how a camera moved.
 */
@NullMarked
package studio.easel.engine.animation.frame;

import org.jspecify.annotations.NullMarked;
