package dev.coracle.apiserver.resource.table;

import dev.coracle.api.catalogue.Descriptions;
import java.util.function.Supplier;

/** What a field of a definition is for, read when the first table is printed that shows it. */
public final class FieldDocs {

    private FieldDocs() {}

    /** @param definition group, version and kind without the common prefix, such as {@code core.v1.PodStatus} */
    public static Supplier<String> of(String definition, String field) {
        String prefix = definition.startsWith("meta.v1.") ? "io.k8s.apimachinery.pkg.apis." : "io.k8s.api.";
        return Descriptions.of(prefix + definition, field);
    }
}
