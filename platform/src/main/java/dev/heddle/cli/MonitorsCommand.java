package dev.heddle.cli;

import dev.heddle.client.Heddle;
import dev.heddle.client.ModelVersion;
import dev.heddle.client.monitors.Alert;
import dev.heddle.client.monitors.MonitorDetail;
import dev.heddle.client.monitors.MonitorPolicy;
import dev.heddle.client.monitors.MonitorSummary;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code heddle monitors}. */
@Command(
        name = "monitors",
        description = "Shows how models do, of one version all that is known.",
        subcommands = {
            MonitorsCommand.Alerts.class,
            MonitorsCommand.SetPolicy.class,
            MonitorsCommand.TestWebhook.class,
            QualityCommand.class,
            SkewCommand.class
        },
        sortOptions = false)
final class MonitorsCommand implements Callable<Integer> {
    private static final long PAUSE_SECONDS = 5;

    /** Empties the screen and goes to its first line. */
    private static final String CLEAR = "\u001b[H\u001b[2J";

    @Parameters(
            arity = "0..1",
            paramLabel = "MODEL[@VERSION]",
            converter = Reference.Converter.class,
            description =
                    "churn for its versions, churn@3 or churn@champion for one; all models if left"
                            + " out.")
    private Reference reference;

    @Option(
            names = "--window",
            paramLabel = "TIME",
            defaultValue = "1h",
            converter = TableTexts.DurationConverter.class,
            description = "Of the time that has just passed, for one version: 5m to 90d; 1h.")
    private Duration window;

    @Option(names = "--fields", description = "Show every field of the version, too.")
    private boolean fields;

    @Option(names = "--watch", description = "Show it anew every five seconds until interrupted.")
    private boolean watch;

    @Mixin private Session session;

    @Override
    public Integer call() throws InterruptedException {
        try (Heddle heddle = session.heddle()) {
            show(heddle);
            while (watch) {
                TimeUnit.SECONDS.sleep(PAUSE_SECONDS);
                if (session.terminal().isPresent() && session.isForPeople()) {
                    session.out().print(CLEAR);
                }
                show(heddle);
            }
        }
        return 0;
    }

    private void show(Heddle heddle) {
        if (reference == null) {
            print(heddle.monitors().summaries().toList());
        } else if (reference.version().isEmpty()) {
            heddle.model(reference.model());
            print(heddle.monitors().summaries(List.of(reference.model())));
        } else {
            ModelVersion version = reference.find(heddle);
            MonitorDetail detail =
                    heddle.monitors().detail(version.model(), version.version(), window);
            session.print(
                    detail,
                    out -> MonitorTexts.detail(out, detail, fields, session.terminal().columns()));
        }
    }

    private void print(List<MonitorSummary> summaries) {
        session.print(summaries, MonitorTexts.table(summaries));
    }

    /** {@code heddle monitors alerts}. */
    @Command(
            name = "alerts",
            description = "Lists what is not as it should be, newest first.",
            sortOptions = false)
    static final class Alerts implements Callable<Integer> {
        @Option(names = "--all", description = "Also what is well again.")
        private boolean all;

        @Option(
                names = "--limit",
                paramLabel = "NUMBER",
                defaultValue = "100",
                description = "At most so many lines (default 100).")
        private int limit;

        @Mixin private Session session;

        @Override
        public Integer call() {
            try (Heddle heddle = session.heddle()) {
                List<Alert> alerts = heddle.monitors().alerts(all).limit(limit).toList();
                session.print(alerts, MonitorTexts.alerts(alerts));
            }
            return 0;
        }
    }

    /** {@code heddle monitors set}. */
    @Command(
            name = "set",
            description =
                    "Says what a model's monitors hold for right; what is left out stays. Prints"
                            + " what holds then.",
            sortOptions = false)
    static final class SetPolicy implements Callable<Integer> {
        @Parameters(paramLabel = "MODEL", description = "The model.")
        private String model;

        @Mixin private PolicyOptions options;
        @Mixin private Session session;

        @Override
        public Integer call() {
            try (Heddle heddle = session.heddle()) {
                MonitorPolicy present = heddle.monitors().policy(model);
                MonitorPolicy wanted = options.change(present);
                MonitorPolicy policy =
                        wanted.equals(present)
                                ? present
                                : heddle.monitors().setPolicy(model, wanted);
                session.print(policy, MonitorTexts.policy(policy));
            }
            return 0;
        }
    }

    /** {@code heddle monitors test-webhook}. */
    @Command(
            name = "test-webhook",
            description = "Sends a message to the webhook that alerts are told to.")
    static final class TestWebhook implements Callable<Integer> {
        @Mixin private Session session;

        @Override
        public Integer call() {
            try (Heddle heddle = session.heddle()) {
                String receiver = heddle.monitors().testWebhook();
                session.print(Map.of("receiver", receiver), receiver + " has taken the test.");
            }
            return 0;
        }
    }
}
