package studio.easel.app.shelf;

import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.value.ObservableStringValue;
import org.jspecify.annotations.Nullable;
import studio.easel.app.device.DeviceMemory;
import studio.easel.app.device.Diagnosis;
import studio.easel.app.device.MemoryUse;

/** What computes, what is missing for more, and what is held in memory. */
public final class DeviceModel {
    private final Executor asking;
    private final Executor window;
    private final Supplier<Diagnosis> diagnosing;
    private final ObservableStringValue provider;
    private final Supplier<String> wanted;
    private final ReadOnlyObjectWrapper<@Nullable Diagnosis> diagnosis =
            new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<@Nullable Memory> memory = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyBooleanWrapper trying = new ReadOnlyBooleanWrapper();
    private boolean measuring;

    /**
     * What is held.
     *
     * @param card the CUDA card's own memory, where one computes
     */
    public record Memory(
            MemoryUse process, Optional<DeviceMemory> machine, Optional<DeviceMemory> card) {}

    /**
     * The device.
     *
     * @param asking where other programs are asked, for seconds
     * @param window where properties may change
     * @param provider what has run the graphs, {@code cpu} or {@code cuda:0}; empty before the
     *     first picture
     * @param wanted the device in the settings
     */
    public DeviceModel(
            Executor asking,
            Executor window,
            Supplier<Diagnosis> diagnosing,
            ObservableStringValue provider,
            Supplier<String> wanted) {
        this.asking = asking;
        this.window = window;
        this.diagnosing = diagnosing;
        this.provider = provider;
        this.wanted = wanted;
    }

    /** What really runs the graphs; empty before the first picture. */
    public ObservableStringValue provider() {
        return provider;
    }

    /** The device in the settings. */
    public String wanted() {
        return wanted.get();
    }

    /** What the machine can run; null until somebody asked. */
    public ReadOnlyObjectProperty<@Nullable Diagnosis> diagnosis() {
        return diagnosis.getReadOnlyProperty();
    }

    /** Whether devices are being tried. */
    public ReadOnlyBooleanProperty diagnosing() {
        return trying.getReadOnlyProperty();
    }

    /** What is held; null until it was measured. */
    public ReadOnlyObjectProperty<@Nullable Memory> memory() {
        return memory.getReadOnlyProperty();
    }

    /** Tries every device, each in a process of its own. */
    public void diagnose() {
        if (trying.get()) {
            return;
        }
        trying.set(true);
        asking.execute(
                () -> {
                    try {
                        Diagnosis found = diagnosing.get();
                        window.execute(() -> diagnosis.set(found));
                    } finally {
                        window.execute(() -> trying.set(false));
                    }
                });
    }

    /** Measures memory; a measurement that is under way is enough. */
    public void measure() {
        if (measuring) {
            return;
        }
        measuring = true;
        String running = provider.get();
        asking.execute(
                () -> {
                    try {
                        Memory now =
                                new Memory(
                                        MemoryUse.now(), DeviceMemory.ofMachine(), card(running));
                        window.execute(() -> memory.set(now));
                    } finally {
                        window.execute(() -> measuring = false);
                    }
                });
    }

    private static Optional<DeviceMemory> card(String running) {
        return running.startsWith("cuda:")
                ? DeviceMemory.ofCard(Integer.parseInt(running.substring("cuda:".length())))
                : Optional.empty();
    }
}
