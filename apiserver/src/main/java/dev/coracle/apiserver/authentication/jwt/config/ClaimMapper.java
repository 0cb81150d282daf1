package dev.coracle.apiserver.authentication.jwt.config;

import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.access.AccessExpression;
import dev.coracle.apiserver.request.UserInfo;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes a user of verified claims, and refuses those that the rules are against. Immutable.
 *
 * @param extra    by key, what expression gives the values
 * @param required claims and what they must be
 */
public record ClaimMapper(ClaimSource username, Optional<ClaimSource> groups, Optional<ClaimSource> uid,
        Map<String, ClaimSource.Computed> extra, Map<String, String> required, List<ValidationRule> claimRules,
        List<ValidationRule> userRules) {

    private static final String CREDENTIAL_ID = "authentication.kubernetes.io/credential-id";

    public ClaimMapper {
        extra = Map.copyOf(extra);
        required = Map.copyOf(required);
        claimRules = List.copyOf(claimRules);
        userRules = List.copyOf(userRules);
    }

    /** The claim with the groups, if they come from one: it may be distributed. */
    public Optional<String> groupsClaim() {
        return groups.filter(ClaimSource.Claim.class::isInstance).map(source -> ((ClaimSource.Claim) source).name());
    }

    /** The user that the claims make. @throws Refusal if a claim is missing or of the wrong form, or a rule says no */
    public UserInfo user(ObjectNode claims) throws Refusal {
        Map<String, Object> variables = variables(claims);
        String name = switch (username) {
            case ClaimSource.Claim claim -> named(claim, claims);
            case ClaimSource.Computed computed -> notEmpty(computed.text(variables, "username"));
        };
        UserInfo user = new UserInfo(name, uid(claims, variables), groups(claims, variables),
                extra(claims, variables));
        checkRequired(claims);
        ValidationRule.checkAll(claimRules, variables, "claim validation expression");
        if (!userRules.isEmpty()) {
            ValidationRule.checkAll(userRules, Map.of("user", Map.of("username", user.name(), "uid", user.uid(),
                    "groups", user.groups(), "extra", user.extra())), "user info validation rule");
        }
        return user;
    }

    /** Trees are not turned into values where no expression asks for them. */
    private Map<String, Object> variables(ObjectNode claims) {
        boolean asked = !extra.isEmpty() || !claimRules.isEmpty() || username instanceof ClaimSource.Computed
                || groups.filter(ClaimSource.Computed.class::isInstance).isPresent()
                || uid.filter(ClaimSource.Computed.class::isInstance).isPresent();
        return asked ? Map.of("claims", AccessExpression.value(claims)) : Map.of();
    }

    private static String named(ClaimSource.Claim claim, ObjectNode claims) throws Refusal {
        String name = claim.text(claims, "username");
        JsonNode verified = claims.get("email_verified");
        if (claim.name().equals("email") && verified != null && !verified.asBoolean(false)) {
            throw new Refusal("email not verified");
        }
        return name;
    }

    private static String notEmpty(String name) throws Refusal {
        if (name.isEmpty()) {
            throw new Refusal("empty username via CEL expression is not allowed");
        }
        return name;
    }

    private List<String> groups(ObjectNode claims, Map<String, Object> variables) throws Refusal {
        if (groups.isEmpty()) {
            return List.of();
        }
        return switch (groups.get()) {
            case ClaimSource.Claim claim -> claim.texts(claims);
            case ClaimSource.Computed computed -> computed.texts(variables, "group");
        };
    }

    private String uid(ObjectNode claims, Map<String, Object> variables) throws Refusal {
        if (uid.isEmpty()) {
            return "";
        }
        return switch (uid.get()) {
            case ClaimSource.Claim claim -> claim.text(claims, "uid");
            case ClaimSource.Computed computed -> computed.text(variables, "uid");
        };
    }

    private Map<String, List<String>> extra(ObjectNode claims, Map<String, Object> variables) throws Refusal {
        Map<String, List<String>> all = new TreeMap<>();
        String id = Trees.string(claims, "jti");
        if (!id.isEmpty()) {
            all.put(CREDENTIAL_ID, List.of("JTI=" + id));
        }
        for (Map.Entry<String, ClaimSource.Computed> entry : extra.entrySet()) {
            List<String> values = entry.getValue().texts(variables, "extra");
            if (!values.isEmpty()) {
                all.put(entry.getKey(), values);
            }
        }
        return all;
    }

    private void checkRequired(ObjectNode claims) throws Refusal {
        for (Map.Entry<String, String> entry : required.entrySet()) {
            JsonNode value = claims.get(entry.getKey());
            if (value == null) {
                throw new Refusal("required claim " + entry.getKey() + " not present in ID token");
            }
            if (!value.isString() || !value.stringValue().equals(entry.getValue())) {
                throw new Refusal("required claim " + entry.getKey() + " value does not match");
            }
        }
    }
}
