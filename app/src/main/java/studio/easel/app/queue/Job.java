package studio.easel.app.queue;

import java.nio.file.Path;
import java.util.Optional;
import studio.easel.app.files.EaselRecord;

/**
 * A job as the store has it; a snapshot.
 *
 * @param id never given twice
 * @param place in the list, from 1; jobs run in this order
 * @param title a few words of the prompt
 * @param cells pictures to make
 * @param made pictures made
 * @param crashes how often Easel ended while it ran
 * @param folder of its own, where a grid's pictures lie
 * @param seconds it has taken so far
 * @param sentence what went wrong; empty for nothing
 */
public record Job(
        long id,
        int place,
        Work.Kind kind,
        String title,
        JobState state,
        int cells,
        int made,
        int crashes,
        Optional<Path> folder,
        double seconds,
        String sentence,
        String record,
        String axes) {

    /**
     * What is to be done.
     *
     * @throws studio.easel.engine.EaselException when it is not readable
     */
    public Work work() {
        return Work.parse(kind, EaselRecord.parse(record), axes);
    }
}
