package dev.coracle.apiserver.resource.core.workload;

import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.registry.KindRules.Generation;
import dev.coracle.apiserver.resource.check.Place;
import dev.coracle.apiserver.resource.pod.DisabledFields;
import dev.coracle.apiserver.resource.pod.PodDefaults;
import dev.coracle.apiserver.resource.pod.PodSpecChecks;
import dev.coracle.apiserver.resource.pod.PodWarnings;
import dev.coracle.apiserver.resource.table.Ages;
import dev.coracle.apiserver.resource.table.Columns;

/** PodTemplates. */
public final class PodTemplates {

    private PodTemplates() {}

    public static KindRules rules(Ages ages) {
        return KindRules.of("", "PodTemplate")
                .defaults(object -> PodDefaults.template(Trees.ensureObject(object, "template")))
                .validate((object, errors) -> PodSpecChecks.template(Place.root(object, errors).at("template")))
                .disabledFields(object -> DisabledFields.ofTemplate(object, "template"))
                .warn((object, out) -> PodWarnings.template(object, out, "template")).generation(Generation.CONTENT)
                .column(Columns.NAME).column(Columns.containers(0, "template", "spec"))
                .column(Columns.images(0, "template", "spec"))
                .column(Columns.text("Pod Labels", "The labels for the pod template.",
                        object -> Columns.labels(object.path("template").path("metadata").path("labels"))))
                .build();
    }
}
