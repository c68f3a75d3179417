package studio.easel.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import studio.easel.engine.ModelException;
import studio.easel.engine.Names;
import studio.easel.models.passport.Family;
import studio.easel.models.passport.Passport;
import studio.easel.models.passport.Prediction;
import studio.easel.models.passport.Role;

/**
 * Well-known models, with where they are published, under which licence, and what their files'
 * fingerprints are: {@code catalogue.json} beside this class. It comes with Easel; nothing is asked
 * of anybody to show it.
 */
public final class Catalogue {
    /**
     * One of them, a single file.
     *
     * @param licence as its publisher names it
     * @param page where it is published
     * @param address of the file
     * @param file what it will be called
     * @param bytes 0 where too few sources agree
     * @param sha256 64 hex digits; empty where too few sources agree
     * @param note what else to know; empty when nothing
     */
    public record Entry(
            String id,
            String name,
            Role role,
            Family family,
            String licence,
            URI page,
            URI address,
            String file,
            long bytes,
            Optional<String> sha256,
            Optional<Prediction> prediction,
            String note) {}

    private static final Catalogue BUNDLED = read();

    private final List<Entry> models;

    private Catalogue(List<Entry> models) {
        this.models = List.copyOf(models);
    }

    /** The one that comes with Easel. */
    public static Catalogue bundled() {
        return BUNDLED;
    }

    public List<Entry> models() {
        return models;
    }

    /**
     * @throws ModelException when there is none of that id; says which is nearest
     */
    public Entry find(String id) {
        return models.stream()
                .filter(entry -> entry.id().equalsIgnoreCase(id.strip()))
                .findFirst()
                .orElseThrow(
                        () ->
                                new ModelException(
                                        Names.unknown(
                                                "The model to download",
                                                id,
                                                models.stream().map(Entry::id).toList())));
    }

    /** The one whose file has this fingerprint. */
    Optional<Entry> withFingerprint(String sha256) {
        return models.stream()
                .filter(entry -> entry.sha256().equals(Optional.of(sha256)))
                .findFirst();
    }

    /** Adds what the fingerprint says about a model to what its structure said. */
    Passport known(Passport passport) {
        Optional<Entry> entry = passport.fingerprint().flatMap(this::withFingerprint);
        if (entry.isEmpty()) {
            return passport;
        }
        Entry model = entry.get();
        List<String> notes = new ArrayList<>(passport.notes());
        notes.add("It is %s, as published at %s.".formatted(model.name(), model.page()));
        if (!model.note().isEmpty()) {
            notes.add(model.note());
        }
        return new Passport(
                passport.path(),
                passport.role(),
                passport.family(),
                passport.variant(),
                passport.form(),
                model.prediction().or(passport::prediction),
                passport.precision(),
                passport.parameters(),
                passport.running(),
                passport.bytes(),
                passport.fingerprint(),
                passport.oldHash(),
                passport.title().isEmpty() ? model.name() : passport.title(),
                passport.author(),
                passport.licence().isEmpty() ? model.licence() : passport.licence(),
                notes,
                passport.problem());
    }

    private static Catalogue read() {
        try {
            JsonNode root = new ObjectMapper().readTree(PackedFile.resource("catalogue.json"));
            List<Entry> models = new ArrayList<>();
            root.path("models").forEach(model -> models.add(entry(model)));
            return new Catalogue(models);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Entry entry(JsonNode model) {
        URI page = URI.create(model.path("page").asText());
        String file = model.path("file").asText();
        return new Entry(
                model.path("id").asText(),
                model.path("name").asText(),
                Role.valueOf(model.path("role").asText()),
                Family.valueOf(model.path("family").asText()),
                model.path("licence").asText(),
                page,
                URI.create(page + "/resolve/main/" + file),
                model.path("as").asText(file),
                model.path("bytes").asLong(),
                Optional.of(model.path("sha256").asText()).filter(hash -> !hash.isEmpty()),
                Optional.of(model.path("prediction").asText())
                        .filter(type -> !type.isEmpty())
                        .map(type -> new Prediction(Prediction.Type.valueOf(type), true)),
                model.path("note").asText());
    }
}
