package dev.coracle.store.etcd.flags;

import dev.coracle.base.flags.FlagSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** etcd's settings in the environment: {@code ETCD_LISTEN_CLIENT_URLS} is {@code --listen-client-urls}. */
final class EnvironmentSettings {

    private EnvironmentSettings() {}

    /** As arguments, those that the command line had already left out. */
    static List<String> arguments(Map<String, String> environment, FlagSet flags) {
        List<String> arguments = new ArrayList<>();
        for (String name : flags.names()) {
            String value = environment.get(variable(name));
            if (value != null && !value.isEmpty() && !flags.given(name)) {
                arguments.add("--" + name + "=" + value);
            }
        }
        return arguments;
    }

    private static String variable(String flag) {
        return "ETCD_" + flag.toUpperCase(Locale.ROOT).replace('-', '_');
    }
}
