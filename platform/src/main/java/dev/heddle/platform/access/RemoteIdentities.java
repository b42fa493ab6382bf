package dev.heddle.platform.access;

import dev.heddle.client.HeddleJson;
import dev.heddle.client.Identity;
import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/** Asks the registry whose token it is, in the token's own name. */
final class RemoteIdentities implements IdentitySource {
    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    private final URI whoAmI;
    private final HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

    RemoteIdentities(URI registry) {
        this.whoAmI = URI.create(registry.toString().replaceAll("/+$", "") + WhoAmIResource.PATH);
    }

    @Override
    public Optional<Identity> find(String secret) {
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(whoAmI)
                            .timeout(TIMEOUT)
                            .header("Authorization", "Bearer " + secret)
                            .build();
            HttpResponse<String> response =
                    client.send(request, HttpResponse.BodyHandlers.ofString());
            return switch (response.statusCode()) {
                case 200 ->
                        Optional.of(HeddleJson.mapper().readValue(response.body(), Identity.class));
                case 401, 403 -> Optional.empty();
                default -> throw unavailable("it answered " + response.statusCode(), null);
            };
        } catch (IllegalArgumentException e) {
            // A secret with characters that no header may hold is none of ours.
            return Optional.empty();
        } catch (IOException e) {
            throw unavailable(e.toString(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable("interrupted", e);
        }
    }

    private HeddleException unavailable(String why, Exception cause) {
        return new HeddleException(
                ErrorCode.UNAVAILABLE,
                "the registry cannot be asked for the token's owner: " + why,
                cause);
    }
}
