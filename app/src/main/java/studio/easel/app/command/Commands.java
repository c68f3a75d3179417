package studio.easel.app.command;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import studio.easel.app.Words;

/** All commands of the window, and which were asked for last. */
public final class Commands {
    /** How many of the last ones stand before the others. */
    private static final int RECENT = 8;

    private final List<Section> sections;
    private final Deque<String> recent = new ArrayDeque<>();

    /**
     * The commands, in the order of their menus.
     *
     * @throws IllegalArgumentException when two commands have one id
     */
    public Commands(List<Section> sections) {
        this.sections = List.copyOf(sections);
        Set<String> ids = new HashSet<>();
        for (Section section : sections) {
            for (Command command : section.commands()) {
                if (!ids.add(command.id())) {
                    throw new IllegalArgumentException("Two commands are called " + command.id());
                }
            }
        }
    }

    public List<Section> sections() {
        return sections;
    }

    /**
     * A command that answers to what was typed.
     *
     * @param spoken its title in the language that is spoken
     * @param other its title in another language, where that is what was typed
     */
    public record Found(Section section, Command command, Title spoken, Optional<Title> other) {}

    /**
     * "Mask: Invert"
     *
     * @param letters which of its characters were typed, in order
     */
    public record Title(String text, List<Integer> letters) {}

    private record Scored(Found found, int score) {}

    /**
     * The commands that answer to what was typed, best first, recent ones first among equals; all
     * of them where nothing is typed.
     */
    public List<Found> find(String typed) {
        List<Scored> scored = new ArrayList<>();
        for (Section section : sections) {
            for (Command command : section.commands()) {
                match(typed, section, command).ifPresent(scored::add);
            }
        }
        return scored.stream()
                .sorted(
                        Comparator.<Scored>comparingInt(it -> -it.score())
                                .thenComparingInt(it -> age(it.found().command())))
                .map(Scored::found)
                .toList();
    }

    /** In the language that is spoken, otherwise in the best other one. */
    private static Optional<Scored> match(String typed, Section section, Command command) {
        String spoken = title(section, command, Words.spoken());
        Optional<Scored> here =
                Match.of(typed, spoken)
                        .map(
                                it ->
                                        new Scored(
                                                new Found(
                                                        section,
                                                        command,
                                                        new Title(spoken, it.letters()),
                                                        Optional.empty()),
                                                it.score()));
        return here.or(
                () ->
                        Words.LANGUAGES.stream()
                                .map(language -> title(section, command, language))
                                .flatMap(
                                        title ->
                                                Match.of(typed, title)
                                                        .map(
                                                                it ->
                                                                        foreign(
                                                                                section, command,
                                                                                spoken, title, it))
                                                        .stream())
                                .max(Comparator.comparingInt(Scored::score)));
    }

    private static Scored foreign(
            Section section, Command command, String spoken, String title, Match match) {
        return new Scored(
                new Found(
                        section,
                        command,
                        new Title(spoken, List.of()),
                        Optional.of(new Title(title, match.letters()))),
                match.score());
    }

    private static String title(Section section, Command command, Locale language) {
        return section.name(language) + ": " + command.name(language);
    }

    private int age(Command command) {
        return recent.contains(command.id())
                ? List.copyOf(recent).indexOf(command.id())
                : Integer.MAX_VALUE;
    }

    /** Does what was found, and remembers that it was asked for. */
    public void run(Found found) {
        recent.remove(found.command().id());
        recent.addFirst(found.command().id());
        if (recent.size() > RECENT) {
            recent.removeLast();
        }
        found.section().run(found.command());
    }
}
