package studio.easel.app;

import javafx.beans.InvalidationListener;
import javafx.beans.Observable;
import javafx.beans.value.ObservableValue;
import javafx.scene.Node;

/**
 * What a pane hears of models, only while it is in a scene. Models live as long as the studio, and
 * another language makes another window: a listener that stayed would keep the old one alive.
 */
public final class Hearing {
    private Hearing() {}

    /**
     * Does something when the pane comes into a scene, and at every change of {@code sources} until
     * it leaves.
     */
    public static void of(Node pane, Runnable heard, Observable... sources) {
        InvalidationListener listener =
                source -> {
                    heard.run();
                    valid(source);
                };
        Runnable begin =
                () -> {
                    for (Observable source : sources) {
                        source.addListener(listener);
                        valid(source);
                    }
                    heard.run();
                };
        pane.sceneProperty()
                .addListener(
                        (property, before, now) -> {
                            if (before == null) {
                                begin.run();
                            } else if (now == null) {
                                for (Observable source : sources) {
                                    source.removeListener(listener);
                                }
                            }
                        });
        if (pane.getScene() != null) {
            begin.run();
        }
    }

    /** What nobody has read since it changed does not tell of its next change. */
    private static void valid(Observable source) {
        if (source instanceof ObservableValue<?> value) {
            Object unused = value.getValue();
        }
    }
}
