package dev.heddle.platform.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.platform.PlatformProcess;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who sees the dashboard of a platform with tokens, and what else their browser may do. */
class DashboardAccessIT {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir private static Path folder;
    private static PlatformProcess platform;
    private static String admin;
    private static String viewer;

    @BeforeAll
    static void start() {
        admin = PlatformProcess.token(folder, "admin");
        viewer = PlatformProcess.token(folder, "viewer");
        platform =
                PlatformProcess.run(
                                folder,
                                Map.of("HEDDLE_KAFKA_BOOTSTRAP_SERVERS", ""),
                                "server",
                                "--port",
                                "0")
                        .awaitReady();
    }

    @AfterAll
    static void stop() {
        platform.close();
    }

    private static HttpResponse<String> get(String path, String... headers) {
        return send(HttpRequest.newBuilder(uri(path)).GET(), headers);
    }

    private static HttpResponse<String> submit(String path, String form, String... headers) {
        return send(
                HttpRequest.newBuilder(uri(path))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(form)),
                headers);
    }

    private static URI uri(String path) {
        return platform.url().resolve(path);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request, String... headers) {
        try {
            if (headers.length > 0) {
                request.headers(headers);
            }
            return CLIENT.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Logs in and gives the cookie as a browser sends it. */
    private static String cookie(String token) {
        HttpResponse<String> answer =
                submit(
                        "/ui/login",
                        "next=%2Fui%2Fmodels&token="
                                + URLEncoder.encode(token, StandardCharsets.UTF_8));
        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(answer.headers().firstValue("Location").orElse("")).endsWith("/ui/models");
        String cookie = answer.headers().firstValue("Set-Cookie").orElseThrow();
        assertThat(cookie).contains("HttpOnly", "SameSite=Strict", "Path=/");
        return cookie.substring(0, cookie.indexOf(';'));
    }

    @Test
    void shouldSendWhoHasNoTokenToThePageForIt() {
        HttpResponse<String> answer = get("/ui/models?name=a");

        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(answer.headers().firstValue("Location"))
                .hasValue("/ui/login?next=%2Fui%2Fmodels%3Fname%3Da");
        assertThat(get("/ui/login").body()).contains("name=\"token\"");
        assertThat(get("/ui/static/icon.svg").statusCode()).isEqualTo(200);
        assertThat(get("/api/v1/models").statusCode()).isEqualTo(401);
    }

    @Test
    void shouldLetInWhoShowsAToken() {
        String cookie = cookie(viewer);

        assertThat(get("/", "Cookie", cookie).body()).contains("<h1>Overview</h1>", "of-viewer");
        assertThat(get("/api/v1/whoami", "Cookie", cookie).body()).contains("VIEWER");
        HttpResponse<String> out = submit("/ui/logout", "", "Cookie", cookie);
        assertThat(out.headers().firstValue("Set-Cookie").orElse("")).contains("Max-Age=0");
    }

    @Test
    void shouldRefuseATokenThatIsNotKnown() {
        HttpResponse<String> answer = submit("/ui/login", "token=heddle_wrong&next=%2F");

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).contains("role=\"alert\"").doesNotContain("heddle_wrong");
        assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
        assertThat(submit("/ui/login", "token=%0A%00&next=%2F").statusCode()).isEqualTo(401);
    }

    @Test
    void shouldSendNobodyToAnotherSite() {
        for (String next : new String[] {"https://example.com", "//example.com", "/ui\\..", "x"}) {
            HttpResponse<String> answer =
                    submit(
                            "/ui/login",
                            "token=%s&next=%s"
                                    .formatted(
                                            URLEncoder.encode(viewer, StandardCharsets.UTF_8),
                                            URLEncoder.encode(next, StandardCharsets.UTF_8)));
            assertThat(URI.create(answer.headers().firstValue("Location").orElseThrow()).getPath())
                    .as(next)
                    .isEqualTo("/");
        }
    }

    @Test
    void shouldRefuseFormsOfOtherSites() {
        String cookie = cookie(admin);

        HttpResponse<String> answer =
                submit(
                        "/ui/models/x/description",
                        "description=y",
                        "Cookie",
                        cookie,
                        "Sec-Fetch-Site",
                        "cross-site");

        assertThat(answer.statusCode()).isEqualTo(403);
    }

    @Test
    void shouldAllowNoChangeThatTheRoleDoesNot() {
        String cookie = cookie(viewer);

        HttpResponse<String> answer =
                submit("/ui/models/x/versions/1/tags", "key=a&value=b", "Cookie", cookie);

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("<h1>", "contributor");
    }

    @Test
    void shouldShowErrorsAsPages() {
        HttpResponse<String> answer = get("/ui/models/absent", "Cookie", cookie(viewer));

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
        assertThat(answer.body()).contains("absent");
    }

    @Test
    void shouldEndSoonWhilePagesAreOpen(@TempDir Path other) throws Exception {
        try (PlatformProcess dev = PlatformProcess.dev(other)) {
            HttpResponse<InputStream> open =
                    CLIENT.send(
                            HttpRequest.newBuilder(dev.url())
                                    .header("Accept", "text/event-stream")
                                    .build(),
                            BodyHandlers.ofInputStream());
            assertThat(open.headers().firstValue("Content-Type").orElse(""))
                    .startsWith("text/event-stream");
            assertThat(open.body().read()).isPositive();

            dev.terminate();
            dev.exitCode();

            assertThat(dev.log()).doesNotContain("Timed out waiting for graceful shutdown");
        }
    }

    @Test
    void shouldOfferViewersNothingThatWouldBeRefused() {
        for (String path :
                List.of("/ui/workspaces", "/ui/workspaces?everybody=true", "/ui/tasks")) {
            HttpResponse<String> page = get(path, "Authorization", "Bearer " + viewer);

            assertThat(page.statusCode()).as(path).isEqualTo(200);
            assertThat(page.body())
                    .as(path)
                    .contains("Contributors")
                    .doesNotContain("method=\"post\" action=\"/ui/workspaces", "/ui/tasks/new");
        }
        assertThat(get("/ui/workspaces/lab", "Authorization", "Bearer " + viewer).statusCode())
                .isEqualTo(403);
    }
}
