package dev.coracle.api.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.coracle.api.selector.FieldSelector;
import dev.coracle.api.selector.LabelSelector;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Selectors as they stand in URLs. */
class SelectorFuzzTest {

    @FuzzTest(maxDuration = "30s")
    void labels(byte[] input) {
        try {
            LabelSelector.parse(new String(input, StandardCharsets.UTF_8)).matches(Map.of("app", "web", "tier", ""));
        } catch (IllegalArgumentException refused) {
            return;
        }
    }

    @FuzzTest(maxDuration = "30s")
    void fields(byte[] input) {
        try {
            FieldSelector.parse(new String(input, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException refused) {
            return;
        }
    }
}
