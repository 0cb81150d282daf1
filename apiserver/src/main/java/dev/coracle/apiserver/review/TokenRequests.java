package dev.coracle.apiserver.review;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.naming.GroupKind;
import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.status.FieldPath;
import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.authentication.token.ServiceAccountTokens;
import dev.coracle.apiserver.registry.Objects;
import dev.coracle.apiserver.registry.Resource;
import dev.coracle.apiserver.request.RequestContext;
import dev.coracle.apiserver.verb.SubresourceAction;
import dev.coracle.base.clock.Clock;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A token for a service account ({@code serviceaccounts/NAME/token}), possibly bound to a pod, secret or node. Source: KEP-1205. */
final class TokenRequests implements SubresourceAction {

    private static final long MIN_SECONDS = 600;
    private static final long MAX_SECONDS = 1L << 32;
    private static final long DEFAULT_SECONDS = 3600;
    /** What the ServiceAccount admission plugin asks for; such tokens live a year, for clients that never read them again. */
    private static final long PROJECTED_SECONDS = 3607;
    private static final long EXTENDED_SECONDS = 365L * 24 * 3600;

    private final ServiceAccountTokens tokens;
    private final Objects objects;
    private final Clock clock;

    TokenRequests(ServiceAccountTokens tokens, Objects objects, Clock clock) {
        this.tokens = tokens;
        this.objects = objects;
        this.clock = clock;
    }

    @Override
    public ObjectNode handle(RequestContext context, Resource parent, String namespace, String name, ObjectNode body) {
        if (!tokens.canIssue()) {
            throw StatusException.internal("this API server can't issue tokens: it was started without "
                    + "--service-account-issuer or --service-account-signing-key-file");
        }
        ObjectNode account = found("serviceaccounts", namespace, name);
        ObjectNode spec = Trees.ensureObject(body, "spec");
        Trees.setDefault(spec, "expirationSeconds", DEFAULT_SECONDS);
        long seconds = Trees.integer(spec, "expirationSeconds").orElse(DEFAULT_SECONDS);
        checkDuration(seconds);
        long most = tokens.policy().maxSeconds();
        if (most > 0 && seconds > most) {
            context.warnings().add("requested expiration of " + seconds + " seconds shortened to " + most + " seconds");
            seconds = most;
            spec.put("expirationSeconds", most);
        }
        List<String> audiences = Trees.strings(spec, "audiences");
        if (audiences.isEmpty()) {
            audiences = tokens.apiAudiences();
            ArrayNode list = spec.putArray("audiences");
            audiences.forEach(list::add);
        }
        Optional<ObjectNode> reference = Trees.object(spec, "boundObjectRef");
        Optional<ObjectNode> boundObject = reference.map(r -> boundObject(r, namespace, name));
        Optional<ServiceAccountTokens.Bound> bound = boundObject
                .map(o -> bound(Trees.string(o, "kind"), o));
        Optional<ServiceAccountTokens.Bound> node = boundObject.flatMap(this::nodeOf);
        boolean extended = tokens.policy().extend() && bound.filter(b -> b.kind().equals("Pod")).isPresent()
                && seconds == PROJECTED_SECONDS && tokens.apiAudiences().containsAll(audiences);
        ServiceAccountTokens.Issued issued = tokens.issue(namespace, name, Meta.uid(account), audiences,
                extended ? EXTENDED_SECONDS : seconds, bound, node,
                extended ? Optional.of(PROJECTED_SECONDS) : Optional.empty());
        ObjectNode metadata = Meta.of(body).put("name", name).put("namespace", namespace);
        metadata.put("creationTimestamp", Meta.time(clock.now()));
        String expires = Meta.time(extended ? clock.now().plusSeconds(seconds) : issued.expires());
        body.putObject("status").put("expirationTimestamp", expires).put("token", issued.token());
        return body;
    }

    private static void checkDuration(long seconds) {
        FieldErrors errors = new FieldErrors();
        FieldPath path = FieldPath.of("spec", "expirationSeconds");
        if (seconds < MIN_SECONDS) {
            errors.invalid(path, seconds, "may not specify a duration less than 10 minutes");
        }
        if (seconds > MAX_SECONDS) {
            errors.invalid(path, seconds, "may not specify a duration larger than 2^32 seconds");
        }
        if (!errors.isEmpty()) {
            throw StatusException.invalid(new GroupKind("authentication.k8s.io", "TokenRequest"), "", errors);
        }
    }

    private ObjectNode found(String resource, String namespace, String name) {
        GroupResource what = new GroupResource("", resource);
        return objects.get(what, namespace, name).orElseThrow(() -> StatusException.notFound(what, name));
    }

    private ObjectNode boundObject(ObjectNode reference, String namespace, String account) {
        String kind = Trees.string(reference, "kind");
        String name = Trees.string(reference, "name");
        ObjectNode object = switch (kind) {
            case "Pod" -> found("pods", namespace, name);
            case "Secret" -> found("secrets", namespace, name);
            case "Node" -> found("nodes", "", name);
            default -> throw StatusException
                    .badRequest("cannot bind token to object of type " + Trees.string(reference, "apiVersion")
                            + ", Kind=" + kind);
        };
        if (kind.equals("Pod") && !Trees.string(object, "spec", "serviceAccountName").equals(account)) {
            throw StatusException.badRequest("cannot bind token for serviceaccount " + FieldErrors.quoted(account)
                    + " to pod running with different serviceaccount name.");
        }
        String uid = Trees.string(reference, "uid");
        if (!uid.isEmpty() && !uid.equals(Meta.uid(object))) {
            throw StatusException.conflict(new GroupResource("", kind), name, "the UID in the bound object reference ("
                    + uid
                    + ") does not match the UID in record. The object might have been deleted and then recreated");
        }
        return object.put("kind", kind);
    }

    private static ServiceAccountTokens.Bound bound(String kind, ObjectNode object) {
        return new ServiceAccountTokens.Bound(kind, Meta.name(object), Meta.uid(object));
    }

    /** The node of a bound pod, if it is on one that is there. */
    private Optional<ServiceAccountTokens.Bound> nodeOf(ObjectNode object) {
        String name = Trees.string(object, "kind").equals("Pod") ? Trees.string(object, "spec", "nodeName") : "";
        return name.isEmpty()
                ? Optional.empty()
                : objects.get(new GroupResource("", "nodes"), "", name).map(n -> bound("Node", n));
    }
}
