package studio.easel.app.cli;

import java.io.PrintWriter;
import java.util.Optional;
import java.util.function.Consumer;
import studio.easel.app.Folders;
import studio.easel.app.Settings;
import studio.easel.app.SettingsFile;
import studio.easel.engine.ModelSpec;
import studio.easel.engine.onnx.Device;
import studio.easel.engine.pipeline.ImagePipeline;
import studio.easel.engine.pipeline.StableDiffusion;
import studio.easel.models.InstalledModel;
import studio.easel.models.ModelLibrary;
import studio.easel.models.PromptFolders;

/** What every command works with: where things are, what is set, which models there are. */
record Workbench(Folders folders, Settings settings, ModelLibrary library) {
    /**
     * @param err hears if the settings could not be read
     */
    static Workbench at(Folders folders, PrintWriter err) {
        SettingsFile.Content content = SettingsFile.in(folders).read();
        content.note().ifPresent(err::println);
        Settings settings = content.settings();
        return new Workbench(
                folders,
                settings,
                new ModelLibrary(
                        settings.models(folders),
                        folders.caches(),
                        folders.loras(),
                        folders.embeddings()));
    }

    /** The model asked for, or the starter. */
    InstalledModel model(Optional<String> idOrPath) {
        return idOrPath.map(library::find).orElseGet(() -> library.installed().get(0));
    }

    /**
     * A request's other models.
     *
     * @param stage hears what is going on while one is read
     */
    Networks networks(Consumer<String> stage) {
        return new Networks(
                name -> library.open(library.find(name), stage),
                name -> library.openControlNet(library.find(name), stage),
                name -> library.openUpscaler(library.find(name), stage));
    }

    /** A model ready to make pictures, with the wildcards and embeddings there are. */
    ImagePipeline pipeline(ModelSpec model, Device device) {
        return StableDiffusion.open(model, device, vocabulary(), (image, latent) -> {});
    }

    Embeddings embeddings() {
        return new Embeddings(folders.embeddings(), vocabulary());
    }

    PromptFolders vocabulary() {
        return new PromptFolders(folders.wildcards(), folders.embeddings(), folders.loras());
    }

    /** The device asked for, or the one in the settings. */
    Device device(Optional<String> text) {
        return Device.parse(text.orElse(settings.device()));
    }
}
