package studio.easel.models.format;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import studio.easel.engine.ModelException;
import studio.easel.engine.onnx.GraphInspection;
import studio.easel.models.passport.Family;
import studio.easel.models.passport.Passport;
import studio.easel.models.passport.Prediction;
import studio.easel.models.passport.Role;

/** Fills in passports: reads headers, graphs and configurations, and runs nothing. */
public final class Inspection {
    private static final int SHORTEST_OLD_HASH = 8;
    private static final long OLD_HASH_PLACE = 0x100000;
    private static final int OLD_HASH_LENGTH = 0x10000;
    private static final int LONGEST_TITLE = 200;

    /** What Hugging Face's cards begin with. */
    private static final Pattern CARD_LICENCE =
            Pattern.compile("(?m)^license(?:_name)?:\\s*[\"']?([^\\s\"']+)");

    private final Path path;
    private final Map<Safetensors.Type, Long> numbers = new EnumMap<>(Safetensors.Type.class);
    private final List<String> notes = new ArrayList<>();
    private Role role = Role.UNKNOWN;
    private Family family = Family.UNKNOWN;
    private String variant = "";
    private String form = "";
    private String precision = "";
    private String title = "";
    private String author = "";
    private String licence = "";
    private long parameters;
    private long running;
    private @Nullable Prediction prediction;
    private @Nullable String problem;

    private Inspection(Path path) {
        this.path = path;
    }

    /**
     * A passport without a fingerprint.
     *
     * @param path a file or folder that exists
     * @throws CancellationException when the calling thread is interrupted
     */
    public static Passport of(Path path) {
        Inspection inspection = new Inspection(path);
        try {
            if (Files.isDirectory(path)) {
                inspection.folder();
            } else if (ModelFormat.isGraph(path)) {
                inspection.graphs(List.of(path), "one ONNX graph");
            } else {
                inspection.weights();
            }
        } catch (ModelException e) {
            inspection.problem = Recognition.Damaged.by(e).why();
        } catch (CancellationException e) {
            throw e;
        } catch (RuntimeException e) { // One bad file must not hide the others.
            inspection.problem = ModelFormat.unexpected(path, e).why();
        }
        return inspection.passport();
    }

    private Passport passport() {
        return new Passport(
                path,
                role,
                family,
                variant,
                form,
                Optional.ofNullable(prediction),
                precision,
                parameters,
                running,
                bytes(),
                Optional.empty(),
                oldHash(),
                title,
                author,
                licence,
                notes,
                Optional.ofNullable(problem));
    }

    private void weights() {
        form = Pickle.isOne(path) ? "a Python pickle" : "";
        WeightsFile file = WeightsFile.read(path);
        structure(file.structure());
        form = "one safetensors file, " + file.structure().names() + " names";
        count(file.tensors());
        describe(file.tensors().metadata());
        precision = most();
        problem = ModelFormat.unusable(path).orElse(null);
        missingParts(file);
    }

    private void structure(Structure structure) {
        role = structure.role();
        family = structure.family();
        variant = structure.variant();
        prediction = structure.prediction().orElse(null);
    }

    /** Checkpoints without one of their parts are usual; Easel opens whole ones. */
    private void missingParts(WeightsFile file) {
        if (role != Role.CHECKPOINT) {
            return;
        }
        Stream<String> names = file.tensors().entries().keySet().stream();
        List<String> parts = names.map(name -> name.replaceFirst("\\..*", "")).distinct().toList();
        if (!parts.contains("first_stage_model") && !parts.contains("vae")) {
            notes.add("It has no VAE of its own.");
        }
        if (!parts.contains("cond_stage_model") && !parts.contains("conditioner")) {
            notes.add("It has no text encoder of its own.");
        }
    }

    private void count(Safetensors tensors) {
        for (Safetensors.Entry entry : tensors.entries().values()) {
            numbers.merge(entry.type(), entry.count(), Long::sum);
            parameters += entry.count();
            running += Structure.runs(entry.name()) ? entry.count() : 0;
        }
    }

    private String most() {
        return numbers.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(type -> type.getKey().name())
                .orElse("");
    }

    private void describe(Map<String, String> metadata) {
        title =
                line(
                        metadata.getOrDefault(
                                "modelspec.title", metadata.getOrDefault("ss_output_name", "")));
        author = line(metadata.getOrDefault("modelspec.author", ""));
        licence =
                line(
                        metadata.getOrDefault(
                                "modelspec.license", metadata.getOrDefault("license", "")));
        String trigger = line(metadata.getOrDefault("modelspec.trigger_phrase", ""));
        if (!trigger.isEmpty()) {
            notes.add("Its maker says to write \"%s\" into the prompt.".formatted(trigger));
        }
    }

    /** Foreign text as one line of plain characters. */
    private static String line(String text) {
        String plain =
                text.replaceAll("[\\p{Cntrl}\\u2028\\u2029\\u202A-\\u202E\\u2066-\\u2069]+", " ");
        return plain.strip().substring(0, Math.min(plain.strip().length(), LONGEST_TITLE));
    }

    private void folder() {
        Recognition recognition = ModelFormat.recognise(path);
        licence = cardLicence();
        if (recognition instanceof Recognition.Match match) {
            recognised(match.model());
        } else if (recognition instanceof Recognition.NotThisFormat other) {
            problem = other.why();
            diffusers();
        } else if (recognition instanceof Recognition.Damaged damaged) {
            problem = damaged.why();
            diffusers();
        }
    }

