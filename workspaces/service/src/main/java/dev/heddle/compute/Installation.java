package dev.heddle.compute;

import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Who the platform is to an engine that others use, too: an id that its containers and volumes
 * carry, and a key that the secrets of their applications come from. Both lie in the database.
 */
@Singleton
public final class Installation {
    private static final int ID_BYTES = 4;
    private static final int KEY_BYTES = 32;
    private static final String ALGORITHM = "HmacSHA256";

    private final ComputeDatabase database;
    private volatile Identity identity;

    Installation(ComputeDatabase database) {
        this.database = database;
    }

    private record Identity(String id, byte[] key) {}

    /** The id: eight hexadecimal digits. */
    public String id() {
        return identity().id();
    }

    /** The name of one of its containers or volumes, {@code heddle-1f2e3d4c-home-17}. */
    public String name(String... parts) {
        return "heddle-" + id() + "-" + String.join("-", parts);
    }

    /** A secret for something, the same whenever it is asked for, that nobody can guess. */
    public String secret(String purpose) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(identity().key(), ALGORITHM));
            return HexFormat.of().formatHex(mac.doFinal(purpose.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }

    private Identity identity() {
        if (identity == null) {
            identity = read();
        }
        return identity;
    }

    private Identity read() {
        SecureRandom random = new SecureRandom();
        byte[] id = new byte[ID_BYTES];
        byte[] key = new byte[KEY_BYTES];
        random.nextBytes(id);
        random.nextBytes(key);
        return database.transaction(
                handle -> {
                    handle.createUpdate(
                                    "insert into compute_installation (id, key) values (:id, :key) on"
                                            + " conflict do nothing")
                            .bind("id", HexFormat.of().formatHex(id))
                            .bind("key", key)
                            .execute();
                    Map<String, Object> row =
                            handle.createQuery("select id, key from compute_installation")
                                    .mapToMap()
                                    .one();
                    return new Identity((String) row.get("id"), (byte[]) row.get("key"));
                });
    }
}
