package studio.easel.app.animate;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Executor;
import studio.easel.app.JobQueue;
import studio.easel.app.Pipelines;
import studio.easel.app.generate.FakePipeline;
import studio.easel.app.render.FrameModels;
import studio.easel.engine.ImageSize;
import studio.easel.engine.onnx.Device;
import studio.easel.models.InstalledModel;
import studio.easel.models.ModelLibrary;

/** A desk whose parts a test may exchange before it is built. */
final class TestDesk {
    static final InstalledModel STARTER =
            new InstalledModel(
                    "starter",
                    "starter",
                    InstalledModel.Kind.PICTURES,
                    "",
                    "",
                    Path.of("starter"),
                    Optional.empty(),
                    true);

    final Path renders;
    Optional<InstalledModel> model = Optional.of(STARTER);
    FakePipeline pipeline = new FakePipeline(FakePipeline.SPEC, 0);
    Executor worker = Runnable::run;
    Executor reading = Runnable::run;
    Executor previewing = task -> {}; // Frames are made where a test asks for them.
    Executor listening = Runnable::run;
    Executor background = Runnable::run;
    Executor window = Runnable::run;
    long room = Long.MAX_VALUE;
    long nanos;

    TestDesk(Path renders) {
        this.renders = renders;
    }

    Desk build() {
        return new Desk(
                () -> model,
                () -> new ImageSize(64, 64),
                () -> FrameModels.Shelf.of(new ModelLibrary(renders, renders), Optional.empty()),
                new Pipelines((model, stage) -> FakePipeline.SPEC, (spec, device) -> pipeline),
                Device::auto,
                new JobQueue(worker),
                reading,
                previewing,
                listening,
                background,
                window,
                () -> renders,
                folder -> room,
                () -> 7,
                () -> nanos += 100_000_000);
    }
}
