package dev.coracle.apiserver.admission.plugin.escalation;

import dev.coracle.apiserver.admission.AdmissionPlugin;
import dev.coracle.apiserver.admission.AdmissionRequest;
import dev.coracle.apiserver.admission.AdmissionRequest.Operation;
import dev.coracle.apiserver.admission.Requests;
import dev.coracle.apiserver.authorization.rbac.EscalationCheck;

/** Not a plugin that can be turned off: nobody grants by roles what they don't have. */
public final class RoleEscalation implements AdmissionPlugin {

    private final EscalationCheck check;

    public RoleEscalation(EscalationCheck check) {
        this.check = check;
    }

    @Override
    public String name() {
        return "RoleEscalation";
    }

    @Override
    public void validate(AdmissionRequest request) {
        if (request.operation() != Operation.DELETE && EscalationCheck.concerns(Requests.resource(request))) {
            check.check(request.context().user(), Requests.resource(request), request.namespace(), request.object(),
                    request.old());
        }
    }
}
