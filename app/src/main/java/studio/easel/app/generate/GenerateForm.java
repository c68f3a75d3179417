package studio.easel.app.generate;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.Property;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.jspecify.annotations.Nullable;
import studio.easel.app.Arithmetic;
import studio.easel.app.Words;
import studio.easel.app.canvas.CanvasModel;
import studio.easel.app.files.Further;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.Guidance;
import studio.easel.engine.ImageSize;
import studio.easel.engine.ModelSpec;
import studio.easel.engine.NoiseKind;
import studio.easel.engine.RequestException;
import studio.easel.engine.RequestException.Field;
import studio.easel.engine.SamplerName;
import studio.easel.engine.SigmaSpacing;
import studio.easel.engine.Variation;

/**
 * What the artist has filled in, as it stands in the controls: numbers are the texts somebody
 * typed, and {@link #request()} says what is wrong with them. Settings nobody touched follow the
 * model.
 */
public final class GenerateForm implements CanvasModel.Sizes {
    /** Settings that have a usual value for each model. */
    private static final Set<Field> FOLLOWING =
            EnumSet.of(Field.SIZE, Field.STEPS, Field.GUIDANCE_SCALE, Field.SAMPLER);

    private static final int USUAL_GRID = 8;

    private record Usual(ModelSpec.Defaults defaults, ImageSize size, int grid) {}

    private final StringProperty prompt = new SimpleStringProperty("");
    private final StringProperty negativePrompt = new SimpleStringProperty("");
    private final StringProperty width = new SimpleStringProperty("512");
    private final StringProperty height = new SimpleStringProperty("512");
    private final StringProperty steps = new SimpleStringProperty("20");
    private final StringProperty guidanceScale = new SimpleStringProperty("7");
    private final ObjectProperty<SamplerName> sampler =
            new SimpleObjectProperty<>(SamplerName.DPM_PLUS_PLUS_2M);
    private final ObjectProperty<SigmaSpacing> spacing =
            new SimpleObjectProperty<>(SigmaSpacing.AUTOMATIC);
    private final StringProperty eta = new SimpleStringProperty("0");
    private final StringProperty seed = new SimpleStringProperty("");
    private final BooleanProperty keepSeed = new SimpleBooleanProperty();
    private final StringProperty count = new SimpleStringProperty("1");
    private final StringProperty guidanceRescale = new SimpleStringProperty("0");
    private final StringProperty clipSkip = new SimpleStringProperty("1");
    private final ObjectProperty<NoiseKind> noiseKind =
            new SimpleObjectProperty<>(NoiseKind.TORCH_CPU);
    private final StringProperty variationStrength = new SimpleStringProperty("0");
    private final StringProperty variationSeed = new SimpleStringProperty("");
    private final ReadOnlyObjectWrapper<Kept> kept = new ReadOnlyObjectWrapper<>(Kept.NOTHING);

    private final Map<Field, ReadOnlyStringWrapper> errors = new EnumMap<>(Field.class);
    private final Set<Field> chosen = EnumSet.noneOf(Field.class);
    private final ReadOnlyBooleanWrapper changed = new ReadOnlyBooleanWrapper();
    private @Nullable Usual usual;
    private boolean offering;
    private boolean seedIsFresh;
    private long rolledSubseed;

    public GenerateForm() {
        for (Field field : Field.values()) {
            errors.put(field, new ReadOnlyStringWrapper(""));
        }
        controls().forEach((field, values) -> values.forEach(value -> watch(field, value)));
        guidanceRescale.addListener(text -> wrapper(Field.GUIDANCE_SCALE).set(""));
        for (Property<?> value : List.of(guidanceRescale, clipSkip, noiseKind, variationStrength)) {
            value.addListener(now -> changed.set(differs()));
        }
    }

    // Properties

    public StringProperty prompt() {
        return prompt;
    }

    public StringProperty negativePrompt() {
        return negativePrompt;
    }

    /** Pixels, as typed. */
    public StringProperty width() {
        return width;
    }

    /** Pixels, as typed. */
    public StringProperty height() {
        return height;
    }

    public StringProperty steps() {
        return steps;
    }

    public StringProperty guidanceScale() {
        return guidanceScale;
    }

    public ObjectProperty<SamplerName> sampler() {
        return sampler;
    }

    public ObjectProperty<SigmaSpacing> spacing() {
        return spacing;
    }

    public StringProperty eta() {
        return eta;
    }

    /** Empty for a random one. */
    public StringProperty seed() {
        return seed;
    }

    /** Whether the next run has this seed again. */
    public BooleanProperty keepSeed() {
        return keepSeed;
    }

    public StringProperty count() {
        return count;
    }

