package dev.heddle.warehouse;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class FolderTablesIT extends TablesContract {
    @BeforeAll
    static void start(@TempDir Path folder) {
        TestWarehouse warehouse = TestWarehouse.start(folder);
        start(warehouse, warehouse.root());
    }
}
