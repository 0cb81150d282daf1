package dev.coracle.apiserver.admission.cel.library;

import dev.cel.common.types.CelType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import dev.coracle.apiserver.admission.cel.library.Functions.Arg;
import java.util.Map;

/** {@code authorizer.group("apps").resource("deployments").namespace(ns).check("get").allowed()}. Source: Kubernetes' CEL library of authorization. */
public final class AuthorizerFunctions {

    private static final CelType AUTHORIZER = OpaqueType.create("kubernetes.authorization.Authorizer");
    private static final CelType GROUP = OpaqueType.create("kubernetes.authorization.GroupCheck");
    private static final CelType RESOURCE = OpaqueType.create("kubernetes.authorization.ResourceCheck");
    private static final CelType PATH = OpaqueType.create("kubernetes.authorization.PathCheck");
    private static final CelType DECISION = OpaqueType.create("kubernetes.authorization.Decision");

    public static final String AUTHORIZER_NAME = "authorizer";
    public static final String REQUEST_RESOURCE_NAME = "authorizer.requestResource";

    /** The variables through which expressions ask. */
    public static final Map<String, CelType> VARIABLES = Map.of(AUTHORIZER_NAME, AUTHORIZER, REQUEST_RESOURCE_NAME,
            RESOURCE);

    private AuthorizerFunctions() {}

    /** What is asked so far, with whom to ask. */
    public record Query(PolicyAuthorizer authorizer, PolicyAuthorizer.Question question) {}

    public static void addTo(Functions to) {
        Arg authorizer = new Arg(AUTHORIZER, Query.class);
        Arg group = new Arg(GROUP, Query.class);
        Arg resource = new Arg(RESOURCE, Query.class);
        Arg path = new Arg(PATH, Query.class);
        Arg decision = new Arg(DECISION, PolicyAuthorizer.Answer.class);
        to.member("path", PATH, args -> with(args, q(args).question.withPath((String) args[1])), authorizer,
                Types.STRING);
        to.member("group", GROUP, args -> with(args, q(args).question.withGroup((String) args[1])), authorizer,
                Types.STRING);
        to.member("serviceAccount", AUTHORIZER,
                args -> with(args, q(args).question.withServiceAccount((String) args[1], (String) args[2])), authorizer,
                Types.STRING, Types.STRING);
        to.member("resource", RESOURCE, args -> with(args, q(args).question.withResource((String) args[1])), group,
                Types.STRING);
        to.member("subresource", RESOURCE, args -> with(args, q(args).question.withSubresource((String) args[1])),
                resource,
                Types.STRING);
        to.member("namespace", RESOURCE, args -> with(args, q(args).question.withNamespace((String) args[1])), resource,
                Types.STRING);
        to.member("name", RESOURCE, args -> with(args, q(args).question.withName((String) args[1])), resource,
                Types.STRING);
        to.member("fieldSelector", RESOURCE,
                args -> with(args, q(args).question.withFieldSelector((String) args[1])), resource, Types.STRING);
        to.member("labelSelector", RESOURCE,
                args -> with(args, q(args).question.withLabelSelector((String) args[1])), resource, Types.STRING);
        to.member("check", DECISION, args -> q(args).authorizer.check(q(args).question.withVerb((String) args[1])),
                resource,
                Types.STRING);
        to.member("check", DECISION, args -> q(args).authorizer.check(q(args).question.withVerb((String) args[1])),
                path,
                Types.STRING);
        to.member("allowed", SimpleType.BOOL, args -> ((PolicyAuthorizer.Answer) args[0]).allowed(), decision);
        to.member("reason", SimpleType.STRING, args -> ((PolicyAuthorizer.Answer) args[0]).reason(), decision);
        to.member("errored", SimpleType.BOOL, args -> !((PolicyAuthorizer.Answer) args[0]).error().isEmpty(), decision);
        to.member("error", SimpleType.STRING, args -> ((PolicyAuthorizer.Answer) args[0]).error(), decision);
    }

    private static Query q(Object[] args) {
        return (Query) args[0];
    }

    private static Query with(Object[] args, PolicyAuthorizer.Question question) {
        return new Query(q(args).authorizer, question);
    }
}
