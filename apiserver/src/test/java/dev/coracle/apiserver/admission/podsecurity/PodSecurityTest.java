package dev.coracle.apiserver.admission.podsecurity;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.coracle.apiserver.registry.FakeObjects;
import org.junit.jupiter.api.Test;

class PodSecurityTest {

    private static String of(Level level, String spec) {
        return PodSecurity.violations(FakeObjects.tree(spec), level);
    }

    @Test
    void baseline() {
        assertEquals("", of(Level.BASELINE, "{'containers':[{'name':'a'}]}"));
        assertEquals("host namespaces (hostNetwork=true), privileged (containers \"a\", \"b\" must not set"
                + " securityContext.privileged=true), hostPort (container \"a\" uses hostPort 80), hostPath volumes"
                + " (volume \"v\")",
                of(Level.BASELINE, "{'hostNetwork':true,'volumes':[{'name':'v','hostPath':{'path':'/'}}],'containers':"
                        + "[{'name':'a','ports':[{'hostPort':80}],'securityContext':{'privileged':true}},"
                        + "{'name':'b','securityContext':{'privileged':true}}]}"));
    }

    @Test
    void restricted() {
        assertEquals("allowPrivilegeEscalation != false (container \"a\" must set"
                + " securityContext.allowPrivilegeEscalation=false), unrestricted capabilities (container \"a\" must set"
                + " securityContext.capabilities.drop=[\"ALL\"]), runAsNonRoot != true (pod or container \"a\" must set"
                + " securityContext.runAsNonRoot=true), seccompProfile (pod or container \"a\" must set"
                + " securityContext.seccompProfile.type to \"RuntimeDefault\" or \"Localhost\")",
                of(Level.RESTRICTED, "{'containers':[{'name':'a'}]}"));
        assertEquals("", of(Level.RESTRICTED, "{'securityContext':{'runAsNonRoot':true,'seccompProfile':"
                + "{'type':'RuntimeDefault'}},'containers':[{'name':'a','securityContext':{'allowPrivilegeEscalation':false,"
                + "'capabilities':{'drop':['ALL']}}}]}"));
    }
}
