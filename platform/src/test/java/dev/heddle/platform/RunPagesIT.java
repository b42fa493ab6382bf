package dev.heddle.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.client.Heddle;
import dev.heddle.client.UploadContent;
import dev.heddle.client.runs.Confusion;
import dev.heddle.client.runs.Curve;
import dev.heddle.client.runs.Curve.Kind;
import dev.heddle.client.runs.Run;
import dev.heddle.client.runs.RunView;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages of runs on a real process: what they show, keep and refuse. */
class RunPagesIT {
    private static final String HTML = "text/html";
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final byte[] PNG =
            HexFormat.of()
                    .parseHex(
                            "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
                                    + "0000000c49444154789c63f8cfc0000003010100c9fe92ef0000000049454e44ae426082");

    @TempDir private static Path folder;
    private static PlatformProcess platform;
    private static Heddle heddle;
    private static String run;

    @BeforeAll
    static void start() {
        platform = PlatformProcess.dev(folder);
        heddle = Heddle.connect(platform.url());
        try (Run first = heddle.runs().start("sweep")) {
            run = first.id();
            first.parameter("depth", 5).tag("team", "<b>growth</b>");
            for (int step = 0; step < 40; step++) {
                first.metric("val loss", 1.0 / (step + 1), step);
            }
            first.curve(
                    "test/roc.json",
                    Curve.of(Kind.ROC, new double[] {0, 1}, new boolean[] {false, true}));
            first.confusion("test/confusion.json", Confusion.of(List.of("a"), List.of("b")));
            first.table("errors.json", List.of("question"), List.of(List.of("<i>why</i>")));
            first.artifact("plot.png", UploadContent.of(PNG));
            first.artifact("fake.png", UploadContent.of(bytes("<svg onload=alert(1)>")));
            first.artifact("page.html", UploadContent.of(bytes("<script>alert(1)</script>")));
        }
        try (Run second = heddle.runs().start("sweep")) {
            second.parameter("depth", 6).metric("val loss", 0.5);
        }
    }

