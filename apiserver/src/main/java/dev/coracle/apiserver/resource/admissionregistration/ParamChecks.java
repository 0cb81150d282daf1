package dev.coracle.apiserver.resource.admissionregistration;

import dev.coracle.api.validation.Names;
import dev.coracle.apiserver.resource.check.Labels;
import dev.coracle.apiserver.resource.check.Place;
import java.util.List;
import java.util.Locale;

/** What a policy's parameters are, and which of them a binding takes. */
final class ParamChecks {

    private ParamChecks() {}

    static void kind(Place param) {
        if (param.present()) {
            if (!param.at("apiVersion").required().empty()) {
                version(param.at("apiVersion"));
            }
            Place kind = param.at("kind").required();
            if (!kind.empty()) {
                together(kind, kind.text(), "may have mixed case, but should otherwise match: ",
                        Names.dns1035Label(kind.text().toLowerCase(Locale.ROOT)));
            }
        }
    }

    private static void version(Place version) {
        List<String> parts = List.of(version.text().split("/", -1));
        if (parts.size() > 2) {
            version.invalid("unexpected GroupVersion string: " + version.text());
            return;
        }
        String group = parts.size() == 2 ? parts.getFirst() : "";
        if (!group.isEmpty()) {
            together(version, group, "", Names.dnsSubdomain(group));
        }
        together(version, parts.getLast(), "", Names.dns1035Label(parts.getLast()));
    }

    private static void together(Place place, String value, String before, List<String> problems) {
        if (!problems.isEmpty()) {
            place.errors().invalid(place.path(), value, before + String.join(",", problems));
        }
    }

    static void reference(Place param) {
        if (!param.present()) {
            return;
        }
        Place name = param.at("name");
        Place selector = param.at("selector");
        if (!name.empty()) {
            name.named(Names::pathSegment);
            if (selector.present()) {
                name.forbidden("name and selector are mutually exclusive");
            }
        }
        if (selector.present()) {
            Labels.selector(selector);
            if (!name.empty()) {
                selector.forbidden("name and selector are mutually exclusive");
            }
        }
        if (name.empty() && !selector.present()) {
            param.errors().required(param.path(), "one of name or selector must be specified");
        }
        param.at("parameterNotFoundAction").requiredOneOf("Deny", "Allow");
    }
}
