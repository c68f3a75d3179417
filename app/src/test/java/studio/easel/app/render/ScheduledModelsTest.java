package studio.easel.app.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import studio.easel.engine.ModelException;
import studio.easel.engine.pipeline.ImagePipeline;

class ScheduledModelsTest {
    private final List<String> events = new ArrayList<>();

    @Test
    void oneModelAtATimeIsOpenAndTheSameOneStaysSo() {
        try (ScheduledModels models = new ScheduledModels("usual", this::opened)) {
            ImagePipeline first = models.of(Optional.empty());
            assertThat(models.of(Optional.of("usual"))).isSameAs(first);
            models.of(Optional.of("other"));
            models.of(Optional.empty());
        }
        assertThat(events)
                .containsExactly(
                        "open usual",
                        "close usual",
                        "open other",
                        "close other",
                        "open usual",
                        "close usual");
    }

    @Test
    void whatIsNeverUsedIsNeverOpened() {
        new ScheduledModels("usual", this::opened).close();
        assertThat(events).isEmpty();
    }

    @Test
    void aModelThatDoesNotOpenIsNotTakenForOpen() {
        ScheduledModels models =
                new ScheduledModels(
                        "usual",
                        name -> {
                            throw new ModelException("broken");
                        });
        assertThatThrownBy(() -> models.of(Optional.empty())).hasMessage("broken");
        assertThatThrownBy(() -> models.of(Optional.empty())).hasMessage("broken");
        models.close();
    }

    /** A pipeline that only tells when it is closed. */
    private ImagePipeline opened(String name) {
        events.add("open " + name);
        return (ImagePipeline)
                Proxy.newProxyInstance(
                        ImagePipeline.class.getClassLoader(),
                        new Class<?>[] {ImagePipeline.class},
                        (proxy, method, arguments) ->
                                switch (method.getName()) {
                                    case "close" -> events.add("close " + name) ? null : null;
                                    case "equals" -> proxy == arguments[0];
                                    default -> name.hashCode();
                                });
    }
}
