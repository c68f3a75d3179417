package studio.easel.engine.animation.frame;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import studio.easel.engine.RgbImage;

/**
 * How long each operation takes on one thread: the fastest of 31 runs after warming up, in
 * milliseconds. Not a test; run it by hand.
 */
final class FrameSpeed {
    private static final int WARM_UP = 30;
    private static final int RUNS = 31;

    private FrameSpeed() {}

    public static void main(String[] sides) {
        for (int side : sides.length == 0 ? new int[] {512, 1024} : sides(sides)) {
            RgbImage picture = FrameGoldens.pic(side, side, 1);
            operations(side)
                    .forEach(
                            (name, operation) ->
                                    System.out.printf(
                                            "%4d %-28s %6.1f ms%n",
                                            side, name, fastest(operation, picture)));
        }
    }

    private static int[] sides(String[] sides) {
        return Arrays.stream(sides).mapToInt(Integer::parseInt).toArray();
    }

    private static Map<String, UnaryOperator<RgbImage>> operations(int side) {
        Map<String, UnaryOperator<RgbImage>> all = new LinkedHashMap<>();
        Fidelity mended = Fidelity.MENDED;
        Optional<PerspectiveFlip> flip = Optional.of(new PerspectiveFlip(3, 5, 2, 53));
        all.put(
                "warp 2d",
                new Warp2d(
                                1,
                                1.02,
                                2.5,
                                1,
                                0.5,
                                0.5,
                                Optional.empty(),
                                Warp2d.Edge.REPLICATE,
                                mended)
                        ::of);
        all.put(
                "warp 2d with flip",
                new Warp2d(1, 1.02, 2.5, 1, 0.5, 0.5, flip, Warp2d.Edge.REPLICATE, mended)::of);
        Warp3d.Camera camera = new Warp3d.Camera(1, 0, 5, 1, 1, 1, 70, 1);
        DepthMap flat = DepthMap.flat(side, side);
        for (Warp3d.Sampling sampling : Warp3d.Sampling.values()) {
            Warp3d warp = new Warp3d(camera, sampling, Warp3d.Edge.BORDER);
            all.put("warp 3d " + sampling, picture -> warp.of(picture, flat));
        }
        float[] raw = new float[side * side];
        for (int i = 0; i < raw.length; i++) {
            raw[i] = i % 977;
        }
        all.put(
                "depth equalisation",
                picture -> {
                    DepthMap unused = DepthMap.equalised(side, side, raw, DepthMap.Scale.NEARNESS);
                    return picture;
                });
        for (ColourSpace space : ColourSpace.values()) {
            all.put(
                    "colour match " + space,
                    new ColourMatch(FrameGoldens.faint(side, side, 2), space, mended)::of);
        }
        all.put("contrast", new Contrast(1.1, mended)::of);
        all.put("anti-blur 5", new AntiBlur(5, 1, 0.1, 0, mended)::of);
        all.put("noise white", new FrameNoise(0.065, Optional.empty(), 7, mended)::of);
        all.put("noise perlin", new FrameNoise(0.065, Optional.of(Perlin.usual()), 7, mended)::of);
        all.put("flow warp", new FlowWarp(Flow.constant(side, side, 1.3, -2.2), 1)::of);
        Map<String, OpticalFlow> flows = new LinkedHashMap<>();
        flows.put("flow, Farneback", Farneback.usual());
        flows.put("flow, DIS Medium", InverseSearch.medium());
        flows.put("flow, DIS Fine", InverseSearch.fine());
        flows.forEach(
                (name, way) ->
                        all.put(
                                name,
                                picture -> {
                                    Flow unused =
                                            way.between(picture, FrameGoldens.pic(side, side, 5));
                                    return picture;
                                }));
        RgbImage other = FrameGoldens.pic(side, side, 5);
        all.put("blend", picture -> new Blend(0.3).of(picture, other));
        all.put("grey", Grey::of);
        return all;
    }

    private static double fastest(UnaryOperator<RgbImage> operation, RgbImage picture) {
        double fastest = Double.POSITIVE_INFINITY;
        for (int i = -WARM_UP; i < RUNS; i++) {
            long start = System.nanoTime();
            RgbImage made = operation.apply(picture);
            double time = (System.nanoTime() - start) / 1e6;
            fastest = i < 0 || made.width() != picture.width() ? fastest : Math.min(fastest, time);
        }
        return fastest;
    }
}
