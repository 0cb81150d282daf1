package dev.coracle.apiserver.authentication.jwt.config;

import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.status.FieldPath;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.access.ConfigFile;
import dev.coracle.base.tls.Pem;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** The {@code issuer} of one entry of {@code jwt}, checked. Source: apiserver.config.k8s.io/v1 Issuer. */
record IssuerSection(ObjectNode section, FieldPath path, FieldErrors errors) {

    JwtIssuer issuer(List<String> taken) throws IOException {
        ConfigFile.known(section, path.toString(), "url", "discoveryURL", "certificateAuthority", "audiences",
                "audienceMatchPolicy", "egressSelectorType");
        String url = Trees.string(section, "url");
        String discovery = Trees.string(section, "discoveryURL");
        String authorities = Trees.string(section, "certificateAuthority");
        List<String> audiences = Trees.strings(section, "audiences");
        checkUrl(url, taken);
        checkDiscovery(url, discovery);
        checkAudiences(audiences, Trees.string(section, "audienceMatchPolicy"));
        checkAuthorities(authorities);
        String egress = Trees.string(section, "egressSelectorType");
        if (!egress.isEmpty()) {
            errors.invalid(path.child("egressSelectorType"), egress, "egress selectors are not supported here");
        }
        return new JwtIssuer(url, Optional.of(discovery).filter(d -> !d.isEmpty()),
                Optional.of(authorities).filter(a -> !a.isEmpty()), audiences, JwtIssuer.ALGORITHMS);
    }

    private void checkUrl(String url, List<String> taken) {
        FieldPath at = path.child("url");
        if (url.isEmpty()) {
            errors.required(at, "");
            return;
        }
        if (taken.contains(url)) {
            errors.invalid(at, url, "URL must not overlap with disallowed issuers: " + taken);
        }
        checkForm(url, at);
    }

    private void checkDiscovery(String url, String discovery) {
        if (discovery.isEmpty()) {
            return;
        }
        FieldPath at = path.child("discoveryURL");
        if (!url.isEmpty() && stripped(url).equals(stripped(discovery))) {
            errors.invalid(at, discovery, "discoveryURL must be different from URL");
        }
        checkForm(discovery, at);
    }

    private static String stripped(String url) {
        return url.replaceAll("/+$", "");
    }

    private void checkForm(String url, FieldPath at) {
        try {
            URI uri = new URI(url);
            if (!"https".equals(uri.getScheme())) {
                errors.invalid(at, url, "URL scheme must be https");
            }
            if (uri.getRawUserInfo() != null) {
                errors.invalid(at, "<omitted>", "URL must not contain a username or password");
            }
            if (uri.getRawQuery() != null && !uri.getRawQuery().isEmpty()) {
                errors.invalid(at, url, "URL must not contain a query");
            }
            if (uri.getRawFragment() != null && !uri.getRawFragment().isEmpty()) {
                errors.invalid(at, url, "URL must not contain a fragment");
            }
        } catch (java.net.URISyntaxException e) {
            errors.invalid(at, url, e.getReason());
        }
    }

    private void checkAudiences(List<String> audiences, String policy) {
        FieldPath at = path.child("audiences");
        if (audiences.isEmpty()) {
            errors.required(at, "at least one " + at + " is required");
            return;
        }
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < audiences.size(); i++) {
            if (audiences.get(i).isEmpty()) {
                errors.required(at.index(i), "");
            }
            if (!seen.add(audiences.get(i))) {
                errors.duplicate(at.index(i), audiences.get(i));
            }
        }
        FieldPath policyAt = path.child("audienceMatchPolicy");
        if (audiences.size() > 1 && !policy.equals("MatchAny")) {
            errors.invalid(policyAt, policy, "audienceMatchPolicy must be MatchAny for multiple audiences");
        } else if (!policy.isEmpty() && !policy.equals("MatchAny")) {
            errors.invalid(policyAt, policy, "audienceMatchPolicy must be empty or MatchAny for single audience");
        }
    }

    private void checkAuthorities(String pem) {
        if (pem.isEmpty()) {
            return;
        }
        try {
            Pem.certificates(pem.getBytes(StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException e) {
            errors.invalid(path.child("certificateAuthority"), "<omitted>", String.valueOf(e.getMessage()));
        }
    }
}
