package dev.heddle.platform.workspaces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.heddle.client.workspaces.ComputeEngine;
import dev.heddle.client.workspaces.Workspace;
import dev.heddle.client.workspaces.WorkspaceRequest;
import dev.heddle.model.HeddleException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Workspaces on a real engine, with an image of a team's own, through the doors of the platform.
 */
@Tag("docker")
class WorkspacesIT {
    private static final int MANY = 50;
    private static final String LAB = WorkspacePlatform.unique("lab");
    private static final String GROWER = WorkspacePlatform.unique("grower");
    private static final String WHOLE = WorkspacePlatform.unique("whole");
    private static final String LEFT = WorkspacePlatform.unique("left");
    private static final String RIGHT = WorkspacePlatform.unique("right");
    private static final String GOER = WorkspacePlatform.unique("goer");
    private static final String FLOCK = WorkspacePlatform.unique("many");

    @TempDir private static Path folder;
    private static WorkspacePlatform platform;

    @BeforeAll
    static void start() {
        platform =
                WorkspacePlatform.tiny(
                        folder,
                        Map.of(
                                "HEDDLE_WORKSPACES_MAX_RUNNING_PER_OWNER", "55",
                                "HEDDLE_WORKSPACES_MAX_PER_OWNER", "60",
                                "HEDDLE_WORKSPACES_MAX_RUNNING", "52"));
    }

    @AfterAll
    static void stop() {
        platform.clear();
    }

    @Test
    void shouldShowItsPageAndKeepItsHome() {
        Workspace made = platform.running(LAB);
        assertThat(made.path()).contains("/workspaces/local/" + LAB + "/");
        assertThat(platform.page(LAB, "").body()).isEqualTo("fresh\n");
        assertThat(platform.exec(LAB, "sh", "-c", "echo kept >www/index.html").code()).isZero();

        platform.heddle().workspaces().stop(LAB, Optional.empty());
        Workspace stopped = platform.await(LAB, Workspace.State.STOPPED);
        assertThat(stopped.startedAt()).isEmpty();
        assertThat(stopped.cost().cpuHours()).isPositive();
        platform.process()
                .await(
                        "its page says that it does not run",
                        () -> platform.page(LAB, "").statusCode() == 503);

        platform.heddle().workspaces().start(LAB, Optional.empty());
        platform.await(LAB, Workspace.State.RUNNING);
        assertThat(platform.page(LAB, "").body()).isEqualTo("kept\n");
        assertThat(platform.log(LAB)).isEqualTo("started\n");
        String home =
                Shell.docker(
                        "inspect",
                        "-f",
                        "{{range .Mounts}}{{.Name}}{{end}}",
                        platform.container(LAB));
        assertThat(Shell.docker("volume", "ls", "-q").lines()).contains(home);
        platform.delete(LAB);
        assertThat(Shell.docker("volume", "ls", "-q").lines()).doesNotContain(home);
    }

    @Test
    void shouldChangeItsSizeWhileItRuns() {
        platform.running(GROWER);
        String before = platform.container(GROWER);

        platform.heddle()
                .workspaces()
                .change(
                        GROWER,
                        Optional.empty(),
                        new WorkspaceRequest(
                                null,
                                Optional.empty(),
                                OptionalDouble.of(0.5),
                                Optional.of("48m")));

        assertThat(platform.await(GROWER, Workspace.State.RUNNING).size().memory())
                .isEqualTo("48m");
        assertThat(platform.container(GROWER)).isEqualTo(before);
        assertThat(
                        Shell.docker(
                                "inspect",
                                "-f",
                                "{{.HostConfig.Memory}} {{.HostConfig.CpuQuota}}",
                                before))
                .isEqualTo((48L << 20) + " 50000");
        platform.delete(GROWER);
    }

    @Test
    void shouldNotReachOthers() {
        platform.running(LEFT);
        platform.running(RIGHT);
        String ask = "printf 'GET / HTTP/1.0\\r\\n\\r\\n' | nc -w 3 " + address(RIGHT) + " 8888";

        assertThat(platform.exec(RIGHT, "sh", "-c", ask).output()).contains("fresh");
        Shell.Result fromLeft = platform.exec(LEFT, "sh", "-c", ask);
        assertThat(fromLeft.code()).isNotZero();
        assertThat(fromLeft.output()).contains("timed out");
        platform.delete(LEFT);
        platform.delete(RIGHT);
    }

    private static String address(String name) {
        return Shell.docker(
                "inspect",
                "-f",
                "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}",
                platform.container(name));
    }

