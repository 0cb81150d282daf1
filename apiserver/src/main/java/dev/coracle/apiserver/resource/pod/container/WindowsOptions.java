package dev.coracle.apiserver.resource.pod.container;

import dev.coracle.api.validation.Names;
import dev.coracle.apiserver.resource.check.Place;
import java.util.regex.Pattern;

/** As whom containers run on Windows nodes. */
final class WindowsOptions {

    private static final int LONGEST_SPEC = 64 * 1024;
    private static final int LONGEST_DOMAIN = 256;
    private static final int LONGEST_USER = 104;
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}]");
    private static final Pattern NETBIOS = Pattern.compile("[^.][^\\\\/:*?\"<>|]{0,14}");
    private static final Pattern DNS = Pattern
            .compile("([a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9\\-]*[a-zA-Z0-9])(\\.([a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9\\-]*"
                    + "[a-zA-Z0-9]))*");
    private static final Pattern NOT_IN_USERS = Pattern.compile("[\"/\\\\\\[\\]:;|=,+*?<>@]");
    private static final Pattern ONLY_DOTS_OR_SPACES = Pattern.compile("[. ]+");

    private WindowsOptions() {}

    static void check(Place options) {
        options.at("gmsaCredentialSpecName").givenNamed(Names::dnsSubdomain);
        Place spec = options.at("gmsaCredentialSpec");
        if (spec.present() && spec.text().isEmpty()) {
            spec.invalid("gmsaCredentialSpec cannot be an empty string");
        } else if (spec.text().length() > LONGEST_SPEC) {
            spec.invalid("gmsaCredentialSpec size must be under 64 KiB");
        }
        Place user = options.at("runAsUserName");
        if (user.present()) {
            user(user);
        }
    }

    private static void user(Place place) {
        String name = place.text();
        String[] parts = name.split("\\\\", -1);
        if (name.isEmpty()) {
            place.invalid("runAsUserName cannot be an empty string");
        } else if (CONTROL.matcher(name).find()) {
            place.invalid("runAsUserName cannot contain control characters");
        } else if (parts.length > 2) {
            place.invalid("runAsUserName cannot contain more than one backslash");
        } else {
            if (parts.length == 2) {
                domain(place, parts[0]);
            }
            user(place, parts[parts.length - 1]);
        }
    }

    private static void domain(Place place, String domain) {
        if (domain.length() >= LONGEST_DOMAIN) {
            place.invalid("runAsUserName's Domain length must be under " + LONGEST_DOMAIN + " characters");
        }
        if (!NETBIOS.matcher(domain).matches() && !DNS.matcher(domain).matches()) {
            place.invalid("runAsUserName's Domain doesn't match the NetBios nor the DNS format");
        }
    }

    private static void user(Place place, String user) {
        if (user.isEmpty()) {
            place.invalid("runAsUserName's User cannot be empty");
        } else if (user.length() > LONGEST_USER) {
            place.invalid("runAsUserName's User length must not be longer than " + LONGEST_USER + " characters");
        }
        if (ONLY_DOTS_OR_SPACES.matcher(user).matches()) {
            place.invalid("runAsUserName's User cannot contain only periods or spaces");
        }
        if (NOT_IN_USERS.matcher(user).find()) {
            place.invalid("runAsUserName's User cannot contain the following characters: \"/\\[]:;|=,+*?<>@");
        }
    }
}
