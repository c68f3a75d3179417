package studio.easel.engine.diffusion;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import studio.easel.engine.UNetSpec.Added;
import studio.easel.engine.diffusion.Steering.Controlled;
import studio.easel.engine.tensor.Tensor;
import studio.easel.engine.tensor.Tensor.Term;
import studio.easel.engine.text.Conditioning;
import studio.easel.engine.text.Conditioning.Told;
import studio.easel.engine.text.Words;

/**
 * The U-Net under classifier-free guidance (Ho, Salimans 2022, arXiv:2207.12598, eq. 6): away from
 * the negative words by guidanceScale times the way to the prompt. Their w is our guidanceScale −
 * 1, so 1 is the plain conditional estimate and needs no negative run. Several prompts pull each
 * with its weight (Liu et al. 2022, arXiv:2206.01714, eq. 11).
 *
 * <p>Counts its calls, since prompts, guidance and ControlNets may change on the way: one object
 * for one walk.
 */
final class GuidedUNet implements Network {
    private final UNet unet;
    private final Conditioning words;
    private final Steering steering;
    private final Optional<Tensor> guidance;
    private int calls;
    private List<Entry> told = List.of();
    private List<UNetInput.Told> batches = List.of();

    /** One run of the U-Net: its words, and whether they are the negative ones. */
    private record Entry(Words words, boolean negative) {}

    GuidedUNet(UNet unet, Conditioning words, Steering steering) {
        this.unet = unet;
        this.words = words;
        this.steering = steering;
        this.calls = steering.firstCall();
        int width = unet.spec().guidanceWidth();
        this.guidance =
                width > 0
                        ? Optional.of(GuidanceEmbedding.of(steering.guidance().scale(), width))
                        : Optional.empty();
    }

    @Override
    public Tensor predict(Tensor input, double timestep) {
        int call = calls++;
        double scale = guidance.isPresent() ? 1 : steering.scaleAt(call);
        List<Entry> now = toldAt(call, scale);
        int atOnce = unet.fixedBatch() < 0 ? now.size() : unet.fixedBatch();
        if (!now.equals(told)) { // the words change seldom, and are long
            told = now;
            batches = batches(now, atOnce);
        }
        Tensor seen = steering.inpainting().map(more -> Tensor.beside(input, more)).orElse(input);
        Tensor sample = repeated(seen, atOnce);
        List<Tensor> predictions = new ArrayList<>();
        for (UNetInput.Told batch : batches) {
            Tensor all =
                    unet.predict(steered(sample, repeated(input, atOnce), timestep, batch, call));
            for (int i = 0; i < atOnce && predictions.size() < now.size(); i++) {
                predictions.add(all.row(i));
            }
        }
        return guided(predictions, scale);
    }

    /** The negative words first, if they are needed, then the prompts. */
    private List<Entry> toldAt(int call, double scale) {
        List<Entry> all = new ArrayList<>();
        if (pull(scale) != 1) {
            words.negative().ifPresent(negative -> all.add(new Entry(negative.at(call), true)));
        }
        words.prompts().forEach(prompt -> all.add(new Entry(prompt.at(call), false)));
        return all;
    }

    /** How strongly all prompts pull together; at 1 nothing of the negative is left. */
    private double pull(double scale) {
        double pull = 0;
        for (Told prompt : words.prompts()) {
            pull += scale * prompt.weight();
        }
        return pull;
    }

    /** As many at once as the graph takes; the last batch is filled up with what is there. */
    private List<UNetInput.Told> batches(List<Entry> all, int atOnce) {
        List<UNetInput.Told> batches = new ArrayList<>();
        for (int start = 0; start < all.size(); start += atOnce) {
            List<Entry> batch = new ArrayList<>();
            for (int i = 0; i < atOnce; i++) {
                batch.add(all.get(Math.min(start + i, all.size() - 1)));
            }
            boolean added = unet.spec().added() != Added.NOTHING;
            batches.add(
                    new UNetInput.Told(
                            stacked(batch, entry -> entry.words().hidden()),
                            added
                                    ? Optional.of(
                                            stacked(
                                                    batch,
                                                    entry -> entry.words().pooled().orElseThrow()))
                                    : Optional.empty(),
                            added
                                    ? Optional.of(
                                            stacked(
                                                    batch,
                                                    entry ->
                                                            SizeIds.of(
                                                                    unet.spec().added(),
                                                                    steering.sizes(),
                                                                    entry.negative())))
                                    : Optional.empty(),
                            guidance.map(vector -> repeated(vector, atOnce))));
        }
        return batches;
    }

