package studio.easel.app.files;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;
import java.util.OptionalInt;
import studio.easel.app.files.References.Masked;
import studio.easel.app.files.References.NamedModel;
import studio.easel.app.files.References.RefinerModel;
import studio.easel.app.files.References.StartPicture;
import studio.easel.app.files.References.SteeringPicture;
import studio.easel.app.files.References.Upscaling;
import studio.easel.engine.EaselException;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.Guidance;
import studio.easel.engine.HiresFix;
import studio.easel.engine.HiresFix.Enlarging;
import studio.easel.engine.ImageSize;
import studio.easel.engine.Inpainting;
import studio.easel.engine.LatentResampling;
import studio.easel.engine.NoiseAmounts;
import studio.easel.engine.NoiseKind;
import studio.easel.engine.Provenance;
import studio.easel.engine.SamplerName;
import studio.easel.engine.SeparateVae;
import studio.easel.engine.SigmaSpacing;
import studio.easel.engine.SizeConditioning;
import studio.easel.engine.Start;
import studio.easel.engine.Variation;

/** An {@link EaselRecord} from JSON that may be damaged, hostile, or of an older Easel. */
final class EaselRecordReader {
    /** A branch of a branch and so on, some thirty times. */
    private static final int MOST_NESTED = 72;

    private static final ObjectMapper JSON =
            new ObjectMapper(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(MOST_NESTED)
                                                    .maxNumberLength(40)
                                                    .maxNameLength(200)
                                                    .maxStringLength(PngTexts.LONGEST)
                                                    .build())
                                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                    .build())
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private EaselRecordReader() {}

    static EaselRecord record(String json) {
        Members root = new Members(tree(json));
        int format = root.whole("format");
        if (format < 1 || format > EaselRecord.FORMAT) {
            throw new EaselException(
                    "it has format %d, this Easel reads format 1 to %d"
                            .formatted(format, EaselRecord.FORMAT));
        }
        Members request = root.object("request");
        GenerationRequest usual = usual(request, format);
        Provenance provenance = provenance(root.object("provenance"));
        return new EaselRecord(
                format == 1 ? usual : everything(usual, request, format),
                provenance,
                references(request, provenance));
    }

    private static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new EaselException("it is not JSON as Easel writes it", e);
        }
    }

    /** What every format has; format 1 knew of guidance nothing but its scale. */
    private static GenerationRequest usual(Members request, int format) {
        return new GenerationRequest(
                request.words("prompt"),
                request.words("negativePrompt"),
                size(request),
                request.whole("steps"),
                format == 1
                        ? request.real("guidanceScale")
                        : request.object("guidance").real("scale"),
                SamplerName.parse(request.text("sampler")),
                SigmaSpacing.parse(request.text("spacing")),
                request.real("eta"),
                request.large("seed"),
                request.whole("count"));
    }

    private static GenerationRequest everything(
            GenerationRequest usual, Members request, int format) {
        return usual.but()
                .guidance(guidance(request.object("guidance")))
                .noiseKind(NoiseKind.parse(request.text("noise")))
                .variation(request.optional("variation", EaselRecordReader::variation))
                .clipSkip(request.whole("clipSkip"))
                .vaeTile(request.whole("vaeTile"))
                .noiseAmounts(format == 2 ? NoiseAmounts.USUAL : noiseAmounts(request))
                .sizeConditioning(
                        request.optional("sizeConditioning", EaselRecordReader::conditioning))
                .hires(request.optional("hires", EaselRecordReader::hires).flatMap(it -> it))
                .start(
                        request.optional("branch", EaselRecordReader::branch)
                                .orElseGet(Start.FromNoise::new))
                .request();
    }

    private static Start branch(Members node) {
        Members from = node.object("request");
        return new Start.Branch(
                everything(usual(from, EaselRecord.FORMAT), from, EaselRecord.FORMAT),
                node.whole("after"),
                Optional.empty());
    }

    private static ImageSize size(Members node) {
        return new ImageSize(node.whole("width"), node.whole("height"));
    }

    private static Guidance guidance(Members node) {
        return new Guidance(
                node.real("scale"), node.real("rescale"), node.real("from"), node.real("to"));
    }

    private static NoiseAmounts noiseAmounts(Members node) {
        return new NoiseAmounts(node.real("noiseMultiplier"), node.real("ancestralEta"));
    }

    private static Variation variation(Members node) {
        return new Variation(
                node.large("subseed"),
                node.real("strength"),
                node.has("width") ? Optional.of(size(node)) : Optional.empty());
    }

    private static SizeConditioning conditioning(Members node) {
        return new SizeConditioning(
                node.whole("originalWidth"),
                node.whole("originalHeight"),
                node.whole("cropLeft"),
                node.whole("cropTop"),
                node.whole("targetWidth"),
                node.whole("targetHeight"));
    }

    /** Empty where a network enlarges: that is an {@link Upscaling}. */
    private static Optional<HiresFix> hires(Members node) {
        Members enlarging = node.object("enlarging");
        String kind = enlarging.text("kind");
        return switch (kind) {
            case "latent" ->
                    Optional.of(
                            hires(
                                    node,
                                    new Enlarging.Latent(
                                            LatentResampling.parse(enlarging.text("mode")))));
            case "lanczos" -> Optional.of(hires(node, new Enlarging.Lanczos()));
            case "network" -> Optional.empty();
            default -> throw enlarging.unfit("kind", "latent, lanczos or network");
        };
    }

    private static HiresFix hires(Members node, Enlarging enlarging) {
        return new HiresFix(
                size(node), enlarging, node.whole("steps"), node.real("denoisingStrength"));
    }

    private static References references(Members request, Provenance provenance) {
        return new References(
                request.optional("start", EaselRecordReader::start),
                request.list("controls", EaselRecordReader::control),
                request.optional("refiner", EaselRecordReader::refiner),
                request.optional("hires", EaselRecordReader::upscaling).flatMap(it -> it),
                provenance.vae().map(it -> new NamedModel(it.name(), it.hash())),
                request.list("embeddings", EaselRecordReader::model),
                request.list("loras", EaselRecordReader::model));
    }

    private static StartPicture start(Members node) {
        double strength = node.real("denoisingStrength");
        return new StartPicture(
                new PictureHash(node.text("imageSha256")),
                strength,
                node.optional("mask", mask -> masked(mask, strength)));
    }

    private static Masked masked(Members node, double denoisingStrength) {
        return new Masked(
                new PictureHash(node.text("sha256")),
                new Inpainting(
                        denoisingStrength,
                        Inpainting.Fill.parse(node.text("fill")),
                        node.real("blur"),
                        node.flag("soft"),
                        node.has("onlyMasked")
                                ? OptionalInt.of(node.whole("onlyMasked"))
                                : OptionalInt.empty(),
                        node.flag("compositing")));
    }

    private static SteeringPicture control(Members node) {
        return new SteeringPicture(
                model(node),
                new PictureHash(node.text("imageSha256")),
                node.real("weight"),
                node.real("from"),
                node.real("to"));
    }

    private static RefinerModel refiner(Members node) {
        return new RefinerModel(model(node), node.real("switchAt"));
    }

    private static Optional<Upscaling> upscaling(Members node) {
        Members enlarging = node.object("enlarging");
        return enlarging.text("kind").equals("network")
                ? Optional.of(
                        new Upscaling(
                                model(enlarging),
                                size(node),
                                node.whole("steps"),
                                node.real("denoisingStrength")))
                : Optional.empty();
    }

    private static NamedModel model(Members node) {
        return new NamedModel(node.text("name"), node.text("hash"));
    }

    private static Provenance provenance(Members node) {
        return new Provenance(
                node.text("modelName"),
                node.text("modelHash"),
                node.optional("vae", it -> new SeparateVae(it.text("name"), it.text("hash"))),
                node.text("easelVersion"),
                node.text("runtimeVersion"),
                node.text("provider"));
    }
}
