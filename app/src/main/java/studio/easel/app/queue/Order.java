package studio.easel.app.queue;

import studio.easel.app.files.EaselRecord;
import studio.easel.app.files.References.StartPicture;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.Mask;
import studio.easel.engine.RgbImage;
import studio.easel.engine.Start;

/**
 * One picture to make.
 *
 * @param record its settings; other models are named in its references and opened by whoever makes
 *     it
 * @param pictures where the pictures it refers to are
 */
public record Order(EaselRecord record, KeptPictures pictures) {
    /**
     * The request with the picture it starts from put back; ControlNets, refiner, upscaler and
     * embeddings are still only named.
     *
     * @throws studio.easel.engine.EaselException when that picture is gone
     */
    public GenerationRequest request() {
        GenerationRequest request = record.request();
        return record.references()
                .start()
                .map(this::start)
                .map(request::startingFrom)
                .orElse(request);
    }

    private Start start(StartPicture kept) {
        RgbImage image = pictures.picture(kept.image());
        if (kept.masked().isEmpty()) {
            return new Start.FromImage(image, kept.denoisingStrength());
        }
        Mask mask = pictures.mask(kept.masked().get().mask());
        return new Start.Inpaint(image, mask, kept.masked().get().how());
    }
}