    /** 0 to 1, as typed. */
    public StringProperty guidanceRescale() {
        return guidanceRescale;
    }

    public StringProperty clipSkip() {
        return clipSkip;
    }

    public ObjectProperty<NoiseKind> noiseKind() {
        return noiseKind;
    }

    /** 0 for no variation. */
    public StringProperty variationStrength() {
        return variationStrength;
    }

    /** Empty for a random one each run. */
    public StringProperty variationSeed() {
        return variationSeed;
    }

    /** What goes along without a control of its own. */
    ReadOnlyObjectProperty<Kept> kept() {
        return kept.getReadOnlyProperty();
    }

    /** What is wrong with a setting, in a sentence; empty when nothing is. */
    public ReadOnlyStringProperty error(Field field) {
        return wrapper(field).getReadOnlyProperty();
    }

    /** Whether a setting differs from what is usual for the model. */
    public ReadOnlyBooleanProperty changed() {
        return changed.getReadOnlyProperty();
    }

    /** The size in the form where it is one. */
    @Override
    public Optional<ImageSize> size() {
        try {
            return Optional.of(parsedSize());
        } catch (RequestException wrong) {
            return Optional.empty();
        }
    }

    /** What sides are multiples of, as the model works. */
    @Override
    public int grid() {
        return usual == null ? USUAL_GRID : usual.grid();
    }

    // Commands

    /** The request the form stands for. */
    public GenerationRequest request() {
        return request(prompt.get(), parsedSeed());
    }

    /** The same before there is a seed. */
    GenerationRequest plannedRequest() {
        String typed = seed.get().strip();
        return request(prompt.get(), typed.isEmpty() || typed.equals("-1") ? 0 : parsedSeed());
    }

    private GenerationRequest request(String words, long chosenSeed) {
        GenerationRequest.Draft draft =
                new GenerationRequest(
                                words,
                                negativePrompt.get(),
                                parsedSize(),
                                whole(Field.STEPS, "steps", steps),
                                number(Field.GUIDANCE_SCALE, "guidance", guidanceScale, "7"),
                                sampler.get(),
                                spacing.get(),
                                sampler.get() == SamplerName.DDIM
                                        ? number(Field.ETA, "eta", eta, "0")
                                        : 0,
                                chosenSeed,
                                whole(Field.COUNT, "count", count))
                        .but();
        kept.get().into(draft);
        return draft.guidance(parsedGuidance())
                .noiseKind(noiseKind.get())
                .variation(parsedVariation())
                .clipSkip(whole(Field.CLIP_SKIP, "clip-skip", clipSkip))
                .request();
    }

    private Guidance parsedGuidance() {
        return new Guidance(
                number(Field.GUIDANCE_SCALE, "guidance", guidanceScale, "7"),
                number(Field.GUIDANCE_SCALE, "guidance-rescale", guidanceRescale, "0"),
                kept.get().guidanceFrom(),
                kept.get().guidanceTo());
    }

    private Optional<Variation> parsedVariation() {
        double strength = number(Field.VARIATION, "variation", variationStrength, "0.2");
        Optional<ImageSize> drawnAt = kept.get().drawnAt();
        return strength == 0 && drawnAt.isEmpty()
                ? Optional.empty()
                : Optional.of(new Variation(parsedSubseed(), strength, drawnAt));
    }

    private long parsedSubseed() {
        return variationSeed.get().isBlank()
                ? rolledSubseed
                : seed(Field.VARIATION, "variation-seed", variationSeed);
    }

    /** The same without looking at prompt and seed, to tell how long it would take. */
    GenerationRequest requestWithAnyWords() {
        return request("anything", 0);
    }

    /** Shows a sentence beside the control it is about. */
    public void reject(RequestException problem) {
        wrapper(problem.field()).set(String.valueOf(problem.getMessage()));
    }

    /** Takes all sentences away. */
    public void clearErrors() {
        errors.values().forEach(error -> error.set(""));
    }

    /** Offers what is usual for a model, where nobody has chosen. */
    public void offer(ModelSpec spec) {
        usual = new Usual(spec.defaults(), spec.nativeSize(), spec.sizeGrid());
        followUsual();
    }

    /** Takes what is usual for the model everywhere. */
    public void reset() {
        chosen.clear();
        spacing.set(SigmaSpacing.AUTOMATIC);
        eta.set("0");
        guidanceRescale.set("0");
        clipSkip.set("1");
        noiseKind.set(NoiseKind.TORCH_CPU);
        variationStrength.set("0");
        letGo();
        followUsual();
    }

    /** Puts a seed there that this run will have and, unless it is kept, the next will not. */
    public void freshSeed(long value) {
        offering = true;
        seed.set(Long.toString(value));
        offering = false;
        seedIsFresh = true;
    }

