package dev.heddle.workspaces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.model.HeddleException;
import dev.heddle.workspaces.Application.Kind;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ApplicationTest {
    private static final String PATH = "/workspaces/ann/lab/";

    @Test
    void shouldBeNoneWhereNoLabelSaysOtherwise() {
        Application application = Application.of(Map.of());

        assertThat(application.kind()).isEqualTo(Kind.NONE);
        assertThat(application.port()).isEmpty();
    }

    @Test
    void shouldLiveBelowTheWorkspacesPath() {
        Application jupyter =
                Application.of(Map.of(Application.KIND, "jupyter", Application.PORT, "8888"));

        assertThat(jupyter.kind()).isEqualTo(Kind.JUPYTER);
        assertThat(jupyter.port()).hasValue(8888);
        assertThat(jupyter.at(PATH, "api/status")).isEqualTo(PATH + "api/status");
        assertThat(jupyter.cookies("secret")).isEmpty();
    }

    @Test
    void shouldBelieveItselfAtTheRoot() {
        Application code =
                Application.of(
                        Map.of(
                                Application.KIND, "code-server",
                                Application.PORT, "8888",
                                Application.PREFIX, "strip"));

        assertThat(code.at(PATH, "healthz")).isEqualTo("/healthz");
        assertThat(code.cookies("abc"))
                .as("the SHA-256 of what it was started with")
                .containsExactly(
                        "code-server-session=ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    @Test
    void shouldNameALabelThatIsNoPort() {
        assertThatThrownBy(() -> Application.of(Map.of(Application.KIND, "web")))
                .isInstanceOf(HeddleException.class)
                .hasMessageContaining("dev.heddle.workspace.port is 'null', expected a port");
        assertThatThrownBy(
                        () ->
                                Application.of(
                                        Map.of(Application.KIND, "web", Application.PORT, "70000")))
                .hasMessageContaining("'70000'");
    }
}
