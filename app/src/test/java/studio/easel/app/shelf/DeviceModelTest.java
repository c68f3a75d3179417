package studio.easel.app.shelf;

import static org.assertj.core.api.Assertions.assertThat;

import javafx.beans.property.SimpleStringProperty;
import org.junit.jupiter.api.Test;

class DeviceModelTest {
    @Test
    void aMeasurementThatFailsIsNotTheLast() {
        SimpleStringProperty provider = new SimpleStringProperty("cuda:none");
        DeviceModel model =
                new DeviceModel(
                        task -> {
                            try {
                                task.run();
                            } catch (NumberFormatException unexpected) {
                                // As a thread of a pool ends its task.
                            }
                        },
                        Runnable::run,
                        () -> {
                            throw new AssertionError("nobody asked");
                        },
                        provider,
                        () -> "auto");
        model.measure();
        assertThat(model.memory().get()).isNull();
        provider.set("cpu");
        model.measure();
        assertThat(model.memory().get()).isNotNull();
    }
}
