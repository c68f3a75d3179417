package studio.easel.stories;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import studio.easel.app.Folders;
import studio.easel.app.cli.EaselCommand;

/** Somebody who types a command, and what came back. */
record Terminal(int exitCode, String out, String err) {

    /** Types {@code easel WORDS...} with the starter model, in this process. */
    static Terminal easel(String... words) {
        return easel(Starter.FOLDERS, words);
    }

    static Terminal easel(Folders folders, String... words) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode =
                EaselCommand.run(
                        folders, new PrintWriter(out, true), new PrintWriter(err, true), words);
        return new Terminal(exitCode, out.toString(), err.toString());
    }

    /** {@code easel generate WORDS...} on the CPU, in 3 steps unless the words say otherwise. */
    static Terminal generate(String... words) {
        List<String> line = new ArrayList<>(List.of("generate", "--device", "cpu"));
        line.addAll(List.of(words));
        if (Collections.disjoint(line, List.of("--steps", "--from"))) {
            line.addAll(List.of("--steps", "3"));
        }
        return easel(line.toArray(String[]::new));
    }
}
