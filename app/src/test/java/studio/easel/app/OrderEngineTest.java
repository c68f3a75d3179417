package studio.easel.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.easel.app.generate.FakePipeline;
import studio.easel.app.queue.Job;
import studio.easel.app.queue.JobState;
import studio.easel.app.queue.JobStore;
import studio.easel.app.queue.QueueRunner;
import studio.easel.app.queue.Records;
import studio.easel.app.queue.Work;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.ModelException;
import studio.easel.engine.ModelSpec;
import studio.easel.engine.Provenance;
import studio.easel.engine.Refiner;
import studio.easel.engine.RgbImage;
import studio.easel.engine.SeparateVae;
import studio.easel.engine.Start;
import studio.easel.engine.VaeSpec;
import studio.easel.engine.onnx.Device;
import studio.easel.models.InstalledModel;

class OrderEngineTest {
    private static final InstalledModel STARTER = model("starter", Optional.empty());
    private static final InstalledModel BROKEN = model("broken", Optional.of("It has no U-Net."));

    private static final Provenance STARTERS =
            new Provenance("starter", FakePipeline.SPEC.hash(), "", "", "");

    @TempDir Path home;

    private FakePipeline pipeline = new FakePipeline(FakePipeline.SPEC, 0);
    private final List<String> said = new ArrayList<>();
    private final List<String> opened = new ArrayList<>();

    private static final InstalledModel SOFT =
            new InstalledModel(
                    "soft.safetensors",
                    "Soft",
                    InstalledModel.Kind.VAE,
                    "",
                    "",
                    Path.of("soft"),
                    Optional.empty(),
                    false);

    private static InstalledModel model(String id, Optional<String> problem) {
        return new InstalledModel(
                id, id, InstalledModel.Kind.PICTURES, "", "", Path.of(id), problem, false);
    }

    /** What becomes of a job for {@code request}. */
    private Job done(GenerationRequest request, Provenance provenance) {
        OrderEngine engine =
                new OrderEngine(
                        () -> List.of(STARTER, BROKEN, SOFT),
                        new Pipelines(
                                (model, stage) -> {
                                    model.vae().ifPresent(it -> opened.add(it.id()));
                                    return FakePipeline.SPEC;
                                },
                                (spec, device) -> pipeline),
                        Device::auto,
                        () ->
                                new Companions(
                                        name -> {
                                            opened.add(name);
                                            return FakePipeline.SPEC;
                                        },
                                        name -> {
                                            throw new AssertionError(name);
                                        },
                                        name -> {
                                            throw new AssertionError(name);
                                        }),
                        said::add);
        try (JobStore store = JobStore.open(home.resolve("queue"))) {
            List<Runnable> tasks = new ArrayList<>();
            QueueRunner runner =
                    new QueueRunner(
                            store,
                            new JobQueue(tasks::add),
                            engine,
                            () -> home.resolve("pictures"),
                            () -> false);
            long id = runner.add(Work.pictures(store.record(request, provenance))).id();
            while (!tasks.isEmpty()) {
                tasks.remove(0).run();
            }
            return store.job(id).orElseThrow();
        }
    }

    @Test
    void aJobIsMadeWithTheModelItNames() {
        Job job = done(Records.request("a cat", 2), STARTERS);
        assertThat(job.state()).isEqualTo(JobState.DONE);
        assertThat(pipeline.requests).hasSize(2).allMatch(it -> it.prompt().equals("a cat"));
        assertThat(said).isEmpty();
    }

    @Test
    void aJobIsDecodedByTheVaeItNames() {
        assertThat(done(Records.request("a cat", 1), decodedBy("soft")).state())
                .isEqualTo(JobState.DONE);
        assertThat(opened).containsExactly("soft.safetensors");
        Job lost = done(Records.request("a cat", 1), decodedBy("Sharp"));
        assertThat(lost.state()).isNotEqualTo(JobState.DONE);
        assertThat(lost.sentence()).contains("for the VAE \"Sharp\", which is not installed");
    }

