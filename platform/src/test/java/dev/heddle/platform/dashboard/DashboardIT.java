package dev.heddle.platform.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dashboard in a real browser, on what the demo leaves behind. */
@Tag("chromium")
class DashboardIT {
    private static final int MOST_PAGES = 80;
    private static final String SAMPLE =
            """
            {"age": 25.0, "sex": 2.0, "bodyMassIndex": 22.6, "bloodPressure": 85.0, "totalCholesterol": 130.0,
             "lowDensityLipoproteins": 71.0, "highDensityLipoproteins": 48.0, "cholesterolRatio": 3.0,
             "logTriglycerides": 4.0, "bloodSugar": 81.0}""";

    /** Parts of addresses that name a page, and not what it is about. */
    private static final Set<String> WORDS =
            Set.of(
                    "ui",
                    "models",
                    "versions",
                    "difference",
                    "history",
                    "fields",
                    "runs",
                    "experiments",
                    "compare",
                    "views",
                    "jobs",
                    "schedules",
                    "new",
                    "tables",
                    "streams",
                    "features",
                    "workspaces",
                    "terminal",
                    "images",
                    "tasks",
                    "task-runs",
                    "alerts",
                    "dead-letters",
                    "files",
                    "logs",
                    "profile");

    @TempDir private static Path folder;
    private static Demo demo;
    private static Visitor visitor;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        demo = Demo.start(folder);
        visitor = new Visitor(demo.address());
        for (int i = 0; i < 50; i++) {
            call();
        }
    }

    @AfterAll
    static void stop() {
        if (visitor != null) {
            visitor.close();
        }
        if (demo != null) {
            demo.close();
        }
    }

    @AfterEach
    void shouldHaveNothingToComplainOf() {
        assertThat(visitor.complaints()).isEmpty();
    }

    private static void call() throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(demo.address().resolve("models/diabetes/predict"))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(SAMPLE))
                        .build();
        assertThat(HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).statusCode())
                .isEqualTo(200);
    }

    @Test
    void shouldShowEveryPageThatLinksLeadTo() {
        Page wide = visitor.window(1280, 900, ColorScheme.LIGHT);
        Map<String, String> pages = crawl(wide);
        assertThat(pages.keySet())
                .contains(
                        "/",
                        "/ui/models/*",
                        "/ui/models/*/versions/*",
                        "/ui/models/*/versions/*/fields/*",
                        "/ui/models/*/history",
                        "/ui/runs/*",
                        "/ui/jobs/*",
                        "/ui/tables/*",
                        "/ui/streams/*",
                        "/ui/features/*",
                        "/ui/workspaces",
                        "/ui/images",
                        "/ui/tasks",
                        "/ui/tasks/new",
                        "/ui/task-runs",
                        "/ui/alerts");
        Page dark = visitor.window(1280, 900, ColorScheme.DARK);
        Page phone = visitor.window(390, 844, ColorScheme.LIGHT);
        List<String> findings = new ArrayList<>();
        pages.forEach(
                (shape, address) -> {
                    String name = name(shape);
                    look(wide, address, name + "-wide", findings);
                    look(dark, address, name + "-dark", findings);
                    look(phone, address, name + "-phone", findings);
                    assertThat((Integer) phone.evaluate("document.documentElement.scrollWidth"))
                            .as("the width of %s on a phone", address)
                            .isLessThanOrEqualTo(390);
                });
        assertThat(findings).isEmpty();
    }

    /** One address of each kind of page. */
    private static Map<String, String> crawl(Page page) {
        Map<String, String> found = new LinkedHashMap<>();
        Queue<String> waiting = new ArrayDeque<>(List.of("/"));
        found.put("/", "/");
        while (!waiting.isEmpty() && found.size() < MOST_PAGES) {
            String address = waiting.remove();
            APIResponse answer = page.request().get(address);
            assertThat(answer.status()).as(address).isEqualTo(200);
            if (!answer.headers().get("content-type").startsWith("text/html")) {
                // A file to read, such as a whole log.
                found.values().remove(address);
                continue;
            }
            page.navigate(address);
            @SuppressWarnings("unchecked")
            List<String> links =
                    (List<String>)
                            page.evaluate(
                                    "[...document.querySelectorAll('a[href^=\"/\"]')]"
                                            + ".map(a => a.getAttribute('href'))");
            for (String link : links) {
                String clean = link.replaceAll("#.*", "");
                if ((clean.equals("/") || clean.startsWith("/ui"))
                        && found.putIfAbsent(shape(clean), clean) == null) {
                    waiting.add(clean);
                }
            }
        }
        return found;
    }

    /** An address without what it is about, {@code /ui/models/*}. */
    private static String shape(String address) {
        StringBuilder shape = new StringBuilder();
        for (String part : address.replaceAll("\\?.*", "").split("/")) {
            if (!part.isEmpty()) {
                shape.append('/').append(WORDS.contains(part) ? part : "*");
            }
        }
        return shape.length() == 0 ? "/" : shape.toString();
    }

    private static String name(String shape) {
        return shape.equals("/")
                ? "overview"
                : shape.substring("/ui/".length()).replace("/", "-").replace("*", "one");
    }

    private static void look(Page page, String address, String name, List<String> findings) {
        page.navigate(address);
        assertThat(page.locator("h1")).hasCount(1);
        Visitor.keep(page, name);
        for (Rule rule : new AxeBuilder(page).analyze().getViolations()) {
            if (Set.of("serious", "critical").contains(rule.getImpact())) {
                findings.add(
                        "%s (%s): %s: %s"
                                .formatted(
                                        address,
                                        name,
                                        rule.getHelp(),
                                        rule.getNodes().get(0).getHtml()));
            }
        }
    }

    @Test
    void shouldLeadFromTheOverviewToAFieldInThreeClicks() {
        Page page = visitor.window(1280, 900, ColorScheme.LIGHT);
        page.navigate("/");
        page.getByRole(
                        AriaRole.LINK,
                        new Page.GetByRoleOptions().setName("diabetes").setExact(true))
                .click();
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("input.age")).click();
        assertThat(page.locator("h1")).hasText("input.age");
        assertThat(page.locator("figure.chart canvas").first()).isVisible();
    }

    @Test
    void shouldUpdateByItself() throws Exception {
        Page page = visitor.window(1280, 900, ColorScheme.LIGHT);
        page.navigate("/ui/models/diabetes");
        Locator calls = page.locator("#state dd").nth(1);
        String before = calls.textContent();
        call();
        assertThat(calls)
                .not()
                .hasText(
                        before,
                        new com.microsoft.playwright.assertions.LocatorAssertions.HasTextOptions()
                                .setTimeout(40_000));
    }

    @Test
    void shouldSendTheLogOfAJobToWhoFollowsIt() {
        Page page = visitor.window(1280, 900, ColorScheme.LIGHT);
        page.navigate("/ui/jobs");
        page.locator("#jobs td a").first().click();
        assertThat(page.locator("#log")).isVisible();
        Object part =
                page.evaluate(
                        """
                        () => new Promise((resolve, reject) => {
                          const source = new EventSource(document.querySelector('#log').dataset.follow);
                          source.onmessage = event => { source.close(); resolve(event.data); };
                          source.onerror = () => { source.close(); reject(new Error('no event came')); };
                        })
                        """);
        assertThat(part.toString()).contains("\"text\":\"", "\"next\":");
    }

    @Test
    void shouldTryAModel() {
        Page page = visitor.window(1280, 900, ColorScheme.LIGHT);
        page.navigate("/models/diabetes");
        assertThat(page).hasURL(Pattern.compile(".*/ui/models/diabetes/versions/1"));
        page.getByLabel("One record, or an array of them").fill(SAMPLE);
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Predict")).click();
        assertThat(page.getByLabel("Answer")).containsText("progression");
    }

    @Test
    void shouldPointAnAliasAndTellWhatIsWrongWithOne() {
        Page page = visitor.window(1280, 900, ColorScheme.LIGHT);
        page.navigate("/ui/models/wine/versions/1");
        page.getByLabel("Alias", new Page.GetByLabelOptions().setExact(true)).fill("champion");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Point it here"))
                .click();
        assertThat(page.locator(".tag.alias")).hasText("champion");
        page.getByLabel("Alias", new Page.GetByLabelOptions().setExact(true)).fill("not an alias!");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Point it here"))
                .click();
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("not an alias!");
        visitor.complaints();
    }

    @Test
    void shouldWorkByKeyboard() {
        Page page = visitor.window(1280, 900, ColorScheme.LIGHT);
        page.navigate("/");
        page.keyboard().press("Tab");
        assertThat(page.locator(":focus")).hasText("Skip to content");
        page.keyboard().press("Enter");
        assertThat(page.locator("main:focus")).hasCount(1);
        page.navigate("/ui/models/diabetes/history");
        Locator rollback =
                page.getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName("Roll back").setExact(true));
        rollback.first().focus();
        page.keyboard().press("Enter");
        assertThat(page.getByText("Roll back diabetes?")).isVisible();
        page.keyboard().press("Escape");
        assertThat(page.getByText("Roll back diabetes?")).isHidden();
    }

    @Test
    void shouldSayWhatToDoWhereNothingIs() {
        Page page = visitor.window(1280, 900, ColorScheme.LIGHT);
        Response missing = page.navigate("/ui/models/absent");
        assertThat(missing.status()).isEqualTo(404);
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("absent");
        page.navigate("/ui/models?name=absent");
        assertThat(page.getByText("No model fits")).isVisible();
        visitor.complaints();
    }

    @Test
    void shouldKeepTheChosenColours() {
        Page page = visitor.window(1280, 900, ColorScheme.LIGHT);
        page.navigate("/");
        page.getByLabel("Switch between dark and light").click();
        page.navigate("/ui/models");
        assertThat(page.locator("html")).hasAttribute("data-theme", "dark");
    }

    @Test
    void shouldAllowNothingFromElsewhere() throws IOException, InterruptedException {
        var headers =
                HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(demo.address()).build(),
                                BodyHandlers.ofString())
                        .headers();
        assertThat(headers.firstValue("Content-Security-Policy").orElse(""))
                .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(headers.firstValue("X-Content-Type-Options")).hasValue("nosniff");
    }
}
