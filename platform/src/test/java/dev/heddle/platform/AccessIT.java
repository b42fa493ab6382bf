package dev.heddle.platform;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Who may call what: every route that the process itself documents, by roles alone, and the two
 * ways into workspaces, which it does not document. Nobody has a workspace here, so what owners may
 * and others may not is tested where workspaces are.
 */
class AccessIT {
    private static final Set<String> ADMIN_ROUTES =
            Set.of(
                    "DELETE /api/v1/tables/{}",
                    "GET /api/v1/engine",
                    "GET /api/v1/tokens",
                    "POST /api/v1/tokens",
                    "DELETE /api/v1/tokens/{}",
                    "DELETE /api/v1/models/{}",
                    "DELETE /api/v1/models/{}/versions/{}",
                    "DELETE /api/2.0/mlflow/model-versions/delete",
                    "DELETE /api/2.0/mlflow/registered-models/delete",
                    "POST /api/v1/tracking/purge");
    private static final Set<String> READS_FOR_CONTRIBUTORS =
            Set.of(
                    "HEAD /api/v1/blobs/{}",
                    "GET /api/v1/images/{}/logs",
                    "GET /api/v1/workspaces",
                    "GET /api/v1/workspaces/{}",
                    "GET /api/v1/workspaces/{}/logs",
                    "GET /api/v1/workspaces/{}/usage",
                    "GET /api/v1/features/{}/entity",
                    "GET /api/v1/streams/{}/dead-letters",
                    "GET /api/v1/topics/{}/events");
    private static final Set<String> READS =
            Set.of(
                    "HEAD /api/2.0/mlflow-artifacts/artifacts/{}",
                    "POST /api/2.0/mlflow/experiments/search",
                    "POST /api/2.0/mlflow/experiments/search-datasets",
                    "POST /api/2.0/mlflow/logged-models/search",
                    "POST /api/2.0/mlflow/registered-models/get-latest-versions",
                    "POST /api/2.0/mlflow/runs/search");
    private static final Set<String> METHODS =
            Set.of("get", "put", "post", "delete", "patch", "head");

    @TempDir private static Path folder;
    private static PlatformProcess platform;
    private static String admin;
    private static String contributor;
    private static String viewer;

    @BeforeAll
    static void start() {
        admin = PlatformProcess.token(folder, "admin");
        // Without brokers, questions about topics are answered at once.
        Map<String, String> noBrokers = Map.of("HEDDLE_KAFKA_BOOTSTRAP_SERVERS", "");
        platform = PlatformProcess.run(folder, noBrokers, "server", "--port", "0").awaitReady();
        contributor = token("c", "CONTRIBUTOR");
        viewer = token("v", "VIEWER");
    }

    @AfterAll
    static void stop() {
        platform.close();
    }

