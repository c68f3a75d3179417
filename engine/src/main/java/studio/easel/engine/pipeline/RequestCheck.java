package studio.easel.engine.pipeline;

import java.util.Optional;
import studio.easel.engine.Control;
import studio.easel.engine.ControlNetSpec;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.HiresFix;
import studio.easel.engine.ImageSize;
import studio.easel.engine.ModelSpec;
import studio.easel.engine.Refiner;
import studio.easel.engine.RequestException;
import studio.easel.engine.RequestException.Field;
import studio.easel.engine.UNetSpec;

/** What a request asks of a model that this model cannot do: said before anything runs. */
final class RequestCheck {
    private RequestCheck() {}

    static void of(GenerationRequest request, ModelSpec model) {
        request.size().onGrid(model.sizeGrid());
        Optional<ImageSize> larger = request.hires().map(HiresFix::size);
        larger.ifPresent(size -> inSecondPass(() -> size.onGrid(model.sizeGrid())));
        request.controls().forEach(control -> check(control, model));
        request.refiner()
                .map(Refiner::model)
                .ifPresent(refiner -> check(refiner, model, larger.orElse(request.size())));
        Repainting.of(request).ifPresent(part -> part.requireCells(model.vae().downscale()));
    }

    /** What is refused there is said of the second pass. */
    static void inSecondPass(Runnable check) {
        try {
            check.run();
        } catch (RequestException e) {
            throw new RequestException(Field.HIRES, "In the second pass: " + e.getMessage());
        }
    }

    private static void check(Control control, ModelSpec model) {
        ControlNetSpec net = control.net();
        UNetSpec unet = model.unet();
        if (unet.residuals().isEmpty()) {
            throw new RequestException(
                    Field.CONTROL,
                    "%s takes nothing from ControlNets: its U-Net was exported without their inputs. Export it again with them (docs/howto/real-checkpoint.md says how), or leave the ControlNet out."
                            .formatted(model.name()));
        }
        if (net.wordsWidth() != unet.wordsWidth()
                || net.added() != unet.added()
                || net.latentChannels() != model.vae().latentChannels()) {
            throw new RequestException(
                    Field.CONTROL,
                    "The ControlNet %s was made for another family of models: its words are %d numbers%s, those of %s %d%s. Choose a ControlNet of this model's family."
                            .formatted(
                                    net.name(),
                                    net.wordsWidth(),
                                    told(net.added()),
                                    model.name(),
                                    unet.wordsWidth(),
                                    told(unet.added())));
        }
    }

    private static String told(UNetSpec.Added added) {
        return switch (added) {
            case NOTHING -> "";
            case SIZES -> " and that are told sizes (SDXL)";
            case AESTHETIC_SCORE -> " and that are told a score (SDXL refiner)";
        };
    }

    private static void check(ModelSpec refiner, ModelSpec model, ImageSize size) {
        boolean sameLatents =
                refiner.vae().latentChannels() == model.vae().latentChannels()
                        && refiner.vae().downscale() == model.vae().downscale()
                        && refiner.vae().latentScale() == model.vae().latentScale();
        if (model.isForInpainting()) {
            throw new RequestException(
                    Field.REFINER,
                    "A refiner was asked for behind %s, an inpainting model: it sees no mask and would repaint everything. Leave the refiner out, or inpaint with a model that needs no mask."
                            .formatted(model.name()));
        }
        if (refiner.isForInpainting()) {
            throw new RequestException(
                    Field.REFINER,
                    "%s cannot take over from %s: it is made for inpainting. Choose a refiner, or another model that paints whole pictures."
                            .formatted(refiner.name(), model.name()));
        }
        if (!sameLatents) {
            throw new RequestException(
                    Field.REFINER,
                    "%s cannot take over from %s: its latents are of another kind (scaled by %s, not by %s). Choose a refiner of this model's family."
                            .formatted(
                                    refiner.name(),
                                    model.name(),
                                    refiner.vae().latentScale(),
                                    model.vae().latentScale()));
        }
        size.onGrid(refiner.sizeGrid());
    }
}
