package studio.easel.app.generate;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import studio.easel.app.JobQueue;
import studio.easel.app.Pace;
import studio.easel.app.Words;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.HiresFix;
import studio.easel.engine.ImageSize;
import studio.easel.engine.onnx.Device;
import studio.easel.models.InstalledModel;

/** One press of Generate, from the queue to its end. Lives on the window's thread. */
final class Run {
    /** What decides how long a step takes. */
    record Effort(
            String model,
            Device device,
            ImageSize size,
            boolean guided,
            Optional<HiresFix> hires) {}

    final InstalledModel model;
    final Device device;
    final GenerationRequest request;
    JobQueue.@Nullable Handle handle;

    Run(InstalledModel model, Device device, GenerationRequest request) {
        this.model = model;
        this.device = device;
        this.request = request;
    }

    Effort effort() {
        return new Effort(
                model.id(), device, request.size(), request.guidanceScale() > 1, request.hires());
    }

    /** Steps of the whole run, near enough to tell how long it will take. */
    int steps() {
        int second = request.hires().map(this::stepsOf).orElse(0);
        return (request.steps() + second) * request.count();
    }

    private int stepsOf(HiresFix hires) {
        int steps = hires.steps() == 0 ? request.steps() : hires.steps();
        return (int) (steps * hires.denoisingStrength());
    }

    void cancel() {
        if (handle != null) {
            handle.cancel();
        }
    }

    /** "Picture 2 of 4 · Step 13 of 20 · 6 s left" */
    String words(ProgressRelay.Report report) {
        Words words = Words.of(Run.class);
        String picture =
                request.count() > 1
                        ? words.say("run.picture", report.image() + 1, request.count()) + " · "
                        : "";
        String left =
                report.secondsLeft().isPresent()
                        ? " · "
                                + words.say(
                                        "run.left", Pace.words(report.secondsLeft().getAsDouble()))
                        : "";
        return picture + words.say("step", report.step(), report.steps()) + left;
    }
}
