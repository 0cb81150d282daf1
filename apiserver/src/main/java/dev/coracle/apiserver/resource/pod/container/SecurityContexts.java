package dev.coracle.apiserver.resource.pod.container;

import dev.coracle.api.gotypes.InternalForm;
import dev.coracle.apiserver.resource.check.Place;
import dev.coracle.apiserver.resource.pod.volume.LocalPaths;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** As whom containers run and what the kernel lets them do. */
public final class SecurityContexts {

    private static final long MAX_ID = Integer.MAX_VALUE;
    private static final int MOST_NAME = 253;
    private static final String SYSCTL = "([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?";
    private static final Pattern SYSCTL_NAME = Pattern.compile(SYSCTL);
    private static final int LONGEST_PROFILE = 4095;

    private static final String SECURITY_CONTEXT = "io.k8s.api.core.v1.SecurityContext";
    private static final String SECCOMP = "io.k8s.api.core.v1.SeccompProfile";

    private SecurityContexts() {}

    static void ofContainer(Place context, boolean hostUsers) {
        identity(context.at("runAsUser"));
        identity(context.at("runAsGroup"));
        context.at("procMount").givenOneOf("Default", "Unmasked");
        if (hostUsers && context.at("procMount").is("Unmasked")) {
            context.at("procMount").invalid("`hostUsers` must be false to use `Unmasked`");
        }
        seccomp(context.at("seccompProfile"));
        escalation(context);
        WindowsOptions.check(context.at("windowsOptions"));
        appArmor(context.at("appArmorProfile"));
    }

    private static void escalation(Place context) {
        Place escalation = context.at("allowPrivilegeEscalation");
        if (!escalation.present() || escalation.isTrue()) {
            return;
        }
        if (context.at("privileged").isTrue()) {
            context.invalidStruct(SECURITY_CONTEXT,
                    "cannot set `allowPrivilegeEscalation` to false and `privileged` to true");
        }
        for (Place capability : context.at("capabilities", "add").items()) {
            if (capability.is("CAP_SYS_ADMIN")) {
                context.invalidStruct(SECURITY_CONTEXT,
                        "cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN");
            }
        }
    }

    public static void ofPod(Place spec) {
        Place context = spec.at("securityContext");
        identity(context.at("fsGroup"));
        identity(context.at("runAsUser"));
        identity(context.at("runAsGroup"));
        for (Place group : context.at("supplementalGroups").items()) {
            identity(new Place(group.node(), context.at("supplementalGroups").path(), context.errors()));
        }
        context.at("supplementalGroupsPolicy").givenOneOf("Merge", "Strict");
        if (spec.at("shareProcessNamespace").isTrue() && spec.at("hostPID").isTrue()) {
            Place share = spec.at("shareProcessNamespace");
            share.errors().invalid(context.at("shareProcessNamespace").path(), share.node(),
                    "ShareProcessNamespace and HostPID cannot both be enabled");
        }
        sysctls(context.at("sysctls"), spec);
        context.at("fsGroupChangePolicy").givenOneOf("Always", "OnRootMismatch");
        seccomp(context.at("seccompProfile"));
        WindowsOptions.check(context.at("windowsOptions"));
        appArmor(context.at("appArmorProfile"));
        context.at("seLinuxChangePolicy").givenOneOf("Recursive");
    }

    private static void identity(Place id) {
        id.between(0, MAX_ID);
    }

    private static void sysctls(Place sysctls, Place spec) {
        Set<String> seen = new HashSet<>();
        for (Place sysctl : sysctls.items()) {
            Place name = sysctl.at("name");
            if (name.empty()) {
                name.required();
            } else if (name.text().length() > MOST_NAME || !SYSCTL_NAME.matcher(name.text()).matches()) {
                name.invalid("must have at most " + MOST_NAME + " characters and match regex ^" + SYSCTL + "$");
            } else if (!seen.add(name.text().replace('/', '.'))) {
                name.errors().duplicate(name.path(), name.text());
            }
            ofOtherNamespace(name, spec);
        }
    }

    /** A setting of the node's own namespace is not the pod's to make. */
    private static void ofOtherNamespace(Place name, Place spec) {
        String dotted = name.text().replace('/', '.');
        if (dotted.startsWith("net.") && spec.at("hostNetwork").isTrue()) {
            name.invalid("may not be specified when 'hostNetwork' is true");
        }
        boolean ipc = dotted.startsWith("kernel.shm") || dotted.startsWith("kernel.msg")
                || dotted.startsWith("fs.mqueue.")
                || dotted.equals("kernel.sem");
        if (ipc && spec.at("hostIPC").isTrue()) {
            name.invalid("may not be specified when 'hostIPC' is true");
        }
    }

    private static void seccomp(Place profile) {
        if (!profile.present()) {
            return;
        }
        type(profile, "seccompProfile");
        Place file = profile.at("localhostProfile");
        if (profile.at("type").is("Localhost")) {
            if (file.present()) {
                LocalPaths.descending(file);
            } else {
                file.required("must be set when seccomp type is Localhost");
            }
        } else if (file.present()) {
            file.errors().invalid(file.path(), InternalForm.of(profile.node(), SECCOMP),
                    "can only be set when seccomp type is Localhost");
        }
    }

    private static void type(Place profile, String field) {
        if (profile.at("type").empty()) {
            profile.at("type").required("type is required when " + field + " is set");
        } else {
            profile.at("type").oneOf("Localhost", "RuntimeDefault", "Unconfined");
        }
    }

    private static void appArmor(Place profile) {
        if (!profile.present()) {
            return;
        }
        Place file = profile.at("localhostProfile");
        if (profile.at("type").is("Localhost")) {
            localProfile(file);
        } else if (List.of("RuntimeDefault", "Unconfined").contains(profile.at("type").text())) {
            if (file.present()) {
                file.invalid("can only be set when AppArmor type is Localhost");
            }
        } else {
            type(profile, "appArmorProfile");
        }
    }

    private static void localProfile(Place file) {
        String name = file.text();
        if (!file.present()) {
            file.required("must be set when AppArmor type is Localhost");
        } else if (!name.equals(name.strip())) {
            file.invalid("must not be padded with whitespace");
        } else if (name.isEmpty()) {
            file.required("must be set when AppArmor type is Localhost");
        } else if (name.length() > LONGEST_PROFILE) {
            file.errors().tooLong(file.path(), LONGEST_PROFILE);
        }
    }

    /** A pod whose users are its own doesn't share the node's namespaces. */
    public static void ownUsers(Place spec) {
        if (!spec.at("hostUsers").present() || spec.at("hostUsers").isTrue()) {
            return;
        }
        for (String shared : List.of("hostNetwork", "hostPID", "hostIPC")) {
            if (spec.at(shared).isTrue()) {
                spec.at(shared).forbidden("when `hostUsers` is false");
            }
        }
    }
}
