package dev.coracle.apiserver.admission;

import dev.coracle.api.status.StatusException;
import java.util.List;

/**
 * The station where plugins change or refuse a write: all that mutate, in order, and after the object's own validation all that
 * validate, in order. Safe for use by any number of threads.
 */
public final class Admission {

    private final List<AdmissionPlugin> plugins;

    public Admission(List<AdmissionPlugin> plugins) {
        this.plugins = List.copyOf(plugins);
    }

    public static Admission none() {
        return new Admission(List.of());
    }

    /** The names of the plugins, in order. */
    public List<String> names() {
        return plugins.stream().map(AdmissionPlugin::name).toList();
    }

    /** Changes {@code request.object()} in place. @throws StatusException as the first plugin that refuses says */
    public void mutate(AdmissionRequest request) {
        for (AdmissionPlugin plugin : plugins) {
            plugin.mutate(request);
        }
    }

    /** @throws StatusException as the first plugin that refuses says */
    public void validate(AdmissionRequest request) {
        for (AdmissionPlugin plugin : plugins) {
            plugin.validate(request);
        }
    }
}
