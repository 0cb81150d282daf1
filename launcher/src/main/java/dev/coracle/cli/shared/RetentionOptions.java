package dev.coracle.cli.shared;

import dev.coracle.cluster.folder.ClusterException;
import dev.coracle.cluster.past.Sizes;
import dev.coracle.cluster.past.Spans;
import dev.coracle.cluster.snapshot.Retention;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The bounds of a retention as they stand on a command line. */
public final class RetentionOptions {

    private RetentionOptions() {}

    /** @throws ClusterException if one of them makes no sense */
    public static Retention retention(@Nullable Integer keep, @Nullable String age, @Nullable String bytes) {
        if (keep != null && keep < 1) {
            throw new ClusterException("of snapshots at least 1 is kept, not " + keep);
        }
        try {
            return new Retention(keep == null ? OptionalInt.empty() : OptionalInt.of(keep),
                    Optional.ofNullable(age).map(Spans::parse),
                    bytes == null ? OptionalLong.empty() : OptionalLong.of(Sizes.parse(bytes)));
        } catch (IllegalArgumentException e) {
            throw new ClusterException("these bounds for snapshots cannot be read: " + e.getMessage());
        }
    }
}
