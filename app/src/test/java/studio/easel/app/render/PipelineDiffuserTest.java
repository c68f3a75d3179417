package studio.easel.app.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import studio.easel.engine.EaselException;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.NoiseAmounts;
import studio.easel.engine.Progress;
import studio.easel.engine.animation.Animation;
import studio.easel.engine.animation.Animator;
import studio.easel.engine.animation.DeforumSettings;
import studio.easel.engine.animation.Dialect;
import studio.easel.engine.animation.Pictures;
import studio.easel.engine.animation.frame.Depth;

/** What a model is asked for, frame by frame. */
class PipelineDiffuserTest {
    private final DeforumSettings settings =
            DeforumSettings.defaults()
                    .with("W", 64)
                    .with("H", 64)
                    .with("max_frames", 3)
                    .with("diffusion_cadence", 1)
                    .with("prompts", Map.of("0", "a star"));

    private static List<GenerationRequest> requests(DeforumSettings settings) {
        Animation animation = Animation.of(settings, 7, Dialect.EASEL, OptionalInt.empty());
        List<GenerationRequest> requests = new ArrayList<>();
        PipelineDiffuser diffuser =
                new PipelineDiffuser(
                        checkpoint -> {
                            throw new AssertionError("opened");
                        },
                        animation,
                        Progress.silent(),
                        sentence -> {});
        MotionPreview motion = new MotionPreview(animation);
        Animator animator =
                new Animator(
                        animation,
                        diffusion -> {
                            requests.add(diffuser.request(diffusion));
                            return motion.diffuse(diffusion);
                        },
                        Depth.flat(),
                        Pictures.none());
        animator.render((index, picture) -> {});
        return requests;
    }

    @Test
    void noiseIsMultipliedWhereThereIsAPictureToStartFrom() {
        assertThat(requests(settings))
                .extracting(GenerationRequest::noiseAmounts)
                .containsExactly(
                        NoiseAmounts.USUAL, new NoiseAmounts(1.05, 1), new NoiseAmounts(1.05, 1));
    }

    @Test
    void ancestralSamplersAndDdimHaveAnEtaEach() {
        GenerationRequest first =
                requests(
                                settings.with("enable_ancestral_eta_scheduling", true)
                                        .with("ancestral_eta_schedule", "0:(0.4)")
                                        .with("enable_ddim_eta_scheduling", true)
                                        .with("ddim_eta_schedule", "0:(0.3)"))
                        .get(0);

        assertThat(first.noiseAmounts().fresh()).isEqualTo(0.4);
        assertThat(first.eta()).isEqualTo(0.3);
    }

    @Test
    void anEtaThatNoModelTakesIsASentence() {
        assertThatThrownBy(
                        () ->
                                requests(
                                        settings.with("enable_ddim_eta_scheduling", true)
                                                .with("ddim_eta_schedule", "0:(3)")))
                .isInstanceOf(EaselException.class)
                .hasMessageContaining("Eta is 3.0");
    }
}
