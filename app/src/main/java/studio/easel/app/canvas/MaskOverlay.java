package studio.easel.app.canvas;

import java.nio.IntBuffer;
import javafx.geometry.Rectangle2D;
import javafx.scene.image.Image;
import javafx.scene.image.PixelBuffer;
import javafx.scene.image.PixelFormat;
import javafx.scene.image.WritableImage;

/** A mask as it is seen over its picture; only what changed is drawn again. */
public final class MaskOverlay {
    private final MaskModel mask;
    private final IntBuffer pixels;
    private final PixelBuffer<IntBuffer> buffer;
    private final Image image;
    private final int[] colours = new int[256];
    private final byte[] row;
    private Area dirty = Area.NOTHING;

    public MaskOverlay(MaskModel mask) {
        this.mask = mask;
        this.row = new byte[mask.width()];
        this.pixels = IntBuffer.allocate(mask.width() * mask.height());
        this.buffer =
                new PixelBuffer<>(
                        mask.width(), mask.height(), pixels, PixelFormat.getIntArgbPreInstance());
        this.image = new WritableImage(buffer);
    }

    public Image image() {
        return image;
    }

    /**
     * Takes another look.
     *
     * @param colour {@code 0xRRGGBB}
     * @param opacity of what is fully covered, 0 to 1
     */
    public void look(int colour, double opacity) {
        for (int level = 0; level < colours.length; level++) {
            double alpha = opacity * level / 255;
            colours[level] =
                    (int) Math.round(255 * alpha) << 24
                            | (int) Math.round((colour >> 16 & 0xFF) * alpha) << 16
                            | (int) Math.round((colour >> 8 & 0xFF) * alpha) << 8
                            | (int) Math.round((colour & 0xFF) * alpha);
        }
        changed(new Area(0, 0, mask.width(), mask.height()));
    }

    /** Remembers what {@link #draw} is to draw. */
    public void changed(Area area) {
        dirty = dirty.and(area);
    }

    /** Draws what changed since the last time, once a frame. */
    public void draw() {
        Area area = dirty.within(mask.width(), mask.height());
        dirty = Area.NOTHING;
        if (area.isEmpty()) {
            return;
        }
        int[] to = pixels.array();
        for (int y = area.top(); y < area.bottom(); y++) {
            mask.copyRow(y, area.left(), area.right(), row);
            int at = y * mask.width() + area.left();
            for (int x = 0; x < area.width(); x++) {
                to[at + x] = colours[row[x] & 0xFF];
            }
        }
        buffer.updateBuffer(
                drawn -> new Rectangle2D(area.left(), area.top(), area.width(), area.height()));
    }
}
