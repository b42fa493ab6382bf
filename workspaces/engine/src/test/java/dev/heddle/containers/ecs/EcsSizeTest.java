package dev.heddle.containers.ecs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.client.workspaces.ComputeSize;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EcsSizeTest {
    @ParameterizedTest
    @CsvSource({
        "0.1, 16m, 256, 512",
        "0.25, 512m, 256, 512",
        "0.25, 513m, 256, 1024",
        "0.25, 1025m, 256, 2048",
        "0.25, 2g, 256, 2048",
        "0.25, 2049m, 512, 3072",
        "0.26, 512m, 512, 1024",
        "0.5, 4g, 512, 4096",
        "0.5, 5g, 1024, 5120",
        "1, 1g, 1024, 2048",
        "1, 8g, 1024, 8192",
        "1, 9g, 2048, 9216",
        "2, 16g, 2048, 16384",
        "3, 4g, 4096, 8192",
        "4, 30g, 4096, 30720",
        "4, 31g, 8192, 32768",
        "8, 17g, 8192, 20480",
        "8, 60g, 8192, 61440",
        "8, 61g, 16384, 65536",
        "16, 33g, 16384, 40960",
        "16, 120g, 16384, 122880"
    })
    void shouldRoundUpToWhatFargateHas(double cpus, String memory, int units, int mebibytes) {
        assertThat(EcsSize.ofFargate(new ComputeSize(cpus, ComputeSize.bytes(memory))))
                .isEqualTo(new EcsSize(units, mebibytes));
    }

    @ParameterizedTest
    @CsvSource({"17, 32g", "16, 121g", "1, 128g"})
    void shouldRefuseWhatFargateHasNot(double cpus, String memory) {
        ComputeSize size = new ComputeSize(cpus, ComputeSize.bytes(memory));

        assertThatThrownBy(() -> EcsSize.ofFargate(size))
                .isInstanceOfSatisfying(
                        HeddleException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST))
                .hasMessageContaining(memory)
                .hasMessageContaining("at most 16 and 120g");
    }

    @Test
    void shouldKeepSizesOnMachinesOfTheAccount() {
        assertThat(EcsSize.ofMachines(new ComputeSize(1.5, (1L << 30) + 1)))
                .isEqualTo(new EcsSize(1_536, 1_025));
        assertThat(EcsSize.ofMachines(new ComputeSize(0.1, 16L << 20)))
                .isEqualTo(new EcsSize(128, 16));
    }
}
