package studio.easel.engine.onnx;

/**
 * Where the time of a graph's runs went, in nanoseconds. What is left of the calls beside the
 * runtime and copying is the way to the native thread and back.
 *
 * @param runs how many gave a result
 * @param inRuntime inside ONNX Runtime
 * @param copying values into native memory and out of it, changing their type where needed
 * @param calls as the callers saw them, failed ones and opening the graph at the first included
 */
public record RunTimes(long runs, long inRuntime, long copying, long calls) {
    public static final RunTimes NONE = new RunTimes(0, 0, 0, 0);

    public RunTimes plus(RunTimes more) {
        return new RunTimes(
                runs + more.runs,
                inRuntime + more.inRuntime,
                copying + more.copying,
                calls + more.calls);
    }

    /** What was added since an earlier state. */
    public RunTimes since(RunTimes before) {
        return new RunTimes(
                runs - before.runs,
                inRuntime - before.inRuntime,
                copying - before.copying,
                calls - before.calls);
    }
}