    @AfterAll
    static void stop() {
        heddle.close();
        platform.close();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static HttpResponse<String> page(String path) {
        return platform.send("GET", path, "", "Accept", HTML);
    }

    private static HttpResponse<String> post(String path, String form) {
        return platform.send("POST", path, form, "Content-Type", FORM, "Accept", HTML);
    }

    @Test
    void shouldShowRunsFilteredAndSorted() {
        String all = page("/ui/runs?experiment=sweep").body();
        String found = page("/ui/runs?experiment=sweep&filter=params.depth%20%3D%20'5'").body();
        assertThat(all.split("name=\"run\"", -1)).hasSize(3);
        assertThat(found).contains("/ui/runs/" + run).contains("0.0250");
        assertThat(found.split("name=\"run\"", -1)).hasSize(2);
        assertThat(page("/ui/runs?experiment=none").body()).contains("No run yet");
    }

    @Test
    void shouldSayWhatIsWrongWithAFilterAndWhere() {
        HttpResponse<String> answer =
                page("/ui/runs?experiment=sweep&filter=metrics.auc%20%3E%20'high'");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .contains("role=\"alert\"")
                .contains("(at position 13)")
                .contains("\n            ^</pre>");
    }

    @Test
    void shouldCompareRuns() {
        String charts = page("/ui/runs/compare?experiment=sweep&smooth=0.5&log=true").body();
        assertThat(charts)
                .contains("\"kind\":\"parallel\"")
                .contains("\"kind\":\"scatter\"")
                .contains("\"logarithmic\":true")
                .contains("smoothed by");
        assertThat(page("/ui/runs/compare?run=" + run).body()).contains("1 selected runs");
    }

    @Test
    void shouldShowARunAndItsFilesAsData() {
        assertThat(page("/ui/runs/" + run).body())
                .contains("&lt;b&gt;growth&lt;/b&gt;")
                .doesNotContain("<b>growth");
        assertThat(page("/ui/runs/" + run + "?tab=metrics").body()).contains("\"kind\":\"lines\"");
        String files = "/ui/runs/" + run + "?tab=files&path=";
        assertThat(page(files + "test/roc.json").body()).contains("area 1");
        assertThat(page(files + "test/confusion.json").body()).contains("\"kind\":\"matrix\"");
        assertThat(page(files + "errors.json").body()).contains("&lt;i&gt;why&lt;/i&gt;");
        assertThat(page(files + "page.html").body()).contains("&lt;script&gt;alert(1)");
        assertThat(page(files + "plot.png").body())
                .contains("src=\"/ui/runs/" + run + "/images/plot.png\"");
        assertThat(page(files + "..%2F..%2Fx").statusCode()).isEqualTo(200);
    }

    @Test
    void shouldSendFilesAsNothingThatRuns() {
        HttpResponse<String> image = platform.get("/ui/runs/" + run + "/images/plot.png");
        HttpResponse<String> fake = platform.get("/ui/runs/" + run + "/images/fake.png");
        HttpResponse<String> html = platform.get("/ui/runs/" + run + "/files/page.html");
        assertThat(image.headers().firstValue("Content-Type")).hasValue("image/png");
        assertThat(fake.statusCode()).isEqualTo(400);
        assertThat(html.body()).isEqualTo("<script>alert(1)</script>");
        assertThat(html.headers().firstValue("Content-Type")).hasValue("application/octet-stream");
        assertThat(html.headers().firstValue("Content-Disposition").orElse(""))
                .startsWith("attachment");
        for (HttpResponse<String> answer : List.of(image, html)) {
            assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
            assertThat(answer.headers().firstValue("Content-Security-Policy"))
                    .hasValue("default-src 'none'; sandbox");
        }
        assertThat(platform.get("/ui/runs/" + run + "/images/absent.png").statusCode())
                .isEqualTo(404);
        assertThat(platform.get("/ui/runs/" + run + "/files/..%2F..%2Fx").statusCode())
                .isBetween(400, 404);
    }

    @Test
    void shouldKeepAViewAtItsAddress() {
        HttpResponse<String> saved =
                post(
                        "/ui/runs/views",
                        "name=Best+ones&layout=table&experiment=sweep&filter=params.depth+%3D+'6'");
        RunView view = heddle.runViews().view("Best ones");
        HttpResponse<String> again = post("/ui/runs/views", "name=Best+ones&experiment=sweep");
        HttpResponse<String> nameless = post("/ui/runs/views", "name=%2F&experiment=sweep");
        String shown = page("/ui/runs/views/Best%20ones").body();
        HttpResponse<String> deleted = post("/ui/runs/views/Best%20ones/delete", "");
        assertThat(saved.statusCode()).isEqualTo(303);
        assertThat(saved.headers().firstValue("Location").orElse(""))
                .endsWith("/ui/runs/views/Best%20ones?notice=saved");
        assertThat(view.look().filter()).isEqualTo("params.depth = '6'");
        assertThat(again.statusCode()).isEqualTo(400);
        assertThat(again.body()).contains("a view has this name").contains("value=\"Best ones\"");
        assertThat(nameless.body()).contains("has no name of 1 to 100");
        assertThat(shown)
                .contains("view Best ones")
                .contains("value=\"params.depth = &#39;6&#39;\"");
        assertThat(deleted.statusCode()).isEqualTo(303);
        assertThat(page("/ui/runs/views/Best%20ones").statusCode()).isEqualTo(404);
    }

    @Test
    void shouldChangeRuns() {
        String id;
        try (Run third = heddle.runs().start("changes")) {
            id = third.id();
        }
        assertThat(post("/ui/runs/" + id + "/tags", "name=team&value=risk").statusCode())
                .isEqualTo(303);
        assertThat(heddle.runs().get(id).tags()).containsEntry("team", "risk");
        HttpResponse<String> refused = post("/ui/runs/" + id + "/tags", "name=a%24b&value=kept");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("The tag was not set").contains("value=\"kept\"");
        assertThat(post("/ui/runs/" + id + "/tags/delete", "name=team").statusCode())
                .isEqualTo(303);
        assertThat(post("/ui/runs/" + id + "/delete", "").statusCode()).isEqualTo(303);
        assertThat(heddle.runs().get(id).isDeleted()).isTrue();
        assertThat(page("/ui/runs?experiment=changes&deleted=true").body()).contains(id);
        assertThat(post("/ui/runs/" + id + "/restore", "").statusCode()).isEqualTo(303);
        assertThat(heddle.runs().get(id).isDeleted()).isFalse();
        assertThat(heddle.runs().get(id).tags()).doesNotContainKey("team");
    }

    @Test
    void shouldLetViewersLook(@TempDir Path other) {
        String secret = PlatformProcess.token(other, "viewer");
        try (PlatformProcess server =
                PlatformProcess.run(
                                other,
                                Map.of("HEDDLE_KAFKA_BOOTSTRAP_SERVERS", ""),
                                "server",
                                "--port",
                                "0")
                        .awaitReady()
                        .as(secret)) {
            HttpResponse<String> table = server.send("GET", "/ui/runs", "", "Accept", HTML);
            assertThat(table.statusCode()).isEqualTo(200);
            assertThat(table.body()).doesNotContain("Save view");
            for (String path :
                    List.of(
                            "/ui/runs/views",
                            "/ui/runs/views/x/delete",
                            "/ui/runs/x/delete",
                            "/ui/runs/x/restore",
                            "/ui/runs/x/tags",
                            "/ui/runs/x/tags/delete")) {
                assertThat(server.send("POST", path, "name=x", "Content-Type", FORM).statusCode())
                        .as(path)
                        .isEqualTo(403);
            }
        }
    }
}
