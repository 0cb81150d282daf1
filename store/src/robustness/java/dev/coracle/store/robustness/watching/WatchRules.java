package dev.coracle.store.robustness.watching;

import dev.coracle.store.robustness.model.Event;
import dev.coracle.store.robustness.model.Replay;
import dev.coracle.store.robustness.watching.WatchLog.Message;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** etcd's promises to a watch, each as a rule that says where it was broken. */
public final class WatchRules {

    private final WatchLog log;
    private final Replay replay;
    private final long compacted;
    private final List<String> broken = new ArrayList<>();

    private WatchRules(WatchLog log, Replay replay, long compacted) {
        this.log = log;
        this.replay = replay;
        this.compacted = compacted;
    }

    /**
     * @param replay    what was written
     * @param compacted the newest revision that anybody asked to compact: what was before an event up to it may be gone
     * @return the rules that were broken, and how
     */
    public static List<String> check(WatchLog log, Replay replay, long compacted) {
        WatchRules rules = new WatchRules(log, replay, compacted);
        rules.ordered();
        rules.unique();
        rules.atomic();
        rules.reliable();
        rules.honest();
        rules.bookmarkable();
        rules.cancelledForAReason();
        return rules.broken;
    }

    private void broke(String rule, String how) {
        broken.add(rule + ": " + log + ": " + how);
    }

    /** Revisions never go back. */
    private void ordered() {
        long last = 0;
        for (Event event : log.events()) {
            if (event.revision() < last) {
                broke("ordered", event + " came after revision " + last);
            }
            last = Math.max(last, event.revision());
        }
    }

    /** Nothing comes twice. */
    private void unique() {
        Set<String> seen = new HashSet<>();
        for (Event event : log.events()) {
            if (!seen.add(event.revision() + " " + event.key())) {
                broke("unique", event + " came twice");
            }
        }
    }

    /** What one revision did comes in one message. */
    private void atomic() {
        Map<Long, Message> where = new HashMap<>();
        for (Message message : log.messages()) {
            for (Event event : message.events()) {
                if (where.computeIfAbsent(event.revision(), r -> message) != message) {
                    broke("atomic", "revision " + event.revision() + " came in more than one message");
                }
            }
        }
    }

    /** From where it begins, be it the past or where another watch ended, nothing is missing before the last that came. */
    private void reliable() {
        List<Event> heard = log.events();
        if (!heard.isEmpty()) {
            missing(heard, heard.getLast().revision()).stream().limit(5)
                    .forEach(event -> broke("reliable", event + " is missing before " + heard.getLast()));
        }
    }

    private List<Event> missing(List<Event> heard, long upTo) {
        Set<String> names = new HashSet<>();
        heard.forEach(event -> names.add(event.revision() + " " + event.key()));
        return replay.between(log.first(), upTo).stream().filter(log.wish()::wants)
                .filter(event -> !names.contains(event.revision() + " " + event.key())).toList();
    }

    /** What comes was wanted and did happen, as it is told; so is what was before, unless it is compacted. */
    private void honest() {
        for (Event heard : log.events()) {
            List<Event> real = replay.at(heard.revision()).stream().filter(e -> e.key().equals(heard.key())).toList();
            if (real.isEmpty() || !real.getFirst().now().equals(heard.now())) {
                broke("honest", heard + " never happened; what did: " + replay.at(heard.revision()));
            } else if (heard.revision() < log.first() || !log.wish().wants(heard)) {
                broke("filtered", heard + " was not asked for");
            } else {
                previous(heard, real.getFirst());
            }
        }
    }

    private void previous(Event heard, Event real) {
        boolean mayBeGone = heard.before().isEmpty() && heard.revision() <= compacted;
        boolean right = log.wish().previous()
                ? heard.before().equals(real.before()) || mayBeGone
                : heard.before().isEmpty();
        if (!right) {
            broke("prev_kv", heard + " should tell that before it was " + real.before());
        }
    }

    /** A bookmark comes after everything that it covers. */
    private void bookmarkable() {
        List<Event> heard = new ArrayList<>();
        long bookmark = 0;
        for (Message message : log.messages()) {
            for (Event event : message.events()) {
                if (event.revision() <= bookmark) {
                    broke("bookmarkable", event + " came after the bookmark of revision " + bookmark);
                }
                heard.add(event);
            }
            if (message.isBookmark()) {
                bookmark = Math.max(bookmark, message.revision());
                if (message.revision() > replay.lastRevision()) {
                    broke("bookmarkable", "there was no revision " + message.revision());
                }
                for (Event event : missing(heard, message.revision())) {
                    broke("bookmarkable", event + " had not come before the bookmark of " + message.revision());
                }
            }
        }
    }

    private void cancelledForAReason() {
        log.cancelled().ifPresent(reason -> broke("resumable", "cancelled: " + reason));
        log.compactedAt().ifPresent(at -> {
            if (at > compacted || log.told() >= at) {
                broke("resumable", "cancelled because of a compaction at " + at + ", told up to " + log.told()
                        + "; nobody compacted beyond " + compacted);
            }
        });
    }
}
