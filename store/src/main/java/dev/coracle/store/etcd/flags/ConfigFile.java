package dev.coracle.store.etcd.flags;

import dev.coracle.base.flags.FlagException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * etcd's {@code --config-file}: YAML whose keys are the flags' names, those of TLS in a section of their own. A key that is no flag is an error
 * that names it. Source: etcd's etcd.conf.yml.sample.
 */
final class ConfigFile {

    private static final int MAX_BYTES = 1 << 20;
    /** Sections, and what stands before the names in them as flags. */
    private static final Map<String, String> SECTIONS = Map.of("client-transport-security", "",
            "peer-transport-security", "peer-", "discovery-config", "discovery-", "socket-options", "socket-");
    /** Keys of the client's section that have another name as flags. */
    private static final Map<String, String> RENAMED = Map.of("allowed-cn", "client-cert-allowed-cn",
            "allowed-hostname", "client-cert-allowed-hostname", "crl-file", "client-crl-file", "peer-allowed-cn",
            "peer-cert-allowed-cn", "peer-allowed-hostname", "peer-cert-allowed-hostname");

    private final List<String> known;
    private final List<String> arguments = new ArrayList<>();

    private ConfigFile(List<String> known) {
        this.known = known;
    }

    /** What the file says, as arguments. @param known the names of all flags */
    static List<String> arguments(Path file, List<String> known) throws FlagException {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new FlagException("the configuration file " + file + " is larger than 1 MiB");
            }
            return arguments(Files.readString(file), known);
        } catch (FlagException e) {
            throw new FlagException("--config-file " + file + ": " + e.getMessage());
        } catch (IOException e) {
            throw new FlagException("--config-file " + file + " cannot be read: " + e);
        }
    }

    static List<String> arguments(String yaml, List<String> known) throws FlagException {
        Object read;
        try {
            LoadSettings settings = LoadSettings.builder().setMaxAliasesForCollections(16)
                    .setAllowDuplicateKeys(false).setCodePointLimit(MAX_BYTES).build();
            read = new Load(settings).loadFromString(yaml);
        } catch (YamlEngineException e) {
            throw new FlagException("no YAML: " + e.getMessage());
        }
        ConfigFile file = new ConfigFile(known);
        if (read != null) {
            file.all(map(read, "the file"));
        }
        return file.arguments;
    }

    private static Map<String, Object> map(Object read, String what) throws FlagException {
        if (!(read instanceof Map<?, ?> map)) {
            throw new FlagException(what + " is no list of settings, name: value");
        }
        Map<String, Object> settings = new TreeMap<>();
        map.forEach((key, value) -> {
            if (value != null) {
                settings.put(String.valueOf(key), value);
            }
        });
        return settings;
    }

    private void all(Map<String, Object> settings) throws FlagException {
        for (Map.Entry<String, Object> setting : settings.entrySet()) {
            String key = setting.getKey();
            String section = SECTIONS.get(key);
            if (section != null) {
                for (Map.Entry<String, Object> inner : map(setting.getValue(), key).entrySet()) {
                    add(key + "." + inner.getKey(), section + inner.getKey(), inner.getValue());
                }
            } else {
                add(key, key, setting.getValue());
            }
        }
    }

    private void add(String said, String key, Object value) throws FlagException {
        String flag = RENAMED.getOrDefault(key, key);
        // A file must not name another.
        if (!known.contains(flag) || flag.equals("config-file")) {
            throw new FlagException("unknown setting: " + said);
        }
        arguments.add("--" + flag + "=" + text(said, flag, value));
    }

    private static String text(String said, String flag, Object value) throws FlagException {
        if (value instanceof List<?> list) {
            return String.join(",", list.stream().map(String::valueOf).toList());
        }
        if (value instanceof Map<?, ?>) {
            throw new FlagException(said + " is one value, not a section");
        }
        // Go reads a time without a unit as nanoseconds.
        boolean time = flag.startsWith("grpc-keepalive-") || flag.endsWith("watch-progress-notify-interval");
        return time && value instanceof Number number
                ? Duration.ofNanos(number.longValue()).toMillis() + "ms"
                : String.valueOf(value);
    }
}
