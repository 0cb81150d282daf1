package dev.coracle.store.mvcc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.base.clock.ManualClock;
import dev.coracle.store.mvcc.lease.Leases;
import dev.coracle.store.mvcc.state.Entry;
import dev.coracle.store.mvcc.state.Event;
import dev.coracle.store.port.StoreException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the store does over every engine, beyond what the API server's port shows of it. */
abstract class MvccContract {

    static final byte[] ALL = new byte[0];
    static final byte[] FIRST = {0};

    @SuppressWarnings("NullAway.Init")
    MvccStore store;

    /** Opens the engine, or opens it again with all that was durable. */
    abstract MvccStore open() throws Exception;

    /** Whether what was written outlives a close. */
    abstract boolean keeps();

    @BeforeEach
    void openStore() throws Exception {
        store = open();
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    long put(byte[] key, String value) {
        return store.transact(view -> {
            view.put(key, bytes(value), 0);
            return view.writeRevision();
        });
    }

    long put(String key, String value) {
        return put(bytes(key), value);
    }

    long delete(String key) {
        return store.transact(view -> {
            assertTrue(view.delete(bytes(key)));
            return view.writeRevision();
        });
    }

    void compact(long revision) throws Exception {
        store.compact(revision).get(10, TimeUnit.SECONDS);
    }

    HeardEvents watch(long start) {
        HeardEvents heard = new HeardEvents();
        store.watches().watch(FIRST, ALL, start, heard);
        return heard;
    }

    @Test
    void keysAreAnyBytesAndOrderAsSuch() throws Exception {
        byte[] zero = {0, 0};
        byte[] high = {(byte) 0xff, (byte) 0xfe, 'a'};
        byte[] broken = {(byte) 0xc3, '('};
        HeardEvents heard = watch(0);
        put(high, "high");
        put(broken, "broken");
        put(zero, "zero");
        assertArrayEquals(high, heard.next().key());
        List<byte[]> keys = new ArrayList<>();
        store.read().range(FIRST, ALL, entry -> keys.add(entry.key()));
        assertEquals(3, keys.size());
        assertArrayEquals(zero, keys.get(0));
        assertArrayEquals(broken, keys.get(1));
        assertArrayEquals(high, keys.get(2));
        assertArrayEquals(bytes("high"), store.read().get(high).orElseThrow().value());
    }

    @Test
    void aKeyOfAnyBytesGoesWithItsLease() {
        ManualClock clock = new ManualClock(Instant.parse("2030-01-01T00:00:00Z"));
        try (Leases leases = new Leases(store, clock)) {
            long lease = leases.grant(10);
            byte[] key = {(byte) 0xff, 0, (byte) 0x80};
            assertTrue(leases.attach(lease, key));
            store.transact(view -> {
                view.put(key, bytes("x"), lease);
                return true;
            });
            assertArrayEquals(key, leases.find(lease).orElseThrow().keys().getFirst());
            assertTrue(leases.revoke(lease));
            assertTrue(store.read().get(key).isEmpty());
        }
    }

    /** etcd 19179 and 18089. */
    @Test
    void aDeletionAtTheCompactedRevisionIsHeardByAWatchThatBeginsThere() throws Exception {
        put("a", "1");
        long deleted = delete("a");
        put("b", "1");
        compact(deleted);
        Event event = watch(deleted).next();
        assertTrue(event.deleted());
        assertArrayEquals(bytes("a"), event.key());
        assertTrue(event.previous().isEmpty());
        assertThrows(StoreException.Compacted.class, () -> watch(deleted - 1));
        compact(deleted + 1);
        assertThrows(StoreException.Compacted.class, () -> watch(deleted));
        assertTrue(store.read().get(bytes("a")).isEmpty());
    }

    /** etcd 17780: whatever compaction removes, the revision stays, after a restart too. */
    @Test
    void theRevisionStaysWhenNothingIsLeft() throws Exception {
        put("a", "1");
        long last = delete("a");
        compact(last);
        assertEquals(last, store.revision());
        if (keeps()) {
            store.close();
            store = open();
            assertEquals(last, store.revision());
            assertEquals(last, store.compactRevision());
        }
        assertEquals(last + 1, put("a", "2"));
    }

    /** etcd 18667. */
    @Test
    void aTransactionThatReadsWhatIsCompactedFailsAsAWhole() throws Exception {
        long first = put("a", "1");
        long second = put("a", "2");
        compact(second);
        assertThrows(StoreException.Compacted.class, () -> store.transact(view -> {
            view.put(bytes("b"), bytes("1"), 0);
            return view.at(first).get(bytes("a"));
        }));
        assertTrue(store.read().get(bytes("b")).isEmpty());
        assertEquals(second, store.revision());
    }

    /** etcd 20221. */
    @Test
    void aWatchOnAFutureRevisionHearsNothingBeforeIt() throws Exception {
        long now = store.revision();
        HeardEvents heard = watch(now + 3);
        put("a", "1");
        put("a", "2");
        long third = put("a", "3");
        assertEquals(third, heard.next().revision());
        assertTrue(heard.events.isEmpty());
    }

    @Test
    void whatATransactionWritesItReadsAndHasOneRevision() throws Exception {
        HeardEvents heard = watch(0);
        put("gone", "1");
        long revision = store.transact(view -> {
            view.put(bytes("a"), bytes("1"), 0);
            view.put(bytes("b"), bytes("2"), 0);
            assertTrue(view.delete(bytes("gone")));
            assertFalse(view.delete(bytes("never")));
            assertArrayEquals(bytes("1"), view.get(bytes("a")).orElseThrow().value());
            assertEquals(2, view.count(FIRST, ALL));
            return view.writeRevision();
        });
        heard.next();
        for (int i = 0; i < 3; i++) {
            assertEquals(revision, heard.next().revision());
        }
    }

    @Test
    void aLongHistoryIsHeardWholeInBoundedParts() throws Exception {
        long first = put("h/0", "0");
        for (int i = 1; i < 3000; i++) {
            put("h/" + i % 7, "v" + i);
        }
        HeardEvents heard = watch(first);
        HeardEvents one = new HeardEvents();
        store.watches().watch(bytes("h/3"), bytes("h/3\0"), first, one);
        long last = put("h/3", "last");
        for (long revision = first; revision <= last; revision++) {
            assertEquals(revision, heard.next().revision());
        }
        long before = 0;
        for (Event event = one.next(); event.revision() < last; event = one.next()) {
            assertEquals(before == 0 ? 0 : before, event.previous().map(Entry::modRevision).orElse(0L));
            before = event.revision();
        }
        assertTrue(one.events.isEmpty());
    }

    @Test
    void watchersOfKeysPrefixesAndRangesEachHearTheirOwn() throws Exception {
        HeardEvents key = new HeardEvents();
        HeardEvents prefix = new HeardEvents();
        HeardEvents range = new HeardEvents();
        store.watches().watch(bytes("p/b"), bytes("p/b\0"), 0, key);
        store.watches().watch(bytes("p/"), bytes("p0"), 0, prefix);
        WatchHub.Watcher ended = store.watches().watch(bytes("p/"), bytes("p0"), 0, range);
        ended.close();
        store.watches().watch(bytes("p/a"), bytes("p/bb"), 0, range);
        long[] revisions = {put("p/a", "1"), put("p/b", "1"), put("p/bb", "1"), put("q", "1")};
        assertEquals(revisions[1], key.next().revision());
        assertEquals(List.of(revisions[0], revisions[1], revisions[2]),
                prefix.events.stream().map(Event::revision).toList());
        assertEquals(List.of(revisions[0], revisions[1]), range.events.stream().map(Event::revision).toList());
        assertTrue(key.events.isEmpty());
    }

    @Test
    void aListenerThatFailsEndsAlone() throws Exception {
        HeardEvents good = watch(0);
        HeardEvents bad = new HeardEvents();
        store.watches().watch(FIRST, ALL, 0, new EventListener() {
            @Override
            public void onEvents(List<Event> events) {
                throw new IllegalStateException("on purpose");
            }

            @Override
            public void onProgress(long revision) {}

            @Override
            public void onEnd(StoreException reason) {
                bad.onEnd(reason);
            }
        });
        long first = put("a", "1");
        long second = put("a", "2");
        assertEquals(first, good.next().revision());
        assertEquals(second, good.next().revision());
        assertEquals(1, bad.ended.size());
    }
}
