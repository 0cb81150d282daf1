package dev.coracle.apiserver.admission.cel.library;

/** Whom policies ask what the user of the request may do. */
@FunctionalInterface
public interface PolicyAuthorizer {

    /**
     * Fields that do not apply are empty.
     *
     * @param serviceAccount namespace/name of whom to ask about instead of the request's user
     * @param fieldSelector  what of a list is asked for, as in a query; so is {@code labelSelector}
     */
    record Question(String verb, String path, String group, String resource, String subresource, String namespace,
            String name, String serviceAccount, String fieldSelector, String labelSelector) {

        public static final Question EMPTY = new Question("", "", "", "", "", "", "", "", "", "");

        public Question withVerb(String verb) {
            return new Question(verb, path, group, resource, subresource, namespace, name, serviceAccount,
                    fieldSelector, labelSelector);
        }

        public Question withPath(String path) {
            return new Question(verb, path, group, resource, subresource, namespace, name, serviceAccount,
                    fieldSelector, labelSelector);
        }

        public Question withGroup(String group) {
            return new Question(verb, path, group, resource, subresource, namespace, name, serviceAccount,
                    fieldSelector, labelSelector);
        }

        public Question withResource(String resource) {
            return new Question(verb, path, group, resource, subresource, namespace, name, serviceAccount,
                    fieldSelector, labelSelector);
        }

        public Question withSubresource(String subresource) {
            return new Question(verb, path, group, resource, subresource, namespace, name, serviceAccount,
                    fieldSelector, labelSelector);
        }

        public Question withNamespace(String namespace) {
            return new Question(verb, path, group, resource, subresource, namespace, name, serviceAccount,
                    fieldSelector, labelSelector);
        }

        public Question withName(String name) {
            return new Question(verb, path, group, resource, subresource, namespace, name, serviceAccount,
                    fieldSelector, labelSelector);
        }

        Question withServiceAccount(String namespace, String name) {
            return new Question(verb, path, group, resource, subresource, this.namespace, this.name,
                    namespace + "/" + name, fieldSelector, labelSelector);
        }

        Question withFieldSelector(String fieldSelector) {
            return new Question(verb, path, group, resource, subresource, namespace, name, serviceAccount,
                    fieldSelector, labelSelector);
        }

        Question withLabelSelector(String labelSelector) {
            return new Question(verb, path, group, resource, subresource, namespace, name, serviceAccount,
                    fieldSelector, labelSelector);
        }
    }

    /** @param error empty if there was none */
    record Answer(boolean allowed, String reason, String error) {}

    Answer check(Question question);
}
