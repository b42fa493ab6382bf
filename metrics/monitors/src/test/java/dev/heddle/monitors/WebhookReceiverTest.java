package dev.heddle.monitors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class WebhookReceiverTest {
    /** The example of https://www.standardwebhooks.com's libraries. */
    @Test
    void shouldSignAsTheStandardDoes() {
        String signature =
                WebhookReceiver.signature(
                        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                        "msg_p5jXN8AQM9LWM0D4loKWxJek",
                        "1614265330",
                        "{\"test\": 2432232314}");

        assertThat(signature).isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void shouldRefuseAnAddressThatIsNotHttp() {
        DefaultSettings settings =
                new DefaultSettings() {
                    @Override
                    public Webhook webhook() {
                        return new WebhookSettings(
                                Optional.of(URI.create("file:///etc/passwd")), Optional.empty());
                    }
                };

        assertThatThrownBy(() -> new WebhookReceiver(settings))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("begins with 'file'");
    }

    @Test
    void shouldWaitLongerAfterEachAttempt() {
        assertThat(Messenger.pause(1)).isEqualTo(Duration.ofSeconds(5));
        assertThat(Messenger.pause(3)).isEqualTo(Duration.ofSeconds(20));
        assertThat(Messenger.pause(1_000)).isEqualTo(Duration.ofMinutes(15));
    }
}
