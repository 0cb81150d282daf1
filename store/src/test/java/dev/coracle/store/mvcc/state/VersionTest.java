package dev.coracle.store.mvcc.state;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.coracle.store.backend.Backend.Position;
import dev.coracle.store.backend.Note;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VersionTest {

    /** The worked example of the class: written at 5 and 7, deleted at 9, written at 12. */
    private static Version example() {
        Version chain = null;
        for (long revision : new long[]{5, 7, 9, 12}) {
            chain = Version.of(new Note(new Position(revision, 0), new byte[0], 5, 1, false, revision == 9), chain);
        }
        return java.util.Objects.requireNonNull(chain);
    }

    private static String text(Optional<Version> chain) {
        List<String> revisions = new ArrayList<>();
        for (Optional<Version> v = chain; v.isPresent(); v = v.get().older()) {
            revisions.add(v.get().revision() + (v.get().deleted() ? "x" : ""));
        }
        return String.join(" ", revisions);
    }

    @ParameterizedTest
    @CsvSource({"4, 12 9x 7 5, ''", "5, 12 9x 7 5, ''", "6, 12 9x 7 5, ''", "7, 12 9x 7, 5", "8, 12 9x 7, 5",
        "9, 12 9x, 7 5", "10, 12, 9 7 5", "12, 12, 9 7 5", "13, 12, 9 7 5"})
    void compactionLeavesWhatCanStillBeAskedFor(long compacted, String left, String gone) {
        List<String> removed = new ArrayList<>();
        assertEquals(left, text(example().without(compacted, v -> removed.add("" + v.revision()))));
        assertEquals(gone, String.join(" ", removed));
        assertEquals(!gone.isEmpty(), example().hasSuperseded(compacted));
    }

    @ParameterizedTest
    @CsvSource({"4, 0", "5, 5", "6, 5", "8, 7", "9, 0", "11, 0", "12, 12", "99, 12"})
    void itIsWhatWasWrittenLastBefore(long at, long revision) {
        assertEquals(revision, example().at(at).map(Version::revision).orElse(0L));
    }
}
