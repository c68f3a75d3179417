package studio.easel.engine.animation.frame;

/** What the three channels mean that colours are matched in; 8 bits each, as OpenCV has them. */
public enum ColourSpace {
    /** Red, green, blue. */
    RGB {
        @Override
        void from(byte[] rgb) {}

        @Override
        void to(byte[] channels) {}
    },
    /** Hue in half degrees, saturation, value (Smith 1978). */
    HSV {
        @Override
        void from(byte[] rgb) {
            Hsv.from(rgb);
        }

        @Override
        void to(byte[] channels) {
            Hsv.to(channels);
        }
    },
    /** CIE 1976 L*a*b* under D65: 255/100 times L*, 128 more than a* and b*. */
    LAB {
        @Override
        void from(byte[] rgb) {
            Lab.from(rgb);
        }

        @Override
        void to(byte[] channels) {
            Lab.to(channels);
        }
    };

    /** Turns pixels of red, green and blue into pixels of this, in place. */
    abstract void from(byte[] rgb);

    /** Turns them back. */
    abstract void to(byte[] channels);
}
