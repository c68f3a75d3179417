package studio.easel.app.files;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import studio.easel.engine.Control;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.HiresFix;
import studio.easel.engine.HiresFix.Enlarging;
import studio.easel.engine.ImageSize;
import studio.easel.engine.Inpainting;
import studio.easel.engine.ModelSpec;
import studio.easel.engine.Refiner;
import studio.easel.engine.SeparateVae;
import studio.easel.engine.Start;

/**
 * What a picture was made with that no picture file holds: other pictures and other models. They
 * are named and fingerprinted, so that they can be found again and compared.
 *
 * @param start the picture the walk began with; empty for pure noise
 * @param controls pictures that steered it
 * @param refiner the model that took over
 * @param upscaling a second pass behind an upscaler; other second passes need nothing from outside
 * @param embeddings those the prompts named
 * @param vae the one in the place of the model's own
 * @param loras those the prompt's tags named; how strongly each counted stands there
 */
public record References(
        Optional<StartPicture> start,
        List<SteeringPicture> controls,
        Optional<RefinerModel> refiner,
        Optional<Upscaling> upscaling,
        Optional<NamedModel> vae,
        List<NamedModel> embeddings,
        List<NamedModel> loras) {

    public static final References NONE =
            new References(
                    Optional.empty(),
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    List.of());

    /**
     * A model that is not the picture's own.
     *
     * @param hash its hex digits, all 64 or the first few; empty where nobody wrote them down
     */
    public record NamedModel(String name, String hash) {
        /** Whether a model of that hash may be this one, as far as is known. */
        public boolean mayBe(String otherHash) {
            return otherHash.startsWith(hash);
        }

        /** The first ten digits, as models are told apart in words. */
        public String shortHash() {
            return hash.substring(0, Math.min(10, hash.length()));
        }
    }

    /**
     * The picture a walk began with.
     *
     * @param masked how a part of it was repainted; empty where all of it was
     */
    public record StartPicture(
            PictureHash image, double denoisingStrength, Optional<Masked> masked) {
        private static Optional<StartPicture> of(Start start) {
            if (start instanceof Start.FromImage from) {
                return Optional.of(
                        new StartPicture(
                                PictureHash.of(from.image()),
                                from.denoisingStrength(),
                                Optional.empty()));
            }
            if (start instanceof Start.Inpaint inpaint) {
                return Optional.of(
                        new StartPicture(
                                PictureHash.of(inpaint.image()),
                                inpaint.how().denoisingStrength(),
                                Optional.of(
                                        new Masked(
                                                PictureHash.of(inpaint.mask()), inpaint.how()))));
            }
            return start instanceof Start.Branch branch ? of(branch.rest()) : Optional.empty();
        }

        /** A sentence that says what is missing and how to give it again. */
        public String missing() {
            return masked.isPresent()
                    ? "A part of another picture was repainted (denoising strength %s); neither that picture nor its mask is in the file, expected both beside the settings. Name them with --image and --mask (--outpaint where the picture grew) to make the same picture again."
                            .formatted(denoisingStrength)
                    : "The picture started from another one (denoising strength %s), which is not in the file, expected it beside the settings. Name it with --image to make the same picture again."
                            .formatted(denoisingStrength);
        }
    }

    /** A mask and how the picture under it was repainted. */
    public record Masked(PictureHash mask, Inpainting how) {}

    /** A picture that steered the walk, with the weight and the shares of a {@link Control}. */
    public record SteeringPicture(
            NamedModel net, PictureHash image, double weight, double from, double to) {
        private static SteeringPicture of(Control control) {
            return new SteeringPicture(
                    new NamedModel(control.net().name(), control.net().hash()),
                    PictureHash.of(control.image()),
                    control.weight(),
                    control.from(),
                    control.to());
        }

        /** A sentence that says what is missing and how to give it again. */
        public String missing() {
            return "The picture was steered by another one through %s (weight %s), which is not in the file, expected it beside the settings. Name it with --control \"%s=PICTURE\" to make the same picture again."
                    .formatted(net.name(), weight, net.name());
        }
    }

    /** The model that took over, and when. */
    public record RefinerModel(NamedModel model, double switchAt) {
        /** The same with the model itself. */
        public Refiner with(ModelSpec opened) {
            return new Refiner(opened, switchAt);
        }
    }

    /** A second pass, but for the network that enlarged its picture. */
    public record Upscaling(
            NamedModel upscaler, ImageSize size, int steps, double denoisingStrength) {
        /** The same, enlarged this way. */
        public HiresFix by(Enlarging enlarging) {
            return new HiresFix(size, enlarging, steps, denoisingStrength);
        }

        private static Optional<Upscaling> of(HiresFix hires) {
            return hires.enlarging() instanceof Enlarging.Network network
                    ? Optional.of(
                            new Upscaling(
                                    new NamedModel(
                                            network.upscaler().name(), network.upscaler().hash()),
                                    hires.size(),
                                    hires.steps(),
                                    hires.denoisingStrength()))
                    : Optional.empty();
        }
    }

    public References {
        controls = List.copyOf(controls);
        embeddings = List.copyOf(embeddings);
        loras = List.copyOf(loras);
    }

    /** What a request refers to. */
    static References of(GenerationRequest request) {
        return of(request, Optional.empty());
    }

    /** What a request and the model it was for refer to. */
    static References of(GenerationRequest request, Optional<SeparateVae> vae) {
        return new References(
                StartPicture.of(request.start()),
                request.controls().stream().map(SteeringPicture::of).toList(),
                request.refiner()
                        .map(
                                refiner ->
                                        new RefinerModel(
                                                new NamedModel(
                                                        refiner.model().name(),
                                                        refiner.model().hash()),
                                                refiner.switchAt())),
                request.hires().flatMap(Upscaling::of),
                vae.map(it -> new NamedModel(it.name(), it.hash())),
                request.embeddings().stream()
                        .map(it -> new NamedModel(it.name(), it.hash()))
                        .toList(),
                request.loras().stream().map(it -> new NamedModel(it.name(), it.hash())).toList());
    }

    /**
     * A request without everything it refers to: it begins with noise, or branches from one that
     * does, and its words are just words.
     */
    static GenerationRequest cutFrom(GenerationRequest request) {
        return request.but()
                .start(withoutPictures(request.start()))
                .embeddings(List.of())
                .loras(List.of())
                .controls(List.of())
                .refiner(Optional.empty())
                .hires(request.hires().filter(hires -> Upscaling.of(hires).isEmpty()))
                .request();
    }

    private static Start withoutPictures(Start start) {
        return start instanceof Start.Branch branch && branch.rest() instanceof Start.FromNoise
                ? new Start.Branch(cutFrom(branch.from()), branch.after(), Optional.empty())
                : new Start.FromNoise();
    }

    /** The same, decoded by the model's own VAE. */
    public References withoutVae() {
        return new References(
                start, controls, refiner, upscaling, Optional.empty(), embeddings, loras);
    }

    /** The models among them, in words by label. */
    public Map<String, String> modelsInWords() {
        Map<String, String> words = new LinkedHashMap<>();
        refiner.ifPresent(
                it ->
                        words.put(
                                "Refiner",
                                "%s from %s on".formatted(it.model().name(), it.switchAt())));
        upscaling.ifPresent(
                it ->
                        words.put(
                                "Second pass",
                                Further.secondPass(
                                        it.by(new Enlarging.Lanczos()), it.upscaler().name())));
        vae.ifPresent(it -> words.put("VAE", it.name()));
        return words;
    }

    /** Which pictures are missing, each in a sentence that says how to give it again. */
    public List<String> missingPictures() {
        List<String> sentences = new ArrayList<>();
        start.map(StartPicture::missing).ifPresent(sentences::add);
        controls.stream().map(SteeringPicture::missing).forEach(sentences::add);
        return sentences;
    }
}
