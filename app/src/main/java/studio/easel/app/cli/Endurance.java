package studio.easel.app.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import studio.easel.app.device.MemoryUse;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.HiresFix;
import studio.easel.engine.HiresFix.Enlarging;
import studio.easel.engine.ImageSize;
import studio.easel.engine.Inpainting;
import studio.easel.engine.LatentResampling;
import studio.easel.engine.Mask;
import studio.easel.engine.Progress;
import studio.easel.engine.RequestException;
import studio.easel.engine.RequestException.Field;
import studio.easel.engine.RgbImage;
import studio.easel.engine.SamplerName;
import studio.easel.engine.Start;
import studio.easel.engine.pipeline.ImagePipeline;

/** Many pictures of every kind, one after another: does the process grow? */
final class Endurance {
    /** Of the curve; a request of two pictures may step over one. */
    private static final int POINTS = 20;

    private static final List<SamplerName> SAMPLERS = List.of(SamplerName.values());
    private static final double STRENGTH = 0.75;

    private final ImagePipeline pipeline;
    private final GenerationRequest first;
    private final boolean encodes;

    /**
     * What was held when so many pictures had been made.
     *
     * @param pictures made so far
     */
    private record Point(int pictures, MemoryUse memory) {}

    /**
     * @param first the largest size, the steps and the seed; samplers, sizes, prompts and starts
     *     change in turn
     */
    Endurance(ImagePipeline pipeline, GenerationRequest first) {
        this.pipeline = pipeline;
        this.first = first;
        this.encodes = pipeline.model().vae().encoder().isPresent();
    }

    /**
     * Makes so many pictures, one more where the last request makes two, and adds the curve.
     *
     * @param heard told now and then how far it is
     */
    void describe(ObjectNode figures, int pictures, Consumer<String> heard) {
        List<Point> curve = curve(pictures, heard);
        ArrayNode rows = figures.putArray("memory_mb_after_collecting");
        for (Point point : curve) {
            MemoryUse memory = point.memory();
            ObjectNode row = rows.addObject().put("pictures", point.pictures());
            row.put("heap", Figures.rounded(memory.heap()));
            row.put("committed_heap", Figures.rounded(memory.committedHeap()));
            row.put("direct", Figures.rounded(memory.direct()));
            memory.resident().ifPresent(all -> row.put("resident", Figures.rounded(all)));
        }
        ObjectNode slopes = figures.putArray("growth_kb_per_picture").addObject();
        slopes.put("over_pictures", over(curve));
        slopes.put("heap", kilobytesPerPicture(curve, MemoryUse::heap));
        slopes.put("direct", kilobytesPerPicture(curve, MemoryUse::direct));
        if (curve.get(0).memory().resident().isPresent()) {
            slopes.put(
                    "resident",
                    kilobytesPerPicture(curve, memory -> memory.resident().orElseThrow()));
        }
    }

    private List<Point> curve(int pictures, Consumer<String> heard) {
        if (pictures < POINTS) {
            throw new RequestException(
                    Field.COUNT,
                    "Images is %d, expected at least %d, one for each point of the curve. 1000 is telling."
                            .formatted(pictures, POINTS));
        }
        List<Point> curve = new ArrayList<>();
        Optional<RgbImage> last = Optional.empty();
        int made = 0;
        for (int turn = 0; made < pictures; turn++) {
            var images = pipeline.generate(request(turn, last), Progress.silent());
            made += images.size();
            last = Optional.of(images.get(0).image());
            if (made >= (long) pictures * (curve.size() + 1) / POINTS) {
                curve.add(new Point(made, MemoryUse.afterCollecting()));
                heard.accept("%d of %d pictures".formatted(made, pictures));
            }
        }
        return curve;
    }

    /** Of ten pictures six begin in noise; cycles of 3, 10 and 19 make every sampler meet all. */
    private GenerationRequest request(int turn, Optional<RgbImage> last) {
        ImageSize all = first.size();
        List<ImageSize> sizes =
                List.of(
                        all,
                        new ImageSize(half(all.width()), all.height()),
                        new ImageSize(all.width(), half(all.height())));
        GenerationRequest request =
                first.but()
                        .prompt(turn / 10 % 2 == 0 ? first.prompt() : inThreeWindows(first))
                        .size(sizes.get(turn % 3))
                        .sampler(SAMPLERS.get(turn % SAMPLERS.size()))
                        .seed(first.seed() + turn)
                        .count(turn % 10 == 7 ? 2 : 1)
                        .request();
        if (turn % 10 == 9) {
            return enlarged(request, turn / 10);
        }
        boolean fromPicture = encodes && last.isPresent();
        if (fromPicture && turn % 10 == 3) {
            return request.startingFrom(new Start.FromImage(last.get(), STRENGTH));
        }
        if (fromPicture && turn % 10 == 5) {
            return request.startingFrom(
                    new Start.Inpaint(
                            last.get(), lowerHalf(last.get()), Inpainting.at(STRENGTH).blurred(4)));
        }
        return request;
    }

    /** In two passes, from the half size to the whole. */
    private GenerationRequest enlarged(GenerationRequest request, int turn) {
        Enlarging enlarging =
                encodes && turn % 2 == 0
                        ? new Enlarging.Lanczos()
                        : new Enlarging.Latent(LatentResampling.BILINEAR);
        ImageSize all = first.size();
        return request.but()
                .size(new ImageSize(half(all.width()), half(all.height())))
                .hires(Optional.of(new HiresFix(all, enlarging, 0, STRENGTH)))
                .request();
    }

    private int half(int length) {
        int grid = pipeline.model().sizeGrid();
        int half = length / 2 / grid * grid;
        return half < ImageSize.SMALLEST ? length : half;
    }

    private static String inThreeWindows(GenerationRequest request) {
        return String.join(" BREAK ", Collections.nCopies(3, request.prompt()));
    }

    private static Mask lowerHalf(RgbImage picture) {
        byte[] grey = new byte[picture.width() * picture.height()];
        Arrays.fill(grey, grey.length / 2, grey.length, (byte) 255);
        return new Mask(picture.width(), picture.height(), grey);
    }

    private static List<Point> secondHalf(List<Point> curve) {
        return curve.subList(curve.size() / 2, curve.size());
    }

    private static String over(List<Point> curve) {
        List<Point> points = secondHalf(curve);
        return "%d to %d"
                .formatted(points.get(0).pictures(), points.get(points.size() - 1).pictures());
    }

    /** The slope of the line nearest to the second half's points, by least squares. */
    private static double kilobytesPerPicture(
            List<Point> curve, ToDoubleFunction<MemoryUse> megabytes) {
        List<Point> points = secondHalf(curve);
        double x = points.stream().mapToInt(Point::pictures).average().orElseThrow();
        double y =
                points.stream()
                        .mapToDouble(point -> megabytes.applyAsDouble(point.memory()))
                        .average()
                        .orElseThrow();
        double together = 0;
        double squares = 0;
        for (Point point : points) {
            double dx = point.pictures() - x;
            together += dx * (megabytes.applyAsDouble(point.memory()) - y);
            squares += dx * dx;
        }
        return Figures.rounded(1024 * together / squares);
    }
}
