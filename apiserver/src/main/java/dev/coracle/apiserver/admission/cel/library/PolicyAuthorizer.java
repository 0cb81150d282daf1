package dev.coracle.apiserver.admission.cel.library;

/** Whom policies ask what the user of the request may do. */
@FunctionalInterface
public interface PolicyAuthorizer {

    /** Fields that do not apply are empty. @param serviceAccount namespace/name of whom to ask about instead of the request's user */
    record Question(String verb, String path, String group, String resource, String subresource, String namespace,
            String name, String serviceAccount) {

        public static final Question EMPTY = new Question("", "", "", "", "", "", "", "");

        Question withVerb(String verb) {
            return new Question(verb, path, group, resource, subresource, namespace, name, serviceAccount);
        }

        Question withPath(String path) {
            return new Question(verb, path, group, resource, subresource, namespace, name, serviceAccount);
        }

        Question withGroup(String group) {
            return new Question(verb, path, group, resource, subresource, namespace, name, serviceAccount);
        }

        Question withResource(String resource) {
            return new Question(verb, path, group, resource, subresource, namespace, name, serviceAccount);
        }

        Question withSubresource(String subresource) {
            return new Question(verb, path, group, resource, subresource, namespace, name, serviceAccount);
        }

        Question withNamespace(String namespace) {
            return new Question(verb, path, group, resource, subresource, namespace, name, serviceAccount);
        }

        Question withName(String name) {
            return new Question(verb, path, group, resource, subresource, namespace, name, serviceAccount);
        }

        Question withServiceAccount(String namespace, String name) {
            return new Question(verb, path, group, resource, subresource, this.namespace, this.name,
                    namespace + "/" + name);
        }
    }

    /** @param error empty if there was none */
    record Answer(boolean allowed, String reason, String error) {}

    Answer check(Question question);
}
