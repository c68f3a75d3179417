package studio.easel.models.passport;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a model is, read from its structure without running anything of it.
 *
 * @param path the file or folder
 * @param role what it is for
 * @param family which networks it is of, or is for
 * @param variant what is special about it, in a few words: {@code inpainting}; empty when nothing
 * @param form how it is written down: {@code one file, LDM names}
 * @param prediction empty where it is no model that makes pictures
 * @param precision what most of its numbers are stored as: {@code F16}; empty where unknown
 * @param parameters how many numbers it has
 * @param running how many of them take part in making a picture; training leaves others behind
 * @param bytes on disk
 * @param fingerprint SHA-256, 64 hex digits: of a file itself, of a folder over its files; empty
 *     where nobody asked for it
 * @param oldHash A1111's first short hash, 8 hex digits; empty for folders
 * @param title as its maker gave it; empty where none
 * @param author likewise
 * @param licence likewise; a name or an address
 * @param notes what to know before using it, in whole sentences
 * @param problem why it cannot be used, in whole sentences; empty when it can
 */
public record Passport(
        Path path,
        Role role,
        Family family,
        String variant,
        String form,
        Optional<Prediction> prediction,
        String precision,
        long parameters,
        long running,
        long bytes,
        Optional<String> fingerprint,
        Optional<String> oldHash,
        String title,
        String author,
        String licence,
        List<String> notes,
        Optional<String> problem) {
    public Passport {
        notes = List.copyOf(notes);
    }

    /** The same model, with its fingerprint. */
    public Passport fingerprinted(String sha256) {
        return new Passport(
                path,
                role,
                family,
                variant,
                form,
                prediction,
                precision,
                parameters,
                running,
                bytes,
                Optional.of(sha256),
                oldHash,
                title,
                author,
                licence,
                notes,
                problem);
    }

    /** The same model, now that somebody has said what it predicts. */
    public Passport predicting(Prediction known) {
        return new Passport(
                path,
                role,
                family,
                variant,
                form,
                Optional.of(known),
                precision,
                parameters,
                running,
                bytes,
                fingerprint,
                oldHash,
                title,
                author,
                licence,
                notes,
                problem);
    }

    /** The first ten digits of the fingerprint, as A1111 shows it; AutoV2 in capitals. */
    public Optional<String> shortHash() {
        return fingerprint.map(hash -> hash.substring(0, 10));
    }

    public Optional<String> autoV2() {
        return shortHash().map(hash -> hash.toUpperCase(Locale.ROOT));
    }

    /**
     * What its weights take in memory; a picture takes some more while it is made.
     *
     * @param bytesEach 4 on the CPU (fp32), 2 on a GPU (fp16)
     */
    public long memory(int bytesEach) {
        return running * bytesEach;
    }

    /** {@code a checkpoint, SDXL, inpainting}. */
    public String summary() {
        String what =
                role == Role.UNKNOWN || family == Family.ANY || family == Family.OTHER
                        ? role.words()
                        : role.words() + " for " + family.words();
        if (role == Role.CHECKPOINT && family != Family.OTHER) {
            what = role.words() + " of " + family.words();
        }
        return variant.isEmpty() ? what : what + ", " + variant;
    }
}