    /** Before a run: a new seed where none is kept, typed or rolled. */
    void seedForRun(LongSupplier newSeed) {
        boolean none = seed.get().isBlank() || seed.get().strip().equals("-1");
        if (none || !(keepSeed.get() || seedIsFresh)) {
            freshSeed(newSeed.getAsLong());
        }
        seedIsFresh = false;
        boolean varies = !variationStrength.get().strip().equals("0");
        if (varies && variationSeed.get().isBlank()) {
            rolledSubseed = newSeed.getAsLong();
        }
    }

    public void swapSides() {
        String before = width.get();
        width.set(height.get());
        height.set(before);
    }

    @Override
    public ImageSize manageable(ImageSize picture) {
        return usual == null ? picture : SizePreset.manageable(picture, usual.size(), grid());
    }

    @Override
    public void choose(ImageSize size) {
        width.set(Integer.toString(size.width()));
        height.set(Integer.toString(size.height()));
        chosen(Field.SIZE);
    }

    public void chooseSteps(int value) {
        steps.set(Integer.toString(value));
        chosen(Field.STEPS);
    }

    public void chooseGuidance(double value) {
        guidanceScale.set(plain(value));
        chosen(Field.GUIDANCE_SCALE);
    }

    public void choose(SamplerName name) {
        sampler.set(name);
        chosen(Field.SAMPLER);
    }

    public void chooseEta(double value) {
        eta.set(plain(value));
    }

    /** This seed, until somebody says otherwise. */
    public void chooseSeed(long value) {
        seed.set(Long.toString(value));
    }

    /** What a picture's settings say beyond the usual ones; what they do not say is as usual. */
    public void choose(Further further, Optional<Guidance> guidance) {
        guidanceRescale.set(plain(guidance.map(Guidance::rescale).orElse(0.0)));
        clipSkip.set(Integer.toString(further.clipSkip()));
        further.noiseKind().ifPresent(noiseKind::set);
        variationStrength.set(plain(further.variation().map(Variation::strength).orElse(0.0)));
        variationSeed.set(further.variation().map(it -> Long.toString(it.subseed())).orElse(""));
        kept.set(Kept.of(further, guidance));
    }

    /** Lets go of what has no control. */
    public void letGo() {
        kept.set(Kept.NOTHING);
    }

    /** Everything of a picture's request. */
    public void choose(GenerationRequest request) {
        prompt.set(request.prompt());
        negativePrompt.set(request.negativePrompt());
        choose(request.size());
        chooseSteps(request.steps());
        chooseGuidance(request.guidanceScale());
        choose(request.sampler());
        spacing.set(request.spacing());
        chooseEta(request.eta());
        chooseSeed(request.seed());
        choose(Further.of(request), Optional.of(request.guidance()));
        clearErrors();
    }

    // Remembering

    /** All values by name, as the settings file keeps them. */
    public Map<String, String> values() {
        Map<String, String> values = new LinkedHashMap<>();
        texts().forEach((name, text) -> values.put(name, text.get()));
        values.put("sampler", sampler.get().label());
        values.put("spacing", spacing.get().label());
        values.put("noise", noiseKind.get().label());
        values.put("keepSeed", Boolean.toString(keepSeed.get()));
        values.put("chosen", chosen.stream().map(Field::name).collect(Collectors.joining(" ")));
        return values;
    }

    /** Takes values that {@link #values} gave; what is missing or unknown stays as it is. */
    public void restore(Map<String, String> values) {
        offering = true;
        texts().forEach((name, text) -> text.set(values.getOrDefault(name, text.get())));
        SamplerName.find(values.getOrDefault("sampler", "")).ifPresent(sampler::set);
        SigmaSpacing.find(values.getOrDefault("spacing", "")).ifPresent(spacing::set);
        NoiseKind.find(values.getOrDefault("noise", "")).ifPresent(noiseKind::set);
        keepSeed.set(Boolean.parseBoolean(values.getOrDefault("keepSeed", "false")));
        offering = false;
        List<String> names = List.of(values.getOrDefault("chosen", "").split(" "));
        FOLLOWING.stream().filter(field -> names.contains(field.name())).forEach(chosen::add);
    }

    private Map<String, StringProperty> texts() {
        return Map.ofEntries(
                Map.entry("prompt", prompt),
                Map.entry("negativePrompt", negativePrompt),
                Map.entry("width", width),
                Map.entry("height", height),
                Map.entry("steps", steps),
                Map.entry("guidanceScale", guidanceScale),
                Map.entry("guidanceRescale", guidanceRescale),
                Map.entry("eta", eta),
                Map.entry("seed", seed),
                Map.entry("variationStrength", variationStrength),
                Map.entry("variationSeed", variationSeed),
                Map.entry("clipSkip", clipSkip),
                Map.entry("count", count));
    }

