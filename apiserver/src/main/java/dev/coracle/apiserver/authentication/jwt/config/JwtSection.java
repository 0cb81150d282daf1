package dev.coracle.apiserver.authentication.jwt.config;

import dev.cel.bundle.Cel;
import dev.cel.common.types.CelKind;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.status.FieldPath;
import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import dev.coracle.api.validation.Names;
import dev.coracle.apiserver.access.AccessExpression;
import dev.coracle.apiserver.access.ConfigFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** One entry of {@code jwt} in the configuration file, checked and compiled. Belongs to one thread. Source: apiserver.config.k8s.io/v1 JWTAuthenticator. */
final class JwtSection {

    private static final CelKind[] STRINGS = {CelKind.STRING, CelKind.LIST, CelKind.NULL_TYPE};

    private final ObjectNode section;
    private final FieldPath path;
    private final FieldErrors errors;
    private boolean usesEmail;
    private boolean usesVerified;

    JwtSection(ObjectNode section, FieldPath path, FieldErrors errors) {
        this.section = section;
        this.path = path;
        this.errors = errors;
    }

    /** Empty if something is wrong, which the errors then say. @throws IOException for a field that nobody knows */
    Optional<JwtSettings> settings(List<String> taken) throws IOException {
        ConfigFile.known(section, path.toString(), "issuer", "claimValidationRules", "claimMappings",
                "userValidationRules");
        int before = errors.size();
        JwtIssuer issuer = new IssuerSection(Trees.object(section, "issuer").orElseGet(Json::object),
                path.child("issuer"), errors).issuer(taken);
        Map<String, String> required = new HashMap<>();
        List<ValidationRule> claimRules = claimRules(required);
        ObjectNode mappings = Trees.object(section, "claimMappings").orElseGet(Json::object);
        FieldPath at = path.child("claimMappings");
        ConfigFile.known(mappings, at.toString(), "username", "groups", "uid", "extra");
        Optional<ClaimSource> username = source(mappings, "username", at.child("username"), true, CelKind.STRING);
        Optional<ClaimSource> groups = source(mappings, "groups", at.child("groups"), true, STRINGS);
        Optional<ClaimSource> uid = source(mappings, "uid", at.child("uid"), false, CelKind.STRING);
        Map<String, ClaimSource.Computed> extra = extra(mappings, at.child("extra"));
        List<ValidationRule> userRules = userRules();
        if (username.isEmpty()) {
            errors.required(at.child("username"), "claim or expression is required");
        }
        checkEmail(mappings, at);
        return errors.size() > before
                ? Optional.empty()
                : Optional.of(new JwtSettings(issuer,
                        new ClaimMapper(username.orElseThrow(), groups, uid, extra, required, claimRules, userRules)));
    }

    /** An address that nobody has verified could be anybody's. */
    private void checkEmail(ObjectNode mappings, FieldPath at) {
        if (usesEmail && !usesVerified) {
            errors.invalid(at.child("username").child("expression"),
                    Trees.string(mappings, "username", "expression"),
                    "claims.email_verified must be used in claimMappings.username.expression or "
                            + "claimMappings.extra[*].valueExpression or claimValidationRules[*].expression "
                            + "when claims.email is used in claimMappings.username.expression");
        }
    }

    private Optional<ClaimSource> source(ObjectNode mappings, String name, FieldPath at, boolean prefixed,
            CelKind... kinds) throws IOException {
        ObjectNode mapping = Trees.object(mappings, name).orElseGet(Json::object);
        ConfigFile.known(mapping, at.toString(), "claim", "expression", prefixed ? "prefix" : "claim ");
        String claim = Trees.string(mapping, "claim");
        String expression = Trees.string(mapping, "expression");
        boolean hasPrefix = Trees.at(mapping, "prefix").isPresent();
        if (!claim.isEmpty() && !expression.isEmpty()) {
            errors.invalid(at, "", "claim and expression can't both be set");
            return Optional.empty();
        }
        if (!expression.isEmpty()) {
            if (hasPrefix) {
                errors.invalid(at.child("prefix"), Trees.string(mapping, "prefix"),
                        "may not be specified when expression is set");
            }
            Optional<AccessExpression> compiled = compile(expression, at.child("expression"), ClaimLanguages.claims(),
                    kinds);
            boolean isName = name.equals("username");
            usesEmail |= isName && compiled.filter(c -> c.selects("claims", "email")).isPresent();
            usesVerified |= isName && compiled.filter(JwtSection::isAboutVerified).isPresent();
            return compiled.map(ClaimSource.Computed::new);
        }
        if (claim.isEmpty()) {
            return Optional.empty();
        }
        if (prefixed && !hasPrefix) {
            errors.required(at.child("prefix"),
                    "prefix is required when claim is set. It can be set to an empty string to disable prefixing");
        }
        return Optional.of(new ClaimSource.Claim(claim, Trees.string(mapping, "prefix")));
    }

