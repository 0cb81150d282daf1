package dev.coracle.bench.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Measures this project's etcd and, if given, the original, each as a process of its own, in turn, with one client program and the same
 * settings: both sync each commit to disk. Prints a Markdown table.
 */
public final class StoreBench {

    /** @param keys how many keys of 1 kB the large store has */
    record Options(Path ours, Optional<Path> other, Path work, double warmUp, double seconds, int rounds, long keys) {}

    private StoreBench() {}

    /** @param args this project's etcd, the original or "-", a folder to work in, warm-up and measured seconds, rounds, keys */
    public static void main(String[] args) throws IOException, InterruptedException {
        Options options = new Options(Path.of(args[0]),
                args[1].equals("-") ? Optional.empty() : Optional.of(Path.of(args[1])), Path.of(args[2]),
                Double.parseDouble(args[3]), Double.parseDouble(args[4]), Integer.parseInt(args[5]),
                Long.parseLong(args[6]));
        Rows rows = new Rows();
        for (int round = 1; round <= options.rounds; round++) {
            System.err.println("round " + round + " of " + options.rounds + ": Coracle");
            round(rows, true, options.ours, options);
            if (options.other.isPresent()) {
                System.err.println("round " + round + " of " + options.rounds + ": etcd");
                round(rows, false, options.other.get(), options);
            }
        }
        System.out.print(rows.markdown());
        System.exit(0);
    }

    private static void round(Rows rows, boolean ours, Path binary, Options options)
            throws IOException, InterruptedException {
        Path data = options.work.resolve(ours ? "coracle" : "etcd");
        EtcdServer.delete(data);
        Files.createDirectories(options.work);
        try (EtcdServer server = EtcdServer.start(binary, data); Client client = new Client(server.port)) {
            rows.add("start with nothing to the first answer (ms)", ours, server.startMillis);
            rows.add("resident memory after the start (MB)", ours, server.residentMegabytes());
            new Rates(server, client, rows, ours, options).run();
            new FanOut(client, rows, ours, options).run();
        }
        EtcdServer.delete(data);
        if (options.keys > 0) {
            new Bulk(rows, ours, options).run(binary, data);
            EtcdServer.delete(data);
        }
    }
}
