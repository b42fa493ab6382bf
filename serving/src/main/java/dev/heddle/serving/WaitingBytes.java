package dev.heddle.serving;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicLong;

/** How many bytes of long bodies and messages are kept, of all calls; bounded. */
@Singleton
public final class WaitingBytes {
    /** What is no longer is not counted. */
    public static final int LONG = 64 << 10;

    private final long limit;
    private final AtomicLong bytes = new AtomicLong();

    WaitingBytes(ServingConfig config) {
        this.limit = config.maxWaitingBytes();
    }

    /** Counts bytes in, until they are released; false if they would be too many. */
    boolean tryReserve(long more) {
        if (bytes.addAndGet(more) <= limit) {
            return true;
        }
        bytes.addAndGet(-more);
        return false;
    }

    /**
     * Counts bytes in, until they are released.
     *
     * @throws HeddleException with {@code OVERLOADED} if they would be too many
     */
    public void reserve(long more) {
        if (!tryReserve(more)) {
            throw overloaded();
        }
    }

    /** Counts bytes out. */
    public void release(long fewer) {
        bytes.addAndGet(-fewer);
    }

    static HeddleException overloaded() {
        return new HeddleException(
                ErrorCode.OVERLOADED,
                "too many calls with long bodies are waiting; try again a little later");
    }
}
