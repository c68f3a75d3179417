package studio.easel.app.queue;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;
import studio.easel.app.files.EaselRecord;
import studio.easel.app.store.Database;
import studio.easel.engine.GenerationRequest;

/**
 * How long steps have taken on this machine and how large pictures came out, measured at every
 * picture and kept over restarts.
 */
public final class StepPace {
    private static final int KEPT = 500;
    private static final int LATEST = 20;

    // Of a photograph-like picture as 8-bit PNG, until one was measured.
    private static final double BYTES_PER_PIXEL = 1.7;

    /** What a picture's time depends on. */
    record Load(String model, long pixels, double work) {
        static Load of(EaselRecord record) {
            return new Load(
                    record.provenance().modelName(),
                    StepPace.pixels(record.request()),
                    StepPace.work(record));
        }
    }

    private final Database database;
    private final Map<String, OptionalDouble> rates = new ConcurrentHashMap<>();
    private volatile double bytesPerPixel; // 0 until asked for

    StepPace(Database database) {
        this.database = database;
    }

    /** Hears of a picture that was made. */
    void heard(EaselRecord record, double seconds, long bytes) {
        database.change(
                "INSERT INTO pace(model, pixels, work, seconds, bytes) VALUES (?, ?, ?, ?, ?)",
                record.provenance().modelName(),
                pixels(record.request()),
                work(record),
                seconds,
                bytes);
        database.change("DELETE FROM pace WHERE seq <= (SELECT max(seq) FROM pace) - ?", KEPT);
        rates.clear();
        bytesPerPixel = 0;
    }

    /** Seconds a picture will take; empty while nothing was measured. */
    public OptionalDouble seconds(EaselRecord record) {
        return seconds(Load.of(record));
    }

    OptionalDouble seconds(Load load) {
        double perWork =
                rate(" WHERE model = ? AND pixels = ?", load.model(), load.pixels())
                        .orElseGet(
                                () ->
                                        rate(" WHERE model = ?", load.model())
                                                .orElseGet(() -> rate("").orElse(-1)));
        return perWork < 0 ? OptionalDouble.empty() : OptionalDouble.of(perWork * load.work());
    }

    private OptionalDouble rate(String where, Object... values) {
        return rates.computeIfAbsent(
                where + List.of(values), unmeasured -> measuredRate(where, values));
    }

    private OptionalDouble measuredRate(String where, Object... values) {
        return database.first(
                        "SELECT sum(seconds) / sum(work) FROM (SELECT seconds, work FROM pace"
                                + where
                                + " ORDER BY seq DESC LIMIT "
                                + LATEST
                                + ")",
                        row -> {
                            double rate = row.getDouble(1);
                            return row.wasNull() ? OptionalDouble.empty() : OptionalDouble.of(rate);
                        },
                        values)
                .orElse(OptionalDouble.empty());
    }

    /** Bytes a picture will take on disk. */
    public long bytes(EaselRecord record) {
        double perPixel = bytesPerPixel;
        if (perPixel == 0) {
            perPixel = measuredBytesPerPixel();
            bytesPerPixel = perPixel;
        }
        return Math.round(perPixel * pixels(record.request()));
    }

    private double measuredBytesPerPixel() {
        return database.first(
                        "SELECT sum(bytes) * 1.0 / sum(pixels) FROM (SELECT bytes, pixels FROM pace ORDER BY seq DESC LIMIT "
                                + LATEST
                                + ")",
                        row -> {
                            double rate = row.getDouble(1);
                            return row.wasNull() ? BYTES_PER_PIXEL : rate;
                        })
                .orElse(BYTES_PER_PIXEL);
    }

    private static long pixels(GenerationRequest request) {
        return request.hires()
                .map(hires -> (long) hires.size().width() * hires.size().height())
                .orElse((long) request.size().width() * request.size().height());
    }

    /** Steps times pixels, both passes counted; a step's time grows a little faster than pixels. */
    static double work(EaselRecord record) {
        GenerationRequest request = record.request();
        double share = record.references().start().map(it -> it.denoisingStrength()).orElse(1.0);
        double first =
                Math.max(1, request.steps() * share)
                        * request.size().width()
                        * request.size().height();
        double second =
                request.hires()
                        .map(
                                it ->
                                        Math.max(
                                                        1,
                                                        (it.steps() == 0
                                                                        ? request.steps()
                                                                        : it.steps())
                                                                * it.denoisingStrength())
                                                * it.size().width()
                                                * it.size().height())
                        .orElse(0.0);
        return first + second;
    }
}
