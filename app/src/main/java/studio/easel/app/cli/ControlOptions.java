package studio.easel.app.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import studio.easel.app.files.PictureHash;
import studio.easel.app.files.PngFile;
import studio.easel.app.files.References.SteeringPicture;
import studio.easel.engine.Control;
import studio.easel.engine.ControlNetSpec;
import studio.easel.engine.GenerationRequest;
import studio.easel.engine.Names;
import studio.easel.engine.RequestException;
import studio.easel.engine.RequestException.Field;
import studio.easel.engine.RgbImage;
import studio.easel.engine.Start;

/** Pictures that steer the walk. */
final class ControlOptions {
    private static final List<String> SETTINGS = List.of("weight", "from", "to");

    @Option(
            names = "--control",
            paramLabel = "MODEL=PICTURE[,weight=X][,from=X][,to=X]",
            description =
                    "Steer by a PNG through a ControlNet, from 0 to 1 of the walk; may be repeated. Default: weight=1,from=0,to=1.")
    List<String> controls = new ArrayList<>();

    /**
     * The pictures that steer.
     *
     * @param theirs what steered the picture of {@code --from}; it lends its weights to the same
     *     network
     * @param request the rest of it, which says how large every picture that steers is
     * @param say hears what is missing or other than it was
     */
    List<Control> controls(
            List<SteeringPicture> theirs,
            GenerationRequest request,
            FitOptions fit,
            Networks networks,
            Consumer<String> say) {
        List<Typing> typings = controls.stream().map(Typing::of).toList();
        List<SteeringPicture> left = new ArrayList<>(theirs);
        List<Control> steering = new ArrayList<>();
        for (Typing typing : typings) {
            RgbImage named = PngFile.read(typing.picture()).image();
            ControlNetSpec net = networks.controlNets().apply(typing.model());
            Optional<SteeringPicture> before = take(net.name(), left);
            Optional<PictureHash> hash = before.map(SteeringPicture::image);
            RgbImage picture = fitted(named, request, fit, hash);
            before.ifPresent(it -> compare(it, net, picture, say));
            steering.add(typing.control(net, picture, before));
        }
        left.stream().map(SteeringPicture::missing).forEach(say);
        return steering;
    }

    /** As large as what the same region is cut from, where only a part is worked on. */
    private static RgbImage fitted(
            RgbImage named,
            GenerationRequest request,
            FitOptions fit,
            Optional<PictureHash> theirs) {
        if (request.start() instanceof Start.Inpaint inpaint
                && inpaint.how().onlyMasked().isPresent()) {
            RgbImage whole = inpaint.image();
            return fit.fitted(named, whole.width(), whole.height(), theirs);
        }
        return fit.fitted(named, request.size().width(), request.size().height(), theirs);
    }

    private static Optional<SteeringPicture> take(String net, List<SteeringPicture> left) {
        Optional<SteeringPicture> found =
                left.stream().filter(it -> it.net().name().equalsIgnoreCase(net)).findFirst();
        found.ifPresent(left::remove);
        return found;
    }

    private static void compare(
            SteeringPicture theirs, ControlNetSpec net, RgbImage picture, Consumer<String> say) {
        Networks.compare(theirs.net(), net.hash(), say);
        if (!theirs.image().mayBe(PictureHash.of(picture))) {
            say.accept(
                    "The picture for %s is not the one these settings were used with: the pixels will differ."
                            .formatted(net.name()));
        }
    }

    /** {@code canny=edges.png,weight=0.8} taken apart. */
    private record Typing(String model, Path picture, Map<String, Double> settings) {
        static Typing of(String text) {
            int equals = text.indexOf('=');
            // A comma may be part of a file's name unless a setting follows it.
            String[] parts = text.substring(equals + 1).split(",(?=\\s*\\w+=)", -1);
            if (equals < 1 || parts[0].isBlank()) {
                throw refused(
                        "\"%s\" was given to steer by, expected a model and a picture. Write it like canny=edges.png or canny=edges.png,weight=0.8."
                                .formatted(text));
            }
            Map<String, Double> settings = new LinkedHashMap<>();
            for (String part : List.of(parts).subList(1, parts.length)) {
                String name = part.substring(0, part.indexOf('=')).strip();
                if (!SETTINGS.contains(name)) {
                    throw refused(Names.unknown("A setting of \"" + text + "\"", name, SETTINGS));
                }
                settings.put(
                        name,
                        Typed.number(
                                Field.CONTROL,
                                "The " + name + " of " + text.substring(0, equals),
                                part.substring(part.indexOf('=') + 1)));
            }
            return new Typing(text.substring(0, equals).strip(), path(parts[0]), settings);
        }

        private static Path path(String text) {
            try {
                return Path.of(text);
            } catch (InvalidPathException e) {
                throw refused(
                        "The picture to steer by is \"%s\", expected the name of a PNG."
                                .formatted(text));
            }
        }

        private static RequestException refused(String sentence) {
            return new RequestException(Field.CONTROL, sentence);
        }

        Control control(ControlNetSpec net, RgbImage image, Optional<SteeringPicture> before) {
            return new Control(
                    net,
                    image,
                    setting("weight", before.map(SteeringPicture::weight).orElse(1.0)),
                    setting("from", before.map(SteeringPicture::from).orElse(0.0)),
                    setting("to", before.map(SteeringPicture::to).orElse(1.0)));
        }

        private double setting(String name, double otherwise) {
            @Nullable Double typed = settings.get(name);
            return typed == null ? otherwise : typed;
        }
    }
}
