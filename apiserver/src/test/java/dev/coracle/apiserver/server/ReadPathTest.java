package dev.coracle.apiserver.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.coracle.apiserver.response.ByteStream;
import dev.coracle.apiserver.response.HttpResponse;
import dev.coracle.base.clock.SystemClock;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What readers of plain JSON do not do: parse, print, or take a lock that others take. Each call is traced, none is guessed at from samples, by JDK Flight Recorder's method tracing (JDK
 * 25; on older ones there is nothing to see).
 */
@Timeout(120)
class ReadPathTest {

    private static final String MAPS = "/api/v1/namespaces/default/configmaps";
    private static final int OBJECTS = 200;
    private static final int READERS = 32;
    private static final int ROUNDS = 20;
    private static final String PARSERS = "tools.jackson.core.base.ParserBase::<init>;tools.jackson.core.base.GeneratorBase::<init>";
    private static final String LOCKS = "java.util.concurrent.locks.ReentrantLock::lock";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private Api api;

    @BeforeEach
    void start() throws Exception {
        assumeTrue(Runtime.version().feature() >= 25, "method tracing came with JDK 25");
        api = new Api(SystemClock.instance());
        api.server().awaitReady();
        for (int i = 0; i < OBJECTS; i++) {
            assertEquals(201, api.post(MAPS, "{'metadata':{'name':'m" + i + "','labels':{'n':'" + i % 2 + "'}}}")
                    .status());
        }
    }

    @AfterEach
    void stop() {
        if (api != null) {
            api.close();
        }
    }

    private HttpResponse read(String target) {
        HttpResponse response = api.raw("GET", target, "");
        assertEquals(200, response.status());
        return response;
    }

    private void get(int number) {
        read(MAPS + "/m" + number % OBJECTS);
    }

    private void list(int number) {
        HttpResponse all = read(MAPS + "?labelSelector=n%3D" + number % 2);
        assertTrue(HttpResponse.body(all).length > OBJECTS);
    }

    /** From the past and from now on. */
    private void watch(int number) {
        try (ByteStream stream = api.watch(MAPS + "?watch=true" + (number % 2 == 0 ? "&resourceVersion=0" : ""))) {
            stream.start(() -> {});
            stream.drain((array, offset, length) -> {}, 1 << 20);
        }
    }

    private interface Reading {
        void once(int number);
    }

    /** What {@code readers} did, many at once, as far as the filter goes. */
    private List<RecordedEvent> traced(String filter, Reading readings) throws Exception {
        readings.once(0); // what is made once for all is made
        readings.once(1);
        Path file = folder.resolve("recording.jfr");
        try (Recording recording = new Recording();
                ExecutorService threads = Executors
                        .newFixedThreadPool(READERS, Thread.ofPlatform().name("reader-", 0).factory())) {
            recording.enable("jdk.MethodTrace").with("filter", filter).withStackTrace();
            recording.enable("jdk.JavaMonitorEnter").withoutThreshold().withStackTrace();
            recording.start();
            List<Callable<Integer>> all = new ArrayList<>();
            for (int r = 0; r < READERS; r++) {
                int reader = r;
                all.add(() -> {
                    for (int i = 0; i < ROUNDS; i++) {
                        readings.once(reader * ROUNDS + i);
                    }
                    return 0;
                });
            }
            for (Future<Integer> one : threads.invokeAll(all)) {
                one.get();
            }
            recording.stop();
            recording.dump(file);
        }
        return RecordingFile.readAllEvents(file).stream().filter(ReadPathTest::ofReaders).toList();
    }

    private static boolean ofReaders(RecordedEvent event) {
        return event.getThread() != null && String.valueOf(event.getThread().getJavaName()).startsWith("reader-");
    }

    /** Those with one of our own frames of which this is true. */
    private static List<String> with(List<RecordedEvent> events, Predicate<String> frame) {
        return events.stream().filter(event -> event.getStackTrace() != null)
                .filter(event -> event.getStackTrace().getFrames().stream().map(ReadPathTest::name).anyMatch(frame))
                .map(event -> event.getEventType().getName() + " at "
                        + event.getStackTrace().getFrames().stream().map(ReadPathTest::name)
                                .filter(name -> name.startsWith("dev.coracle")).findFirst().orElse(""))
                .distinct().toList();
    }

    private static String name(RecordedFrame frame) {
        return frame.getMethod().getType().getName() + "." + frame.getMethod().getName();
    }

    private static boolean ours(String frame) {
        return frame.startsWith("dev.coracle.");
    }

    /** Else what follows would say nothing. */
    @Test
    void whoParsesOrLocksIsSeen() throws Exception {
        assertFalse(with(traced(PARSERS, number -> assertEquals(200,
                api.merge(MAPS + "/m" + number % OBJECTS, "{'data':{'a':'" + number + "'}}").status())),
                frame -> frame.startsWith("dev.coracle.api.tree.Json.")).isEmpty());
        assertFalse(with(traced(LOCKS, this::watch),
                frame -> frame.startsWith("dev.coracle.apiserver.storage.cache.ResourceCache.subscribe")).isEmpty());
    }

    @Test
    void nothingIsParsedOrPrinted() throws Exception {
        assertEquals(List.of(), with(traced(PARSERS, this::get), ReadPathTest::ours));
        assertEquals(List.of(), with(traced(PARSERS, this::list), ReadPathTest::ours));
        assertEquals(List.of(), with(traced(PARSERS, this::watch), ReadPathTest::ours));
    }

    @Test
    void readersShareNoLock() throws Exception {
        Predicate<String> reading = frame -> frame.startsWith("dev.coracle.apiserver.verb.")
                || frame.startsWith("dev.coracle.apiserver.storage.")
                || frame.startsWith("dev.coracle.apiserver.encoding.") || frame.startsWith("dev.coracle.store.");
        assertEquals(List.of(), with(traced(LOCKS, this::get), reading));
        assertEquals(List.of(), with(traced(LOCKS, this::list), reading));
    }

    /** Whoever begins a watch is put among the watchers, and taken out again; between them it has but its own queue. */
    @Test
    void whoWatchesTakesALockToBeginAndToEnd() throws Exception {
        assertEquals(List.of(), with(traced(LOCKS, this::watch), frame -> frame.startsWith("dev.coracle.store.")));
    }
}
