package studio.easel.app.render;

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
    /** Where models are found. */
    public interface Shelf {
        /**
         * The model a Deforum schedule names: {@code model.safetensors [hash]}.
         *
         * @throws EaselException when there is none
         */
        InstalledModel checkpoint(String name);

        /**
         * One that sees depth.
         *
         * @throws EaselException when it cannot be told which is meant
         */
        InstalledModel depth();

        /** Reads it. */
        DepthSpec openDepth(InstalledModel model, Consumer<String> stage);

        /**
         * The models of a folder.
         *
         * @param depth the depth model's name or path; empty for the only one somebody installed,
         *     or the one that comes with Easel
         */
        static Shelf of(ModelLibrary library, Optional<String> depth) {
            return of(
                    library,
                    () -> depth.map(library::find).orElseGet(() -> FrameModels.depth(library)));
        }

        /** The models of a folder; of several that see depth, the first by name. */
        static Shelf choosing(ModelLibrary library) {
            return of(library, () -> library.meant(InstalledModel.Kind.DEPTH).get(0));
        }

        private static Shelf of(ModelLibrary library, Supplier<InstalledModel> depth) {
            return new Shelf() {
                @Override
                public InstalledModel checkpoint(String name) {
                    return FrameModels.checkpoint(library, name);
                }

                @Override
                public InstalledModel depth() {
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

    private static InstalledModel depth(ModelLibrary library) {
        List<InstalledModel> meant = library.meant(InstalledModel.Kind.DEPTH);
        if (meant.size() > 1) {
            throw new EaselException(
                    "There are %d depth models: %s. Choose one with --depth, or keep one in the models folder."
                            .formatted(
                                    meant.size(),
                                    String.join(
                                            ", ",
                                            meant.stream().map(InstalledModel::id).toList())));
        }
        return meant.get(0);
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
        Optional<DepthSpec> seeing = depth(animation);
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

    private Optional<DepthSpec> depth(Animation animation) {
        boolean wanted =
                animation.mode() == Animation.Mode.THREE_D
                        && animation.settings().flag("use_depth_warping");
        return wanted ? Optional.of(shelf.openDepth(shelf.depth(), stage)) : Optional.empty();
    }
}
