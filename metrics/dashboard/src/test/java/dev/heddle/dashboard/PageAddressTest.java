package dev.heddle.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PageAddressTest {
    @Test
    void shouldLeaveOutWhatIsNotChosenAndEncodeTheRest() {
        PageAddress list = PageAddress.of("/ui/jobs").with("state", "").with("model", "a b/3&x");

        assertThat(list).hasToString("/ui/jobs?model=a%20b%2F3%26x");
        assertThat(list.with("pageToken", "t"))
                .hasToString("/ui/jobs?model=a%20b%2F3%26x&pageToken=t");
    }
}
