package studio.easel.app.files;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import studio.easel.app.files.SavedSettings.Source;
import studio.easel.engine.EaselException;
import studio.easel.engine.GeneratedImage;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.ImageSize;
import studio.easel.engine.Provenance;
import studio.easel.engine.RgbImage;
import studio.easel.engine.SamplerName;
import studio.easel.engine.SigmaSpacing;
import studio.easel.engine.Start;

/**
 * Everything that determines a picture: the JSON in its {@code easel} chunk.
 *
 * <pre>{@code
 * {"format": 1,
 *  "request": {"prompt", "negativePrompt", "width", "height", "steps", "guidanceScale",
 *              "sampler", "spacing", "eta", "seed", "count",
 *              "start": {"denoisingStrength", "imageSha256"}},        where a picture was the start
 *  "provenance": {"modelName", "modelHash", "easelVersion", "runtimeVersion", "provider"}}
 * }</pre>
 *
 * A reader skips members it does not know; whoever adds one that changes the picture raises the
 * format.
 */
public record EaselRecord(
        GenerationRequest request, Provenance provenance, Optional<PictureStart> start) {
    /**
     * The picture a walk began with; the file does not hold it, and {@link #request} starts from
     * noise.
     *
     * @param imageSha256 of its pixels, {@code width * height * 3} bytes, 64 hex digits
     */
    public record PictureStart(double denoisingStrength, String imageSha256) {
        static Optional<PictureStart> of(GenerationRequest request) {
            return request.start() instanceof Start.FromImage from
                    ? Optional.of(new PictureStart(from.denoisingStrength(), hash(from.image())))
                    : Optional.empty();
        }

        /** Whether {@code image} is that picture. */
        public boolean is(RgbImage image) {
            return hash(image).equals(imageSha256);
        }

        private static String hash(RgbImage image) {
            try {
                return HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(image.rgb()));
            } catch (NoSuchAlgorithmException e) {
                throw new AssertionError(e); // every Java has it
            }
        }
    }

    /** The format that is written, and the newest that is read. */
    public static final int FORMAT = 1;

    private static final int LONGEST_NAME = 1000;

    // A lone half of a surrogate pair has no UTF-8 form; as an escape it survives.
    private static final Pattern LONE_SURROGATE = Pattern.compile("\\p{Cs}");

    private static final ObjectMapper JSON =
            new ObjectMapper(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(16)
                                                    .maxNumberLength(40)
                                                    .maxNameLength(200)
                                                    .maxStringLength(PngTexts.LONGEST)
                                                    .build())
                                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                    .build())
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** What {@code image} is to remember. */
    public static EaselRecord of(GeneratedImage image) {
        return new EaselRecord(
                image.request(), image.provenance(), PictureStart.of(image.request()));
    }

    String json() {
        ObjectNode root = JSON.createObjectNode().put("format", FORMAT);
        ObjectNode asked = root.putObject("request");
        asked.put("prompt", request.prompt())
                .put("negativePrompt", request.negativePrompt())
                .put("width", request.size().width())
                .put("height", request.size().height())
                .put("steps", request.steps())
                .put("guidanceScale", request.guidanceScale())
                .put("sampler", request.sampler().label())
                .put("spacing", request.spacing().label())
                .put("eta", request.eta())
                .put("seed", request.seed())
                .put("count", request.count());
        start.ifPresent(
                from ->
                        asked.putObject("start")
                                .put("denoisingStrength", from.denoisingStrength())
                                .put("imageSha256", from.imageSha256()));
        root.putObject("provenance")
                .put("modelName", provenance.modelName())
                .put("modelHash", provenance.modelHash())
                .put("easelVersion", provenance.easelVersion())
                .put("runtimeVersion", provenance.runtimeVersion())
                .put("provider", provenance.provider());
        return LONE_SURROGATE
                .matcher(root.toString())
                .replaceAll(half -> "\\\\u%04x".formatted((int) half.group().charAt(0)));
    }

    /**
     * @throws EaselException when the text is no such record; the sentence says what is wrong with
     *     it, not where it was found
     */
    static EaselRecord parse(String json) {
        JsonNode root = tree(json);
        int format = whole(root, "format");
        if (format != FORMAT) {
            throw new EaselException(
                    "it has format %d, this Easel reads format %d".formatted(format, FORMAT));
        }
        JsonNode request = root.path("request");
        return new EaselRecord(
                request(request),
                provenance(root.path("provenance")),
                start(request.path("start")));
    }

    private static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new EaselException("it is not JSON as Easel writes it", e);
        }
    }

    private static GenerationRequest request(JsonNode node) {
        return new GenerationRequest(
                text(node, "prompt", PngTexts.LONGEST),
                text(node, "negativePrompt", PngTexts.LONGEST),
                new ImageSize(whole(node, "width"), whole(node, "height")),
                whole(node, "steps"),
                real(node, "guidanceScale"),
                SamplerName.parse(text(node, "sampler", LONGEST_NAME)),
                SigmaSpacing.parse(text(node, "spacing", LONGEST_NAME)),
                real(node, "eta"),
                seed(node),
                whole(node, "count"));
    }

    private static Optional<PictureStart> start(JsonNode node) {
        return node.isMissingNode()
                ? Optional.empty()
                : Optional.of(
                        new PictureStart(
                                real(node, "denoisingStrength"),
                                text(node, "imageSha256", LONGEST_NAME)));
    }

    private static Provenance provenance(JsonNode node) {
        return new Provenance(
                text(node, "modelName", LONGEST_NAME),
                text(node, "modelHash", LONGEST_NAME),
                text(node, "easelVersion", LONGEST_NAME),
                text(node, "runtimeVersion", LONGEST_NAME),
                text(node, "provider", LONGEST_NAME));
    }

    private static String text(JsonNode node, String name, int longest) {
        JsonNode value = node.path(name);
        if (!value.isTextual() || value.textValue().length() > longest) {
            throw unfit(name, "a text of at most %d characters".formatted(longest));
        }
        return value.textValue();
    }

    private static int whole(JsonNode node, String name) {
        JsonNode value = node.path(name);
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw unfit(name, "a whole number in range");
        }
        return value.intValue();
    }

    private static long seed(JsonNode node) {
        JsonNode value = node.path("seed");
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw unfit("seed", "a whole number in range");
        }
        return value.longValue();
    }

    private static double real(JsonNode node, String name) {
        JsonNode value = node.path(name);
        if (!value.isNumber()) {
            throw unfit(name, "a number");
        }
        return value.doubleValue();
    }

    private static EaselException unfit(String name, String expected) {
        return new EaselException("its \"%s\" is not %s".formatted(name, expected));
    }

    /** As settings, beside the A1111 text of the same picture. */
    SavedSettings settings(String parameters) {
        return new SavedSettings(
                Source.EASEL,
                request.prompt(),
                request.negativePrompt(),
                Optional.of(request.sampler().label()),
                Optional.of(request.spacing().label()),
                Optional.of(request.steps()),
                Optional.of(request.guidanceScale()),
                Optional.of(request.eta()),
                Optional.of(request.seed()),
                Optional.of(request.size()),
                Optional.of(provenance.modelName()),
                Optional.of(provenance.modelHash()),
                Optional.of(this),
                parameters,
                start.map(EaselRecord::needed).stream().toList());
    }

    private static String needed(PictureStart start) {
        return "The picture started from another one (denoising strength %s), which is not in the file, expected it beside the settings. Name it with --image to make the same picture again."
                .formatted(start.denoisingStrength());
    }
}
