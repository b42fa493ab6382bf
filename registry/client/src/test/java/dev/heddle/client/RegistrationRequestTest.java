package dev.heddle.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RegistrationRequestTest {
    @Test
    void shouldStayWithoutASampleOnTheWire() throws Exception {
        RegistrationRequest request =
                new RegistrationRequest(
                        Optional.empty(),
                        List.of(new PackageFile("graph.onnx", 1, "0".repeat(64))),
                        Map.of(),
                        Map.of(),
                        Map.of(),
                        Optional.empty(),
                        Origin.unknown());
        String json = HeddleJson.mapper().writeValueAsString(request);
        assertThat(HeddleJson.mapper().readValue(json, RegistrationRequest.class))
                .isEqualTo(request);
    }
}
