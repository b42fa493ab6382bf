package dev.heddle.containers;

import static dev.heddle.containers.Conditions.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.client.workspaces.ComputeSize;
import dev.heddle.containers.Container.State;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.AbstractStringAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the tests of an engine share: an engine to each, cleared after it. */
public abstract class EngineTests {
    static final ComputeSize SMALL = new ComputeSize(0.25, 512L << 20);
    static final ComputeSize LARGER = new ComputeSize(0.5, 1L << 30);
    static final Duration GRACE = Duration.ofSeconds(2);

    String installation;
    ContainerEngine engine;

    /** What stands around the engine, for all tests of a class. */
    protected abstract EngineFixture fixture();

    @BeforeEach
    void start() {
        installation = fixture().installation();
        engine = fixture().engine(installation);
    }

    @AfterEach
    void clear() {
        clear(engine);
        try (ContainerEngine others = fixture().engine(fixture().otherInstallation())) {
            clear(others);
        }
        engine.close();
    }

    private static void clear(ContainerEngine engine) {
        engine.containers().forEach(container -> engine.remove(container.name()));
        await("containers are removed", () -> engine.containers().isEmpty());
        engine.volumes().forEach(volume -> engine.removeVolume(volume.name()));
    }

    static AbstractStringAssert<?> refused(ErrorCode code, ThrowingCallable call) {
        List<String> messages = new ArrayList<>();
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        HeddleException.class,
                        e -> {
                            assertThat(e.code()).as(e.getMessage()).isEqualTo(code);
                            messages.add(e.getMessage());
                        });
        return assertThat(messages.get(0));
    }

    /** The name is told apart from that of other tests in the same engine. */
    final String name(String what) {
        return installation + "-" + what;
    }

    final SpecBuilder spec(String name) {
        return new SpecBuilder(name, fixture().image(), fixture().program(), SMALL);
    }

    final Container begun(String name) {
        fixture().begin(name);
        await(name + " runs", () -> state(engine, name) == State.RUNNING);
        return engine.find(name).orElseThrow();
    }

    final Container ended(String name) {
        await(name + " has ended", () -> state(engine, name) == State.ENDED);
        return engine.find(name).orElseThrow();
    }

    static State state(ContainerEngine engine, String name) {
        return engine.find(name).orElseThrow().state();
    }

    /** A log from its beginning, once it holds that line. */
    final List<String> read(String name, String line) {
        List<String> found = new ArrayList<>();
        await(
                "'%s' is printed".formatted(line),
                () -> {
                    found.clear();
                    Optional<String> position = Optional.empty();
                    while (true) {
                        LogPage page = engine.logs(name, position, 10_000);
                        page.lines().forEach(each -> found.add(each.text()));
                        if (page.lines().isEmpty()) {
                            return found.contains(line + "\n");
                        }
                        position = page.next();
                    }
                });
        return found;
    }
}
