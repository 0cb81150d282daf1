package dev.coracle.apiserver.resource.core.service.allocation;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.registry.Objects;
import dev.coracle.base.clock.Clock;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/** The IPAddress objects of services. Who creates one has the address: so several API servers on one store agree. */
final class AddressObjects {

    private static final Logger log = LoggerFactory.getLogger(AddressObjects.class);
    private static final GroupResource SERVICES = new GroupResource("", "services");
    private static final GroupResource ADDRESSES = new GroupResource("networking.k8s.io", "ipaddresses");
    private static final String MANAGED_BY = "ipaddress.kubernetes.io/managed-by";
    private static final String ALLOCATOR = "ipallocator.k8s.io";
    /** Longer than a service takes to be stored after its address. Source: the original's repair of addresses. */
    private static final Duration NOT_YET_STORED = Duration.ofSeconds(60);

    private final Clock clock;

    AddressObjects(Clock clock) {
        this.clock = clock;
    }

    List<ObjectNode> all(Objects objects) {
        return objects.list(ADDRESSES, "");
    }

    /** @return false if somebody else was faster */
    boolean create(Objects objects, ObjectNode service, String ip) {
        ObjectNode address = Json.object().put("apiVersion", "networking.k8s.io/v1").put("kind", "IPAddress");
        Meta.of(address).put("name", ip);
        Trees.ensureObject(address, "metadata", "labels").put("ipaddress.kubernetes.io/ip-family", "IPv4")
                .put(MANAGED_BY, ALLOCATOR);
        Trees.ensureObject(address, "spec", "parentRef").put("group", "").put("resource", "services")
                .put("namespace", Meta.namespace(service)).put("name", Meta.name(service));
        try {
            objects.create(objects.ownContext(), ADDRESSES, address);
            return true;
        } catch (StatusException e) {
            if (e.status().code() == 409) {
                return false;
            }
            throw e;
        }
    }

    /** Deletes it, if it is there. */
    void delete(Objects objects, String ip) {
        try {
            objects.delete(objects.ownContext(), ADDRESSES, "", ip, Json.object());
        } catch (StatusException e) {
            if (e.status().code() != 404) {
                throw e;
            }
        }
    }

    /** As {@link #removeOrphan(Objects, ObjectNode)}; false if there is no such object. */
    boolean removeOrphan(Objects objects, String ip) {
        return objects.get(ADDRESSES, "", ip).filter(address -> removeOrphan(objects, address)).isPresent();
    }

    /**
     * Removes the object of an address whose service was never stored, because its server died in between: it would be taken for ever, and
     * where it is the API server's own, no server would ever have one.
     *
     * @return whether it was one
     */
    boolean removeOrphan(Objects objects, ObjectNode address) {
        ObjectNode parent = Trees.object(address, "spec", "parentRef").orElseGet(Json::object);
        if (!isOfService(address, parent) || !isOld(address) || objects
                .get(SERVICES, Trees.string(parent, "namespace"), Trees.string(parent, "name"))
                .filter(service -> ClusterAddresses.of(service).contains(Meta.name(address))).isPresent()) {
            return false;
        }
        ObjectNode options = Json.object();
        options.putObject("preconditions").put("uid", Meta.uid(address));
        try {
            objects.delete(objects.ownContext(), ADDRESSES, "", Meta.name(address), options);
            log.info("Address {} belonged to service {}/{}, which is not there: it is free again", Meta.name(address),
                    Trees.string(parent, "namespace"), Trees.string(parent, "name"));
            return true;
        } catch (StatusException e) {
            return e.status().code() == 404;
        }
    }

    private static boolean isOfService(ObjectNode address, ObjectNode parent) {
        return ALLOCATOR.equals(Meta.labels(address).get(MANAGED_BY)) && Trees.string(parent, "group").isEmpty()
                && Trees.string(parent, "resource").equals("services");
    }

    private boolean isOld(ObjectNode address) {
        String created = Trees.string(address, "metadata", "creationTimestamp");
        return !created.isEmpty() && Meta.instant(created).plus(NOT_YET_STORED).isBefore(clock.now());
    }
}