    private void recognised(RecognisedModel model) {
        title = model.name();
        family = familyIn(model.family());
        if (model instanceof RecognisedModel.Pictures) {
            role = Role.CHECKPOINT;
            variant = model.family().contains("inpainting") ? "inpainting" : "";
            variant = model.family().contains("LCM") ? "LCM" : variant;
            boolean v = model.family().contains("v-prediction");
            prediction = new Prediction(v ? Prediction.Type.V : Prediction.Type.EPSILON, true);
        } else if (model instanceof RecognisedModel.ControlNet) {
            role = Role.CONTROLNET;
        } else if (model instanceof RecognisedModel.Depth) {
            role = Role.DEPTH;
        } else {
            role = Role.UPSCALER;
        }
        List<Path> files = model.files().stream().map(model.folder()::resolve).toList();
        List<Path> graphs = files.stream().filter(ModelFormat::isGraph).toList();
        if (graphs.isEmpty()) {
            form = "a folder";
            files.stream()
                    .filter(WeightsFile::isOne)
                    .forEach(file -> count(Safetensors.read(file)));
            precision = most();
        } else {
            countGraphs(graphs, "an ONNX folder");
        }
    }

    private static Family familyIn(String words) {
        return Stream.of(Family.SDXL_REFINER, Family.SDXL, Family.SD1, Family.SD2)
                .filter(family -> words.contains(family.words()))
                .findFirst()
                .orElse(words.matches("(Upscaler|Depth).*") ? Family.ANY : Family.UNKNOWN);
    }

    private void graphs(List<Path> graphs, String written) {
        Recognition recognition = ModelFormat.recognise(path);
        if (recognition instanceof Recognition.Match match) {
            recognised(match.model());
        } else if (recognition instanceof Recognition.NotThisFormat other) {
            problem = other.why();
        } else if (recognition instanceof Recognition.Damaged damaged) {
            problem = damaged.why();
            return;
        }
        parameters = 0;
        countGraphs(graphs, written);
    }

    private void countGraphs(List<Path> graphs, String written) {
        form = written;
        long largest = -1;
        for (Path graph : graphs) {
            GraphInspection.Content content = GraphInspection.of(graph);
            parameters += content.parameters();
            if (content.parameters() > largest) {
                largest = content.parameters();
                precision = content.precision();
            }
        }
        running = parameters;
    }

    /** A folder as diffusers writes it: its parts say what it is. */
    private void diffusers() {
        List<Path> parts =
                Stream.of("unet", "transformer", "text_encoder", "text_encoder_2", "vae")
                        .flatMap(part -> weightsIn(path.resolve(part)))
                        .toList();
        for (Path part : parts) {
            WeightsFile file = WeightsFile.read(part);
            count(file.tensors());
            Role whole = file.structure().role();
            if (whole == Role.UNET) {
                structure(file.structure());
                role = Role.CHECKPOINT;
            }
        }
        if (!parts.isEmpty()) {
            form = "a diffusers folder";
            precision = most();
            statedPrediction();
        }
    }

    private void statedPrediction() {
        JsonFile scheduler = JsonFile.readIfThere(path.resolve("scheduler/scheduler_config.json"));
        String said = scheduler.text("prediction_type", "");
        if (prediction != null && !said.isEmpty()) {
            boolean v = said.equals("v_prediction");
            prediction = new Prediction(v ? Prediction.Type.V : Prediction.Type.EPSILON, true);
        }
    }

    /** Of several files with the same weights in other precisions the first by name. */
    private static Stream<Path> weightsIn(Path part) {
        if (!Files.isDirectory(part)) {
            return Stream.empty();
        }
        try (Stream<Path> files = Files.list(part)) {
            List<Path> found =
                    files.filter(file -> file.toString().endsWith(".safetensors"))
                            .sorted(Comparator.comparing(Path::toString))
                            .toList();
            List<Path> pieces =
                    found.stream().filter(file -> file.toString().contains("-of-")).toList();
            return pieces.isEmpty() ? found.stream().limit(1) : pieces.stream();
        } catch (IOException e) {
            throw new ModelException(
                    "%s cannot be listed (%s). Check the folder's permissions.".formatted(part, e),
                    e);
        }
    }

    private String cardLicence() {
        Path card = path.resolve("README.md");
        if (!Files.isRegularFile(card)) {
            return "";
        }
        try (InputStream in = Files.newInputStream(card)) {
            String text = new String(in.readNBytes(1 << 12), StandardCharsets.UTF_8);
            Matcher licences = CARD_LICENCE.matcher(text);
            return text.startsWith("---") && licences.find() ? line(licences.group(1)) : "";
        } catch (IOException e) {
            return "";
        }
    }

    private long bytes() {
        try (Stream<Path> files = Files.walk(path)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        } catch (IOException | UncheckedIOException e) {
            return 0;
        }
    }

    /** SHA-256 of the second MiB's first 64 KiB: what A1111 went by until its version 1.0. */
    private Optional<String> oldHash() {
        if (!Files.isRegularFile(path)) {
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(path)) {
            in.skipNBytes(Math.min(OLD_HASH_PLACE, Files.size(path)));
            byte[] part = in.readNBytes(OLD_HASH_LENGTH);
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(part);
            return Optional.of(HexFormat.of().formatHex(hash).substring(0, SHORTEST_OLD_HASH));
        } catch (IOException e) {
            return Optional.empty();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
