package studio.easel.engine.animation.frame;

import studio.easel.engine.EaselException;

/** What all settings of a frame have to be before anything is computed with them. */
final class Motion {
    private Motion() {}

    /**
     * @param name of the setting, as a sentence begins with it
     * @throws EaselException when the value is NaN or infinite
     */
    static void requireNumber(String name, double value) {
        if (!Double.isFinite(value)) {
            throw new EaselException(
                    "%s is %s, expected a number. Look at its schedule: a division by 0 or the root of a negative number gives no number."
                            .formatted(name, value));
        }
    }

    /**
     * @throws EaselException when the value is not between the two, or on them
     */
    static void requireBetween(String name, double value, double least, double most) {
        requireNumber(name, value);
        if (value < least || value > most) {
            throw new EaselException(
                    "%s is %s, expected %s to %s. Change its schedule."
                            .formatted(name, value, least, most));
        }
    }

    /**
     * @throws EaselException when the angle is not one a camera can see: more than 0 and less than
     *     180 degrees
     */
    static void requireFieldOfView(String name, double degrees) {
        requireNumber(name, degrees);
        if (degrees <= 0 || degrees >= 180) {
            throw new EaselException(
                    "%s is %s degrees, expected more than 0 and less than 180. Change its schedule."
                            .formatted(name, degrees));
        }
    }
}
