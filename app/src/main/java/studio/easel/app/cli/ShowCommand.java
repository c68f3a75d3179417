package studio.easel.app.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import studio.easel.app.files.PngFile;
import studio.easel.app.files.SavedSettings;
import studio.easel.app.files.SettingsText;

/** {@code easel show picture.png}: how a picture was made. */
@Command(
        name = "show",
        description = "Prints the settings a picture was made with.",
        mixinStandardHelpOptions = true)
final class ShowCommand implements Callable<Integer> {
    @Parameters(paramLabel = "PICTURE", description = "A PNG made by Easel or A1111.")
    Path picture;

    @Spec CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli gives both
    ShowCommand() {}

    @Override
    public Integer call() {
        SavedSettings settings = PngFile.settings(picture);
        spec.commandLine().getOut().println(SettingsText.of(picture, settings).stripTrailing());
        return 0;
    }
}
