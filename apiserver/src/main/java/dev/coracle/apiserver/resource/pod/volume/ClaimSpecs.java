package dev.coracle.apiserver.resource.pod.volume;

import dev.coracle.api.validation.Names;
import dev.coracle.apiserver.resource.check.Amounts;
import dev.coracle.apiserver.resource.check.Labels;
import dev.coracle.apiserver.resource.check.Place;
import java.util.List;
import tools.jackson.databind.node.JsonNodeFactory;

/** What a claim asks of a volume, whether it stands by itself or in a template. */
public final class ClaimSpecs {

    private static final List<String> MODES = List.of("ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce",
            "ReadWriteOncePod");

    private ClaimSpecs() {}

    public static void check(Place spec) {
        check(spec, true);
    }

    /** @param groups whether the groups that it names must be names */
    public static void check(Place spec, boolean groups) {
        modes(spec.at("accessModes"), "at least 1 access mode is required");
        Labels.selector(spec.at("selector"));
        storage(spec);
        spec.at("storageClassName").named(Names::dnsSubdomain);
        spec.at("volumeMode").givenOneOf("Block", "Filesystem");
        sources(spec, groups);
        spec.at("volumeAttributesClassName").named(Names::dnsSubdomain);
    }

    /** @param missing what is said if there are none */
    public static void modes(Place modes, String missing) {
        modes.required(missing);
        boolean alone = true;
        boolean others = false;
        for (Place mode : modes.items()) {
            if (!MODES.contains(mode.text())) {
                modes.errors().notSupported(modes.path(), mode.text(), MODES);
            }
            alone &= !mode.is("ReadWriteOncePod");
            others |= !mode.is("ReadWriteOncePod");
        }
        if (!alone && others) {
            modes.forbidden("may not use ReadWriteOncePod with other access modes");
        }
    }

    private static void storage(Place spec) {
        Place asked = spec.at("resources", "requests").key("storage");
        Place shown = new Place(asked.node(), spec.path().child("resources").key("storage"), spec.errors());
        if (!asked.present()) {
            shown.required();
        } else {
            Amounts.positive(shown);
        }
    }

    private static void sources(Place spec, boolean groups) {
        Place source = spec.at("dataSource");
        Place reference = spec.at("dataSourceRef");
        if (source.present()) {
            source(source, groups);
        }
        if (reference.present()) {
            source(reference, groups);
            reference.at("namespace").named(Names::dnsLabel);
        }
        if (source.present() && reference.present() && reference.at("namespace").empty()
                && !Place.same(source.node(), reference.node())) {
            spec.errors().invalid(spec.path(), JsonNodeFactory.instance.objectNode(),
                    "must match dataSourceRef");
        }
        if (source.present() && !reference.at("namespace").empty()) {
            spec.errors().invalid(spec.path(), JsonNodeFactory.instance.objectNode(),
                    "may not be specified when dataSourceRef.namespace is specified");
        }
    }

    private static void source(Place source, boolean groups) {
        source.at("name").required();
        source.at("kind").required();
        if (source.at("apiGroup").empty() && !source.at("kind").is("PersistentVolumeClaim")) {
            source.errors().invalid(source.path(), source.at("kind").text(),
                    "must be 'PersistentVolumeClaim' when referencing the default apiGroup");
        }
        if (groups) {
            source.at("apiGroup").named(Names::dnsSubdomain);
        }
    }
}
