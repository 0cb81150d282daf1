package dev.coracle.apiserver.server.options;

import dev.coracle.base.flags.KnownGates;
import java.util.List;
import java.util.Map;
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
        if (pairs.isEmpty()) {
            return DEFAULT;
        }
        Map<String, Boolean> asked = new KnownGates("kube-apiserver").read(pairs);
        boolean cbor = Boolean.TRUE.equals(asked.remove(CBOR));
        if (!asked.isEmpty()) {
            log.info("--feature-gates: {} have no switch here", String.join(", ", asked.keySet()));
        }
        return new FeatureGates(cbor);
    }
}
