package dev.coracle.controllermanager.quota;

import dev.coracle.api.quantity.Quantity;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Service;
import java.util.List;

/** What services and claims count for in a quota. Pure. */
final class ServiceUsage {

    private ServiceUsage() {}

    /** @param type NodePort counts ports, LoadBalancer counts services */
    static Quantity count(List<Service> services, String type) {
        long count = 0;
        for (Service service : services) {
            String its = String.valueOf(service.getSpec().getType());
            int ports = service.getSpec().getPorts() == null ? 0 : service.getSpec().getPorts().size();
            if (type.equals("LoadBalancer")) {
                count += its.equals(type) ? 1 : 0;
            } else if (its.equals("NodePort") || its.equals("LoadBalancer")
                    && !Boolean.FALSE.equals(service.getSpec().getAllocateLoadBalancerNodePorts())) {
                count += ports;
            }
        }
        return Quantity.of(count, Quantity.Format.DECIMAL_SI);
    }

    static Quantity storage(List<PersistentVolumeClaim> claims) {
        Quantity total = Quantity.ZERO;
        for (PersistentVolumeClaim claim : claims) {
            var requests = claim.getSpec().getResources() == null ? null : claim.getSpec().getResources().getRequests();
            if (requests != null && requests.get("storage") != null) {
                total = total.plus(Quantity.tryParse(String.valueOf(requests.get("storage"))).orElse(Quantity.ZERO));
            }
        }
        return total;
    }
}
