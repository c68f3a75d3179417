package studio.easel.engine.animation.frame;

import studio.easel.engine.RgbImage;

/**
 * A flow that is believed only where the way back leads home; elsewhere, where something was
 * covered or the method erred, nothing moves (Sundaram, Brox, Keutzer 2010, "Dense Point
 * Trajectories by GPU-Accelerated Large Displacement Optical Flow").
 *
 * @param method finds the flow there and back
 * @param blur pixels over which belief fades into disbelief, 0 for none
 */
public record ConsistentFlow(OpticalFlow method, int blur) implements OpticalFlow {
    // What there and back may differ by: a part of the way, and half a square pixel.
    private static final double PART = 0.01;
    private static final double REST = 0.5;

    /**
     * @throws IllegalArgumentException when the blur is negative
     */
    public ConsistentFlow {
        if (blur < 0) {
            throw new IllegalArgumentException("blur is " + blur + ", expected 0 or more");
        }
    }

    @Override
    public Flow between(RgbImage from, RgbImage to) {
        Flow there = method.between(from, to);
        Flow back = back(there, method.between(to, from));
        int width = from.width();
        int height = from.height();
        Plane belief = Plane.of(width, height, 1);
        for (int i = 0; i < width * height; i++) {
            belief.values()[i] = leadsHome(there, back, i) ? 1 : 0;
        }
        float[] believed =
                (blur == 0 ? belief : belief.blurred(Plane.bell(2 * blur + 1, blur / 2.0)))
                        .values();
        float[] moves = new float[2 * width * height];
        for (int i = 0; i < width * height; i++) {
            moves[2 * i] = there.right(i) * believed[i];
            moves[2 * i + 1] = there.down(i) * believed[i];
        }
        return new Flow(width, height, moves);
    }

    /** The way back from where each pixel went. */
    private static Flow back(Flow there, Flow back) {
        int width = there.width();
        float[] places = new float[2 * width * there.height()];
        for (int y = 0, i = 0; y < there.height(); y++) {
            for (int x = 0; x < width; x++, i++) {
                places[2 * i] = x + there.right(i);
                places[2 * i + 1] = y + there.down(i);
            }
        }
        return back.readAt(places);
    }

    private static boolean leadsHome(Flow there, Flow back, int i) {
        double right = there.right(i) + back.right(i);
        double down = there.down(i) + back.down(i);
        double way = square(there.right(i), there.down(i)) + square(back.right(i), back.down(i));
        return square(right, down) <= PART * way + REST;
    }

    private static double square(double right, double down) {
        return right * right + down * down;
    }
}
