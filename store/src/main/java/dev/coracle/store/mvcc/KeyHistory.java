package dev.coracle.store.mvcc;

import dev.coracle.store.backend.Backend.Position;
import java.util.Arrays;
import java.util.Optional;

/**
 * Where one key's records lie, oldest first. For a key written at 5 and 7, deleted at 9 and written again at 12 it holds 5, 7, 9†, 12;
 * at revision 8 the key is what 7 wrote, at 10 it is not there. After compaction at 9 only 12 is left: 9† and all before it tell nothing
 * that can still be asked. Immutable.
 */
record KeyHistory(Version[] versions) {

    /** One record of the key. */
    record Version(Position position, long createRevision, long version, boolean deleted) {}

    static KeyHistory of(Version first) {
        return new KeyHistory(new Version[]{first});
    }

    KeyHistory with(Version next) {
        Version[] longer = Arrays.copyOf(versions, versions.length + 1);
        longer[versions.length] = next;
        return new KeyHistory(longer);
    }

    /** What the key was at {@code revision}; empty if it was not there. */
    Optional<Version> at(long revision) {
        Version found = null;
        for (int i = versions.length - 1; i >= 0; i--) {
            if (versions[i].position.revision() <= revision) {
                found = versions[i];
                break;
            }
        }
        return found == null || found.deleted ? Optional.empty() : Optional.of(found);
    }

    /** How many of the oldest versions nobody can ask for once everything before {@code revision} is compacted. */
    int superseded(long revision) {
        int last = -1;
        for (int i = 0; i < versions.length && versions[i].position.revision() <= revision; i++) {
            last = i;
        }
        if (last < 0) {
            return 0;
        }
        return versions[last].deleted ? last + 1 : last;
    }

    /** Without the {@code count} oldest; empty if none is left. */
    Optional<KeyHistory> without(int count) {
        return count == versions.length
                ? Optional.empty()
                : Optional.of(new KeyHistory(Arrays.copyOfRange(versions, count, versions.length)));
    }
}
