package dev.coracle.store.mvcc.state;

import dev.coracle.store.backend.Backend.Position;
import dev.coracle.store.backend.Note;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One version of a key and, behind it, the older ones that can still be asked for. A key written at 5 and 7, deleted at 9 and written again at
 * 12 is the chain 12 → 9† → 7 → 5; at revision 8 the key is what 7 wrote, at 10 it is not there. Compaction at 9 leaves 12 → 9†: a watch that
 * begins at 9 has yet to hear of the deletion. Compaction at 10 leaves 12. Immutable, and as small as it can be: a store has one for each
 * version of each key.
 */
public final class Version {

    private static final int DELETED = 1;
    private static final int LEASED = 2;
    private static final int PLACE_SHIFT = 2;

    private final long revision;
    private final long createRevision;
    private final long version;
    /** The place in the transaction, and two flags. */
    private final int placeAndFlags;
    private final @Nullable Version older;

    private Version(long revision, long createRevision, long version, int placeAndFlags, @Nullable Version older) {
        this.revision = revision;
        this.createRevision = createRevision;
        this.version = version;
        this.placeAndFlags = placeAndFlags;
        this.older = older;
    }

    /** What a note tells of a record, in front of what came before it. */
    public static Version of(Note note, @Nullable Version older) {
        int flags = (note.deleted() ? DELETED : 0) | (note.leased() ? LEASED : 0);
        return new Version(note.position().revision(), note.createRevision(), note.version(),
                note.position().place() << PLACE_SHIFT | flags, older);
    }

    public long revision() {
        return revision;
    }

    public long createRevision() {
        return createRevision;
    }

    /** How many writes since the key came to be, from 1; 0 for a deletion. */
    public long version() {
        return version;
    }

    public boolean deleted() {
        return (placeAndFlags & DELETED) != 0;
    }

    /** Whether it hangs on a lease; which one, its record knows. */
    public boolean leased() {
        return (placeAndFlags & LEASED) != 0;
    }

    /** Where its record is. */
    public Position position() {
        return new Position(revision, placeAndFlags >>> PLACE_SHIFT);
    }

    /** What the key was at {@code at}; empty if it was not there. */
    public Optional<Version> at(long at) {
        for (Version v = this; v != null; v = v.older) {
            if (v.revision <= at) {
                return v.deleted() ? Optional.empty() : Optional.of(v);
            }
        }
        return Optional.empty();
    }

    /** The one that is at {@code position}. */
    public Optional<Version> find(Position position) {
        for (Version v = this; v != null && v.revision >= position.revision(); v = v.older) {
            if (v.revision == position.revision() && v.placeAndFlags >>> PLACE_SHIFT == position.place()) {
                return Optional.of(v);
            }
        }
        return Optional.empty();
    }

    /** What the key was before this version. */
    public Optional<Version> before() {
        return older == null || older.deleted() ? Optional.empty() : Optional.of(older);
    }

    /** The one behind it, be it a deletion. */
    public Optional<Version> older() {
        return Optional.ofNullable(older);
    }

    /** Whether nobody can ask for some of it once everything before {@code compacted} is. */
    public boolean hasSuperseded(long compacted) {
        for (Version v = this; v != null; v = v.older) {
            if (v.revision < compacted) {
                return v.deleted() || v.older != null || v != this && keeps(compacted);
            }
        }
        return false;
    }

    /** Whether some version lies at {@code compacted} exactly, so that all before it are superseded. */
    private boolean keeps(long compacted) {
        for (Version v = this; v != null && v.revision >= compacted; v = v.older) {
            if (v.revision == compacted) {
                return true;
            }
        }
        return false;
    }

    /** Without what nobody can ask for once everything before {@code compacted} is; {@code gone} is told of each of those. Empty if none is left. */
    public Optional<Version> without(long compacted, Consumer<Version> gone) {
        return Optional.ofNullable(trimmed(compacted, gone));
    }

    private @Nullable Version trimmed(long compacted, Consumer<Version> gone) {
        Version oldestKept = null;
        int kept = 0;
        for (Version v = this; v != null && v.revision >= compacted; v = v.older) {
            oldestKept = v;
            kept++;
        }
        Version rest = oldestKept == null ? this : oldestKept.older;
        boolean superseded = oldestKept != null && oldestKept.revision == compacted;
        Version last = rest == null || superseded || rest.deleted() ? null : rest;
        for (Version v = last == null ? rest : last.older; v != null; v = v.older) {
            gone.accept(v);
        }
        return copy(kept, last == null ? null : last.older == null ? last : last.behind(null));
    }

    /** The newest {@code count} of this chain, and {@code then}; not a copy where nothing changes. */
    private @Nullable Version copy(int count, @Nullable Version then) {
        Version[] newest = new Version[count];
        Version v = this;
        for (int i = 0; i < count && v != null; i++, v = v.older) {
            newest[i] = v;
        }
        Version chain = then;
        for (int i = count - 1; i >= 0; i--) {
            chain = newest[i].older == chain ? newest[i] : newest[i].behind(chain);
        }
        return chain;
    }

    private Version behind(@Nullable Version then) {
        return new Version(revision, createRevision, version, placeAndFlags, then);
    }
}
