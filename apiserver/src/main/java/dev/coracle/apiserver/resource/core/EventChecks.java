package dev.coracle.apiserver.resource.core;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.apiserver.resource.check.Labels;
import dev.coracle.apiserver.resource.check.Place;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** What events must say. Those of the core group may be as they were before there was events.k8s.io, which has stricter rules. */
final class EventChecks {

    private static final Set<String> HOME_OF_CLUSTER_SCOPED = Set.of("", "default", "kube-system");
    private static final Set<String> HOME_OF_OLD_CLUSTER_SCOPED = Set.of("", "default");
    private static final int MAX_WORD = 128;
    private static final int MAX_MESSAGE = 1024;
    private static final String REFERENCE = "io.k8s.api.core.v1.ObjectReference";

    private EventChecks() {}

    /** Of any event. @param controller what the group calls the field of whoever reports */
    static void check(ObjectNode object, String controller, FieldErrors errors) {
        Place event = Place.root(object, errors);
        Place about = event.at("involvedObject", "namespace");
        String namespace = Meta.namespace(object);
        boolean timed = !event.at("eventTime").empty();
        Set<String> homes = timed ? HOME_OF_CLUSTER_SCOPED : HOME_OF_OLD_CLUSTER_SCOPED;
        boolean fits = about.empty() ? homes.contains(namespace) : timed || about.is(namespace);
        if (!fits) {
            about.invalidText("does not match event.namespace");
        }
        if (timed) {
            Place reporting = called(event, "reportingComponent", controller);
            Labels.labelName(reporting.required());
            for (String field : List.of("reportingInstance", "action", "reason")) {
                longest(event.at(field).required(), MAX_WORD);
            }
            longest(event.at("message"), MAX_MESSAGE);
        }
    }

    private static void longest(Place text, int most) {
        if (text.text().length() > most) {
            text.errors().invalid(text.path(), "", "can have at most " + most + " characters");
        }
    }

    /** Of an event of events.k8s.io. */
    static void checkSeries(ObjectNode object, FieldErrors errors) {
        Place series = Place.root(object, errors).at("series");
        if (series.present()) {
            if (series.at("count").number(0) < 2) {
                errors.invalid(series.at("count").path(), "", "should be at least 2");
            }
            series.at("lastObservedTime").required();
        }
    }

    /** Of a new event of events.k8s.io, which leaves the older fields alone. */
    static void checkNew(ObjectNode object, FieldErrors errors) {
        Place event = Place.root(object, errors);
        event.at("eventTime").required();
        Place type = event.at("type");
        if (!type.is("Normal") && !type.is("Warning")) {
            errors.invalid(type.path(), "", "has invalid value: " + type.text());
        }
        for (String field : List.of("firstTimestamp", "lastTimestamp", "count", "source")) {
            Place place = event.at(field);
            boolean unset = place.empty() || place.node().isNumber() && place.number(0) == 0;
            if (!unset) {
                errors.invalid(place.path(), "", "needs to be unset");
            }
        }
    }

    /** Of an event of events.k8s.io that was there: only its series goes on. */
    static void checkChange(ObjectNode object, ObjectNode old, FieldErrors errors) {
        Place event = Place.root(object, errors);
        event.at("involvedObject").immutableStruct(REFERENCE, old.path("involvedObject"));
        text(event.at("reason"), old);
        text(event.at("message"), old);
        event.at("source").immutableStruct("io.k8s.api.core.v1.EventSource", old.path("source"));
        event.at("firstTimestamp").immutable(old.path("firstTimestamp"));
        event.at("lastTimestamp").immutable(old.path("lastTimestamp"));
        Place count = event.at("count");
        if (count.number(0) != new Place(old, count.path(), errors).at("count").number(0)) {
            errors.invalid(count.path(), count.number(0), "field is immutable");
        }
        text(event.at("reason"), old); // upstream says it twice
        text(event.at("type"), old);
        event.at("eventTime").immutable(old.path("eventTime"));
        text(event.at("action"), old);
        Place related = event.at("related");
        if (related.present() != old.has("related") || !related.same(old.path("related"))) {
            related.invalidStruct(REFERENCE, "field is immutable");
        }
        same(event.at("reportingComponent"), called(event, "reportingComponent", "reportingController"), old);
        text(event.at("reportingInstance"), old);
    }

    private static void text(Place field, ObjectNode old) {
        same(field, field, old);
    }

    private static void same(Place field, Place shown, ObjectNode old) {
        if (!field.same(old.path(field.path().toString()))) {
            shown.invalidText("field is immutable");
        }
    }

    /** A field under another group's name. */
    private static Place called(Place event, String field, String name) {
        return new Place(event.node().path(field), event.path().child(name), event.errors());
    }
}
