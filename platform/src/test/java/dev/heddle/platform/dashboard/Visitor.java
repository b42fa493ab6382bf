package dev.heddle.platform.dashboard;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** A person with the machine's own Chromium, who notes what the browser complains of. */
public final class Visitor implements AutoCloseable {
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");

    private final Playwright playwright;
    private final Browser browser;
    private final URI root;
    private final List<String> complaints = new CopyOnWriteArrayList<>();

    public Visitor(URI root) {
        if (!Files.isExecutable(CHROMIUM)) {
            throw new AssertionError(CHROMIUM + " is missing: sudo apt-get install chromium");
        }
        this.root = root;
        this.playwright =
                Playwright.create(
                        new Playwright.CreateOptions()
                                .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        this.browser =
                playwright
                        .chromium()
                        .launch(
                                new BrowserType.LaunchOptions()
                                        .setExecutablePath(CHROMIUM)
                                        .setArgs(List.of("--no-sandbox", "--disable-gpu")));
    }

    /** A window of its own. */
    public Page window(int width, int height, ColorScheme colors) {
        BrowserContext context =
                browser.newContext(
                        new Browser.NewContextOptions()
                                .setBaseURL(root.toString())
                                .setViewportSize(width, height)
                                .setColorScheme(colors));
        context.setDefaultTimeout(30_000);
        Page page = context.newPage();
        page.onConsoleMessage(
                message -> {
                    // xterm.js reads its canvases back; Chromium says how that would be faster.
                    if (List.of("error", "warning").contains(message.type())
                            && !message.text().contains("willReadFrequently")) {
                        complaints.add(page.url() + ": " + message.text());
                    }
                });
        page.onPageError(error -> complaints.add(page.url() + ": " + error));
        page.onRequest(
                request -> {
                    if (!request.url().startsWith(root.toString())
                            && !request.url().startsWith("data:")) {
                        complaints.add(page.url() + " asks for " + request.url());
                    }
                });
        return page;
    }

    /** What browsers complained of since this was asked before. */
    public List<String> complaints() {
        List<String> all = List.copyOf(complaints);
        complaints.clear();
        return all;
    }

    /** Keeps what a window shows below {@code target/screenshots}. */
    public static void keep(Page page, String name) {
        page.screenshot(
                new Page.ScreenshotOptions()
                        .setPath(SCREENSHOTS.resolve(name + ".png"))
                        .setFullPage(true));
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
