package dev.coracle.store.mvcc;

import dev.coracle.store.rocksdb.RocksBackend;
import dev.coracle.store.rocksdb.RocksBackend.Durability;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class RocksMvccTest extends MvccContract {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Override
    MvccStore open() {
        return new MvccStore(RocksBackend.open(folder, Durability.ASYNC));
    }

    @Override
    boolean keeps() {
        return true;
    }
}
