package studio.easel.app.generate;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.Function;
import studio.easel.app.JobQueue;
import studio.easel.app.Pipelines;
import studio.easel.app.files.Further;
import studio.easel.app.files.References;
import studio.easel.app.files.SavedSettings;
import studio.easel.engine.GeneratedImage;
import studio.easel.engine.Guidance;
import studio.easel.engine.ImageSize;
import studio.easel.engine.ModelSpec;
import studio.easel.engine.NoiseAmounts;
import studio.easel.engine.SamplerName;
import studio.easel.engine.onnx.Device;
import studio.easel.engine.pipeline.ImagePipeline;
import studio.easel.models.InstalledModel;

/** A workshop whose parts a test may exchange before it is built. */
final class TestWorkshop {
    static final InstalledModel STARTER = model("starter", Optional.empty(), true);
    static final InstalledModel REAL = model("real", Optional.empty(), false);
    static final InstalledModel BROKEN =
            model("broken", Optional.of("broken has no unet/model.onnx."), false);

    static final InstalledModel SOFT =
            new InstalledModel(
                    "soft.safetensors",
                    "Soft",
                    InstalledModel.Kind.VAE,
                    "",
                    "",
                    Path.of("soft"),
                    Optional.empty(),
                    false);

    List<InstalledModel> installed = List.of(REAL, STARTER, BROKEN);
    FakePipeline pipeline = new FakePipeline(FakePipeline.SPEC, 0);
    BiFunction<ModelSpec, Device, ImagePipeline> opener = (spec, device) -> pipeline;
    Executor worker = Runnable::run;
    Executor looking = Runnable::run;
    Executor background = Runnable::run;
    Executor window = Runnable::run;
    Function<GeneratedImage, Path> save = this::saved;
    Function<Path, SavedSettings> read = file -> settings(Optional.of(SamplerName.DDIM));
    long nextSeed = 1000;
    long nanos;
    final List<GeneratedImage> onDisk = new ArrayList<>();

    Workshop build() {
        return new Workshop(
                () -> installed,
                new Pipelines(
                        (model, stage) -> spec(model),
                        (spec, device) -> opener.apply(spec, device)),
                Device::auto,
                new JobQueue(worker),
                looking,
                background,
                window,
                made -> save.apply(made),
                file -> read.apply(file),
                () -> nextSeed++,
                () -> nanos += 100_000_000);
    }

    private static ModelSpec spec(InstalledModel model) {
        if (model.vae().isPresent()) {
            return FakePipeline.spec("starter with " + model.vae().get().name(), 128, 25, 5);
        }
        return model.equals(REAL) ? FakePipeline.spec("real", 512, 25, 7.5) : FakePipeline.SPEC;
    }

    private static InstalledModel model(String id, Optional<String> problem, boolean starter) {
        return new InstalledModel(
                id,
                id,
                InstalledModel.Kind.PICTURES,
                "",
                "About " + id + ".",
                Path.of(id),
                problem,
                starter);
    }

    private Path saved(GeneratedImage made) {
        onDisk.add(made);
        return Path.of(made.request().seed() + ".png");
    }

    /** As a picture that was decoded by a VAE of that name. */
    static SavedSettings decodedBy(String vae) {
        return settings(
                Optional.of(SamplerName.DDIM),
                new References(
                        Optional.empty(),
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(new References.NamedModel(vae, "")),
                        List.of(),
                        List.of()));
    }

    static SavedSettings settings(Optional<SamplerName> sampler) {
        return settings(sampler, References.NONE);
    }

    private static SavedSettings settings(Optional<SamplerName> sampler, References references) {
        return new SavedSettings(
                SavedSettings.Source.A1111,
                "a blue house",
                "fog",
                Optional.of(sampler.map(SamplerName::label).orElse("DPM fast")),
                Optional.empty(),
                Optional.of(33),
                Optional.of(Guidance.of(6.5)),
                Optional.of(0.5),
                Optional.of(77L),
                Optional.of(new ImageSize(192, 128)),
                Optional.of("real"),
                Optional.empty(),
                new Further(
                        Optional.empty(),
                        Optional.empty(),
                        1,
                        Optional.empty(),
                        Optional.empty(),
                        NoiseAmounts.USUAL,
                        Optional.empty()),
                references,
                Optional.empty(),
                "",
                sampler.isPresent() ? List.of() : List.of("The sampler \"Heun\" is unknown here."));
    }
}
