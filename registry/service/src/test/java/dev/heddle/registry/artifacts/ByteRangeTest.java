package dev.heddle.registry.artifacts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.registry.artifacts.ByteRange.Part;
import dev.heddle.registry.artifacts.ByteRange.Unsatisfiable;
import dev.heddle.registry.artifacts.ByteRange.Whole;
import org.junit.jupiter.api.Test;

class ByteRangeTest {
    @Test
    void shouldReadOneRange() {
        assertThat(ByteRange.of("bytes=0-0", 10)).isEqualTo(new Part(0, 1));
        assertThat(ByteRange.of("bytes=2-5", 10)).isEqualTo(new Part(2, 4));
        assertThat(ByteRange.of("bytes=5-", 10)).isEqualTo(new Part(5, 5));
        assertThat(ByteRange.of("bytes=5-99", 10)).isEqualTo(new Part(5, 5));
        assertThat(ByteRange.of("bytes=-3", 10)).isEqualTo(new Part(7, 3));
        assertThat(ByteRange.of("bytes=-30", 10)).isEqualTo(new Part(0, 10));
    }

    @Test
    void shouldIgnoreWhatIsNoRangeOrSeveral() {
        for (String header :
                new String[] {
                    null,
                    "",
                    "bytes=",
                    "bytes=-",
                    "bytes=5-2",
                    "bytes=a-b",
                    "items=0-1",
                    "bytes=0-1,3-4",
                    "bytes=9999999999999999999-"
                }) {
            assertThat(ByteRange.of(header, 10)).as(header).isEqualTo(new Whole());
        }
    }

    @Test
    void shouldRefuseRangesBehindTheEnd() {
        assertThat(ByteRange.of("bytes=10-", 10)).isEqualTo(new Unsatisfiable());
        assertThat(ByteRange.of("bytes=10-12", 10)).isEqualTo(new Unsatisfiable());
        assertThat(ByteRange.of("bytes=-0", 10)).isEqualTo(new Unsatisfiable());
        assertThat(ByteRange.of("bytes=0-", 0)).isEqualTo(new Unsatisfiable());
        assertThat(ByteRange.of("bytes=-5", 0)).isEqualTo(new Unsatisfiable());
    }
}
