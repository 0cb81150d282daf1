package dev.coracle.apiserver.resource.storage;

import dev.coracle.api.validation.Names;
import dev.coracle.apiserver.resource.check.Place;
import java.util.Locale;

/** What a CSI driver may be called. Source: the CSI specification, GetPluginInfo. */
final class DriverNames {

    private static final int MAX = 63;

    private DriverNames() {}

    static void check(Place name) {
        if (name.required().empty()) {
            return;
        }
        if (name.text().length() > MAX) {
            name.errors().tooLong(name.path(), MAX);
        }
        Names.dnsSubdomain(name.text().toLowerCase(Locale.ROOT)).forEach(name::invalidText);
    }
}
