package dev.coracle.apiserver.resource.pod.container;

import dev.coracle.apiserver.resource.check.Place;
import java.util.HashSet;
import java.util.Set;

/**
 * What a container must know of the pod around it.
 *
 * @param volumes the names of those that can be mounted
 * @param claims the names of the pod's resource claims
 * @param gracePeriod seconds between the wish to end the pod and its end
 * @param restartPolicy of the pod
 * @param template whether this is only the template of pods, of which less is asked
 * @param hostUsers whether user 0 in the pod is user 0 on the node
 */
record Pod(Place spec, Set<String> volumes, Set<String> claims, long gracePeriod, String restartPolicy,
        boolean template, boolean hostUsers) {

    static Pod of(Place spec, Set<String> volumes, boolean template) {
        Set<String> claims = new HashSet<>();
        spec.at("resourceClaims").items().forEach(claim -> claims.add(claim.at("name").text()));
        boolean ownUsers = spec.at("hostUsers").present() && !spec.at("hostUsers").isTrue();
        return new Pod(spec, volumes, claims, spec.at("terminationGracePeriodSeconds").number(0),
                spec.at("restartPolicy").text(), template, !ownUsers);
    }
}
