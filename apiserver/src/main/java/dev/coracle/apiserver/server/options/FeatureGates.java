package dev.coracle.apiserver.server.options;

import dev.coracle.base.flags.GoBool;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code --feature-gates}: what is switched on beyond what is always there. Gates of the original that mean nothing here are taken and
 * told of, since scripts name many; others are refused, as there.
 *
 * @param cbor CBORServingAndStorage: whether objects are spoken of in CBOR; they stay in the store as JSON
 */
public record FeatureGates(boolean cbor) {

    public static final FeatureGates DEFAULT = new FeatureGates(false);
    private static final Logger log = LoggerFactory.getLogger(FeatureGates.class);
    private static final String CBOR = "CBORServingAndStorage";

    /** @throws IllegalArgumentException for a pair that is none, a gate that the original has not, or a value that it cannot have */
    public static FeatureGates parse(List<String> pairs) {
        boolean cbor = false;
        Set<String> strangers = new TreeSet<>();
        if (pairs.isEmpty()) {
            return DEFAULT;
        }
        KnownGates known = new KnownGates();
        for (String pair : pairs) {
            String[] parts = pair.strip().split("=", 2);
            boolean on = truth(pair, parts.length < 2 ? "" : parts[1].strip());
            String name = parts[0].strip();
            known.check(name, on);
            if (name.equals(CBOR)) {
                cbor = on;
            } else {
                strangers.add(name);
            }
        }
        if (!strangers.isEmpty()) {
            log.info("--feature-gates: {} have no switch here", String.join(", ", strangers));
        }
        return new FeatureGates(cbor);
    }

    private static boolean truth(String pair, String value) {
        try {
            return GoBool.parse(value);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("--feature-gates: " + pair + ": name=true or name=false is expected", e);
        }
    }
}
