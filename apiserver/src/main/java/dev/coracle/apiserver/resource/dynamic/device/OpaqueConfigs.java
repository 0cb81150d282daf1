package dev.coracle.apiserver.resource.dynamic.device;

import dev.coracle.api.tree.Json;
import dev.coracle.apiserver.resource.check.Place;
import java.nio.charset.StandardCharsets;

/** Configuration that only the driver understands. */
public final class OpaqueConfigs {

    private static final int MAX_BYTES = 10 * 1024;

    private OpaqueConfigs() {}

    /** @param config what holds it: an element of a list of configurations */
    public static void check(Place config) {
        Place opaque = config.at("opaque");
        if (!opaque.present()) {
            opaque.required();
            return;
        }
        DeviceNames.driver(opaque.at("driver"));
        raw(opaque.at("parameters"));
    }

    /** An object of any kind, in no more than ten kilobytes. */
    public static void raw(Place value) {
        if (!value.present()) {
            value.required();
        } else if (Json.text(value.node()).getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            value.errors().tooLong(value.path(), MAX_BYTES);
        } else if (!value.node().isObject()) {
            value.errors().invalid(value.path(), "<value omitted>", "must be a valid JSON object");
        }
    }
}
