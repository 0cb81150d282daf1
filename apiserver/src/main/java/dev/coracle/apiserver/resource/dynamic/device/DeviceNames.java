package dev.coracle.apiserver.resource.dynamic.device;

import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.status.FieldPath;
import dev.coracle.api.validation.Names;
import dev.coracle.apiserver.resource.check.Place;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** What drivers, pools, devices and their attributes may be called. Source: resource/v1's field descriptions. */
public final class DeviceNames {

    private static final int DRIVER_MAX = 63;
    private static final int POOL_MAX = 253;
    private static final int IDENTIFIER_MAX = 32;
    private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final String NOT_AN_IDENTIFIER = "a valid C identifier must start with alphabetic character or '_', "
            + "followed by a string of alphanumeric characters or '_' (e.g. 'my_name',  or 'MY_NAME',  or 'MyName', "
            + "regex used for validation is '[A-Za-z_][A-Za-z0-9_]*')";

    private DeviceNames() {}

    public static void driver(Place name) {
        if (!name.required().empty()) {
            driver(name.text(), name.path(), name.errors());
        }
    }

    private static void driver(String name, FieldPath path, FieldErrors errors) {
        if (name.length() > DRIVER_MAX) {
            errors.tooLong(path, DRIVER_MAX);
        }
        Names.dnsSubdomain(name.toLowerCase(Locale.ROOT)).forEach(wrong -> errors.invalid(path, name, wrong));
    }

    /** One or more DNS subdomains between slashes. */
    public static void pool(Place name) {
        if (name.required().empty()) {
            return;
        }
        if (name.text().length() > POOL_MAX) {
            name.errors().tooLong(name.path(), POOL_MAX);
        }
        for (String part : name.text().split("/", -1)) {
            Names.dnsSubdomain(part).forEach(wrong -> name.errors().invalid(name.path(), part, wrong));
        }
    }

    /** A DNS label that has to be there; its absence is as wrong as any other text. */
    public static void label(Place name) {
        Names.dnsLabel(name.text()).forEach(name::invalidText);
    }

    /** The same of a key of a map. */
    public static void label(String key, Place map) {
        Names.dnsLabel(key).forEach(wrong -> map.errors().invalid(map.path(), key, wrong));
    }

    /** An attribute's or a capacity's name, its domain left out where it is the driver's. */
    public static void qualified(String name, FieldPath path, FieldErrors errors) {
        List<String> parts = List.of(name.split("/", -1));
        if (parts.size() == 1) {
            identifier(name, path, errors);
        } else if (parts.size() == 2) {
            if (parts.get(0).isEmpty()) {
                errors.invalid(path, "", "the domain must not be empty");
            } else {
                driver(parts.get(0), path, errors);
            }
            if (parts.get(1).isEmpty()) {
                errors.invalid(path, "", "the name must not be empty");
            } else {
                identifier(parts.get(1), path, errors);
            }
        }
    }

    /** As above, with its domain. */
    public static void fullyQualified(Place name) {
        qualified(name.text(), name.path(), name.errors());
        if (name.text().indexOf('/') < 0) {
            name.invalidText("a fully qualified name must be a domain and a name separated by a slash");
        }
    }

    private static void identifier(String name, FieldPath path, FieldErrors errors) {
        if (name.length() > IDENTIFIER_MAX) {
            errors.tooLong(path, IDENTIFIER_MAX);
        }
        if (!IDENTIFIER.matcher(name).matches()) {
            errors.invalid(path, name, NOT_AN_IDENTIFIER);
        }
    }
}
