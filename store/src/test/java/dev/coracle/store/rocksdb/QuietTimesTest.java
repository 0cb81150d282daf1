package dev.coracle.store.rocksdb;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;

class QuietTimesTest {

    private static final int KEYS = 1_000;
    private static final byte[] VALUE = new byte[4_000];

    private final QuietTimes quietTimes = new QuietTimes();
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;
    @SuppressWarnings("NullAway.Init")
    private Database database;

    @BeforeEach
    void open() throws RocksDBException {
        database = Database.open(folder, Reads.ONCE);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private void write(int keys) throws RocksDBException {
        for (int i = 0; i < keys; i++) {
            database.db.put(database.records, ("key-" + i).getBytes(US_ASCII), VALUE);
        }
    }

    @Test
    void memoryOfALoadIsGivenBackOnceItIsOver() throws RocksDBException {
        write(KEYS);
        quietTimes.look(database);
        assertTrue(database.unflushed() > KEYS * VALUE.length, "it may go on");
        write((int) QuietTimes.FEW + 1);
        quietTimes.look(database);
        assertTrue(database.unflushed() > KEYS * VALUE.length, "it goes on");
        write(10);
        quietTimes.look(database);
        assertTrue(database.unflushed() < 10 * VALUE.length, "it is over");
        assertEquals(VALUE.length, database.db.get(database.records, "key-9".getBytes(US_ASCII)).length);
    }

    @Test
    void littleIsNotWorthAFile() throws RocksDBException {
        write(100);
        quietTimes.look(database);
        long held = database.unflushed();
        quietTimes.look(database);
        quietTimes.look(database);
        assertEquals(held, database.unflushed());
    }
}
