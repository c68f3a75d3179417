package studio.easel.app.render;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import studio.easel.app.Pipelines;
import studio.easel.app.render.RenderPlan.Span;
import studio.easel.app.render.RenderPlan.Watcher;
import studio.easel.engine.DepthSpec;
import studio.easel.engine.EaselException;
import studio.easel.engine.ModelSpec;
import studio.easel.engine.Progress;
import studio.easel.engine.animation.Animation;
import studio.easel.engine.animation.frame.Depth;
import studio.easel.engine.animation.frame.DepthNetwork;
import studio.easel.engine.onnx.Device;
import studio.easel.engine.pipeline.ImagePipeline;
import studio.easel.models.InstalledModel;
import studio.easel.models.ModelLibrary;

/**
 * The models that make an animation's frames: the usual one, others by schedule, one that sees
 * depth. One that makes pictures is open at a time, since they take gigabytes.
 *
 * @param pipelines the one that is open
 * @param stage hears what is going on while a model is read
 */
public record FrameModels(Shelf shelf, Pipelines pipelines, Device device, Consumer<String> stage) {
    /** What is said where the camera moves and nothing sees depth. */
    public static final String NO_DEPTH =
            "No depth model is installed, so the camera moves before a flat picture. Put the .onnx file of one (MiDaS, Depth Anything) into the models folder for depth.";

    /** Where models are found. */
    public interface Shelf {
        /**
         * The model a Deforum schedule names: {@code model.safetensors [hash]}.
         *
         * @throws EaselException when there is none
         */
        InstalledModel checkpoint(String name);

        /** One that sees depth; empty where none is installed. */
        Optional<InstalledModel> depth();

        /** Reads it. */
        DepthSpec openDepth(InstalledModel model, Consumer<String> stage);

        /**
         * The models of a folder.
         *
         * @param depth the depth model's name or path; empty for the only one installed
         */
        static Shelf of(ModelLibrary library, Optional<String> depth) {
            return of(
                    library,
                    () ->
                            depth.isPresent()
                                    ? depth.map(library::find)
                                    : FrameModels.depth(library));
        }

        /** The models of a folder; of several that see depth, the first by name. */
        static Shelf choosing(ModelLibrary library) {
            return of(library, () -> depths(library).stream().findFirst());
        }

        private static Shelf of(ModelLibrary library, Supplier<Optional<InstalledModel>> depth) {
            return new Shelf() {
                @Override
                public InstalledModel checkpoint(String name) {
                    return FrameModels.checkpoint(library, name);
                }

                @Override
                public Optional<InstalledModel> depth() {
                    return depth.get();
                }

                @Override
                public DepthSpec openDepth(InstalledModel model, Consumer<String> stage) {
                    return library.openDepth(model, stage);
                }
            };
        }
    }

    private static InstalledModel checkpoint(ModelLibrary library, String name) {
        String plain = name.replaceAll("\\s*\\[[0-9a-fA-F]*\\]\\s*$", "").strip();
        String stem = plain.replaceAll("(?i)\\.(?:ckpt|safetensors|pt)$", "");
        return library.installed().stream()
                .filter(it -> it.id().equalsIgnoreCase(stem) || it.name().equalsIgnoreCase(stem))
                .findFirst()
                .orElseGet(() -> library.find(plain));
    }

    private static List<InstalledModel> depths(ModelLibrary library) {
        return library.installed().stream()
                .filter(model -> model.kind() == InstalledModel.Kind.DEPTH)
                .filter(model -> model.problem().isEmpty())
                .sorted(Comparator.comparing(InstalledModel::id))
                .toList();
    }

    private static Optional<InstalledModel> depth(ModelLibrary library) {
        List<InstalledModel> installed = depths(library);
        if (installed.size() > 1) {
            throw new EaselException(
                    "There are %d depth models: %s. Choose one with --depth, or keep one in the models folder."
                            .formatted(
                                    installed.size(),
                                    String.join(
                                            ", ",
                                            installed.stream().map(InstalledModel::id).toList())));
        }
        return installed.stream().findFirst();
    }

    /**
     * Renders a plan.
     *
     * @param usual makes the frames for which the settings name no model
     * @param steps hears the steps of each frame
     * @param say hears what is done otherwise than the settings say
     * @throws EaselException when a model is missing; before the first frame
     */
    public void render(
            RenderPlan plan,
            InstalledModel usual,
            Progress steps,
            Span span,
            Watcher watcher,
            Consumer<String> say) {
        Animation animation = plan.animation();
        Map<String, String> fingerprints = new LinkedHashMap<>();
        ModelSpec painter = pipelines.describe(usual, stage);
        fingerprints.put("--model", painter.hash());
        painter.vae().separate().ifPresent(vae -> fingerprints.put("--vae", vae.hash()));
        Map<String, InstalledModel> scheduled = new LinkedHashMap<>();
        for (String name : animation.checkpoints()) {
            InstalledModel named = pictures(name).with(usual.vae());
            scheduled.put(name, named);
            String hash = pipelines.describe(named, stage).hash();
            fingerprints.put("checkpoint " + name.replaceAll("\\R", " "), hash);
        }
        Optional<DepthSpec> seeing = depth(animation, say);
        seeing.ifPresent(spec -> fingerprints.put("--depth", spec.hash()));
        Function<Optional<String>, ImagePipeline> models =
                checkpoint ->
                        pipelines.open(checkpoint.map(scheduled::get).orElse(usual), device, stage);
        PipelineDiffuser diffuser = new PipelineDiffuser(models, animation, steps, say);
        try (@Nullable DepthNetwork network =
                seeing.map(it -> DepthNetwork.open(it, device, animation.fidelity()))
                        .orElse(null)) {
            Depth depth = network == null ? Depth.flat() : network;
            plan.render(diffuser, depth, fingerprints, span, watcher);
        }
    }

    private InstalledModel pictures(String name) {
        InstalledModel found = shelf.checkpoint(name);
        found.problem()
                .ifPresent(
                        why -> {
                            throw new EaselException(why);
                        });
        if (found.kind() != InstalledModel.Kind.PICTURES) {
            throw new EaselException(
                    "checkpoint_schedule names %s, which makes no pictures. Name a model that does."
                            .formatted(name));
        }
        return found;
    }

    private Optional<DepthSpec> depth(Animation animation, Consumer<String> say) {
        boolean wanted =
                animation.mode() == Animation.Mode.THREE_D
                        && animation.settings().flag("use_depth_warping");
        if (!wanted) {
            return Optional.empty();
        }
        Optional<DepthSpec> found = shelf.depth().map(model -> shelf.openDepth(model, stage));
        if (found.isEmpty()) {
            say.accept(NO_DEPTH);
        }
        return found;
    }
}
