package studio.easel.app.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.Progress;
import studio.easel.engine.onnx.RunTimes;
import studio.easel.engine.pipeline.ImagePipeline;

/**
 * Where the time between one step's end and the next one's goes: into the U-Net's runs, and into
 * what Easel does around them, which is guidance and the sampler.
 */
final class StepTimes {
    private final List<Lap> laps = new ArrayList<>();

    /**
     * One step, in nanoseconds.
     *
     * @param whole from the end of the step before
     * @param unet what its runs took of that; two runs with some samplers
     */
    private record Lap(long whole, RunTimes unet) {
        long handingOver() {
            return unet.calls() - unet.inRuntime() - unet.copying();
        }

        long own() {
            return whole - unet.calls();
        }
    }

    private StepTimes() {}

    /** Makes one picture; its first step, which has none before it, is not counted. */
    static StepTimes of(ImagePipeline pipeline, GenerationRequest request) {
        StepTimes times = new StepTimes();
        Progress timing =
                new Progress() {
                    private long last;
                    private RunTimes before = RunTimes.NONE;

                    @Override
                    public void step(Step step) {
                        long now = System.nanoTime();
                        RunTimes unet = pipeline.unetTimes();
                        if (step.step() > 1) {
                            times.laps.add(new Lap(now - last, unet.since(before)));
                        }
                        before = unet;
                        last = System.nanoTime();
                    }
                };
        var unused = pipeline.generate(request.only(0), timing);
        return times;
    }

    double seconds() {
        return median(Lap::whole) / 1e9;
    }

    /** Medians over the steps, since other programs disturb single ones. */
    void describe(ObjectNode figures) {
        figures.put("step_ms", milliseconds(Lap::whole));
        figures.put("runtime_ms", milliseconds(lap -> lap.unet().inRuntime()));
        figures.put("copying_ms", milliseconds(lap -> lap.unet().copying()));
        figures.put("handing_over_ms", milliseconds(Lap::handingOver));
        figures.put("own_ms", milliseconds(Lap::own));
        figures.put("own_percent", percent(Lap::own));
        figures.put("own_and_copying_percent", percent(lap -> lap.own() + lap.unet().copying()));
    }

    private double milliseconds(ToDoubleFunction<Lap> part) {
        return Figures.rounded(median(part) / 1e6);
    }

    private double percent(ToDoubleFunction<Lap> part) {
        return Figures.rounded(median(lap -> 100 * part.applyAsDouble(lap) / lap.whole()));
    }

    private double median(ToDoubleFunction<Lap> part) {
        return Figures.median(laps.stream().mapToDouble(part).boxed().toList());
    }
}
