package studio.easel.app.generate;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import studio.easel.engine.GeneratedImage;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.ImageSize;
import studio.easel.engine.ModelSpec;
import studio.easel.engine.PredictionType;
import studio.easel.engine.Progress;
import studio.easel.engine.Provenance;
import studio.easel.engine.RgbImage;
import studio.easel.engine.SamplerName;
import studio.easel.engine.ScheduleSpec;
import studio.easel.engine.SigmaSpacing;
import studio.easel.engine.TextEncoderSpec;
import studio.easel.engine.TokenizerSpec;
import studio.easel.engine.UNetSpec;
import studio.easel.engine.VaeSpec;
import studio.easel.engine.onnx.RunTimes;
import studio.easel.engine.pipeline.ImagePipeline;

/** Paints a sunset in as many steps as asked for, each as long as asked for. */
public final class FakePipeline implements ImagePipeline {
    public static final ModelSpec SPEC = spec("Starter", 128, 20, 5);

    private final ModelSpec model;
    private final long millisPerStep;
    public final List<GenerationRequest> requests = new ArrayList<>();
    public final List<String> notices = new ArrayList<>();
    public boolean closed;

    /** While set, a run neither goes on nor ends when it is cancelled, until it is released. */
    public @Nullable CountDownLatch stubborn;

    public FakePipeline(ModelSpec model, long millisPerStep) {
        this.model = model;
        this.millisPerStep = millisPerStep;
    }

    public static ModelSpec spec(String name, int side, int steps, double guidance) {
        return new ModelSpec(
                name,
                "0".repeat(64),
                List.of(
                        new TextEncoderSpec(
                                Path.of("text"),
                                new TokenizerSpec("{}", 77, 1, 2, 2),
                                TextEncoderSpec.Layer.LAST)),
                new UNetSpec(Path.of("unet"), 4, 768, UNetSpec.Added.NOTHING, 0, List.of()),
                new VaeSpec(Path.of("vae"), Optional.empty(), 0.18215, 4, 8),
                new ScheduleSpec(
                        1000,
                        0.00085,
                        0.012,
                        ScheduleSpec.BetaCurve.SCALED_LINEAR,
                        List.of(),
                        PredictionType.EPSILON,
                        SigmaSpacing.LEADING,
                        1,
                        false,
                        false,
                        Double.POSITIVE_INFINITY),
                false,
                16,
                new ImageSize(side, side),
                List.of(),
                new ModelSpec.Defaults(SamplerName.EULER, steps, guidance));
    }

    @Override
    public List<GeneratedImage> generate(GenerationRequest request, Progress progress) {
        requests.add(request);
        notices.forEach(progress::notice);
        progress.stage("Loading the text encoder");
        if (stubborn != null) {
            persist(stubborn);
        }
        pause();
        List<GeneratedImage> made = new ArrayList<>();
        for (int i = 0; i < request.count(); i++) {
            GenerationRequest only = request.only(i);
            for (int step = 1; step <= request.steps(); step++) {
                pause();
                int s = step;
                progress.step(
                        new Progress.Step(
                                i,
                                request.count(),
                                step,
                                request.steps(),
                                () -> painted(only, 8, 1.0 - (double) s / request.steps())));
            }
            GeneratedImage image =
                    new GeneratedImage(
                            painted(only, 1, 0),
                            only,
                            new Provenance(model.name(), model.hash(), "0.1.0", "1.29.0", "cpu"));
            made.add(image);
            progress.finished(image);
        }
        return made;
    }

    private static void persist(CountDownLatch released) {
        while (released.getCount() > 0) {
            try {
                released.await();
            } catch (InterruptedException unheard) {
                continue;
            }
        }
    }

    private void pause() {
        try {
            Thread.sleep(millisPerStep);
        } catch (InterruptedException cancelled) {
            throw new CancellationException();
        }
    }

    private static RgbImage painted(GenerationRequest request, int divisor, double noise) {
        int width = request.size().width() / divisor;
        int height = request.size().height() / divisor;
        double sunX = 0.2 + 0.6 * (request.seed() * 0.618 % 1);
        var random = new java.util.Random(request.seed());
        int[] argb = new int[width * height];
        for (int i = 0; i < argb.length; i++) {
            double x = (double) (i % width) / width;
            double y = (double) (i / width) / height;
            boolean sun = Math.hypot((x - sunX) * width / height, y - 0.4) < 0.12;
            int red = sun ? 250 : (int) (60 + 150 * Math.min(1, y * 1.4));
            int green = sun ? 220 : y > 0.65 ? 60 : (int) (90 + 60 * y);
            int blue = sun ? 120 : y > 0.65 ? 110 : (int) (160 - 60 * y);
            argb[i] =
                    mixed(red, noise, random) << 16
                            | mixed(green, noise, random) << 8
                            | mixed(blue, noise, random);
        }
        return RgbImage.ofArgb(width, height, argb);
    }

    private static int mixed(int value, double noise, java.util.Random random) {
        double mixed = value * (1 - noise) + random.nextInt(256) * noise;
        return (int) Math.max(0, Math.min(255, mixed));
    }

    @Override
    public ModelSpec model() {
        return model;
    }

    @Override
    public String provider() {
        return "cpu";
    }

    @Override
    public RunTimes unetTimes() {
        return RunTimes.NONE;
    }

    @Override
    public void unload() {}

    @Override
    public void close() {
        closed = true;
    }
}
