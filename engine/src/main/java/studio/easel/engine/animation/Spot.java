package studio.easel.engine.animation;

/** The place in a text that an operator or a name stands at, for the sentence about it. */
record Spot(String text, int start, int end) {
    ScheduleException refused(String complaint) {
        return new ScheduleException(text, start, end, complaint);
    }
}
