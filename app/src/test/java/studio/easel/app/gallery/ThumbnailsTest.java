package studio.easel.app.gallery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.easel.engine.EaselException;

class ThumbnailsTest {
    @TempDir Path folder;

    private Thumbnails thumbnails(long most) {
        return new Thumbnails(folder.resolve("small"), 32, most, Runnable::run);
    }

    private Picture picture(int seed) throws Exception {
        Path file = Made.write(folder.resolve(seed + ".png"), "a sea", seed);
        return at(file, Made.DAY.plusSeconds(seed));
    }

    private static Picture at(Path file, Instant changed) throws Exception {
        return new Picture(
                1,
                file,
                Files.size(file),
                changed,
                64,
                96,
                "",
                "",
                "",
                "",
                Optional.empty(),
                "",
                0,
                Optional.empty());
    }

    @Test
    void theSmallCopyHasThePicturesShapeAndIsKept() throws Exception {
        Picture picture = picture(1);
        Thumbnails thumbnails = thumbnails(1 << 20);
        var small = thumbnails.of(picture).get();
        assertThat(small.width()).isEqualTo(21);
        assertThat(small.height()).isEqualTo(32);
        Files.delete(picture.file());
        assertThat(thumbnails.of(picture).get()).as("from disk").isEqualTo(small);
    }

    @Test
    void aPictureThatChangedHasAnother() throws Exception {
        Picture picture = picture(1);
        Thumbnails thumbnails = thumbnails(1 << 20);
        Picture later = at(picture.file(), Made.DAY.plusSeconds(99));
        assertThat(thumbnails.file(later)).isNotEqualTo(thumbnails.file(picture));
    }

    @Test
    void aDamagedCopyIsMadeAgainAndADamagedPictureIsASentence() throws Exception {
        Picture picture = picture(1);
        Thumbnails thumbnails = thumbnails(1 << 20);
        var small = thumbnails.of(picture).get();
        Files.writeString(thumbnails.file(picture), "damaged");
        assertThat(thumbnails.of(picture).get()).isEqualTo(small);

        Picture bad = picture(2);
        Files.writeString(bad.file(), "damaged");
        assertThatThrownBy(() -> thumbnails.of(bad).get()).hasCauseInstanceOf(EaselException.class);
    }

    @Test
    void whatWasSeenLongestAgoGoesFirst() throws Exception {
        Picture first = picture(0);
        Thumbnails measuring = thumbnails(1 << 20);
        measuring.of(first).get();
        long one = Files.size(measuring.file(first));
        Thumbnails thumbnails = thumbnails(one * 10);
        for (int i = 1; i < 10; i++) {
            Picture picture = picture(i);
            thumbnails.of(picture).get();
            Files.setLastModifiedTime(
                    thumbnails.file(picture), FileTime.from(Made.DAY.plusSeconds(i)));
        }
        thumbnails.of(first).get(); // looked at again
        for (int i = 10; i < 14; i++) {
            thumbnails.of(picture(i)).get();
        }
        assertThat(thumbnails.file(first)).exists();
        assertThat(thumbnails.file(picture(1))).doesNotExist();
        assertThat(thumbnails.file(picture(13))).exists();
        try (var files = Files.walk(folder.resolve("small"))) {
            long all =
                    files.filter(Files::isRegularFile).mapToLong(it -> it.toFile().length()).sum();
            assertThat(all).isLessThanOrEqualTo(one * 10);
        }
    }

    @Test
    void whatScrolledOutOfSightIsNotRead() throws Exception {
        Queue<Runnable> tasks = new ArrayDeque<>();
        Thumbnails thumbnails = new Thumbnails(folder.resolve("small"), 32, 1 << 20, tasks::add);
        Picture picture = picture(1);
        var later = thumbnails.of(picture);
        assertThat(later).isNotDone();
        later.cancel(false);
        tasks.remove().run();
        assertThat(thumbnails.file(picture)).doesNotExist();
    }
}