    private Map<Field, List<Property<?>>> controls() {
        return Map.ofEntries(
                Map.entry(Field.PROMPT, List.of(prompt)),
                Map.entry(Field.NEGATIVE_PROMPT, List.of(negativePrompt)),
                Map.entry(Field.SIZE, List.of(width, height)),
                Map.entry(Field.STEPS, List.of(steps)),
                Map.entry(Field.GUIDANCE_SCALE, List.of(guidanceScale)),
                Map.entry(Field.SAMPLER, List.of(sampler)),
                Map.entry(Field.SPACING, List.of(spacing)),
                Map.entry(Field.ETA, List.of(eta)),
                Map.entry(Field.NOISE, List.of(noiseKind)),
                Map.entry(Field.SEED, List.of(seed)),
                Map.entry(Field.VARIATION, List.of(variationStrength, variationSeed)),
                Map.entry(Field.CLIP_SKIP, List.of(clipSkip)),
                Map.entry(Field.COUNT, List.of(count)));
    }

    private void watch(Field field, Property<?> value) {
        value.addListener(
                (property, before, now) -> {
                    wrapper(field).set("");
                    if (!offering) {
                        touched(field);
                    }
                    changed.set(differs());
                });
    }

    private void touched(Field field) {
        if (field == Field.SEED) {
            seedIsFresh = false;
            keepSeed.set(!seed.get().isBlank()); // A seed somebody typed is meant to stay.
        } else if (FOLLOWING.contains(field)) {
            chosen(field);
        }
    }

    private void chosen(Field field) {
        chosen.add(field);
    }

    private void followUsual() {
        if (usual == null) {
            return;
        }
        offering = true;
        if (!chosen.contains(Field.SIZE)) {
            width.set(Integer.toString(usual.size().width()));
            height.set(Integer.toString(usual.size().height()));
        }
        if (!chosen.contains(Field.STEPS)) {
            steps.set(Integer.toString(usual.defaults().steps()));
        }
        if (!chosen.contains(Field.GUIDANCE_SCALE)) {
            guidanceScale.set(plain(usual.defaults().guidanceScale()));
        }
        if (!chosen.contains(Field.SAMPLER)) {
            sampler.set(usual.defaults().sampler());
        }
        offering = false;
        changed.set(differs());
    }

    private boolean differs() {
        return usual != null
                && !(steps.get().equals(Integer.toString(usual.defaults().steps()))
                        && guidanceScale.get().equals(plain(usual.defaults().guidanceScale()))
                        && sampler.get() == usual.defaults().sampler()
                        && spacing.get() == SigmaSpacing.AUTOMATIC
                        && hasUsualDetails()
                        && size().equals(Optional.of(usual.size())));
    }

    /** Whether everything under "More" is as usual. */
    boolean hasUsualDetails() {
        return guidanceRescale.get().strip().equals("0")
                && clipSkip.get().strip().equals("1")
                && noiseKind.get() == NoiseKind.TORCH_CPU
                && variationStrength.get().strip().equals("0");
    }

    private ImageSize parsedSize() {
        ImageSize size = ImageSize.parse(width.get() + "x" + height.get());
        return usual == null ? size : size.onGrid(usual.grid());
    }

    private long parsedSeed() {
        return seed(Field.SEED, "seed", seed);
    }

    private static long seed(Field field, String name, StringProperty text) {
        try {
            return Long.parseLong(text.get().strip());
        } catch (NumberFormatException wrong) {
            throw new RequestException(field, say("wrong." + name, text.get(), Long.MAX_VALUE));
        }
    }

    private static int whole(Field field, String name, StringProperty text) {
        try {
            return Arithmetic.of(text.get()).intValueExact();
        } catch (ArithmeticException | NumberFormatException wrong) {
            throw new RequestException(field, say("wrong." + name, text.get()));
        }
    }

    private static double number(Field field, String name, StringProperty text, String example) {
        try {
            return Arithmetic.of(text.get()).doubleValue();
        } catch (NumberFormatException wrong) {
            throw new RequestException(field, say("wrong." + name, text.get(), example));
        }
    }

    private static String say(String key, Object... parts) {
        return Words.of(GenerateForm.class).say(key, parts);
    }

    /** Seven as "7", seven and a half as "7.5". */
    private static String plain(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }

    private ReadOnlyStringWrapper wrapper(Field field) {
        return Objects.requireNonNull(errors.get(field));
    }
}
