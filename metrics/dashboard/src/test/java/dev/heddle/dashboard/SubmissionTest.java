package dev.heddle.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class SubmissionTest {
    @Test
    void shouldLeadToTheAddressAsItIs() {
        Response answer = Submission.of(() -> "/ui/jobs/j1?notice=asked", problem -> null);

        assertThat(answer.getStatus()).isEqualTo(303);
        assertThat(answer.getHeaderString("Location")).isEqualTo("/ui/jobs/j1?notice=asked");
    }

    @Test
    void shouldShowThePageAgainWithWhatThePlatformSays() {
        AtomicReference<String> said = new AtomicReference<>();

        Response conflict =
                Submission.of(
                        () -> {
                            throw new HeddleException(ErrorCode.CONFLICT, "stop it first");
                        },
                        problem -> {
                            said.set(problem);
                            return null;
                        });

        assertThat(conflict.getStatus()).isEqualTo(409);
        assertThat(said).hasValue("stop it first");
    }

    @Test
    void shouldShowThePageAgainWhereWhatWasTypedIsNoSuchThing() {
        Response answer =
                Submission.of(
                        () -> {
                            throw new IllegalArgumentException("Output is empty");
                        },
                        problem -> null);

        assertThat(answer.getStatus()).isEqualTo(400);
    }

    @Test
    void shouldLetWhoIsNotKnownLogIn() {
        HeddleException unknown = new HeddleException(ErrorCode.UNAUTHENTICATED, "who?");

        assertThatThrownBy(
                        () ->
                                Submission.of(
                                        () -> {
                                            throw unknown;
                                        },
                                        problem -> null))
                .isSameAs(unknown);
    }
}
