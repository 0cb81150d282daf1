package dev.coracle.store.robustness.watching;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.store.robustness.model.Event;
import dev.coracle.store.robustness.model.Kv;
import dev.coracle.store.robustness.model.Replay;
import dev.coracle.store.robustness.watching.WatchLog.Message;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Each rule against a log that breaks it, and a log that breaks none. */
class WatchRulesTest {

    private static final Kv A2 = new Kv("/a", "1", 2, 2, 1, 0);
    private static final Kv B3 = new Kv("/b", "2", 3, 3, 1, 0);
    private static final Kv C3 = new Kv("/c", "3", 3, 3, 1, 0);
    private static final Kv A4 = new Kv("/a", "4", 2, 4, 2, 0);
    private static final Event PUT_A = put(A2, null);
    private static final Event PUT_B = put(B3, null);
    private static final Event PUT_C = put(C3, null);
    private static final Event PUT_A_AGAIN = put(A4, A2);
    private static final Event DELETE_A = new Event(5, "/a", Optional.empty(), Optional.of(A4));
    private static final Replay REPLAY = new Replay(List.of(PUT_A, PUT_B, PUT_C, PUT_A_AGAIN, DELETE_A), 5);

    private static Event put(Kv now, @org.jspecify.annotations.Nullable Kv before) {
        return new Event(now.mod(), now.key(), Optional.of(now), Optional.ofNullable(before));
    }

    private static Message message(Event... events) {
        return new Message(events[events.length - 1].revision(), List.of(events));
    }

    private static Message bookmark(long revision) {
        return new Message(revision, List.of());
    }

    private static List<String> broken(Wish wish, Message... messages) {
        WatchLog log = new WatchLog("test", wish);
        log.created(1);
        List.of(messages).forEach(log::heard);
        return WatchRules.check(log, REPLAY, 0).stream().map(text -> text.substring(0, text.indexOf(':'))).toList();
    }

    private static final Wish ALL = Wish.below("/", 2);

    @Test
    void theModelsReplayIsSound() {
        assertEquals(List.of(), REPLAY.faults());
        assertEquals(1, new Replay(List.of(PUT_A, PUT_A_AGAIN), 4).faults().size());
    }

    @Test
    void aGoodLogBreaksNothing() {
        assertEquals(List.of(), broken(ALL, message(PUT_A), bookmark(2), message(PUT_B, PUT_C, PUT_A_AGAIN),
                message(DELETE_A), bookmark(5)));
        assertEquals(List.of(), broken(Wish.below("/", 4), message(PUT_A_AGAIN), bookmark(4)));
        assertEquals(List.of(), broken(ALL.withoutPuts(), message(DELETE_A), bookmark(5)));
    }

    @Test
    void backwardsTwiceAndSplit() {
        assertTrue(broken(ALL, message(PUT_B, PUT_C), message(PUT_A)).contains("ordered"));
        assertTrue(broken(ALL, message(PUT_A), message(PUT_A)).contains("unique"));
        assertEquals(List.of("atomic"), broken(ALL, message(PUT_A), message(PUT_B), message(PUT_C)));
    }

    @Test
    void aGapAndAnEarlyBookmark() {
        assertEquals(List.of("reliable"), broken(ALL, message(PUT_A), message(PUT_B), message(PUT_A_AGAIN)));
        assertTrue(broken(ALL, message(PUT_A), bookmark(3)).contains("bookmarkable"));
        assertTrue(broken(ALL, bookmark(2), message(PUT_A)).contains("bookmarkable"));
        assertTrue(broken(ALL, message(PUT_A, PUT_B, PUT_C, PUT_A_AGAIN, DELETE_A), bookmark(6))
                .contains("bookmarkable"));
    }

    @Test
    void whatWasNotAskedForOrNeverHappened() {
        assertEquals(List.of("filtered", "filtered"), broken(Wish.below("/", 4), message(PUT_B, PUT_C)));
        assertEquals(List.of("filtered"), broken(ALL.withoutDeletes(),
                message(PUT_A, PUT_B, PUT_C, PUT_A_AGAIN, DELETE_A)));
        assertEquals(List.of("honest"), broken(ALL, message(put(new Kv("/a", "other", 2, 2, 1, 0), null))));
    }

    @Test
    void whatWasBeforeIsToldRight() {
        assertEquals(List.of("prev_kv"), broken(Wish.below("/", 4), message(put(A4, null))));
        assertEquals(List.of("prev_kv"), broken(Wish.below("/", 4), message(put(A4, B3))));
    }

    @Test
    void aCancelNeedsACompaction() {
        WatchLog log = new WatchLog("test", ALL);
        log.compacted(4);
        assertEquals(1, WatchRules.check(log, REPLAY, 3).size());
        assertEquals(0, WatchRules.check(log, REPLAY, 4).size());
    }
}
