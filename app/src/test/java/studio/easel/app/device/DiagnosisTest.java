package studio.easel.app.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DiagnosisTest {
    @Test
    void aBuildWithoutCudaSaysHowToGetIt() {
        Diagnosis found = Diagnosis.of(Set.of("cpu"), device -> Optional.empty());
        assertThat(found.used()).contains("cpu");
        assertThat(found.cuda().orElseThrow()).contains("EASEL_CUDA=1");
    }

    @Test
    void aCardThatWorksIsUsed() {
        Diagnosis found = Diagnosis.of(Set.of("cpu", "cuda"), device -> Optional.empty());
        assertThat(found.used()).contains("cuda:0");
    }

    @Test
    void whereNothingWorksNothingIsUsed() {
        Diagnosis found =
                Diagnosis.of(Set.of("cpu", "cuda"), device -> Optional.of(device + " is broken"));
        assertThat(found.used()).isEmpty();
        assertThat(found.cuda()).contains("cuda:0 is broken");
    }

    @Test
    void whatTheChildSaidIsTheReasonUnlessItCrashed() {
        assertThat(Diagnosis.verdict(Diagnosis.WORKS, "noise")).isEmpty();
        assertThat(Diagnosis.verdict(Diagnosis.FAILS, "no driver"))
                .contains("does not work: no driver");
        assertThat(Diagnosis.verdict(139, "").orElseThrow()).contains("exit code 139");
    }

    @Test
    void aCardSaysItsNameAndMemory() {
        assertThat(DeviceMemory.card("NVIDIA A10, 23028, 412\n"))
                .contains(new DeviceMemory("NVIDIA A10", 23028L << 20, 412L << 20));
        assertThat(DeviceMemory.card("NVIDIA Odd, [N/A], [N/A]")).isEmpty();
        assertThat(DeviceMemory.card("No devices were found")).isEmpty();
    }

    @Test
    void theMachineHasMoreMemoryThanItUses() {
        DeviceMemory machine = DeviceMemory.ofMachine().orElseThrow();
        assertThat(machine.used()).isPositive().isLessThan(machine.total());
    }
}
