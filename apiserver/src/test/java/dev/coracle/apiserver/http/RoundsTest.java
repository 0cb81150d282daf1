package dev.coracle.apiserver.http;

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
        rounds.wake(() -> ran.add("a"));
        rounds.wake(() -> ran.add("b"));
        assertEquals(List.of(), ran, "the loop does it, not who wakes");
        channel.runPendingTasks();
        assertEquals(List.of("a", "b"), ran);
    }

    @Test
    void whoIsWokenInARoundRunsInTheNext() {
        rounds.wake(() -> {
            ran.add("first");
            rounds.wake(() -> ran.add("second"));
        });
        while (ran.size() < 2) { // the next one may pause
            channel.runPendingTasks();
        }
        assertEquals(List.of("first", "second"), ran);
    }
}
