package dev.coracle.apiserver.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.apiserver.http.limit.Timeouts;
import dev.coracle.apiserver.http.limit.Uploads;
import dev.coracle.apiserver.response.ByteStream;
import dev.coracle.apiserver.response.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How watches end with the server: {@code --shutdown-watch-termination-grace-period}. */
@Timeout(60)
class StreamEndingTest {

    private final Exchanges exchanges = new Exchanges(request -> HttpResponse.text(200, ""), 0, Timeouts.USUAL,
            Uploads.ofHeap(), 10);
    private final List<String> ends = new ArrayList<>();

    private class Watched implements ByteStream {
        private final String name;

        Watched(String name) {
            this.name = name;
        }

        @Override
        public void start(Runnable wake) {
            // says nothing
        }

        @Override
        public Next drain(Sink sink, int limit) {
            throw new UnsupportedOperationException("nobody reads");
        }

        @Override
        public void close() {
            ends.add(name + (exchanges.ending() ? " with all" : " in its turn"));
            exchanges.streamEnds(this);
        }
    }

    private void watches() {
        for (String name : List.of("a", "b", "c")) {
            exchanges.streamBegins(new Watched(name));
        }
    }

    @Test
    void withoutAGracePeriodAllAtOnce() {
        watches();
        exchanges.endStreams(Duration.ZERO);
        ends.sort(null);
        assertEquals(List.of("a with all", "b with all", "c with all"), ends);
    }

    @Test
    void withOneEachInItsTurnAndNobodyWaitsForItToPass() {
        watches();
        exchanges.endStreams(Duration.ofHours(1)); // far beyond this test's time
        ends.sort(null);
        assertEquals(List.of("a in its turn", "b in its turn", "c in its turn"), ends);
        assertTrue(exchanges.ending());
    }

    @Test
    void whoComesAfterwardsEndsAtOnce() {
        exchanges.endStreams(Duration.ofHours(1));
        exchanges.streamBegins(new Watched("late"));
        assertEquals(List.of("late with all"), ends);
    }

    @Test
    void whoComesInBetweenEndsWithIt() {
        exchanges.streamBegins(new Watched("a") {
            @Override
            public void close() {
                super.close();
                if (ends.size() == 1) {
                    exchanges.streamBegins(new Watched("between"));
                }
            }
        });
        exchanges.endStreams(Duration.ofHours(1));
        assertEquals(List.of("a in its turn", "between with all"), ends);
    }

    /** The original ends {@code max(200, watches / seconds)} a second. */
    @ParameterizedTest
    @CsvSource({"1, 60000, 5000000", "3, 60000, 5000000", "2000, 10000, 5000000", "4000, 10000, 2500000",
        "10000, 1000, 100000"})
    void paceIsTheOriginals(int watches, long graceMillis, long nanosApart) {
        assertEquals(nanosApart, Exchanges.pauseNanos(watches, Duration.ofMillis(graceMillis)));
    }
}
