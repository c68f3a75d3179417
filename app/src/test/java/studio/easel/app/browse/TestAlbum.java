package studio.easel.app.browse;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import studio.easel.app.gallery.GalleryIndex;
import studio.easel.app.gallery.Thumbnails;

/** An album in a folder of the test's, whose parts it may exchange before it is built. */
final class TestAlbum implements Album.Sending {
    Path pictures;
    Supplier<Path> folder = () -> pictures;
    final List<String> sent = new ArrayList<>();
    Executor searching = Runnable::run;
    Executor scanning = Runnable::run;
    Executor drawing = Runnable::run;
    Executor soon = Runnable::run;
    Executor window = Runnable::run;

    private final Path home;

    TestAlbum(Path home) {
        this.home = home;
        this.pictures = home.resolve("pictures");
    }

    Album build() {
        return new Album(
                () -> GalleryIndex.open(home.resolve("gallery.db")),
                () -> folder.get(),
                new Thumbnails(home.resolve("thumbnails"), 128, 1 << 30, it -> drawing.execute(it)),
                it -> searching.execute(it),
                it -> scanning.execute(it),
                it -> soon.execute(it),
                it -> window.execute(it),
                this);
    }

    @Override
    public void restore(Path picture) {
        sent.add("restore " + picture.getFileName());
    }

    @Override
    public void open(Path picture) {
        sent.add("open " + picture.getFileName());
    }

    @Override
    public void toImageToImage(Path picture) {
        sent.add("image " + picture.getFileName());
    }

    @Override
    public void toInpainting(Path picture) {
        sent.add("inpaint " + picture.getFileName());
    }

    @Override
    public void showFile(Path picture) {
        sent.add("show " + picture.getFileName());
    }
}
