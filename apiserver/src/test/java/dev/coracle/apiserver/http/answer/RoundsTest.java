package dev.coracle.apiserver.http.answer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoundsTest {

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final Rounds rounds = new Rounds(channel.eventLoop());
    private final List<String> ran = new ArrayList<>();

    @Test
    void allWhoAreWokenRunInOneRoundInOrder() {
        rounds.wake(new Rounds.Turn(() -> ran.add("a")));
        rounds.wake(new Rounds.Turn(() -> ran.add("b")));
        assertEquals(List.of(), ran, "the loop does it, not who wakes");
        channel.runPendingTasks();
        assertEquals(List.of("a", "b"), ran);
    }

    @Test
    void whoIsWokenInARoundIsStillInIt() {
        rounds.wake(new Rounds.Turn(() -> {
            ran.add("first");
            rounds.wake(new Rounds.Turn(() -> ran.add("second")));
            assertEquals(List.of("first"), ran);
        }));
        channel.runPendingTasks();
        assertEquals(List.of("first", "second"), ran, "without a pause in between");
    }

    @Test
    void whoHasHadItsTurnWaitsForTheNextRound() {
        Rounds.Turn[] busy = new Rounds.Turn[1];
        busy[0] = new Rounds.Turn(() -> {
            ran.add("busy");
            if (ran.size() == 1) {
                rounds.wake(busy[0]);
                rounds.wake(new Rounds.Turn(() -> ran.add("other")));
            }
        });
        rounds.wake(busy[0]);
        while (ran.size() < 3) { // the next one may pause
            channel.runPendingTasks();
        }
        assertEquals(List.of("busy", "other", "busy"), ran);
    }

    @Test
    void aLongRoundLetsTheLoopDoOtherThingsInBetween() {
        List<Rounds.Turn> turns = new ArrayList<>();
        for (String name : List.of("a", "b", "c")) {
            turns.add(new Rounds.Turn(() -> {
                ran.add(name);
                takeASlice();
                if (name.equals("a")) {
                    channel.eventLoop().execute(() -> ran.add("a request"));
                    rounds.wake(turns.getFirst());
                }
            }));
        }
        turns.forEach(rounds::wake);
        while (ran.size() < 5) {
            channel.runPendingTasks();
        }
        assertEquals(List.of("a", "a request", "b", "c", "a"), ran, "and it is one round still");
    }

    @Test
    void oneThatFailsHoldsUpNobodyElse() {
        rounds.wake(new Rounds.Turn(() -> {
            throw new IllegalStateException("as it happens");
        }));
        rounds.wake(new Rounds.Turn(() -> ran.add("in the next round")));
        while (ran.isEmpty()) {
            channel.runPendingTasks();
        }
        rounds.wake(new Rounds.Turn(() -> ran.add("later")));
        while (ran.size() < 2) {
            channel.runPendingTasks();
        }
        assertEquals(List.of("in the next round", "later"), ran);
    }

    private static void takeASlice() {
        long began = System.nanoTime();
        while (System.nanoTime() - began < Rounds.SLICE) {
            Thread.onSpinWait();
        }
    }
}
