package dev.heddle.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AmountsTest {
    @ParameterizedTest
    @CsvSource({
        "64MB, 67108864, 64MB",
        "64m, 67108864, 64MB",
        "64 MiB, 67108864, 64MB",
        "1GB, 1073741824, 1GB",
        "1000, 1000, 1000B",
        "1536KB, 1572864, 1536KB",
        "off, 0, off",
        "0, 0, off"
    })
    void shouldReadSizesAndShowThem(String typed, long bytes, String shown) {
        assertThat(Amounts.bytes("--cache", typed)).isEqualTo(bytes);
        assertThat(Amounts.text(bytes)).isEqualTo(shown);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "MB", "64XB", "-1", "1.5GB", "999999999999999999TB"})
    void shouldRefuseWhatIsNoSize(String typed) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Amounts.bytes("--cache", typed))
                .withMessage("--cache is '%s', expected a size such as 64MB, or off", typed);
    }

    @Test
    void shouldReadSharesAndShowThem() {
        assertThat(Amounts.share("--log", "0.25")).isEqualTo(0.25);
        assertThat(Amounts.share("--log", "off")).isZero();
        assertThat(Amounts.text(0.25)).isEqualTo("0.25");
        assertThat(Amounts.text(0.0)).isEqualTo("off");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1.1", "-0.1", "NaN", "10%"})
    void shouldRefuseWhatIsNoShare(String typed) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Amounts.share("--log", typed))
                .withMessageContaining("expected a share of the calls from 0 to 1, or off");
    }
}
