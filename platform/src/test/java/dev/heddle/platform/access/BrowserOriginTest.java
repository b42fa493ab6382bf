package dev.heddle.platform.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BrowserOriginTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "localhost:8080",
                "127.0.0.1:1",
                "127.9.8.7",
                "[::1]:8080",
                "[::1]"
            })
    void shouldKnowThisMachine(String authority) {
        assertThat(BrowserOrigin.isLoopback(authority)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "example.com",
                "127.0.0.1.example.com",
                "localhost.example.com:80",
                "0.0.0.0",
                "10.0.0.1",
                "[::2]:80",
                ""
            })
    void shouldKnowOtherMachines(String authority) {
        assertThat(BrowserOrigin.isLoopback(authority)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "POST, here:1, -, -, false",
                "POST, here:1, same-origin, http://here:1, false",
                "POST, here:1, none, -, false",
                "POST, here:1, cross-site, -, true",
                "POST, here:1, same-site, http://there, true",
                "POST, here:1, -, http://here:1, false",
                "POST, here:1, -, http://here:2, true",
                "DELETE, here:1, -, null, true",
                "PUT, here:1, -, http://a b, true",
                "GET, here:1, cross-site, http://there, false"
            })
    void shouldTellChangesThatOtherSitesSend(
            String method, String authority, String site, String origin, boolean foreign) {
        assertThat(BrowserOrigin.isForeignChange(method, authority, site, origin))
                .isEqualTo(foreign);
    }

    @Test
    void shouldRefuseARequestThatNamesNoMachine() {
        assertThat(BrowserOrigin.isLoopback(null)).isFalse();
    }
}
