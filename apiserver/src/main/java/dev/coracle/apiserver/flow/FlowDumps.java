package dev.coracle.apiserver.flow;

import dev.coracle.apiserver.flow.queue.FairQueues;
import dev.coracle.apiserver.flow.queue.PriorityLevel;
import dev.coracle.apiserver.flow.queue.PriorityLevel.Load;
import dev.coracle.apiserver.flow.queue.PriorityLevel.Refusal;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The levels and their queues as tables, for {@code /debug/api_priority_and_fairness}. The columns are the original's. */
final class FlowDumps {

    private FlowDumps() {}

    /** A line a level. */
    static String levels(Collection<PriorityLevel> levels) {
        return table("PriorityLevelName, ActiveQueues, IsIdle, IsQuiescing, WaitingRequests, ExecutingRequests, "
                + "DispatchedRequests, RejectedRequests, TimedoutRequests, CancelledRequests",
                sorted(levels).stream().map(FlowDumps::level).toList());
    }

    private static List<Object> level(PriorityLevel level) {
        Load load = level.load();
        long active = load.queues().stream().filter(queue -> queue.waiting() > 0).count();
        return List.of(level.settings().name(), active,
                !level.settings().exempt() && load.waiting() == 0 && load.requests() == 0, false, load.waiting(),
                load.requests(), load.dispatched(),
                refused(load, Refusal.QUEUE_FULL) + refused(load, Refusal.CONCURRENCY_LIMIT),
                refused(load, Refusal.TIME_OUT), refused(load, Refusal.CANCELLED));
    }

    private static long refused(Load load, Refusal why) {
        return load.refused().getOrDefault(why, 0L);
    }

    /** A line a queue. */
    static String queues(Collection<PriorityLevel> levels) {
        return table("PriorityLevelName, Index, PendingRequests, SeatsInUse, TotalWorkSum",
                sorted(levels).stream().filter(level -> level.settings().queues() > 0).flatMap(level -> {
                    List<FairQueues.QueueLoad> queues = level.load().queues();
                    return java.util.stream.IntStream.range(0, queues.size())
                            .mapToObj(i -> List.<Object>of(level.settings().name(), i, queues.get(i).waiting(),
                                    queues.get(i).seatsInUse(),
                                    String.format(Locale.ROOT, "%.8fss", queues.get(i).hadSeatSeconds())));
                }).toList());
    }

    private static List<PriorityLevel> sorted(Collection<PriorityLevel> levels) {
        return levels.stream().sorted(Comparator.comparing(level -> level.settings().name())).toList();
    }

    /** Columns wide enough for what is in them. */
    private static String table(String head, List<List<Object>> rows) {
        List<String> names = Arrays.asList(head.split(", "));
        StringBuilder text = new StringBuilder();
        int[] widths = new int[names.size()];
        for (int i = 0; i < widths.length; i++) {
            int column = i;
            widths[i] = Math.max(names.get(i).length(), rows.stream()
                    .mapToInt(row -> String.valueOf(row.get(column)).length()).max().orElse(0));
        }
        line(names, widths, text);
        rows.forEach(row -> line(row, widths, text));
        return text.toString();
    }

    private static void line(List<?> cells, int[] widths, StringBuilder text) {
        for (int i = 0; i < widths.length; i++) {
            String cell = String.valueOf(cells.get(i));
            boolean last = i == widths.length - 1;
            text.append(cell).append(last ? "\n" : "," + " ".repeat(widths[i] - cell.length() + 1));
        }
    }
}
