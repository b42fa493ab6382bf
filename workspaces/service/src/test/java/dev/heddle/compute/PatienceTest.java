package dev.heddle.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.containers.Container;
import dev.heddle.containers.Container.Cause;
import dev.heddle.containers.Container.Ending;
import dev.heddle.containers.Container.State;
import dev.heddle.containers.ContainerEngine;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class PatienceTest {
    private static final Duration PAUSE = Duration.ofMillis(1);
    private static final Duration LONG = Duration.ofMinutes(1);

    private final Queue<Optional<Container>> looks = new ArrayDeque<>();

    @Test
    void shouldWaitForAnEndThatComesAfterTheStop() {
        Optional<Container> ended = Optional.of(container(State.ENDED));
        looks.addAll(List.of(running(), running(), ended));

        assertThat(Patience.untilEnded(engine(), "lab", PAUSE, LONG)).isEqualTo(ended);
        assertThat(looks).isEmpty();
    }

    @Test
    void shouldLookOnceAtOneThatHasEnded() {
        Optional<Container> ended = Optional.of(container(State.ENDED));
        looks.addAll(List.of(ended, running()));

        assertThat(Patience.untilEnded(engine(), "lab", PAUSE, LONG)).isEqualTo(ended);
        assertThat(looks).hasSize(1);
    }

    @Test
    void shouldNotWaitForOneThatIsGone() {
        looks.addAll(List.of(running(), Optional.empty()));

        assertThat(Patience.untilEnded(engine(), "lab", PAUSE, LONG)).isEmpty();
    }

    @Test
    void shouldGiveUpOnOneThatDoesNotEnd() {
        looks.addAll(List.of(running(), running()));

        assertThat(Patience.untilEnded(engine(), "lab", PAUSE, Duration.ZERO)).isEqualTo(running());
        assertThat(looks).hasSize(1);
    }

    @Test
    void shouldLeaveOffWhenThePlatformEnds() {
        looks.add(running());
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> Patience.untilEnded(engine(), "lab", PAUSE, LONG))
                .isInstanceOfSatisfying(
                        HeddleException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
        assertThat(Thread.interrupted()).isTrue();
    }

    private static Optional<Container> running() {
        return Optional.of(container(State.RUNNING));
    }

    private static Container container(State state) {
        Optional<Ending> ending =
                state == State.ENDED
                        ? Optional.of(
                                new Ending(Cause.EXITED, OptionalInt.of(143), "", Instant.EPOCH))
                        : Optional.empty();
        return new Container(
                "lab",
                "image",
                Map.of(),
                state,
                Optional.of(Instant.EPOCH),
                Optional.empty(),
                ending);
    }

    /** An engine that is asked for one container, and says what was laid down. */
    private ContainerEngine engine() {
        return (ContainerEngine)
                Proxy.newProxyInstance(
                        ContainerEngine.class.getClassLoader(),
                        new Class<?>[] {ContainerEngine.class},
                        (proxy, method, arguments) -> {
                            assertThat(method.getName()).isEqualTo("find");
                            assertThat(arguments).containsExactly("lab");
                            return looks.remove();
                        });
    }
}
