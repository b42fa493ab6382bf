package dev.heddle.platform.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.client.Identity;
import dev.heddle.client.Token.Role;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class RememberedIdentitiesTest {
    private static final Identity ANN = new Identity("ann", Role.VIEWER);

    private final AtomicLong now = new AtomicLong();
    private final AtomicReference<IdentitySource> source =
            new AtomicReference<>(secret -> Optional.of(ANN));
    private final RememberedIdentities identities =
            new RememberedIdentities(secret -> source.get().find(secret), now::get);

    @Test
    void shouldRememberForAFewSeconds() {
        assertThat(identities.recent("s")).isEmpty();
        identities.find("s");
        assertThat(identities.recent("s")).hasValue(ANN);

        pass(Duration.ofSeconds(6));

        assertThat(identities.recent("s")).isEmpty();
    }

    @Test
    void shouldForgetATokenThatWasDeleted() {
        identities.find("s");
        source.set(secret -> Optional.empty());

        assertThat(identities.find("s")).isEmpty();

        source.set(RememberedIdentitiesTest::unavailable);
        assertThatThrownBy(() -> identities.find("s")).isInstanceOf(HeddleException.class);
    }

    @Test
    void shouldTrustAKnownTokenForAnHourWhileTheSourceIsAway() {
        identities.find("s");
        source.set(RememberedIdentitiesTest::unavailable);

        pass(Duration.ofMinutes(59));
        assertThat(identities.find("s")).hasValue(ANN);
        pass(Duration.ofMinutes(2));
        assertThatThrownBy(() -> identities.find("s")).isInstanceOf(HeddleException.class);
        assertThatThrownBy(() -> identities.find("never seen")).isInstanceOf(HeddleException.class);
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    private static Optional<Identity> unavailable(String secret) {
        throw new HeddleException(ErrorCode.UNAVAILABLE, "away");
    }
}
