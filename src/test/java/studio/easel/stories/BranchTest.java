package studio.easel.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.easel.app.files.PngFile;
import studio.easel.engine.GeneratedImage;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.Guidance;
import studio.easel.engine.Inpainting;
import studio.easel.engine.Mask;
import studio.easel.engine.Progress;
import studio.easel.engine.RequestException;
import studio.easel.engine.RgbImage;
import studio.easel.engine.SamplerName;
import studio.easel.engine.Start;
import studio.easel.engine.Start.Branch;
import studio.easel.engine.pipeline.ImagePipeline;

/** A walk is left in the middle and goes on another way; where nothing changes, nothing does. */
class BranchTest {
    private static final ImagePipeline SD1 = Recorded.pipeline("sd1");
    private static final RgbImage BEACH = Recorded.picture("init-64");
    private static final Mask MASK = Recorded.mask("mask-64");

    @AfterAll
    static void close() {
        SD1.close();
    }

    private static GenerationRequest six(SamplerName sampler) {
        return Recorded.request().but().steps(6).sampler(sampler).request();
    }

    private static GenerationRequest branch(GenerationRequest from, int after) {
        return from.but().start(new Branch(from, after, Optional.empty())).request();
    }

    /** Multistep solvers carry earlier estimates, stochastic ones their noise: all of them. */
    @ParameterizedTest
    @EnumSource
    void aBranchThatChangesNothingIsTheUnbrokenWalkReplayedOrRemembered(SamplerName sampler) {
        GenerationRequest whole = six(sampler);
        for (int after : new int[] {1, 3, 5}) {
            RgbImage unbroken = Recorded.picture(SD1, whole);
            long before = SD1.unetTimes().runs();
            assertThat(Recorded.picture(SD1, branch(whole, after)))
                    .as("remembered, after %d", after)
                    .isEqualTo(unbroken);
            long asked = SD1.unetTimes().runs() - before;
            SD1.unload(); // and forgets
            before = SD1.unetTimes().runs();
            assertThat(Recorded.picture(SD1, branch(whole, after)))
                    .as("replayed, after %d", after)
                    .isEqualTo(unbroken);
            assertThat(asked).isLessThan(SD1.unetTimes().runs() - before);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void fromAPictureAndUnderAMaskToo(boolean masked) {
        Start start =
                masked
                        ? new Start.Inpaint(BEACH, MASK, Inpainting.at(0.9).blurred(2))
                        : new Start.FromImage(BEACH, 0.9);
        GenerationRequest whole = six(SamplerName.DPM_PLUS_PLUS_2M_SDE).startingFrom(start);

        assertThat(Recorded.picture(SD1, branch(whole, 2))).isEqualTo(Recorded.picture(SD1, whole));
    }

    @Test
    void aWalkOfOnlyTheMaskedPartGoesOnInThatPart() {
        Inpainting part = Inpainting.at(0.9).blurred(2).onlyMasked(8);
        GenerationRequest whole =
                six(SamplerName.EULER_ANCESTRAL).startingFrom(new Start.Inpaint(BEACH, MASK, part));
        RgbImage made = Recorded.picture(SD1, whole);
        assertThat(Recorded.picture(SD1, branch(whole, 2))).isEqualTo(made);
        GenerationRequest other = branch(whole, 2).but().prompt("a green tree").request();
        assertThat(Recorded.picture(SD1, other)).isNotEqualTo(made);
    }

    @Test
    void wordsAndGuidanceChangeFromTheBranchOn() {
        GenerationRequest whole = six(SamplerName.DPM_PLUS_PLUS_2M);
        GenerationRequest words = branch(whole, 3).but().prompt("a green tree").request();
        GenerationRequest guidance = branch(whole, 3).but().guidance(Guidance.of(2)).request();

        List<RgbImage> unbroken = previews(whole);
        assertThat(previews(words).subList(0, 3)).isEqualTo(unbroken.subList(0, 3));
        assertThat(previews(words).subList(3, 6)).doesNotContainAnyElementsOf(unbroken);
        assertThat(previews(guidance).subList(3, 6)).doesNotContainAnyElementsOf(unbroken);
    }

    /** A1111 counts calls from 0 and holds "a cat" up to and with call 3: that is four steps. */
    @Test
    void aBranchIsThePromptThatChangesThere() {
        GenerationRequest scheduled =
                six(SamplerName.EULER_ANCESTRAL).but().prompt("[a cat:a dog:3]").request();
        GenerationRequest cat = scheduled.but().prompt("a cat").request();
        GenerationRequest dog = branch(cat, 4).but().prompt("a dog").request();

        assertThat(Recorded.picture(SD1, dog)).isEqualTo(Recorded.picture(SD1, scheduled));
    }

    @Test
    void aBranchOfABranchIsReplayedThroughBoth() {
        GenerationRequest whole = six(SamplerName.UNIPC);
        GenerationRequest second = branch(whole, 2).but().prompt("a green tree").request();
        GenerationRequest third = branch(second, 4).but().guidance(Guidance.of(2)).request();
        GenerationRequest early = branch(second, 1).but().prompt("a boat").request();

        RgbImage remembered = Recorded.picture(SD1, third);
        var unused = Recorded.picture(SD1, second);
        assertThat(Recorded.picture(SD1, third)).isEqualTo(remembered);
        assertThat(Recorded.picture(SD1, branch(third, 5))).isEqualTo(remembered);
        assertThat(Recorded.picture(SD1, early))
                .isEqualTo(
                        Recorded.picture(SD1, branch(whole, 1).but().prompt("a boat").request()));
    }

    @Test
    void aMaskFromTheBranchOnKeepsThePictureOutsideBitForBit() {
        GenerationRequest whole = six(SamplerName.EULER_ANCESTRAL);
        RgbImage made = Recorded.picture(SD1, whole);
        Start.Inpaint held = new Start.Inpaint(made, MASK, Inpainting.at(1));
        GenerationRequest repainted =
                whole.but()
                        .prompt("a green tree")
                        .start(new Branch(whole, 2, Optional.of(held)))
                        .request();

        byte[] now = Recorded.picture(SD1, repainted).rgb();
        byte[] before = made.rgb();
        int changed = 0;
        for (int i = 0; i < now.length; i++) {
            boolean same = now[i] == before[i];
            assertThat(same || MASK.grey()[i / 3] != 0).isTrue();
            changed += same ? 0 : 1;
        }
        assertThat(changed).isGreaterThan(300);
    }

    @Test
    void aBranchRemembersItsWalkAndIsMadeAgainFromItsFile(@TempDir Path folder) {
        GenerationRequest whole = six(SamplerName.EULER_ANCESTRAL);
        GenerationRequest second = branch(whole, 2).but().prompt("a green tree").request();
        GenerationRequest third = branch(second, 4).but().prompt("a boat").request();
        GeneratedImage made = SD1.generate(third, Progress.silent()).get(0);
        Path file = folder.resolve("branch.png");
        PngFile.write(file, made, true);

        GenerationRequest again = PngFile.settings(file).request().orElseThrow();
        assertThat(again).isEqualTo(third);
        SD1.unload();
        assertThat(Recorded.picture(SD1, again)).isEqualTo(made.image());
    }

    @Test
    void whatCannotBranchIsRefusedWithASentence() {
        GenerationRequest whole = six(SamplerName.EULER);
        assertThatThrownBy(() -> branch(whole, 0)).hasMessageContaining("after step 0");
        assertThatThrownBy(() -> branch(whole, 2).but().steps(7).request())
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("cannot change its steps half-way");
        assertThatThrownBy(() -> branch(whole, 2).but().seed(7).request())
                .isInstanceOf(RequestException.class);
        assertThatThrownBy(() -> Recorded.picture(SD1, branch(whole, 6)))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("after step 6 of 6");
    }

    private static List<RgbImage> previews(GenerationRequest request) {
        List<RgbImage> previews = new ArrayList<>();
        Progress all = step -> previews.add(step.preview().get());
        var unused = SD1.generate(request, all);
        return previews;
    }
}
