package studio.easel.app.jobs;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import studio.easel.app.JobQueue;
import studio.easel.app.queue.Engine;
import studio.easel.app.queue.JobStore;
import studio.easel.app.queue.QueueRunner;
import studio.easel.app.queue.Records;
import studio.easel.engine.ModelException;
import studio.easel.engine.RequestException;
import studio.easel.engine.RequestException.Field;

/** A desk whose worker does one task whenever the test says so. */
final class TestJobDesk {
    final Path home;
    final Deque<Runnable> tasks = new ArrayDeque<>();
    final List<Path> made = new ArrayList<>();
    final List<Path> shown = new ArrayList<>();
    String prompt = "a cat";
    int count = 1;
    @Nullable String wrong;
    Engine engine = (order, progress) -> Records.painted(order);
    Executor worker = tasks::add;
    Executor keeping = Runnable::run;
    Executor soon = Runnable::run;
    Executor window = Runnable::run;

    TestJobDesk(Path home) {
        this.home = home;
    }

    JobDesk build() {
        return new JobDesk(
                () -> JobStore.open(home.resolve("queue")),
                store ->
                        new QueueRunner(
                                store,
                                new JobQueue(task -> worker.execute(task)),
                                (order, progress) -> engine.make(order, progress),
                                () -> home.resolve("pictures"),
                                () -> false),
                () -> wrong == null ? Optional.of(asked()) : Optional.empty(),
                this::asked,
                names -> {
                    if (names.contains("gone")) {
                        throw new ModelException("\"gone\" is not installed. Add the model.");
                    }
                },
                it -> keeping.execute(it),
                it -> soon.execute(it),
                it -> window.execute(it),
                made::add,
                shown::add);
    }

    private JobDesk.Asked asked() {
        if (wrong != null) {
            throw new RequestException(Field.PROMPT, wrong);
        }
        return new JobDesk.Asked(Records.request(prompt, count), Records.STARTER);
    }

    /** Does what waits until nothing does. */
    void work() {
        while (!tasks.isEmpty()) {
            tasks.remove().run();
        }
    }
}
