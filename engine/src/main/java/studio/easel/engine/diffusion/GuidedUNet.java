package studio.easel.engine.diffusion;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import studio.easel.engine.tensor.Tensor;
import studio.easel.engine.tensor.Tensor.Term;
import studio.easel.engine.text.Conditioning;
import studio.easel.engine.text.Conditioning.Told;

/**
 * The U-Net under classifier-free guidance (Ho, Salimans 2022, arXiv:2207.12598, eq. 6): away from
 * the negative words by guidanceScale times the way to the prompt. Their w is our guidanceScale −
 * 1, so 1 is the plain conditional estimate and needs no negative run. Several prompts pull each
 * with its weight (Liu et al. 2022, arXiv:2206.01714, eq. 11).
 *
 * <p>Counts its calls, since prompts may change on the way: one object for one walk.
 */
final class GuidedUNet implements Network {
    private final UNet unet;
    private final Conditioning words;
    private final double guidanceScale;
    private int calls;
    private List<Tensor> told = List.of();
    private List<Tensor> batches = List.of();

    GuidedUNet(UNet unet, Conditioning words, double guidanceScale) {
        this.unet = unet;
        this.words = words;
        this.guidanceScale = guidanceScale;
    }

    @Override
    public Tensor predict(Tensor input, double timestep) {
        List<Tensor> now = toldAt(calls++);
        int atOnce = unet.fixedBatch() < 0 ? now.size() : unet.fixedBatch();
        if (!now.equals(told)) { // the words change seldom, and are long
            told = now;
            batches = batches(now, atOnce);
        }
        List<Tensor> predictions = new ArrayList<>();
        Tensor inputs = Tensor.stack(Collections.nCopies(atOnce, input).toArray(Tensor[]::new));
        for (Tensor batch : batches) {
            Tensor all = unet.predict(inputs, timestep, batch);
            for (int i = 0; i < atOnce && predictions.size() < now.size(); i++) {
                predictions.add(all.row(i));
            }
        }
        return guided(predictions);
    }

    /** The negative words first, if they are needed, then the prompts. */
    private List<Tensor> toldAt(int call) {
        List<Tensor> all = new ArrayList<>();
        words.negative().ifPresent(negative -> all.add(negative.at(call)));
        words.prompts().forEach(prompt -> all.add(prompt.at(call)));
        return all;
    }

    /** As many at once as the graph takes; the last batch is filled up with what is there. */
    private static List<Tensor> batches(List<Tensor> all, int atOnce) {
        List<Tensor> batches = new ArrayList<>();
        for (int start = 0; start < all.size(); start += atOnce) {
            Tensor[] batch = new Tensor[atOnce];
            for (int i = 0; i < atOnce; i++) {
                batch[i] = all.get(Math.min(start + i, all.size() - 1));
            }
            batches.add(Tensor.stack(batch));
        }
        return batches;
    }

    private Tensor guided(List<Tensor> predictions) {
        if (words.negative().isEmpty()) {
            return predictions.get(0);
        }
        List<Told> prompts = words.prompts();
        Term[] terms = new Term[predictions.size()];
        double pull = 0;
        for (int i = 0; i < prompts.size(); i++) {
            double scale = guidanceScale * prompts.get(i).weight();
            terms[i + 1] = Tensor.term(scale, predictions.get(i + 1));
            pull += scale;
        }
        terms[0] = Tensor.term(1 - pull, predictions.get(0));
        return Tensor.sum(terms);
    }
}