    private static boolean isAboutVerified(AccessExpression expression) {
        return expression.selects("claims", "email_verified");
    }

    private Optional<AccessExpression> compile(String source, FieldPath at, Cel language, CelKind... kinds) {
        try {
            return Optional.of(AccessExpression.compile(source, language, kinds));
        } catch (IllegalArgumentException e) {
            errors.invalid(at, source, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private Map<String, ClaimSource.Computed> extra(ObjectNode mappings, FieldPath at) throws IOException {
        Map<String, ClaimSource.Computed> extra = new HashMap<>();
        Set<String> seen = new HashSet<>();
        List<ObjectNode> entries = Trees.objects(mappings, "extra");
        for (int i = 0; i < entries.size(); i++) {
            FieldPath entry = at.index(i);
            ConfigFile.known(entries.get(i), entry.toString(), "key", "valueExpression");
            String key = Trees.string(entries.get(i), "key");
            checkKey(key, entry.child("key"));
            if (!seen.add(key)) {
                errors.duplicate(entry.child("key"), key);
                continue;
            }
            String source = Trees.string(entries.get(i), "valueExpression");
            if (source.isEmpty()) {
                errors.required(entry.child("valueExpression"), "");
                continue;
            }
            compile(source, entry.child("valueExpression"), ClaimLanguages.claims(), STRINGS).ifPresent(compiled -> {
                usesVerified |= isAboutVerified(compiled);
                extra.put(key, new ClaimSource.Computed(compiled));
            });
        }
        return extra;
    }

    private void checkKey(String key, FieldPath at) {
        Names.domainPrefixedPath(key).forEach(why -> errors.invalid(at, key, why));
        if (!key.equals(key.toLowerCase(Locale.ROOT))) {
            errors.invalid(at, key, "must be lowercase");
        }
        String domain = "." + key.split("/", 2)[0];
        if (key.indexOf('/') > 0 && (domain.endsWith(".k8s.io") || domain.endsWith(".kubernetes.io"))) {
            errors.invalid(at, key, "k8s.io, kubernetes.io and their subdomains are reserved for Kubernetes use");
        }
    }

    private List<ValidationRule> claimRules(Map<String, String> required) throws IOException {
        List<ValidationRule> rules = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        List<ObjectNode> entries = Trees.objects(section, "claimValidationRules");
        for (int i = 0; i < entries.size(); i++) {
            ObjectNode rule = entries.get(i);
            FieldPath at = path.child("claimValidationRules").index(i);
            ConfigFile.known(rule, at.toString(), "claim", "requiredValue", "expression", "message");
            String claim = Trees.string(rule, "claim");
            String expression = Trees.string(rule, "expression");
            if (claim.isEmpty() == expression.isEmpty()) {
                if (claim.isEmpty()) {
                    errors.required(at, "claim or expression is required");
                } else {
                    errors.invalid(at, claim, "claim and expression can't both be set");
                }
            } else if (!claim.isEmpty()) {
                refuseBoth(rule, "message", "claim", at);
                if (required.putIfAbsent(claim, Trees.string(rule, "requiredValue")) != null) {
                    errors.duplicate(at.child("claim"), claim);
                }
            } else {
                refuseBoth(rule, "requiredValue", "expression", at);
                add(rules, rule, at, ClaimLanguages.claims(), seen);
            }
        }
        usesVerified |= rules.stream().anyMatch(rule -> isAboutVerified(rule.expression()));
        return rules;
    }

    private void refuseBoth(ObjectNode rule, String field, String beside, FieldPath at) {
        String value = Trees.string(rule, field);
        if (!value.isEmpty()) {
            errors.invalid(at.child(field), value, "may not be specified when " + beside + " is set");
        }
    }

    private List<ValidationRule> userRules() throws IOException {
        List<ValidationRule> rules = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        List<ObjectNode> entries = Trees.objects(section, "userValidationRules");
        for (int i = 0; i < entries.size(); i++) {
            FieldPath at = path.child("userValidationRules").index(i);
            ConfigFile.known(entries.get(i), at.toString(), "expression", "message");
            if (Trees.string(entries.get(i), "expression").isEmpty()) {
                errors.required(at.child("expression"), "");
            } else {
                add(rules, entries.get(i), at, ClaimLanguages.user(), seen);
            }
        }
        return rules;
    }

    private void add(List<ValidationRule> rules, ObjectNode rule, FieldPath at, Cel language, Set<String> seen) {
        String source = Trees.string(rule, "expression");
        if (!seen.add(source)) {
            errors.duplicate(at.child("expression"), source);
            return;
        }
        compile(source, at.child("expression"), language, CelKind.BOOL)
                .ifPresent(compiled -> rules.add(new ValidationRule(compiled, Trees.string(rule, "message"))));
    }
}
