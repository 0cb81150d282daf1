package dev.coracle.apiserver.resource.workload;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.apiserver.resource.check.Labels;
import dev.coracle.apiserver.resource.check.Place;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/** What all that keep pods running have in common: a selector, a template that it selects, counts in the status. */
public final class Workloads {

    private Workloads() {}

    /** What is said of a selector that can't be read, beyond what is wrong with its parts. */
    public enum Unreadable {
        INVALID, NO_WORDS, NOTHING
    }

    /** A selector that is there and selects something, and a template that it selects. @param kind as messages name it */
    public static void selectorAndTemplate(Place spec, String kind, Unreadable unreadable) {
        Place selector = spec.at("selector");
        int before = selector.errors().size();
        Labels.selector(selector);
        boolean readable = selector.errors().size() == before;
        if (!selector.present() && unreadable != Unreadable.NOTHING) {
            selector.required();
        } else if (selector.present() && Labels.isEmpty(selector.node()) && unreadable != Unreadable.NOTHING) {
            selector.invalid("empty selector is invalid for " + kind);
        }
        if (!selector.present()) {
            mustMatch(selector.node(), spec.at("template"), false);
        } else if (readable) {
            selected(selector, spec.at("template"));
        } else if (unreadable != Unreadable.NOTHING) {
            selector.errors().invalid(selector.path(), Labels.shown(selector.node()),
                    unreadable == Unreadable.INVALID ? "invalid label selector" : "");
        }
        if (selector.present() && Labels.isEmpty(selector.node()) && unreadable == Unreadable.NOTHING) {
            selector.invalid("empty selector is invalid for " + kind);
        }
    }

    /** A selector may not change; the message shows it in its order. */
    public static void sameSelector(ObjectNode object, ObjectNode old, FieldErrors errors) {
        Place selector = Place.root(object, errors).at("spec", "selector");
        if (!selector.same(old.path("spec").path("selector"))) {
            errors.invalid(selector.path(),
                    selector.present() ? Labels.shown(selector.node()) : NullNode.getInstance(), "field is immutable");
        }
    }

    /** The template's labels must be what the selector looks for. */
    public static void selected(Place selector, Place template) {
        if (selector.present() && !Labels.isEmpty(selector.node())) {
            mustMatch(selector.node(), template, true);
        }
    }

    /** @param selects whether there is a selector at all; none matches nothing */
    public static void mustMatch(JsonNode selector, Place template, boolean selects) {
        Place labels = template.at("metadata", "labels");
        ObjectNode holder = JsonNodeFactory.instance.objectNode();
        holder.putObject("metadata").set("labels",
                labels.present() ? labels.node() : JsonNodeFactory.instance.objectNode());
        Map<String, String> given = Meta.labels(holder);
        if (!selects || !Labels.matches(selector, given)) {
            labels.invalid("`selector` does not match template `labels`");
        }
    }

    /** Pods that are to be there for good can't be allowed to end by themselves. @param kind as messages name it */
    public static void runsAlways(Place template, String kind) {
        Place policy = template.at("spec", "restartPolicy");
        if (!policy.is("Always") && !policy.empty()) {
            policy.errors().notSupported(policy.path(), policy.text(), List.of("Always"));
        }
        if (template.at("spec", "activeDeadlineSeconds").present()) {
            template.at("spec", "activeDeadlineSeconds")
                    .forbidden("activeDeadlineSeconds in " + kind + " is not Supported");
        }
    }
}
