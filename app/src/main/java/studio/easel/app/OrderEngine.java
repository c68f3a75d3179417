package studio.easel.app;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import studio.easel.app.files.References;
import studio.easel.app.files.References.NamedModel;
import studio.easel.app.files.References.SteeringPicture;
import studio.easel.app.queue.Engine;
import studio.easel.app.queue.KeptPictures;
import studio.easel.app.queue.Order;
import studio.easel.engine.Control;
import studio.easel.engine.ControlNetSpec;
import studio.easel.engine.GeneratedImage;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.HiresFix;
import studio.easel.engine.HiresFix.Enlarging;
import studio.easel.engine.ModelException;
import studio.easel.engine.ModelSpec;
import studio.easel.engine.Progress;
import studio.easel.engine.Provenance;
import studio.easel.engine.Refiner;
import studio.easel.engine.TextualInversion;
import studio.easel.engine.UpscalerSpec;
import studio.easel.engine.onnx.Device;
import studio.easel.engine.pipeline.ImagePipeline;
import studio.easel.models.InstalledModel;

/**
 * Makes the pictures of queued jobs with the pipeline the window has open. A job names its models;
 * here they are found again, as {@code easel generate --from} finds them.
 */
final class OrderEngine implements Engine {
    private final Supplier<List<InstalledModel>> installed;
    private final Pipelines pipelines;
    private final Supplier<Device> device;
    private final Supplier<Companions> companions;
    private final Consumer<String> say;

    /**
     * @param installed the models there are
     * @param companions finds a request's other models
     * @param say hears where a model is not the one a job was asked for with
     */
    OrderEngine(
            Supplier<List<InstalledModel>> installed,
            Pipelines pipelines,
            Supplier<Device> device,
            Supplier<Companions> companions,
            Consumer<String> say) {
        this.installed = installed;
        this.pipelines = pipelines;
        this.device = device;
        this.companions = companions;
        this.say = say;
    }

    /**
     * The installed model of that id, or else of that name: an id belongs to one model, and a name
     * may be that of several.
     *
     * @throws ModelException where there is none that can be used
     */
    static InstalledModel named(String name, List<InstalledModel> installed) {
        List<InstalledModel> painters =
                installed.stream().filter(it -> it.kind() == InstalledModel.Kind.PICTURES).toList();
        InstalledModel found =
                painters.stream()
                        .filter(it -> it.id().equals(name))
                        .findFirst()
                        .or(
                                () ->
                                        painters.stream()
                                                .filter(it -> it.name().equalsIgnoreCase(name))
                                                .findFirst())
                        .orElseThrow(
                                () ->
                                        new ModelException(
                                                "This job is for the model \"%s\", which is not installed. Add the model and start the job again, or remove the job."
                                                        .formatted(name)));
        found.problem()
                .ifPresent(
                        problem -> {
                            throw new ModelException(problem);
                        });
        return found;
    }

    private static InstalledModel vae(String name, List<InstalledModel> installed) {
        return installed.stream()
                .filter(it -> it.kind() == InstalledModel.Kind.VAE)
                .filter(it -> it.id().equals(name) || it.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                new ModelException(
                                        "This job is for the VAE \"%s\", which is not installed. Add it and start the job again, or remove the job."
                                                .formatted(name)));
    }

    @Override
    public GeneratedImage make(Order order, Progress progress) {
        Provenance wanted = order.record().provenance();
        List<InstalledModel> all = installed.get();
        InstalledModel model =
                named(wanted.modelName(), all).with(wanted.vae().map(it -> vae(it.name(), all)));
        GenerationRequest request = whole(order);
        ImagePipeline pipeline = pipelines.open(model, device.get(), progress::stage);
        compare(new NamedModel(model.name(), wanted.modelHash()), pipeline.model().hash());
        wanted.vae()
                .ifPresent(
                        theirs ->
                                pipeline.model()
                                        .vae()
                                        .separate()
                                        .ifPresent(
                                                ours ->
                                                        compare(
                                                                new NamedModel(
                                                                        theirs.name(),
                                                                        theirs.hash()),
                                                                ours.hash())));
        GeneratedImage made = pipeline.generate(request, progress).get(0);
        order.record().references().embeddings().forEach(it -> compare(it, made.request()));
        return made;
    }

    private GenerationRequest whole(Order order) {
        References references = order.record().references();
        GenerationRequest.Draft draft = order.request().but();
        if (!references.controls().isEmpty()) {
            draft.controls(
                    references.controls().stream()
                            .map(it -> control(it, order.pictures()))
                            .toList());
        }
        references
                .refiner()
                .ifPresent(
                        it -> {
                            ModelSpec spec = companions.get().models().apply(it.model().name());
                            compare(it.model(), spec.hash());
                            draft.refiner(Optional.of(new Refiner(spec, it.switchAt())));
                        });
        references.upscaling().ifPresent(it -> draft.hires(Optional.of(enlarged(it))));
        return draft.request();
    }

    private Control control(SteeringPicture steering, KeptPictures pictures) {
        ControlNetSpec net = companions.get().controlNets().apply(steering.net().name());
        compare(steering.net(), net.hash());
        return new Control(
                net,
                pictures.picture(steering.image()),
                steering.weight(),
                steering.from(),
                steering.to());
    }

    private HiresFix enlarged(References.Upscaling upscaling) {
        UpscalerSpec upscaler = companions.get().upscalers().apply(upscaling.upscaler().name());
        compare(upscaling.upscaler(), upscaler.hash());
        return upscaling.by(new Enlarging.Network(upscaler));
    }

    private void compare(NamedModel wanted, GenerationRequest made) {
        made.embeddings().stream()
                .filter(it -> it.name().equalsIgnoreCase(wanted.name()))
                .findFirst()
                .map(TextualInversion::hash)
                .ifPresentOrElse(
                        hash -> compare(wanted, hash),
                        () ->
                                say.accept(
                                        "The embedding %s (%s) is not installed: its name is read as ordinary words, the pixels will differ."
                                                .formatted(wanted.name(), wanted.shortHash())));
    }

    private void compare(NamedModel wanted, String hash) {
        if (!wanted.mayBe(hash)) {
            say.accept(
                    "%s (%s) is not the one a job was asked for with (%s): the pixels will differ."
                            .formatted(
                                    wanted.name(),
                                    new NamedModel("", hash).shortHash(),
                                    wanted.shortHash()));
        }
    }
}