    @Test
    void anotherVaeOfTheSameNameIsToldOf() {
        VaeSpec own = FakePipeline.SPEC.vae();
        pipeline =
                new FakePipeline(
                        FakePipeline.SPEC.withVae(
                                new VaeSpec(
                                        Optional.of(new SeparateVae("Soft", "a".repeat(64))),
                                        own.decoder(),
                                        own.encoder(),
                                        own.latentScale(),
                                        own.latentChannels(),
                                        own.downscale())),
                        0);
        assertThat(done(Records.request("a cat", 1), decodedBy("Soft", "a".repeat(64))).state())
                .isEqualTo(JobState.DONE);
        assertThat(said).isEmpty();
        done(Records.request("a cat", 1), decodedBy("Soft", "b".repeat(64)));
        assertThat(said).singleElement().asString().contains("Soft (aaaaaaaaaa)", "bbbbbbbbbb");
    }

    private static Provenance decodedBy(String vae) {
        return decodedBy(vae, "");
    }

    private static Provenance decodedBy(String vae, String hash) {
        return new Provenance(
                STARTERS.modelName(),
                STARTERS.modelHash(),
                Optional.of(new SeparateVae(vae, hash)),
                "",
                "",
                "");
    }

    @Test
    void thePictureItStartsFromAndItsRefinerAreThereAgain() {
        RgbImage start = new RgbImage(64, 64, new byte[64 * 64 * 3]);
        GenerationRequest request =
                Records.request("a cat", 1)
                        .startingFrom(new Start.FromImage(start, 0.5))
                        .but()
                        .refiner(Optional.of(new Refiner(FakePipeline.SPEC, 0.7)))
                        .request();
        assertThat(done(request, STARTERS).state()).isEqualTo(JobState.DONE);
        assertThat(pipeline.requests).containsExactly(request);
        assertThat(opened).containsExactly("Starter");
        assertThat(said).isEmpty();
    }

    @Test
    void anotherRefinerOfTheSameNameIsToldOf() {
        ModelSpec now = FakePipeline.SPEC;
        ModelSpec then =
                new ModelSpec(
                        now.name(),
                        "f".repeat(64),
                        now.textEncoders(),
                        now.unet(),
                        now.vae(),
                        now.schedule(),
                        false,
                        16,
                        now.nativeSize(),
                        List.of(),
                        now.defaults());
        GenerationRequest request =
                Records.request("a cat", 1)
                        .but()
                        .refiner(Optional.of(new Refiner(then, 0.7)))
                        .request();
        assertThat(done(request, STARTERS).state()).isEqualTo(JobState.DONE);
        assertThat(said).singleElement().asString().contains("ffffffffff").contains("0000000000");
    }

    @Test
    void anotherModelOfTheSameNameIsToldOf() {
        Provenance then = new Provenance("starter", "f".repeat(64), "", "", "");
        assertThat(done(Records.request("a cat", 1), then).state()).isEqualTo(JobState.DONE);
        assertThat(said)
                .singleElement()
                .asString()
                .contains("starter (0000000000) is not the one", "ffffffffff");
    }

    @Test
    void anIdGoesBeforeANameThatAnotherModelHas() {
        InstalledModel namesake =
                new InstalledModel(
                        "other/file",
                        "starter",
                        InstalledModel.Kind.PICTURES,
                        "",
                        "",
                        Path.of("other"),
                        Optional.empty(),
                        false);
        List<InstalledModel> both = List.of(namesake, STARTER);
        assertThat(OrderEngine.named("starter", both)).isEqualTo(STARTER);
        assertThat(OrderEngine.named("other/file", both)).isEqualTo(namesake);
        assertThat(OrderEngine.named("Starter", both)).isEqualTo(namesake);
    }

    @Test
    void aModelThatIsMissingOrBrokenIsNamed() {
        assertThatThrownBy(() -> OrderEngine.named("gone", List.of(STARTER)))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("\"gone\", which is not installed");
        Job job = done(Records.request("a cat", 1), new Provenance("broken", "", "", "", ""));
        assertThat(job.state()).isEqualTo(JobState.FAILED);
        assertThat(job.sentence()).isEqualTo("It has no U-Net.");
    }
}
