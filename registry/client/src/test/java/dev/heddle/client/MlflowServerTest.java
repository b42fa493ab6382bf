package dev.heddle.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MlflowServerTest {
    private final FakePlatform fake = new FakePlatform();

    @AfterEach
    void close() {
        fake.close();
    }

    private MlflowServer connect(String user, String path) {
        return MlflowServer.connect(
                URI.create("http://" + user + fake.uri().getAuthority() + path), Optional.empty());
    }

    @Test
    void shouldKeepThePathAndTheNameOfAnAddress() {
        fake.thenJson(200, "{}");
        try (MlflowServer server = connect("ann:p%40ss@", "/team/mlflow")) {
            server.get("runs/get", Map.of("run_id", "a b", "none", ""));

            assertThat(fake.requests())
                    .containsExactly("GET /team/mlflow/api/2.0/mlflow/runs/get?run_id=a%20b");
            assertThat(fake.received().get(0).authorization()).isEqualTo("Basic YW5uOnBAc3M=");
            assertThat(server.uri().toString()).doesNotContain("ann").endsWith("/team/mlflow/");
        }
    }

    @Test
    void shouldTellErrorsAsTheServerDoes() {
        fake.thenJson(
                404,
                "{\"error_code\":\"RESOURCE_DOES_NOT_EXIST\",\"message\":\"No run with id r\"}");
        try (MlflowServer server = connect("", "")) {
            assertThatThrownBy(() -> server.get("runs/get", Map.of()))
                    .hasMessage("No run with id r")
                    .asInstanceOf(type(HeddleException.class))
                    .extracting(HeddleException::code)
                    .isEqualTo(ErrorCode.NOT_FOUND);
        }
    }

    @Test
    void shouldTellAnUploadThatShowsNoToken() {
        fake.thenJson(401, "{\"error_code\":\"UNAUTHENTICATED\",\"message\":\"a token\"}");
        try (MlflowServer server = connect("", "")) {
            assertThatThrownBy(() -> server.upload("/a", UploadContent.of(new byte[] {1})))
                    .asInstanceOf(type(HeddleException.class))
                    .extracting(HeddleException::code)
                    .isEqualTo(ErrorCode.UNAUTHENTICATED);
        }
    }

    @Test
    void shouldGiveTheETagOfWhatWasSent() {
        fake.then(
                exchange -> {
                    exchange.getResponseHeaders().add("ETag", "\"abc\"");
                    FakePlatform.send(exchange, 200, "{}");
                });
        try (MlflowServer server = connect("", "")) {
            assertThat(server.upload("/a", UploadContent.of(new byte[] {1}))).contains("abc");
        }
    }

    @Test
    void shouldShowNoSecretOfAnAddressThatIsNone() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                MlflowServer.connect(
                                        URI.create("ftp://ann:secret@host"), Optional.empty()))
                .withMessageNotContaining("secret");
    }
}
