package dev.coracle.store.robustness.history;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Keeps a history that went wrong, one operation or event a line, for who has to find out why. */
public final class HistoryFile {

    private HistoryFile() {}

    /** @return where it is */
    public static Path write(String name, List<String> violations, List<Operation> operations, List<?> events)
            throws IOException {
        Path folder = Files.createDirectories(Path.of("target", "robustness"));
        List<String> lines = new ArrayList<>();
        lines.add("# what is wrong");
        lines.addAll(violations);
        lines.add("# operations, by the time of their call");
        operations.stream().sorted(Comparator.comparingLong(Operation::called)).map(Operation::toString)
                .forEach(lines::add);
        lines.add("# events, as the watch of everything heard them");
        events.stream().map(String::valueOf).forEach(lines::add);
        return Files.write(folder.resolve(name + ".txt"), lines).toAbsolutePath();
    }
}
