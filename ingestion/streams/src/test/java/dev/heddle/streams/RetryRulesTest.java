package dev.heddle.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.heddle.client.streams.EventFormat;
import dev.heddle.client.streams.RetryRule;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.FieldType.Struct;
import dev.heddle.model.HeddleException;
import dev.heddle.runtime.EventCodec;
import dev.heddle.runtime.FeaturesAway;
import dev.heddle.runtime.JsonRows;
import dev.heddle.streams.formats.Encoded;
import dev.heddle.streams.formats.EventCodecs;
import dev.heddle.streams.formats.TestRegistry;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class RetryRulesTest {
    private final RetryRules rules = new RetryRules(Map.of());

    @Test
    void shouldNotTryAgainWhatIsWrongWithAnEvent() {
        assertThat(rules.of(new NumberFormatException("x")).attempts()).isEqualTo(1);
        assertThat(rules.of(new NullPointerException()).attempts()).isEqualTo(1);
        assertThat(rules.of(new HeddleException(ErrorCode.INVALID_INPUT, "x")).attempts())
                .isEqualTo(1);
        assertThat(rules.of(new RecordTooLargeException("x")).attempts()).isEqualTo(1);
    }

    @Test
    void shouldWaitForWhatIsAway() {
        RetryRule connection = rules.of(new ConnectException("refused"));
        RetryRule broker = rules.of(new TimeoutException("no metadata"));
        RetryRule platform = rules.of(new HeddleException(ErrorCode.UNAVAILABLE, "away"));

        assertThat(connection.outage()).isTrue();
        assertThat(connection.attempts()).isEqualTo(10);
        assertThat(broker.attempts()).isEqualTo(Integer.MAX_VALUE);
        assertThat(platform.outage()).isTrue();
    }

    @Test
    void shouldWaitForASchemaRegistryWithoutEnd() {
        TestRegistry registry = new TestRegistry();
        registry.close();
        EventCodec codec = new EventCodecs(Optional.of(registry.client())).of(EventFormat.AVRO);
        HeddleException away =
                catchThrowableOfType(
                        HeddleException.class,
                        () ->
                                codec.read(
                                        Encoded.with(1, new byte[1]),
                                        new JsonRows(new Struct(List.of()))));

        assertThat(rules.of(away).outage()).isTrue();
        assertThat(rules.of(away).attempts()).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void shouldLookAtWhatAModelHasThrown() {
        HeddleException failed =
                new HeddleException(
                        ErrorCode.MODEL_FAILED, "failed", new ConnectException("refused"));

        assertThat(rules.of(failed).outage()).isTrue();
        assertThat(rules.of(new HeddleException(ErrorCode.MODEL_FAILED, "x")).attempts())
                .isEqualTo(3);
    }

    @Test
    void shouldTakeTheNearestClassAndOnesOwnRulesFirst() {
        RetryRule mine = new RetryRule(7, Duration.ZERO, Duration.ofSeconds(1), false);
        RetryRules own =
                new RetryRules(
                        Map.of(
                                "java.net.SocketException",
                                mine,
                                "dev.heddle.model.HeddleException",
                                mine));

        assertThat(own.of(new ConnectException("x"))).isEqualTo(mine);
        assertThat(own.of(new HeddleException(ErrorCode.INVALID_INPUT, "x"))).isEqualTo(mine);
        assertThat(own.of(new java.io.IOException("x")).attempts()).isEqualTo(10);
        assertThat(own.of(new Exception("x")).attempts()).isEqualTo(3);
    }

    @Test
    void shouldDoublePausesUpToTheLongest() {
        RetryRule rule = new RetryRule(10, Duration.ofMillis(100), Duration.ofMillis(350), false);

        assertThat(rule.pauseAfter(1)).isEqualTo(Duration.ofMillis(100));
        assertThat(rule.pauseAfter(2)).isEqualTo(Duration.ofMillis(200));
        assertThat(rule.pauseAfter(3)).isEqualTo(Duration.ofMillis(350));
        assertThat(rule.pauseAfter(1_000)).isEqualTo(Duration.ofMillis(350));
        assertThatThrownBy(() -> new RetryRule(0, null, null, false))
                .hasMessage("attempts is at least 1, got 0");
    }

    @Test
    void shouldWaitForFeaturesHoweverLong() {
        RetryRule rule = new RetryRules(Map.of()).of(new FeaturesAway("away", null));

        assertThat(rule.attempts()).isEqualTo(Integer.MAX_VALUE);
        assertThat(rule.outage()).isTrue();
    }
}
