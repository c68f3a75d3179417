package studio.easel.engine.animation;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import studio.easel.engine.EaselException;
import studio.easel.engine.Mask;
import studio.easel.engine.animation.frame.Fidelity;
import studio.easel.engine.animation.frame.MaskExpression;

/** What of each frame may change, by the settings and their mask schedules. */
final class FrameMasks {
    private static final String VIDEO = "video_mask";
    private static final String INITIAL = "init_mask";

    /** A mask by itself keeps its greys; made of others it is black and white. */
    private static final Pattern ALONE =
            Pattern.compile("\\s*\\{\\s*(" + VIDEO + "|" + INITIAL + ")\\s*\\}\\s*");

    private final Animation animation;
    private final Pictures pictures;

    /**
     * @throws EaselException when a schedule composes masks there are not
     */
    FrameMasks(Animation animation, Pictures pictures) {
        this.animation = animation;
        this.pictures = pictures;
        Set<String> seen = new HashSet<>();
        for (int frame = 0; animation.hasMasks() && frame < animation.frames(); frame++) {
            for (String schedule : new String[] {"mask_schedule", noiseSchedule()}) {
                String words = animation.wordAt(schedule, frame);
                if (seen.add(words)) {
                    composed(schedule, words, 0); // reaching far into a video takes long
                }
            }
        }
    }

    /** Where a frame is diffused; empty for everywhere. */
    Optional<Mask> diffused(int frame) {
        // Deforum gives the model no mask at all when it is to be the other way round.
        boolean forgotten = animation.fidelity() == Fidelity.STRICT && isInverted();
        return forgotten ? Optional.empty() : overlaid(frame).filter(mask -> !mask.isBlack());
    }

    /** Where noise goes before a frame is diffused; empty for everywhere. */
    Optional<Mask> noisy(int frame) {
        return turned(noiseSchedule(), frame);
    }

    /** Where what was made shows; empty for everywhere. */
    Optional<Mask> overlaid(int frame) {
        return turned("mask_schedule", frame);
    }

    private String noiseSchedule() {
        return animation.settings().flag("use_noise_mask")
                ? "noise_mask_schedule"
                : "mask_schedule";
    }

    private boolean isInverted() {
        return animation.settings().flag("invert_mask");
    }

    private Optional<Mask> turned(String schedule, int frame) {
        Optional<Mask> mask =
                animation.hasMasks()
                        ? composed(schedule, animation.wordAt(schedule, frame), frame)
                        : Optional.empty();
        return isInverted() ? mask.map(FrameMasks::inverted) : mask;
    }

    private Optional<Mask> composed(String schedule, String words, int frame) {
        if (ALONE.matcher(words).matches()) {
            return named(words.replaceAll("[{}\\s]", ""), frame);
        }
        try {
            return Optional.of(
                    MaskExpression.parse(words)
                            .of(
                                    animation.width(),
                                    animation.height(),
                                    name -> named(name, frame),
                                    pictures::namedMask));
        } catch (EaselException e) {
            throw new EaselException("%s: %s".formatted(schedule, e.getMessage()), e);
        }
    }

    private Optional<Mask> named(String name, int frame) {
        Optional<Mask> own = pictures.opacity().or(pictures::mask);
        if (name.equals(VIDEO)) {
            return pictures.videoMask(frame).or(() -> own);
        }
        // Deforum's window speaks of {init_mask}, its code does not know it.
        boolean known = name.equals(INITIAL) && animation.fidelity() == Fidelity.MENDED;
        return known ? own : Optional.empty();
    }

    private static Mask inverted(Mask mask) {
        byte[] grey = mask.grey();
        for (int i = 0; i < grey.length; i++) {
            grey[i] = (byte) (255 - (grey[i] & 0xFF));
        }
        return new Mask(mask.width(), mask.height(), grey);
    }
}