    /**
     * @param sample what the U-Net sees
     * @param latents what ControlNets see: without mask and masked picture
     */
    private UNetInput steered(
            Tensor sample, Tensor latents, double timestep, UNetInput.Told batch, int call) {
        if (unet.spec().residuals().isEmpty()) {
            return new UNetInput(sample, timestep, batch, List.of());
        }
        UNetInput input = new UNetInput(latents, timestep, batch, List.of());
        List<Tensor> sum = List.of();
        for (Controlled control : steering.controls()) {
            if (control.weight() > 0 && steering.within(call, control.from(), control.to())) {
                List<Tensor> residuals =
                        control.net()
                                .residuals(
                                        input,
                                        repeated(control.picture(), input.batch()),
                                        control.weight(),
                                        unet.spec().residuals());
                sum = sum.isEmpty() ? residuals : added(sum, residuals);
            }
        }
        return new UNetInput(sample, timestep, batch, sum.isEmpty() ? nothing(latents) : sum);
    }

    private static List<Tensor> added(List<Tensor> a, List<Tensor> b) {
        List<Tensor> sum = new ArrayList<>();
        for (int i = 0; i < a.size(); i++) {
            sum.add(Tensor.sum(Tensor.term(1, a.get(i)), Tensor.term(1, b.get(i))));
        }
        return sum;
    }

    /** Zeros of the residuals' shapes: no ControlNet. */
    private List<Tensor> nothing(Tensor latents) {
        return unet.spec().residuals().stream()
                .map(
                        residual ->
                                unet.spreadsResidual(residual)
                                        ? Tensor.scalar(0)
                                        : Tensor.zeros(
                                                latents.size(0),
                                                residual.channels(),
                                                latents.size(2) / residual.shrink(),
                                                latents.size(3) / residual.shrink()))
                .toList();
    }

    private Tensor guided(List<Tensor> predictions, double scale) {
        List<Told> prompts = words.prompts();
        boolean negative = predictions.size() > prompts.size();
        if (!negative && prompts.size() == 1) {
            return predictions.get(0);
        }
        Tensor guided = combined(predictions, scale, negative);
        double rescale = steering.guidance().rescale();
        return negative && rescale > 0
                ? rescaled(guided, combined(predictions, 1, true), rescale)
                : guided;
    }

    private Tensor combined(List<Tensor> predictions, double scale, boolean negative) {
        List<Told> prompts = words.prompts();
        int first = negative ? 1 : 0;
        Term[] terms = new Term[predictions.size()];
        for (int i = 0; i < prompts.size(); i++) {
            terms[first + i] =
                    Tensor.term(scale * prompts.get(i).weight(), predictions.get(first + i));
        }
        if (negative) {
            terms[0] = Tensor.term(1 - pull(scale), predictions.get(0));
        }
        return Tensor.sum(terms);
    }

    /** Lin et al. 2023 (arXiv:2305.08891), eqs. 14 to 16. */
    private static Tensor rescaled(Tensor guided, Tensor conditional, double by) {
        double spread = guided.deviation();
        if (spread == 0) {
            return guided; // a flat prediction has no spread to bring back
        }
        double factor = conditional.deviation() / spread;
        return guided.times(by * factor + 1 - by);
    }

    private static Tensor stacked(List<Entry> entries, Function<Entry, Tensor> part) {
        return Tensor.stack(entries.stream().map(part).toArray(Tensor[]::new));
    }

    private static Tensor repeated(Tensor one, int times) {
        return times == 1
                ? one
                : Tensor.stack(Collections.nCopies(times, one).toArray(Tensor[]::new));
    }
}
