package dev.heddle.features;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class RocksStoreIT extends OnlineStoreContract {
    @TempDir Path folder;

    @Override
    OnlineStore open() {
        return new RocksStore(folder, 8 << 20);
    }
}
