package dev.coracle.apiserver.authorization.webhook;

import dev.cel.bundle.Cel;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import dev.coracle.apiserver.access.StructTypes;
import dev.coracle.apiserver.admission.cel.language.Environment;
import java.util.Map;

/** What match conditions may speak of: {@code request}, the spec of a SubjectAccessReview of version v1. */
final class ReviewLanguage {

    private static final CelType STRINGS = ListType.create(SimpleType.STRING);
    private static final StructType REQUIREMENT = StructTypes.struct("kubernetes.SelectorRequirement",
            Map.of("key", SimpleType.STRING, "operator", SimpleType.STRING, "values", STRINGS));
    private static final StructType FIELDS = selector("kubernetes.FieldSelectorAttributes");
    private static final StructType LABELS = selector("kubernetes.LabelSelectorAttributes");
    private static final StructType RESOURCE = StructTypes.struct("kubernetes.ResourceAttributes",
            Map.of("namespace", SimpleType.STRING, "verb", SimpleType.STRING, "group", SimpleType.STRING, "version",
                    SimpleType.STRING, "resource", SimpleType.STRING, "subresource", SimpleType.STRING, "name",
                    SimpleType.STRING, "fieldSelector", FIELDS, "labelSelector", LABELS));
    private static final StructType OTHER = StructTypes.struct("kubernetes.NonResourceAttributes",
            Map.of("path", SimpleType.STRING, "verb", SimpleType.STRING));
    private static final StructType SPEC = StructTypes.struct("kubernetes.SubjectAccessReviewSpec",
            Map.of("resourceAttributes", RESOURCE, "nonResourceAttributes", OTHER, "user", SimpleType.STRING, "groups",
                    STRINGS, "extra", MapType.create(SimpleType.STRING, STRINGS), "uid", SimpleType.STRING));

    private ReviewLanguage() {}

    private static StructType selector(String name) {
        return StructTypes.struct(name,
                Map.of("rawSelector", SimpleType.STRING, "requirements", ListType.create(REQUIREMENT)));
    }

    /** CEL's machinery takes half a second to start; who has no conditions never does. */
    private static final class Holder {
        static final Cel LANGUAGE = Environment.of(Map.of("request", SPEC),
                StructTypes.of(SPEC, RESOURCE, OTHER, FIELDS, LABELS, REQUIREMENT));
    }

    static Cel get() {
        return Holder.LANGUAGE;
    }
}
