package dev.coracle.apiserver.request;

import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.naming.GroupVersionResource;

/**
 * What a path and a method ask for. Source: k8s.io/apiserver's RequestInfo.
 *
 * @param resourceRequest whether it is about API objects; else only {@code verb} (the lower-case method) and {@code path} mean anything
 * @param verb            get, list, watch, create, update, patch, delete, deletecollection, or for other paths the method
 * @param group           empty for the core group
 * @param namespace       empty for cluster-scoped requests and for lists over all namespaces
 * @param subresource     such as {@code status}, or empty
 * @param name            the object's name, or empty
 * @param rest            for proxies, what follows the subresource, decoded, with its leading slash, or empty
 * @param selectors       of collections, what narrows them
 */
public record RequestInfo(boolean resourceRequest, String verb, String path, String group, String version,
        String namespace, String resource, String subresource, String name, String rest, Selectors selectors) {

    /** Without selectors. */
    public RequestInfo(boolean resourceRequest, String verb, String path, String group, String version,
            String namespace, String resource, String subresource, String name, String rest) {
        this(resourceRequest, verb, path, group, version, namespace, resource, subresource, name, rest,
                Selectors.NONE);
    }

    public RequestInfo withSelectors(Selectors newSelectors) {
        return new RequestInfo(resourceRequest, verb, path, group, version, namespace, resource, subresource, name,
                rest, newSelectors);
    }

    /** The same about something else that a user may or may not do to it. */
    public RequestInfo withVerb(String newVerb) {
        return new RequestInfo(resourceRequest, newVerb, path, group, version, namespace, resource, subresource, name,
                rest, selectors);
    }

    public static RequestInfo nonResource(String verb, String path) {
        return new RequestInfo(false, verb, path, "", "", "", "", "", "", "");
    }

    /** How much it is about: {@code resource} for one object, {@code namespace} or {@code cluster} for all there; empty for other paths. */
    public String scope() {
        if (!resourceRequest) {
            return "";
        }
        return !name.isEmpty() || verb.equals("create") ? "resource" : namespace.isEmpty() ? "cluster" : "namespace";
    }

    public GroupVersionResource groupVersionResource() {
        return new GroupVersionResource(group, version, resource);
    }

    public GroupResource groupResource() {
        return new GroupResource(group, resource);
    }
}
