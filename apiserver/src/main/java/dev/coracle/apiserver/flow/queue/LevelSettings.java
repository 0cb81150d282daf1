package dev.coracle.apiserver.flow.queue;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.tree.Trees;
import java.util.OptionalInt;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a PriorityLevelConfiguration says. Source: flowcontrol.apiserver.k8s.io/v1.
 *
 * @param exempt    whether nothing limits its requests
 * @param shares    its part of the server's seats, in proportion to all shares
 * @param lendable  percent of its seats that others may use
 * @param borrowing percent of its seats that it may take from others beyond its own; empty for any number
 * @param queues    how many queues requests wait in; 0 for none: what finds no seat is refused
 * @param hand      of how many queues a flow uses the shortest
 * @param length    how many requests may wait in a queue
 */
public record LevelSettings(String name, String uid, boolean exempt, int shares, int lendable, OptionalInt borrowing,
        int queues, int hand, int length) {

    /** No configuration can ask for more: the API's own bound on queues. */
    private static final int MAX_QUEUES = 10_000_000;
    /** More queues than this only cost memory here. */
    private static final int USEFUL_QUEUES = 4096;

    /** Levels that are there even before their objects are. */
    public static final LevelSettings EXEMPT = new LevelSettings("exempt", "", true, 0, 0, OptionalInt.empty(), 0, 0,
            0);
    public static final LevelSettings CATCH_ALL = new LevelSettings("catch-all", "", false, 5, 0, OptionalInt.empty(),
            0, 0, 0);

    /** Those of a PriorityLevelConfiguration. */
    public static LevelSettings of(ObjectNode level) {
        boolean exempt = Trees.string(level, "spec", "type").equals("Exempt");
        String part = exempt ? "exempt" : "limited";
        boolean queued = Trees.string(level, "spec", part, "limitResponse", "type").equals("Queue");
        int queues = queued ? bounded(number(level, 64, part, "limitResponse", "queuing", "queues"), MAX_QUEUES) : 0;
        return new LevelSettings(Meta.name(level), Meta.uid(level), exempt,
                number(level, exempt ? 0 : 30, part, "nominalConcurrencyShares"),
                bounded(number(level, 0, part, "lendablePercent"), 100),
                Trees.integer(level, "spec", part, "borrowingLimitPercent").map(n -> OptionalInt.of(n.intValue()))
                        .orElseGet(OptionalInt::empty),
                Math.min(queues, USEFUL_QUEUES),
                Math.max(1, Math.min(number(level, 8, part, "limitResponse", "queuing", "handSize"),
                        Math.min(Math.max(1, queues), USEFUL_QUEUES))),
                number(level, 50, part, "limitResponse", "queuing", "queueLengthLimit"));
    }

    private static int number(ObjectNode level, int otherwise, String... path) {
        String[] whole = new String[path.length + 1];
        whole[0] = "spec";
        System.arraycopy(path, 0, whole, 1, path.length);
        return Trees.integer(level, whole).map(n -> (int) Math.max(0, Math.min(n, Integer.MAX_VALUE)))
                .orElse(otherwise);
    }

    private static int bounded(int value, int most) {
        return Math.max(0, Math.min(value, most));
    }
}