    private static String token(String name, String role) {
        HttpResponse<String> answer =
                platform.as(admin)
                        .send(
                                "POST",
                                "/api/v1/tokens",
                                "{\"name\": \"%s\", \"role\": \"%s\"}".formatted(name, role));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return json(answer.body()).get("secret").asText();
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Every documented route, as {@code METHOD path}. */
    private static List<String> routes() {
        JsonNode paths = json(platform.as(viewer).get("/api/v1/openapi.json").body()).get("paths");
        List<String> routes = new ArrayList<>();
        paths.properties()
                .forEach(
                        path ->
                                path.getValue()
                                        .fieldNames()
                                        .forEachRemaining(
                                                method -> {
                                                    if (METHODS.contains(method)) {
                                                        routes.add(
                                                                method.toUpperCase(Locale.ROOT)
                                                                        + " "
                                                                        + path.getKey());
                                                    }
                                                }));
        return routes;
    }

    private static int call(String route, String token) {
        String method = route.substring(0, route.indexOf(' '));
        String path =
                route.substring(route.indexOf(' ') + 1)
                        .replaceAll("\\{(number|version|n|ref|reference)}", "1")
                        .replaceAll("\\{[^}]*}", "absent");
        boolean hasBody = Set.of("PUT", "POST", "PATCH").contains(method);
        return platform.as(token).send(method, path, hasBody ? "{}" : "").statusCode();
    }

    @Test
    void shouldAskForATokenEverywhereButForLifeAndReadiness() {
        assertThat(routes()).hasSizeGreaterThan(20);
        for (String route : routes()) {
            boolean isPublic = route.equals("GET /livez") || route.equals("GET /readyz");
            assertThat(call(route, null) == 401).as(route).isNotEqualTo(isPublic);
            assertThat(call(route, "heddle_wrong") == 401).as(route).isNotEqualTo(isPublic);
        }
        for (String path :
                List.of("/metrics", "/models/x", "/api/v1/openapi.json", "/nothing", "/q/dev")) {
            assertThat(platform.as(null).get(path).statusCode()).as(path).isEqualTo(401);
        }
        assertThat(platform.as(null).send("POST", "/models/x/predict", "{}").statusCode())
                .isEqualTo(401);
    }

    @Test
    void shouldLetEachRoleDoItsOwn() {
        for (String route : routes()) {
            String shape = route.replaceAll("\\{[^}]*}", "{}");
            boolean needsAdmin = ADMIN_ROUTES.contains(shape);
            boolean needsContributor =
                    !needsAdmin && !route.startsWith("GET ") && !READS.contains(shape)
                            || READS_FOR_CONTRIBUTORS.contains(shape);
            boolean isPrediction = route.endsWith("/predict");
            assertThat(call(route, viewer) == 403)
                    .as("viewer " + route)
                    .isEqualTo((needsAdmin || needsContributor) && !isPrediction);
            assertThat(call(route, contributor) == 403)
                    .as("contributor " + route)
                    .isEqualTo(needsAdmin);
            assertThat(call(route, admin)).as("admin " + route).isNotIn(401, 403, 500);
        }
    }

    @Test
    void shouldLetNobodyIntoWorkspacesByThePage() {
        String page = "/workspaces/c/lab/tree";

        HttpResponse<String> unknown = platform.as(null).get(page);
        assertThat(unknown.statusCode()).isEqualTo(303);
        assertThat(unknown.headers().firstValue("Location"))
                .hasValue("/ui/login?next=%2Fworkspaces%2Fc%2Flab%2Ftree");
        for (String secret : List.of(viewer, admin)) {
            assertThat(platform.as(secret).get(page).statusCode()).isEqualTo(404);
        }
        assertThat(platform.as(admin).send("POST", page, "{}").statusCode()).isEqualTo(404);
    }

    @Test
    void shouldLetNobodyIntoWorkspacesByATerminal() {
        String terminal = "/api/v1/workspaces/lab/terminal?owner=c";

        assertThat(platform.as(null).get(terminal).statusCode()).isEqualTo(401);
        assertThat(platform.as(viewer).get(terminal).statusCode()).isEqualTo(403);
        assertThat(platform.as(contributor).get(terminal).statusCode()).isEqualTo(400);
    }

    @Test
    void shouldTakeATokenAsPasswordAndForgetADeletedOne() {
        String secret = token("gone", "VIEWER");
        String basic =
                Base64.getEncoder()
                        .encodeToString(("any:" + secret).getBytes(StandardCharsets.UTF_8));
        assertThat(
                        platform.as(null)
                                .send(
                                        "GET",
                                        "/api/v1/models",
                                        "",
                                        "Authorization",
                                        "Basic " + basic)
                                .statusCode())
                .isEqualTo(200);
        assertThat(platform.as(admin).send("DELETE", "/api/v1/tokens/gone", "").statusCode())
                .isBetween(200, 204);
        platform.await(
                "the token is worthless",
                () -> platform.as(secret).get("/api/v1/models").statusCode() == 401);
    }

    @Test
    void shouldRefuseChangesThatAnotherSitesPageSends() {
        HttpResponse<String> answer =
                platform.as(admin)
                        .send(
                                "DELETE",
                                "/api/v1/tokens/absent",
                                "",
                                "Origin",
                                "https://example.com");
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValue("application/problem+json");
    }

    @Test
    void shouldAnswerToLocalNamesAloneInDevMode(@TempDir Path other) throws IOException {
        try (PlatformProcess dev = PlatformProcess.dev(other)) {
            assertThat(statusWithHost(dev, "localhost:1")).contains(" 200 ");
            assertThat(statusWithHost(dev, "127.0.0.1")).contains(" 200 ");
            assertThat(statusWithHost(dev, "[::1]:80")).contains(" 200 ");
            assertThat(statusWithHost(dev, "attacker.example")).contains(" 403 ");
            assertThat(statusWithHost(dev, "127.0.0.1.attacker.example")).contains(" 403 ");
        }
    }

    private static String statusWithHost(PlatformProcess process, String host) throws IOException {
        try (Socket socket = new Socket(process.url().getHost(), process.url().getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write(
                    ("GET /api/v1/models HTTP/1.1\r\nHost: "
                                    + host
                                    + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            String answer =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return answer.lines().findFirst().orElse("");
        }
    }
}
