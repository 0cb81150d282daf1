package dev.coracle.bench;

import dev.coracle.bench.objects.Namespaces;
import dev.coracle.bench.objects.PodRequests;
import dev.coracle.bench.traffic.Load;
import dev.coracle.bench.traffic.ServerTime;
import dev.coracle.bench.traffic.Target;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Two servers that run at once, asked in turn: {@code Turns WARM-UP-SECONDS SLICES SLICE-SECONDS ONLY TOKEN URL,PID… URL,PID…}. A slice of
 * the one is followed by a slice of the other, so that a machine that is faster in one minute than in the next is so to both; which comes
 * first changes with every pair. Prints rows of a Markdown table: both medians, and of the pairs' ratios the median and the quartiles.
 *
 * <p>A server puts off some of its work (a collector that runs beside the program, compaction), and does it in the other one's slice if its
 * own ends before. So slices are to be several times as long as that work takes, and each begins when the other server is at rest.
 */
public final class Turns {

    private static final int CLIENTS = 32;
    private static final long SECOND = 1_000_000_000;
    /** At the beginning of a slice: new connections, and a server that has rested. */
    private static final long UNCOUNTED = SECOND / 3;
    private static final long WARM_SLICE = 5 * SECOND;
    private static final long LOOK = SECOND / 4;
    /** Of a processor; a server without requests takes less. */
    private static final double AT_REST = 0.05;
    private static final int MOST_LOOKS = 60;

    private record Side(Target target, ServerTime server, String pods) {

        static Side of(String url, String token) throws IOException {
            String[] parts = url.split(",");
            Target target = new Target(URI.create(parts[0]), token);
            ServerTime server = new ServerTime(Arrays.stream(parts).skip(1).map(Long::parseLong).toList());
            String pods = Namespaces.make(target, "bench") + "/pods";
            Namespaces.firstPods(target, pods, CLIENTS);
            return new Side(target, server, pods);
        }

        Load.Result run(PodRequests asked, String round, long uncounted, long nanos)
                throws IOException, InterruptedException {
            return new Load(target, server, uncounted, nanos).run(CLIENTS, asked.of(pods, round));
        }

        /** Waits until it has done what it put off; no longer than {@value #MOST_LOOKS} quarters of a second. */
        void rest() throws InterruptedException {
            for (int look = 0; look < MOST_LOOKS; look++) {
                long before = server.nanos();
                TimeUnit.NANOSECONDS.sleep(LOOK);
                if (server.nanos() - before < AT_REST * LOOK) {
                    return;
                }
            }
        }
    }

    private final Side one;
    private final Side other;
    private final long slice;

    private Turns(Side one, Side other, long slice) {
        this.one = one;
        this.other = other;
        this.slice = slice;
    }

    public static void main(String[] args) throws Exception {
        if (args.length != 7) {
            System.err.println("usage: Turns WARM-UP-SECONDS SLICES SLICE-SECONDS ONLY|- TOKEN URL,PID… URL,PID…");
            System.exit(2);
        }
        Set<String> only = Arrays.stream(args[3].split(",")).filter(name -> !name.equals("-"))
                .collect(Collectors.toSet());
        Turns turns = new Turns(Side.of(args[5], args[4]), Side.of(args[6], args[4]),
                Long.parseLong(args[2]) * SECOND);
        for (PodRequests asked : PodRequests.values()) {
            if (only.isEmpty() || only.contains(asked.id())) {
                turns.measure(asked, Long.parseLong(args[0]) * SECOND, Integer.parseInt(args[1]));
            }
        }
    }

    private void measure(PodRequests asked, long warmUp, int slices) throws IOException, InterruptedException {
        for (long done = 0; done < warmUp; done += WARM_SLICE) {
            one.run(asked, "warm" + done + "-", 0, WARM_SLICE);
            other.run(asked, "warm" + done + "-", 0, WARM_SLICE);
        }
        List<Load.Result> ones = new ArrayList<>();
        List<Load.Result> others = new ArrayList<>();
        for (int number = 0; number < slices; number++) {
            String round = "s" + number + "-";
            if (number % 2 == 0) {
                ones.add(after(other, one, asked, round));
                others.add(after(one, other, asked, round));
            } else {
                others.add(after(one, other, asked, round));
                ones.add(after(other, one, asked, round));
            }
            System.err.printf(Locale.ROOT, "  %s, slice %d of %d: %.0f and %.0f a second%n", asked.title(), number + 1,
                    slices, ones.getLast().rate(), others.getLast().rate());
        }
        String name = asked.title() + ", 32 clients";
        row(name + " (1/s)", ones, others, Load.Result::rate);
        row(name + ", p99 (ms)", ones, others, Load.Result::p99Millis);
        row(name + ", processor time of the server for each (us)", ones, others, Load.Result::serverMicros);
    }

    private Load.Result after(Side resting, Side asked, PodRequests requests, String round)
            throws IOException, InterruptedException {
        resting.rest();
        return asked.run(requests, round, UNCOUNTED, slice);
    }

    private static void row(String name, List<Load.Result> ones, List<Load.Result> others,
            ToDoubleFunction<Load.Result> value) {
        double[] mine = ones.stream().mapToDouble(value).toArray();
        double[] theirs = others.stream().mapToDouble(value).toArray();
        double[] ratios = IntStream.range(0, mine.length).mapToDouble(i -> mine[i] / theirs[i]).toArray();
        System.out.printf(Locale.ROOT, "| %s | %.1f | %.1f | %.2f | %.2f to %.2f |%n", name, quantile(mine, 0.5),
                quantile(theirs, 0.5), quantile(ratios, 0.5), quantile(ratios, 0.25), quantile(ratios, 0.75));
    }

    private static double quantile(double[] values, double part) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[(int) (sorted.length * part)];
    }
}