    @Test
    void shouldBeStoppedWhenItsProgramEndsByItself() {
        platform.running(GOER);
        platform.exec(GOER, "touch", "go");

        platform.exec(GOER, "sh", "-c", "kill $(pidof httpd)");

        Workspace stopped = platform.await(GOER, Workspace.State.STOPPED);
        assertThat(stopped.reason()).contains("its program ended by itself");
        platform.delete(GOER);
    }

    @Test
    void shouldSayThatItWantedTooMuchMemory() {
        platform.running("hungry");
        platform.exec("hungry", "touch", "eat");
        platform.heddle().workspaces().stop("hungry", Optional.empty());
        platform.await("hungry", Workspace.State.STOPPED);
        platform.heddle().workspaces().start("hungry", Optional.empty());

        Workspace failed = platform.await("hungry", Workspace.State.FAILED);
        assertThat(failed.reason().orElse(""))
                .contains("it wanted more than its 32m of memory and was ended");
        platform.delete("hungry");
    }

    @Test
    void shouldNameWhatIsWrongWithAWish() {
        assertThatThrownBy(() -> platform.create("Lab!", TinyImage.NAME, 1, "32m"))
                .isInstanceOf(HeddleException.class)
                .hasMessageContaining("workspace name 'Lab!'");
        assertThatThrownBy(() -> platform.create("lab2", "nothing", 1, "32m"))
                .hasMessageContaining("the engine has no image 'nothing'");
        assertThatThrownBy(() -> platform.create("lab2", TinyImage.NAME, 1, "many"))
                .hasMessageContaining("memory is 'many', expected a number and a unit");
        assertThatThrownBy(() -> platform.create("lab2", TinyImage.NAME, 100, "32m"))
                .hasMessageContaining("heddle.containers.max-cpus");
        assertThat(platform.heddle().workspaces().list(false))
                .noneMatch(each -> each.name().equals("lab2"));
    }

    @Test
    void shouldRunFiftyAtOnceEachByItself() {
        List<String> names = IntStream.range(0, MANY).mapToObj(number -> FLOCK + number).toList();
        names.parallelStream().forEach(name -> platform.create(name, TinyImage.NAME, 0.1, "16m"));
        names.forEach(name -> platform.await(name, Workspace.State.RUNNING));

        Set<String> pages = new HashSet<>();
        for (String name : names) {
            Shell.docker(
                    "exec",
                    platform.container(name),
                    "sh",
                    "-c",
                    "echo " + name + " >www/index.html");
            pages.add(platform.page(name, "").body());
        }
        assertThat(pages).hasSize(MANY).contains(FLOCK + "0\n", FLOCK + "49\n");
        assertThatThrownBy(
                        () -> {
                            for (int more = 0; more < 5; more++) {
                                platform.create("more-" + more, TinyImage.NAME, 0.1, "16m");
                            }
                        })
                .hasMessageContaining("52 workspaces run")
                .hasMessageContaining("heddle.workspaces.max-running");
        platform.heddle()
                .workspaces()
                .list(false)
                .filter(each -> each.name().matches("(many|more)-.*"))
                .forEach(
                        each ->
                                platform.heddle()
                                        .workspaces()
                                        .delete(each.name(), Optional.empty()));
        platform.process()
                .await(
                        "all are gone",
                        () ->
                                platform.heddle()
                                        .workspaces()
                                        .list(false)
                                        .noneMatch(each -> each.name().matches("(many|more)-.*")));
    }

    @Test
    void shouldTellWhatBelongsToNothing() {
        platform.running(WHOLE);
        String installation =
                Shell.docker(
                        "inspect",
                        "-f",
                        "{{index .Config.Labels \"dev.heddle.installation\"}}",
                        platform.container(WHOLE));
        Shell.docker(
                "volume",
                "create",
                "--label",
                "dev.heddle.installation=" + installation,
                "--label",
                "dev.heddle.workspace=gone/lab",
                "heddle-" + installation + "-home-4711");

        ComputeEngine engine = platform.heddle().workspaces().engine();

        assertThat(engine.orphans())
                .extracting(ComputeEngine.Orphan::kind, ComputeEngine.Orphan::belonged)
                .containsExactly(tuple("volume", "workspace gone/lab"));
        Shell.docker("volume", "rm", "heddle-" + installation + "-home-4711");
        platform.delete(WHOLE);
    }

    @Test
    void shouldTakeTheExitCodeOfWhatItRuns() {
        platform.running("shell");
        Shell.Result result = platform.exec("shell", "sh", "-c", "echo out; echo err >&2; exit 7");
        assertThat(result.code()).isEqualTo(7);
        assertThat(result.output().lines()).containsExactlyInAnyOrder("out", "err");
        assertThat(platform.exec("nothing", "true").output()).contains("no workspace");
        platform.delete("shell");
    }
}
