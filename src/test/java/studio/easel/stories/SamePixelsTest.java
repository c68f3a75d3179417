package studio.easel.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import studio.easel.engine.GeneratedImage;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.HiresFix;
import studio.easel.engine.HiresFix.Enlarging;
import studio.easel.engine.ImageSize;
import studio.easel.engine.Inpainting;
import studio.easel.engine.Inpainting.Fill;
import studio.easel.engine.LatentResampling;
import studio.easel.engine.Progress;
import studio.easel.engine.Refiner;
import studio.easel.engine.RgbImage;
import studio.easel.engine.SamplerName;
import studio.easel.engine.Start;
import studio.easel.engine.Variation;
import studio.easel.engine.pipeline.ImagePipeline;

/**
 * A request is all there is to a picture: the same one gives the same bytes, whatever ran before,
 * beside or in between, and however closely anybody watched.
 */
class SamePixelsTest {
    private static final Map<String, ImagePipeline> OPEN = new TreeMap<>();

    /** One way to make pictures, three at a time, with a sampler that draws noise in each step. */
    private record Way(String name, String family, GenerationRequest request) {
        ImagePipeline pipeline() {
            return OPEN.computeIfAbsent(family, Recorded::pipeline);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Way> ways() {
        GenerationRequest plain =
                Recorded.request().but().sampler(SamplerName.EULER_ANCESTRAL).count(3).request();
        RgbImage beach = Recorded.picture("init-64");
        Start.Inpaint inpaint =
                new Start.Inpaint(
                        beach,
                        Recorded.mask("mask-64"),
                        Inpainting.at(0.75).filledWith(Fill.LATENT_NOISE).blurred(2));
        Start.FromImage from = new Start.FromImage(beach, 0.75);
        GenerationRequest varied =
                plain.but()
                        .variation(
                                Optional.of(
                                        new Variation(99, 0.3, Optional.of(new ImageSize(96, 64)))))
                        .request();
        GenerationRequest refined =
                plain.but()
                        .refiner(Optional.of(new Refiner(Recorded.model("sdxl-refiner"), 0.5)))
                        .request();
        return Stream.of(
                new Way("from noise", "sd1", plain),
                new Way("from a picture", "sd1", plain.startingFrom(from)),
                new Way("inpainting", "sd1", plain.startingFrom(inpaint)),
                new Way("inpainting model", "inpaint9", plain.startingFrom(inpaint)),
                new Way("inpainting model, from noise", "inpaint9", plain),
                new Way("inpainting model, from a picture", "inpaint9", plain.startingFrom(from)),
                new Way("variation", "sd1", varied),
                new Way("variation of a picture", "sd1", varied.startingFrom(from)),
                new Way(
                        "ControlNet",
                        "controlnet",
                        plain.but().controls(List.of(Recorded.edges())).request()),
                new Way("refiner", "sdxl", refined),
                new Way("refiner, inpainting", "sdxl", refined.startingFrom(inpaint)),
                new Way("hires latent", "sd1", hires(plain, LATENT)),
                new Way("hires Lanczos", "sd1", hires(plain, new Enlarging.Lanczos())),
                new Way("hires network", "sd1", hires(plain, network())),
                new Way("hires inpainting model", "inpaint9", hires(plain, LATENT)),
                new Way("hires refiner", "sdxl", hires(refined, network())),
                new Way("distilled", "lcm", plain.but().sampler(SamplerName.LCM).request()));
    }

    private static final Enlarging LATENT = new Enlarging.Latent(LatentResampling.BILINEAR);

    private static Enlarging network() {
        return new Enlarging.Network(Recorded.upscaler());
    }

    private static GenerationRequest hires(GenerationRequest request, Enlarging enlarging) {
        HiresFix twice = new HiresFix(new ImageSize(128, 96), enlarging, 3, 0.7);
        return request.but().hires(Optional.of(twice)).request();
    }

    @AfterAll
    static void close() {
        OPEN.values().forEach(ImagePipeline::close);
        OPEN.clear();
    }

    @ParameterizedTest
    @MethodSource("ways")
    void eachPictureOfARunIsTheOneMadeAlone(Way way) {
        List<GeneratedImage> made = way.pipeline().generate(way.request(), Progress.silent());

        List<RgbImage> run = made.stream().map(GeneratedImage::image).toList();
        assertThat(run).hasSize(3).doesNotHaveDuplicates();
        for (int i = 2; i >= 0; i--) {
            assertThat(pictures(way.pipeline(), way.request().only(i))).containsExactly(run.get(i));
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void aFreshPipelineWatchedAtEachStepAndUnloadedOnTheWayMakesTheSame(Way way) {
        GenerationRequest request = way.request().only(1);
        RgbImage expected = pictures(way.pipeline(), request).get(0);
        List<RgbImage> previews = new ArrayList<>();
        try (ImagePipeline fresh = Recorded.pipeline(way.family())) {
            List<GeneratedImage> watched =
                    fresh.generate(
                            request,
                            step -> {
                                previews.add(step.preview().get());
                                if (step.step() == 2) {
                                    fresh.unload();
                                }
                            });

            assertThat(watched.get(0).image()).isEqualTo(expected);
            assertThat(previews).hasSizeGreaterThan(1);
        }
    }

    /** Networks beside the model are opened and closed on the way. */
    @Test
    void anyOrderOfRequestsGivesTheSamePictures() {
        List<Way> ways = ways().toList();
        List<RgbImage> forth = new ArrayList<>();
        for (Way way : ways) {
            forth.addAll(pictures(way.pipeline(), way.request().only(0)));
        }
        List<RgbImage> back = new ArrayList<>();
        for (int i = ways.size() - 1; i >= 0; i--) {
            Way way = ways.get(i);
            back.addAll(0, pictures(way.pipeline(), way.request().only(0)));
        }
        assertThat(back).isEqualTo(forth);
        assertThat(forth).doesNotHaveDuplicates();
    }

    private static List<RgbImage> pictures(ImagePipeline pipeline, GenerationRequest request) {
        return pipeline.generate(request, Progress.silent()).stream()
                .map(GeneratedImage::image)
                .toList();
    }
}
