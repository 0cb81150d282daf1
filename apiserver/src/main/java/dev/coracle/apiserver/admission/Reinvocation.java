package dev.coracle.apiserver.admission;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Whether the mutating plugins look at a request's object once more, and who of those they ask (webhooks, policies) is asked again. There are
 * at most two rounds. One for each request; it belongs to the request's thread. Source: the reinvocationPolicy of
 * admissionregistration.k8s.io/v1.
 */
public final class Reinvocation {

    private final Map<String, Calls> calls = new HashMap<>();
    private boolean changed;
    private boolean second;

    /** Begins the second round if one is wanted and has not been. @return whether it begins */
    public boolean begins() {
        boolean begins = changed && !second;
        second |= begins;
        return begins;
    }

    /** 0 for the first, 1 for the second. */
    public int round() {
        return second ? 1 : 0;
    }

    /** Whether a webhook or a policy changed the object in either round; what plugins do themselves does not count. */
    public boolean changedObject() {
        return changed;
    }

    /** What a plugin has asked. @param plugin its name */
    public Calls of(String plugin) {
        return calls.computeIfAbsent(plugin, name -> new Calls());
    }

    /** Whom one plugin has asked, and whom it asks again. */
    public final class Calls {

        private Set<String> askable = new HashSet<>();
        private final Set<String> due = new HashSet<>();
        private @Nullable ObjectNode left;

        private Calls() {}

        /** The plugin's turn comes: what others changed since its last one makes all due that wish to be asked again. */
        public void begin(ObjectNode object) {
            if (second && !object.equals(left)) {
                require();
            }
        }

        /** Whether this is the second round and nothing has changed for the one behind the key. */
        public boolean spared(String key) {
            return second && !due.contains(key);
        }

        /** Somebody changed the object: those who were asked before and wish it are asked again. */
        public void changed() {
            require();
            changed = true;
        }

        /** Was asked, and wishes to be asked again if need be. */
        public void askedAndWilling(String key) {
            askable.add(key);
        }

        /** The plugin's turn is over. */
        public void end(ObjectNode object) {
            left = object.deepCopy();
        }

        private void require() {
            due.addAll(askable);
            askable = new HashSet<>();
        }
    }
}
