package studio.easel.engine;

import studio.easel.engine.RequestException.Field;

/**
 * A picture that steers the walk through a ControlNet.
 *
 * @param net the network
 * @param image of the request's size, or where a part is repainted of that picture's: edges, depth,
 *     a scribble, whatever the network was trained on
 * @param weight 0 to {@value #MOST_WEIGHT}; 1 is as trained
 * @param from share of the walk, 0 to 1, from which on it steers
 * @param to share of the walk, 0 to 1, after which it no longer does
 */
public record Control(ControlNetSpec net, RgbImage image, double weight, double from, double to) {
    public static final double MOST_WEIGHT = 10;

    public Control {
        if (!(weight >= 0 && weight <= MOST_WEIGHT)) {
            throw new RequestException(
                    Field.CONTROL,
                    "The weight of %s is %s, expected 0 (no effect) to %s. 0.5 to 1 is usual."
                            .formatted(net.name(), weight, MOST_WEIGHT));
        }
        if (!(from >= 0 && from < to && to <= 1)) {
            throw new RequestException(
                    Field.CONTROL,
                    "%s steers from %s to %s of the walk, expected two shares from 0 to 1, the smaller first. 0 to 1 steers every step."
                            .formatted(net.name(), from, to));
        }
    }

    /** As trained, all the way. */
    public static Control of(ControlNetSpec net, RgbImage image) {
        return new Control(net, image, 1, 0, 1);
    }

    /** The same with another picture. */
    public Control with(RgbImage other) {
        return new Control(net, other, weight, from, to);
    }
}
