package dev.heddle.platform.workspaces;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.heddle.client.workspaces.Workspace;
import dev.heddle.platform.Documentation;
import dev.heddle.platform.dashboard.Visitor;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The platform's own images, built and used as a person does, in a real browser. */
@Tag("docker")
@Tag("chromium")
class WorkspaceImagesIT {
    private static final Logger LOG = LoggerFactory.getLogger(WorkspaceImagesIT.class);
    private static final String LAB = WorkspacePlatform.unique("lab");
    private static final String CODE = WorkspacePlatform.unique("code");
    private static final double PATIENCE_MILLIS = 60_000;
    private static final double BETWEEN_MILLIS = 2_000;

    @TempDir private static Path folder;
    private static WorkspacePlatform platform;

    @BeforeAll
    static void start() {
        platform = WorkspacePlatform.dev(folder, folder, Map.of(), "dev", "--port", "0");
        Shell.Result built = Shell.heddle(platform.process().url(), "workspace", "images", "build");
        assertThat(built.code()).as(built.output()).isZero();
        Instant asked = Instant.now();
        platform.create(LAB, "notebook", 1, "2g");
        Workspace lab = platform.await(LAB, Workspace.State.RUNNING);
        LOG.info(
                "A notebook can be used. millis={} size={}",
                Duration.between(asked, Instant.now()).toMillis(),
                lab.size());
    }

    @AfterAll
    static void stop() {
        platform.clear();
    }

    @Test
    void shouldRunACellInTheBrowser() {
        try (Visitor visitor = new Visitor(platform.process().url())) {
            Page page = visitor.window(1280, 900, ColorScheme.LIGHT);
            page.setDefaultTimeout(PATIENCE_MILLIS);
            page.navigate(platform.workspace(LAB).path().orElseThrow() + "lab");

            page.locator(".jp-LauncherCard[title*='Python']").first().click();
            Locator cell = page.locator(".jp-CodeCell .cm-content").first();
            cell.click();
            page.keyboard().insertText("import os\nprint(6 * 7, os.environ['HEDDLE_WORKSPACE'])");

            // JupyterLab passes over what is run before its connection to the kernel is made.
            Locator output = page.locator(".jp-OutputArea-output").first();
            platform.process()
                    .await(
                            "the cell has run",
                            () -> {
                                cell.click();
                                page.keyboard().press("Shift+Enter");
                                page.waitForTimeout(BETWEEN_MILLIS);
                                return output.isVisible();
                            });
            assertThat(output).containsText("42 " + LAB);
            Visitor.keep(page, "workspace-notebook");
        }
    }

    @Test
    void shouldShowATerminalInThePage() {
        try (Visitor visitor = new Visitor(platform.process().url())) {
            Page page = visitor.window(1280, 900, ColorScheme.DARK);
            page.navigate("/ui/workspaces/" + LAB + "/terminal");
            page.locator(".xterm-helper-textarea").focus();
            page.keyboard().type("echo typed >/home/heddle/from-the-page\n");

            awaitTyped(LAB, "/home/heddle/from-the-page");
            Visitor.keep(page, "workspace-terminal");
            assertThat(visitor.complaints()).isEmpty();
        }
    }

    @Test
    void shouldShowVisualStudioCode() {
        platform.create(CODE, "vscode", 1, "2g");
        platform.await(CODE, Workspace.State.RUNNING);
        try (Visitor visitor = new Visitor(platform.process().url())) {
            Page page = visitor.window(1280, 900, ColorScheme.LIGHT);
            page.setDefaultTimeout(PATIENCE_MILLIS);
            page.navigate(platform.workspace(CODE).path().orElseThrow());

            // Its explorer shows files that come over its WebSocket.
            page.getByText(".bashrc").first().waitFor();
            page.keyboard().press("Control+`");
            page.locator(".terminal-wrapper .xterm-helper-textarea").first().focus();
            page.keyboard().type("echo typed >from-vs-code\n");
            awaitTyped(CODE, "/home/heddle/from-vs-code");
            Visitor.keep(page, "workspace-vscode");
        }
        assertThat(platform.workspace(CODE).activeAt().orElseThrow())
                .isAfter(platform.workspace(CODE).createdAt());
        platform.delete(CODE);
    }

    @Test
    void shouldDoWhatTheHowToSays() {
        Shell.Result tasks = typed("docs/how-to/run-tasks.md");
        assertThat(tasks.code()).as(tasks.output()).isZero();
        assertThat(tasks.output()).contains("trained on", "42");
        platform.delete("lab");

        Shell.Result workspaces = typed("docs/how-to/work-in-a-workspace.md");
        assertThat(workspaces.code()).as(workspaces.output()).isZero();
        assertThat(platform.workspace("lab").image()).isEqualTo("base");
        assertThat(platform.workspace("lab").size().memory()).isEqualTo("3g");
        platform.delete("lab");
    }

    /** Waits for what was typed into a terminal to be done. */
    private static void awaitTyped(String workspace, String file) {
        platform.process()
                .await(
                        "what was typed was done",
                        () -> platform.exec(workspace, "cat", file).output().equals("typed\n"));
    }

    private static Shell.Result typed(String page) {
        String script =
                "%scd '%s'\n%s"
                        .formatted(
                                Documentation.PREAMBLE,
                                folder,
                                String.join("", Documentation.commands(page)));
        return Shell.script(platform.process().url(), script);
    }

    @Test
    void shouldRegisterAModelAndCallItFromItsSampleNotebook() {
        Shell.Result ran =
                platform.exec(
                        LAB,
                        "heddle-workspace",
                        "jupyter",
                        "execute",
                        "--timeout=110",
                        "welcome.ipynb");

        assertThat(ran.code()).as(ran.output()).isZero();
        assertThat(platform.heddle().model("welcome-java").name()).isEqualTo("welcome-java");
        assertThat(
                        platform.process()
                                .send(
                                        "POST",
                                        "/models/welcome-java/predict",
                                        "{\"name\": \"Ann\", \"visits\": 9}")
                                .body())
                .contains("Welcome back, Ann");
    }

    @Test
    void shouldReachThePlatformByNoOtherNameThanItsOwner() {
        Shell.Result who =
                platform.exec(
                        LAB,
                        "bash",
                        "-lc",
                        "curl -s -o /dev/null -w '%{http_code} ' $HEDDLE_URL/api/v1/whoami;"
                                + " curl -s -H \"Authorization: Bearer $HEDDLE_TOKEN\""
                                + " $HEDDLE_URL/api/v1/whoami");
        assertThat(who.output()).startsWith("401 ").contains("\"name\":\"local\"");
    }

    @Test
    void shouldKeepFromTheWarehousesFiles() {
        Shell.Result written = platform.exec(LAB, "sh", "-c", "touch /warehouse/x; id -u");
        assertThat(written.output()).contains("Read-only file system").contains("1000");
        assertThat(platform.workspace(LAB).stopsAt()).isEqualTo(Optional.empty());
    }
}
