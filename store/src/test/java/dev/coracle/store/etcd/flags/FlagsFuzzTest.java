package dev.coracle.store.etcd.flags;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.coracle.base.flags.FlagException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Command lines, the environment and configuration files. */
class FlagsFuzzTest {

    @FuzzTest(maxDuration = "30s")
    void commandLines(byte[] input) {
        List<String> arguments = List.of(new String(input, StandardCharsets.UTF_8).split("\0"));
        // These two touch files, which nobody wants to be made up.
        if (arguments.stream().anyMatch(a -> a.contains("config-file") || a.contains("auto-tls"))) {
            return;
        }
        try {
            EtcdFlags flags = new EtcdFlags();
            flags.parse(arguments, Map.of());
            flags.retention();
            flags.options();
        } catch (FlagException refused) {
            return;
        }
    }

    @FuzzTest(maxDuration = "30s")
    void files(byte[] input) {
        try {
            ConfigFile.arguments(new String(input, StandardCharsets.UTF_8), List.of("name", "data-dir"));
        } catch (FlagException refused) {
            return;
        }
    }
}
