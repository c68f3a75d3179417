package studio.easel.app.files;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.regex.Pattern;
import studio.easel.app.files.References.Masked;
import studio.easel.app.files.References.NamedModel;
import studio.easel.app.files.References.RefinerModel;
import studio.easel.app.files.References.StartPicture;
import studio.easel.app.files.References.SteeringPicture;
import studio.easel.app.files.References.Upscaling;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.Guidance;
import studio.easel.engine.HiresFix;
import studio.easel.engine.HiresFix.Enlarging;
import studio.easel.engine.ImageSize;
import studio.easel.engine.Inpainting;
import studio.easel.engine.Provenance;
import studio.easel.engine.SizeConditioning;
import studio.easel.engine.Start;
import studio.easel.engine.Variation;

/** An {@link EaselRecord} as JSON. */
final class EaselRecordWriter {
    private static final ObjectMapper JSON = new ObjectMapper();

    // A lone half of a surrogate pair has no UTF-8 form; as an escape it survives.
    private static final Pattern LONE_SURROGATE = Pattern.compile("\\p{Cs}");

    private EaselRecordWriter() {}

    static String json(EaselRecord record) {
        ObjectNode root = JSON.createObjectNode().put("format", EaselRecord.FORMAT);
        ObjectNode asked = root.putObject("request");
        putRequest(asked, record.request());
        putReferences(asked, record.references());
        putProvenance(root.putObject("provenance"), record.provenance());
        return LONE_SURROGATE
                .matcher(root.toString())
                .replaceAll(half -> "\\\\u%04x".formatted((int) half.group().charAt(0)));
    }

    private static void putRequest(ObjectNode node, GenerationRequest request) {
        node.put("prompt", request.prompt()).put("negativePrompt", request.negativePrompt());
        putSize(node, request.size());
        node.put("steps", request.steps());
        putGuidance(node.putObject("guidance"), request.guidance());
        node.put("sampler", request.sampler().label())
                .put("spacing", request.spacing().label())
                .put("eta", request.eta())
                .put("noise", request.noiseKind().label())
                .put("seed", request.seed())
                .put("count", request.count())
                .put("clipSkip", request.clipSkip())
                .put("vaeTile", request.vaeTile())
                .put("noiseMultiplier", request.noiseAmounts().start())
                .put("ancestralEta", request.noiseAmounts().fresh());
        request.variation().ifPresent(it -> putVariation(node.putObject("variation"), it));
        request.sizeConditioning()
                .ifPresent(it -> putConditioning(node.putObject("sizeConditioning"), it));
        request.hires().ifPresent(it -> putHires(node.putObject("hires"), it));
        if (request.start() instanceof Start.Branch branch) {
            ObjectNode from = node.putObject("branch").put("after", branch.after());
            putRequest(from.putObject("request"), branch.from());
        }
    }

    private static void putSize(ObjectNode node, ImageSize size) {
        node.put("width", size.width()).put("height", size.height());
    }

    private static void putGuidance(ObjectNode node, Guidance guidance) {
        node.put("scale", guidance.scale())
                .put("rescale", guidance.rescale())
                .put("from", guidance.from())
                .put("to", guidance.to());
    }

    private static void putVariation(ObjectNode node, Variation variation) {
        node.put("subseed", variation.subseed()).put("strength", variation.strength());
        variation.drawnAt().ifPresent(size -> putSize(node, size));
    }

    private static void putConditioning(ObjectNode node, SizeConditioning told) {
        node.put("originalWidth", told.originalWidth())
                .put("originalHeight", told.originalHeight())
                .put("cropLeft", told.cropLeft())
                .put("cropTop", told.cropTop())
                .put("targetWidth", told.targetWidth())
                .put("targetHeight", told.targetHeight());
    }

    private static void putHires(ObjectNode node, HiresFix hires) {
        putSize(node, hires.size());
        node.put("steps", hires.steps()).put("denoisingStrength", hires.denoisingStrength());
        ObjectNode enlarging = node.putObject("enlarging");
        if (hires.enlarging() instanceof Enlarging.Latent latent) {
            enlarging.put("kind", "latent").put("mode", latent.mode().label());
        } else if (hires.enlarging() instanceof Enlarging.Lanczos) {
            enlarging.put("kind", "lanczos");
        } else {
            throw new AssertionError(hires.enlarging()); // an Upscaling by now
        }
    }

    private static void putReferences(ObjectNode node, References references) {
        references.start().ifPresent(it -> putStart(node.putObject("start"), it));
        for (SteeringPicture picture : references.controls()) {
            putControl(node.withArray("controls").addObject(), picture);
        }
        references.refiner().ifPresent(it -> putRefiner(node.putObject("refiner"), it));
        references.upscaling().ifPresent(it -> putUpscaling(node.putObject("hires"), it));
        for (NamedModel embedding : references.embeddings()) {
            putModel(node.withArray("embeddings").addObject(), embedding);
        }
        for (NamedModel lora : references.loras()) {
            putModel(node.withArray("loras").addObject(), lora);
        }
    }

    private static void putStart(ObjectNode node, StartPicture start) {
        node.put("denoisingStrength", start.denoisingStrength())
                .put("imageSha256", start.image().sha256());
        start.masked().ifPresent(it -> putMask(node.putObject("mask"), it));
    }

    private static void putMask(ObjectNode node, Masked masked) {
        Inpainting how = masked.how();
        node.put("sha256", masked.mask().sha256())
                .put("fill", how.fill().label())
                .put("blur", how.maskBlur())
                .put("soft", how.softMask())
                .put("compositing", how.compositing());
        how.onlyMasked().ifPresent(padding -> node.put("onlyMasked", padding));
    }

    private static void putControl(ObjectNode node, SteeringPicture picture) {
        putModel(node, picture.net())
                .put("imageSha256", picture.image().sha256())
                .put("weight", picture.weight())
                .put("from", picture.from())
                .put("to", picture.to());
    }

    private static void putRefiner(ObjectNode node, RefinerModel refiner) {
        putModel(node, refiner.model()).put("switchAt", refiner.switchAt());
    }

    private static void putUpscaling(ObjectNode node, Upscaling upscaling) {
        putSize(node, upscaling.size());
        node.put("steps", upscaling.steps())
                .put("denoisingStrength", upscaling.denoisingStrength());
        putModel(node.putObject("enlarging").put("kind", "network"), upscaling.upscaler());
    }

    private static ObjectNode putModel(ObjectNode node, NamedModel model) {
        return node.put("name", model.name()).put("hash", model.hash());
    }

    private static void putProvenance(ObjectNode node, Provenance provenance) {
        node.put("modelName", provenance.modelName()).put("modelHash", provenance.modelHash());
        provenance
                .vae()
                .ifPresent(
                        it ->
                                putModel(
                                        node.putObject("vae"),
                                        new NamedModel(it.name(), it.hash())));
        node.put("easelVersion", provenance.easelVersion())
                .put("runtimeVersion", provenance.runtimeVersion())
                .put("provider", provenance.provider());
    }
}
