package studio.easel.engine.animation;

import java.io.Serial;
import studio.easel.engine.EaselException;

/** A schedule, an expression or a prompt's key cannot be read. */
public final class ScheduleException extends EaselException {
    @Serial private static final long serialVersionUID = 1L;

    private final int start;
    private final int end;

    /** About no place in particular. */
    ScheduleException(String sentence) {
        super(sentence);
        this.start = 0;
        this.end = 0;
    }

    /** About {@code typed[start, end)}. */
    ScheduleException(String typed, int start, int end, String complaint) {
        this(ScheduleNote.at(typed, start, end, complaint));
    }

    private ScheduleException(ScheduleNote note) {
        super(note.sentence());
        this.start = note.start();
        this.end = note.end();
    }

    private ScheduleException(String setting, ScheduleException about) {
        super("%s: %s".formatted(setting, about.getMessage()), about);
        this.start = about.start;
        this.end = about.end;
    }

    /** The same, with the name of the setting in front. */
    ScheduleException in(String setting) {
        return new ScheduleException(setting, this);
    }

    /** Index of the first character concerned, in the text as it was typed. */
    public int start() {
        return start;
    }

    /** Index behind the last character concerned. */
    public int end() {
        return end;
    }
}
