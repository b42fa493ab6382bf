package dev.heddle.monitors;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Posts messages to the address that is configured, signed as Standard Webhooks says
 * (https://www.standardwebhooks.com): the headers {@code webhook-id}, {@code webhook-timestamp} in
 * seconds, and {@code webhook-signature}, which is {@code v1,} and the HMAC-SHA256 of id, timestamp
 * and body with dots between, in Base64. What the receiver answers is not read.
 */
@Singleton
class WebhookReceiver {
    private static final String ALGORITHM = "HmacSHA256";
    private static final String ENCODED_SECRET = "whsec_";

    private final MonitorsConfig.Webhook config;
    private final HttpClient client;

    WebhookReceiver(MonitorsConfig config) {
        this.config = config.webhook();
        this.config.url().ifPresent(WebhookReceiver::requireAddress);
        this.client =
                HttpClient.newBuilder()
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(this.config.timeout())
                        .build();
    }

    private static void requireAddress(URI url) {
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        if (!(scheme.equals("http") || scheme.equals("https")) || url.getHost() == null) {
            throw new IllegalStateException(
                    "heddle.monitors.webhook.url begins with '%s', expected http:// or https:// and a host"
                            .formatted(scheme));
        }
    }

    boolean isConfigured() {
        return config.url().isPresent();
    }

    Duration giveUpAfter() {
        return config.giveUpAfter();
    }

    Duration timeout() {
        return config.timeout();
    }

    /** Where messages go, without what may be secret in the address. */
    String receiver() {
        return config.url().map(URI::getHost).orElse("");
    }

    /**
     * Posts a message; returns when the receiver has taken it.
     *
     * @param id what tells the receiver that it has it already
     * @throws HeddleException with {@code UNAVAILABLE} if the receiver did not take it
     */
    void post(String id, String body, Instant now) {
        URI url = config.url().orElseThrow();
        String timestamp = String.valueOf(now.getEpochSecond());
        HttpRequest.Builder request =
                HttpRequest.newBuilder(url)
                        .timeout(config.timeout())
                        .header("Content-Type", "application/json")
                        .header("User-Agent", "Heddle")
                        .header("webhook-id", id)
                        .header("webhook-timestamp", timestamp)
                        .POST(HttpRequest.BodyPublishers.ofString(body));
        config.secret()
                .ifPresent(
                        secret ->
                                request.header(
                                        "webhook-signature",
                                        signature(secret, id, timestamp, body)));
        int status = status(request.build());
        if (status < 200 || status > 299) {
            throw unavailable("the receiver answered %d, expected 200 to 299".formatted(status));
        }
    }

    /** The whole answer has as long as is configured: a receiver that drips is given up, too. */
    private int status(HttpRequest request) {
        CompletableFuture<HttpResponse<Void>> answer =
                client.sendAsync(request, HttpResponse.BodyHandlers.discarding());
        try {
            return answer.get(config.timeout().toMillis(), TimeUnit.MILLISECONDS).statusCode();
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw unavailable(
                    "the receiver did not answer within %d ms"
                            .formatted(config.timeout().toMillis()));
        } catch (ExecutionException e) {
            throw unavailable(
                    "the receiver cannot be reached: "
                            + (e.getCause() instanceof IOException cause
                                    ? cause.getClass().getSimpleName()
                                    : "the request failed"));
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw unavailable("the platform is stopping");
        }
    }

    private static HeddleException unavailable(String message) {
        return new HeddleException(ErrorCode.UNAVAILABLE, message);
    }

    /** The signature of a message, as the header holds it. */
    static String signature(String secret, String id, String timestamp, String body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key(secret), ALGORITHM));
            byte[] signed =
                    mac.doFinal(
                            "%s.%s.%s"
                                    .formatted(id, timestamp, body)
                                    .getBytes(StandardCharsets.UTF_8));
            return "v1," + Base64.getEncoder().encodeToString(signed);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }

    private static byte[] key(String secret) {
        return Optional.of(secret)
                .filter(text -> text.startsWith(ENCODED_SECRET))
                .map(text -> Base64.getDecoder().decode(text.substring(ENCODED_SECRET.length())))
                .orElseGet(() -> secret.getBytes(StandardCharsets.UTF_8));
    }
}
