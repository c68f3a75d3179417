package studio.easel.app.store;

import java.util.List;

/**
 * What a database holds.
 *
 * @param name in sentences: "queue"
 * @param applicationId SQLite's mark for whose file it is; 0 for none
 * @param steps statements that take an empty file to version 1, from there to version 2 and so on
 * @param durable whether each change must be on disk before the next; otherwise a power cut may
 *     take the last ones
 */
public record Schema(String name, int applicationId, List<List<String>> steps, boolean durable) {
    public Schema {
        steps = List.copyOf(steps);
    }

    /** The version this Easel writes, and the newest it reads. */
    int version() {
        return steps.size();
    }
}
